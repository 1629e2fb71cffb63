"""Ids as browsers send them."""

import pytest

from portico.kernel.ids import id_from, new_id


def test_an_id_is_read_in_each_spelling() -> None:
    one = new_id()

    assert id_from(str(one)) == id_from(one.hex) == id_from(one) == one


@pytest.mark.parametrize("text", ["", "x", "\0", "0" * 31, "é" * 32, None, 7])
def test_what_names_no_id_is_none(text: object) -> None:
    assert id_from(text) is None
