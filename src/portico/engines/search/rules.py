"""From what somebody types to what the index is asked."""

import re

CONFIGS = {"en": "english", "de": "german"}
WORD = re.compile(r"\w+", re.UNICODE)
LONGEST_QUERY = 200


def config_of(language: str) -> str:
    """PostgreSQL's name for the language's stemming; plain words for all others."""
    return CONFIGS.get(language.split("-", maxsplit=1)[0], "simple")


def asked(words: str) -> str:
    """A tsquery of all words, the last one as a beginning: `printer & jam:*`. Empty for nothing."""
    found = WORD.findall(words[:LONGEST_QUERY])
    return " & ".join([*found[:-1], f"{found[-1]}:*"]) if found else ""


def narrowed(marks: tuple[str, ...]) -> str:
    """A tsquery that asks for any of these marks; marks are made by code, never typed."""
    return " | ".join(f"'{mark}'" for mark in marks)


def plain_words(text: str) -> str:
    """The words as `asked` takes them from what is typed, so that an address is found by parts."""
    return " ".join(WORD.findall(text))
