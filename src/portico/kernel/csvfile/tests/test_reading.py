"""CSV files as people have them."""

import codecs
import csv
import io
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portico.kernel.csvfile import CsvFile, Row, Trouble, Unreadable
from portico.kernel.csvfile import reading as module

HEAD = "Number,Subject,Company\n"


def a_file(path: Path, content: str | bytes, *, encoding: str = "utf-8") -> CsvFile:
    target = path / "export.csv"
    target.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return CsvFile(target)


def rows_of(path: Path, content: str | bytes) -> list[Row]:
    return list(a_file(path, content).rows())


TABLE = "Name,Straße\r\nMüller & Söhne,Königsallee 1\r\nCafé „Zür“,—\r\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_every_usual_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    file = a_file(tmp_path, TABLE, encoding=encoding)

    assert file.headers == ["Name", "Straße"]
    assert [row.cells[0] for row in file.rows()] == ["Müller & Söhne", "Café „Zür“"]


def test_utf_16_big_endian_with_its_mark_is_found(tmp_path: Path) -> None:
    file = a_file(tmp_path, codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"))

    assert file.headers == ["Name", "Straße"]


def test_a_foreign_letter_on_the_last_line_decides(tmp_path: Path) -> None:
    content = b"Name,City\n" + b"Smith,London\n" * 20_000 + "Jürgen,Köln\n".encode("cp1252")

    assert [row.cells for row in a_file(tmp_path, content).rows()][-1] == ["Jürgen", "Köln"]


def test_one_broken_letter_spoils_its_own_row_only(tmp_path: Path) -> None:
    content = "Name,City\nJürgen,Köln\nZoë,Genève\nRen?,Paris\nÄnne,Ulm\n".encode()
    rows = rows_of(tmp_path, content.replace(b"?", b"\xe9"))

    assert [row.trouble for row in rows] == [None, None, Trouble.LETTERS, None]
    assert (rows[2].line, rows[3].cells) == (4, ["Änne", "Ulm"])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = [["Number", "Subject", "When"], ["1", "a,b;c", "1,5"], ["2", "x|y; z", "2,5"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(lines)
    file = a_file(tmp_path, out.getvalue())

    assert file.delimiter == delimiter
    assert [file.headers, *(row.cells for row in file.rows())] == lines


def test_the_delimiter_that_excel_declares_wins(tmp_path: Path) -> None:
    file = a_file(tmp_path, "sep=;\r\na,b;c,d\r\n1,2;3,4\r\n")

    assert file.headers == ["a,b", "c,d"]
    assert [(row.line, row.cells) for row in file.rows()] == [(3, ["1,2", "3,4"])]


def test_a_person_may_know_better(tmp_path: Path) -> None:
    file = a_file(tmp_path, "a;b,c\n1;2,3\n")

    assert CsvFile(file.path, encoding="latin-1", delimiter=",").headers == ["a;b", "c"]


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    file = a_file(tmp_path, "E-mail\nada@example.com\n\nbob@example.com\n")

    assert [(row.line, row.cells) for row in file.rows()] == [
        (2, ["ada@example.com"]),
        (4, ["bob@example.com"]),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(tmp_path: Path, end: str) -> None:
    content = HEAD + "1,Printer,Acme\n2,Mouse,Acme"

    assert [row.line for row in rows_of(tmp_path, content.replace("\n", end))] == [2, 3]


def test_cells_keep_quotes_and_line_breaks(tmp_path: Path) -> None:
    content = HEAD + '1,"It says ""no""\nand stops,\nthen smoke",Acme\n2,5" disk,Acme\n'
    rows = rows_of(tmp_path, content)

    assert rows[0].cells[1] == 'It says "no"\nand stops,\nthen smoke'
    assert (rows[1].line, rows[1].cells) == (5, ["2", '5" disk', "Acme"])


def test_ragged_rows_are_named_and_the_others_read(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, HEAD + "1,Printer\n2,Mouse,Acme,extra\n3,Screen,Acme,,\n4,Desk,Acme\n")

    assert [row.trouble for row in rows] == [Trouble.TOO_FEW, Trouble.TOO_MANY, None, None]
    assert rows[2].cells == ["3", "Screen", "Acme"]
    assert rows[0].trouble is not None
    assert "fewer cells" in rows[0].trouble.words


def test_empty_rows_are_passed_over(tmp_path: Path) -> None:
    assert [row.line for row in rows_of(tmp_path, HEAD + "\n,,\n  \n1,Printer,Acme\n,,,,\n")] == [5]


def test_a_lost_quotation_mark_costs_one_row(tmp_path: Path) -> None:
    rest = "".join(f"{number},Thing,Acme\n" for number in range(3, 40))
    rows = rows_of(tmp_path, HEAD + '1,Printer,Acme\n2,"Mouse,Acme\n' + rest)

    assert [row.line for row in rows if row.trouble] == [3]
    assert [row.cells[0] for row in rows if not row.trouble] == [
        str(number) for number in (1, *range(3, 40))
    ]


def test_a_lost_quotation_mark_before_quoted_rows_costs_one_row(tmp_path: Path) -> None:
    quoted = "".join(f'{number},"Thing, red","Acme"\n' for number in range(3, 9))
    rows = rows_of(tmp_path, HEAD + '1,Printer,Acme\n2,"Mouse,Acme\n' + quoted)

    assert [row.line for row in rows if row.trouble] == [3]
    assert len(rows) == 8


def test_a_lost_quotation_mark_in_a_long_file_stays_cheap(tmp_path: Path) -> None:
    plain = "".join(f"{number},Thing,Acme\n" for number in range(module.MOST_LINES * 3))
    rows = rows_of(tmp_path, HEAD + '0,"Mouse,Acme\n' + plain)

    assert [row.trouble for row in rows[:2]] == [Trouble.QUOTES, None]
    assert len(rows) == module.MOST_LINES * 3 + 1


def test_nul_bytes_spoil_their_own_row_only(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, HEAD + "1,Prin\0ter,Acme\n2,Mouse,Acme\n")

    assert [row.trouble for row in rows] == [Trouble.LETTERS, None]


def test_an_absurdly_long_row_is_named_and_left_behind(tmp_path: Path) -> None:
    absurd = "x" * (module.LONGEST_ROW * 3)
    rows = rows_of(tmp_path, HEAD + f"1,{absurd},Acme\n2,Mouse,Acme\n")

    assert [(row.line, row.trouble) for row in rows] == [(2, Trouble.TOO_LONG), (3, None)]


def test_headers_get_names_that_differ(tmp_path: Path) -> None:
    file = a_file(tmp_path, "E-mail , ,E-mail,\n1,2,3,4\n")

    assert file.headers == ["E-mail", "Column 2", "E-mail (2)", "Column 4"]


def test_blank_lines_above_the_headers_do_not_matter(tmp_path: Path) -> None:
    file = a_file(tmp_path, "\n , ,\n" + HEAD + "1,Printer,Acme\n")

    assert file.headers == ["Number", "Subject", "Company"]
    assert [row.line for row in file.rows()] == [4]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04 the rest of a workbook", "save it as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as CSV"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0abc", "not a text file"),
        (b"," * 600 + b"a\n", "500 columns"),
        (b'"' + b"x\n" * 6000, "column names"),
    ],
)
def test_what_is_no_table_says_so(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        a_file(tmp_path, content)


def test_an_unknown_encoding_says_so(tmp_path: Path) -> None:
    path = a_file(tmp_path, HEAD).path

    with pytest.raises(Unreadable, match="klingon"):
        CsvFile(path, encoding="klingon")


cell = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffd"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(cell, cell, cell), max_size=8), st.sampled_from([",", ";", "\t"]))
def test_whatever_was_written_comes_back(
    tmp_path: Path, table: list[tuple[str, str, str]], delimiter: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([("one", "two", "three"), *table])
    path = tmp_path / "out.csv"
    path.write_bytes(out.getvalue().encode("utf-8"))
    rows = list(CsvFile(path, delimiter=delimiter, encoding="utf-8").rows())

    kept = [list(row) for row in table if any(c and not c.isspace() for c in row)]
    assert [row.cells for row in rows] == kept


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_at_all_give_rows_or_words(tmp_path: Path, noise: bytes) -> None:
    with suppress(Unreadable):
        assert all(row.line >= 1 for row in rows_of(tmp_path, noise))


def test_a_hundred_thousand_rows_need_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as out:
        out.write(HEAD)
        out.writelines(f'{number},"Printer {number}, again",Acme\n' for number in range(100_000))
    tracemalloc.start()
    count = sum(1 for row in CsvFile(path).rows() if not row.trouble)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 100_000
    assert peak < 8_000_000
