"""Cursors of lists, as they come out of an address bar."""

import pytest

from portico.kernel.keyset import _read

ROW = "f" * 32


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "yesterday_" + ROW,
        "2026-01-01T00:00:00+00:00_no-id",
        "0001-01-01T00:00:00+14:00_" + ROW,
        "9999-12-31T23:59:59-14:00_" + ROW,
    ],
)
def test_a_cursor_that_is_none_leads_to_the_first_page(cursor: str) -> None:
    assert _read(cursor) is None


@pytest.mark.parametrize("moment", ["2026-01-01T00:00:00", "2026-01-01T00:00:00+23:59:59.999999"])
def test_a_cursor_reaches_the_database_in_utc(moment: str) -> None:
    key = _read(f"{moment}_{ROW}")

    assert key is not None
    assert key[0].isoformat().endswith("+00:00")
