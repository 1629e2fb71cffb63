"""Matching foreign headers with our fields."""

from pathlib import Path

import pytest

from portico.kernel.csvfile import Column, MappingFile, MappingProblem, layout, read_mapping

COLUMNS = [
    Column("number", ("ticket number", "ticket #", "id"), required=True),
    Column("subject", ("title", "summary"), required=True),
    Column("status", ("state",)),
    Column("company", ("organization", "customer")),
]


@pytest.mark.parametrize(
    "headers",
    [
        ["Ticket Number", "Subject", "Current Status"],
        ["ticket_number", "TITLE"],
        ["Ticket #", "Sümmary"],
        ["ID", "  sum-mary "],
    ],
)
def test_headers_match_by_name_and_synonym(headers: list[str]) -> None:
    found = layout(headers, COLUMNS)

    assert (found.positions["number"], found.positions["subject"]) == (0, 1)
    assert not found.missing


def test_the_better_name_wins_and_no_header_serves_two_fields() -> None:
    found = layout(["id", "Ticket #", "Title", "Subject"], COLUMNS)

    assert found.positions == {"number": 1, "subject": 3}
    assert found.unused == ["id", "Title"]


def test_missing_columns_are_named() -> None:
    found = layout(["Subject", "Colour"], COLUMNS)

    assert found.missing == ["number"]
    assert found.unused == ["Colour"]


def a_mapping(path: Path, text: str) -> MappingFile:
    target = path / "mapping.toml"
    target.write_text(text)
    return read_mapping(target)


def test_a_mapping_file_has_the_last_word(tmp_path: Path) -> None:
    mapping = a_mapping(
        tmp_path,
        """
        [columns]
        number = "Ref"
        subject = "title"
        [values.status]
        "Open / WIP" = "open"
        [defaults]
        company = "Acme"
        status = "new"
        [file]
        delimiter = ";"
        """,
    )
    found = layout(["ID", "Ref", "Subject", "Title", "State", "Company"], COLUMNS, mapping=mapping)

    assert found.pick(["9", " 1 ", "no", "'=yes", "open/wip", ""]) == {
        "number": "1",
        "subject": "=yes",
        "status": "open",
        "company": "Acme",
    }
    assert mapping.delimiter == ";"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns", "not valid"),
        ("[colums]\n", "unknown section “colums”"),
        ("columns = 3", "name = value"),
        ("[columns]\nnumber = ['a']", "name = value"),
        ("[values]\nstatus = 'a'", "name = value"),
    ],
)
def test_a_wrong_mapping_file_says_what_is_wrong(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(MappingProblem, match=words):
        a_mapping(tmp_path, text)


def test_unknown_names_come_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(MappingProblem, match=r"no field “subjekt”\. Did you mean “subject”"):
        layout(["a"], COLUMNS, mapping=a_mapping(tmp_path, "[columns]\nsubjekt = 'a'"))
    with pytest.raises(MappingProblem, match=r"no column “Titel”\. Did you mean “Title”"):
        layout(["Title"], COLUMNS, mapping=a_mapping(tmp_path, "[columns]\nsubject = 'Titel'"))


def test_a_default_stands_in_for_a_missing_column() -> None:
    found = layout(["Subject"], COLUMNS, mapping=MappingFile(defaults={"number": "1"}))

    assert not found.missing
    assert found.pick(["Printer"]) == {"number": "1", "subject": "Printer"}
