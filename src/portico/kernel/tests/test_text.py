"""Text that is safe in headers, titles and file names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portico.kernel.text import LONGEST_NAME, file_name, one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Printer\r\nBcc: all@example.com", "Printer Bcc: all@example.com"),
        ("  a\t\tb\0c  ", "a b c"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("zero\u200bwidth\u2028line", "zerowidth line"),
        ("", ""),
    ],
)
def test_a_line_is_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text())
def test_no_text_at_all_can_break_a_header(text: str) -> None:
    line = one_line(text, longest=78)

    assert len(line) <= 78
    assert line == line.strip()
    assert not set(line) & set("\r\n\0\t\x0b\x0c\x1c\x85\u2028\u2029\u202e")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("screenshot.png", "screenshot.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\Ärger.docx", "Ärger.docx"),
        ("..", "file"),
        ("", "file"),
        (" . ", "file"),
        ("a\0b.txt", "ab.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ('quote".txt', "quote_.txt"),
        ("line\r\nbreak.txt", "line break.txt"),
        (".htaccess", "htaccess"),
        ("x" * 300 + ".pdf", "x" * 115 + "….pdf"),
        ("y" * 300, "y" * 119 + "…"),
    ],
)
def test_a_file_name_says_what_it_is_and_nothing_else(sent: str, kept: str) -> None:
    assert file_name(sent) == kept


@given(st.text())
def test_any_file_name_at_all_is_safe(sent: str) -> None:
    name = file_name(sent)

    assert 1 <= len(name) <= LONGEST_NAME
    assert not set(name) & set('\\/:*?"<>|\r\n\0\u202e')
    assert name not in {".", ".."}
