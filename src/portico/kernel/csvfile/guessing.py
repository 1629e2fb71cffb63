"""Finding out how a CSV file is written: its encoding, its delimiter."""

import codecs
import csv
from itertools import islice
from typing import BinaryIO

CHUNK = 1 << 20
SAMPLE = 64 * 1024
SAMPLE_ROWS = 50
DELIMITERS = (",", ";", "\t", "|")
DECLARED = "sep="  # Excel's own first line, such as "sep=;"
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FALLBACK = "cp1252"
REPLACED = "\ufffd"


def guess_encoding(file: BinaryIO) -> str:
    """Read the whole file once: a wrong guess on the last line would spoil names."""
    head = file.read(SAMPLE)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if encoding := _without_mark(head):
        return encoding
    file.seek(0)
    good, bad = _letters_in_utf8(file)
    return "utf-8" if bad == 0 or good > bad else FALLBACK


def _without_mark(head: bytes) -> str:
    """UTF-16 shows as a zero in every second byte, where the text is mostly Latin."""
    enough = len(head) // 5
    if len(head) < 4:
        return ""
    if head[1::2].count(0) > enough and head[::2].count(0) < enough // 10:
        return "utf-16-le"
    if head[::2].count(0) > enough and head[1::2].count(0) < enough // 10:
        return "utf-16-be"
    return ""


def _letters_in_utf8(file: BinaryIO) -> tuple[int, int]:
    """How many letters beyond ASCII are readable as UTF-8, and how many are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    while True:
        chunk = file.read(CHUNK)
        text = decoder.decode(chunk, final=not chunk)
        if not text.isascii():
            wrong = text.count(REPLACED)
            bad += wrong
            good += sum(1 for letter in text if letter > "\x7f") - wrong
        if not chunk:
            return good, bad


def guess_delimiter(sample: str) -> str:
    """The delimiter that cuts the most rows into as many cells as the first one."""
    first, _, _ = sample.partition("\n")
    declared = first.strip().lower().removeprefix(DECLARED)
    if first.lower().startswith(DECLARED) and len(declared) == 1:
        return declared
    return max(DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> tuple[bool, float, int]:
    reader = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter)
    try:
        widths = [len(row) for row in islice(reader, SAMPLE_ROWS) if row]
    except csv.Error:
        return False, 0.0, 0
    if not widths or widths[0] < 2:
        return False, 0.0, 0
    return True, widths.count(widths[0]) / len(widths), widths[0]
