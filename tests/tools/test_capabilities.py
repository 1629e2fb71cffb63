"""The page that says which test proves which capability."""

from pathlib import Path

import pytest
from tools.capabilities import page, pages, rows
from tools.markers import BadMarker, Proof, in_source, proofs
from tools.repository import ROOT, drifted, put

FUNCTION = """
import pytest

@pytest.mark.spec("S0.1.1", "S0.1.2")
def test_a_ticket_opens(): ...

def test_nothing_in_particular(): ...
"""

PARAMETRIZED = """
import pytest
from pytest import mark

@pytest.mark.parametrize("x", [1, pytest.param(2, marks=pytest.mark.spec("S1.1.1"))])
def test_one_case_proves_more(x): ...

@mark.spec("S1.1.2")
@mark.parametrize("x", [1, 2])
async def test_each_case_proves_it(x): ...
"""

CLASSES = """
import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.spec("G1")]

@pytest.mark.spec("S0.1.1")
class TestPortal:
    pytestmark = pytest.mark.spec("S0.1.2")

    @pytest.mark.spec("S0.1.3")
    def test_it(self): ...

class Helper:
    def test_is_not_collected(self): ...
"""


def found(source: str) -> set[tuple[str, str]]:
    return {(proof.row, proof.test) for proof in in_source(source, "tests/test_x.py")}


def test_a_marker_may_name_several_rows() -> None:
    assert found(FUNCTION) == {("S0.1.1", "test_a_ticket_opens"), ("S0.1.2", "test_a_ticket_opens")}


def test_parameters_may_carry_a_marker() -> None:
    assert found(PARAMETRIZED) == {
        ("S1.1.1", "test_one_case_proves_more"),
        ("S1.1.2", "test_each_case_proves_it"),
    }


def test_classes_and_modules_hand_their_markers_down() -> None:
    name = "TestPortal::test_it"

    assert found(CLASSES) == {(row, name) for row in ("G1", "S0.1.1", "S0.1.2", "S0.1.3")}


@pytest.mark.parametrize("marker", ["spec", "spec()", "spec(ROW)", "spec(*ROWS)", "spec(3)"])
def test_a_marker_that_cannot_be_read_is_an_error(marker: str) -> None:
    source = f"import pytest\n@pytest.mark.{marker}\ndef test_it(): ...\n"

    with pytest.raises(BadMarker, match=r"tests/test_x\.py:2"):
        found(source)


def test_only_test_files_count(tmp_path: Path) -> None:
    (tmp_path / "src/portico/tests").mkdir(parents=True)
    (tmp_path / "src/portico/tests/test_it.py").write_text(FUNCTION)
    (tmp_path / "src/portico/tests/factories.py").write_text(FUNCTION)

    assert {proof.path for proof in proofs(tmp_path)} == {"src/portico/tests/test_it.py"}


def test_a_row_lists_its_proofs_or_says_not_yet() -> None:
    proof = Proof("S0.1.1", "tests/test_x.py", "test_it", 3)

    text = page({"G1": "Isolation", "S0.1.1": "A | B", "S0.1.2": "Other"}, [proof])

    assert "| S0.1.1 | A \\| B | [test_it](../tests/test_x.py) |" in text
    assert "| S0.1.2 | Other | not yet |" in text
    assert "Proved: **1 of 3 rows.**" in text


def test_a_row_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(BadMarker, match=r"tests/test_x\.py:3 proves S9\.9\.9"):
        page({"G1": "Isolation"}, [Proof("S9.9.9", "tests/test_x.py", "test_it", 3)])


def test_every_row_of_the_catalogue_is_on_the_page() -> None:
    titles = rows(ROOT)
    text = pages(ROOT)["docs/capabilities.md"]

    assert len(titles) == 451
    assert all(f"| {number} | " in text for number in titles)


def test_a_page_that_differs_is_named_and_then_written(tmp_path: Path) -> None:
    wanted = {"docs/a.md": "new", "docs/b.md": "same"}
    put({"docs/a.md": "old", "docs/b.md": "same"}, tmp_path)

    assert drifted(wanted, tmp_path) == ["docs/a.md"]
    assert put(wanted, tmp_path) == ["docs/a.md"]
    assert drifted(wanted, tmp_path) == []
