"""Small things done to text: one line, a file name that is safe to show and to send."""

import re
import unicodedata

# Characters that reorder or hide what people read; not the joiners of Persian words and emoji.
UNSEEN = frozenset("\u200b\u200e\u200f\u2060\ufeff\u061c\u00ad") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
FORBIDDEN_IN_NAMES = re.compile(r'[\\/:*?"<>|]+')
LONGEST_NAME = 120


def one_line(text: str, *, longest: int = 200) -> str:
    """Text for a header or a title: no line breaks, no control characters, single spaces."""
    return _cut(" ".join(_seen(text).split()), longest)


def file_name(text: str, *, fallback: str = "file") -> str:
    """The last part of a path that somebody sent, without anything that could mislead.

    Keeps the ending when it has to cut: `very long….pdf`.
    """
    last = re.split(r"[\\/]", text.replace("\0", ""))[-1]
    name = FORBIDDEN_IN_NAMES.sub("_", one_line(last, longest=len(last))).strip(" .")
    if not name:
        return fallback
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 12:
        return _cut(name, LONGEST_NAME)
    return _cut(stem, LONGEST_NAME - len(ending) - 1) + dot + ending


def _seen(text: str) -> str:
    return "".join(
        " " if _is_control(letter) else letter for letter in text if letter not in UNSEEN
    )


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def containing(words: str) -> str:
    """A pattern for `LIKE`: what has these words in it, whatever signs they are made of."""
    written = words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{written}%"
