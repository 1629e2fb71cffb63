"""Exports that no spreadsheet executes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portico.kernel.csvfile import CsvFile, csv_lines, plain_cell, safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 30 1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", '=cmd|"/c"!A0']
)
def test_a_cell_never_starts_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text
    assert plain_cell(f"'{text}") == text


@pytest.mark.parametrize("value", [None, -3, 2.5, 0])
def test_numbers_stay_numbers(value: object) -> None:
    assert safe_cell(value) is value


@pytest.mark.parametrize("text", ["", "Printer", "a=b", "'quoted'", "1-2", " =x"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text
    assert plain_cell(text) == text


def test_truth_and_nul_become_plain_text() -> None:
    assert safe_cell(True) == "True"
    assert safe_cell("a\0b") == "ab"


@given(st.text().filter(lambda text: "\0" not in text))
def test_an_exported_cell_reads_back(text: str) -> None:
    assert plain_cell(str(safe_cell(text))) == text or text.startswith("'")


def test_an_export_streams_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    rows: list[list[object]] = [["=HYPERLINK()", -5], ['Ä "b",\nc', None]]
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(csv_lines(["@name", "amount"], rows))
    file = CsvFile(path)

    assert path.read_bytes().startswith(b"\xef\xbb\xbf'@name,amount\r\n'=HYPERLINK(),-5\r\n")
    assert [row.cells for row in file.rows()] == [["'=HYPERLINK()", "-5"], ['Ä "b",\nc', ""]]
