"""People's own words never become markup."""

import pytest
from django.utils import translation

from portico.ui.text import filesize, prose


def test_markup_that_people_type_is_shown_and_not_run() -> None:
    assert prose("<script>alert(1)</script>") == ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")


def test_blank_lines_make_paragraphs_and_newlines_breaks() -> None:
    assert prose("one\r\ntwo\n\n\nthree\n") == "<p>one<br>two</p><p>three</p>"


def test_nothing_stays_nothing() -> None:
    assert prose(" \n ") == ""


@pytest.mark.parametrize(
    ("text", "href", "rest"),
    [
        ("see https://a.example/x?a=1&b=2.", "https://a.example/x?a=1&amp;b=2", "</a>."),
        ("(www.a.example/b)", "https://www.a.example/b", "</a>)"),
        ("https://a.example/w_(x)", "https://a.example/w_(x)", "</a></p>"),
    ],
)
def test_an_address_becomes_a_link_without_the_sentence_around_it(
    text: str, href: str, rest: str
) -> None:
    drawn = prose(text)

    assert f'<a href="{href}" rel="noopener nofollow ugc">' in drawn
    assert rest in drawn


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "data:text/html,x", 'https://a"onmouseover="x', "https://a'b<c>"],
)
def test_an_address_cannot_break_out(text: str) -> None:
    drawn = prose(text)

    assert 'href="javascript' not in drawn
    assert 'href="data' not in drawn
    assert 'onmouseover="' not in drawn
    assert "<c>" not in drawn


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 byte"),
        (999, "999 bytes"),
        (84_000, "84 KB"),
        (1_240_000, "1.2 MB"),
        (25_000_000, "25 MB"),
        (3_600_000_000, "3.6 GB"),
    ],
)
def test_a_size_is_said_as_people_say_it(size: int, words: str) -> None:
    with translation.override("en"):
        assert filesize(size) == words


def test_german_has_a_comma_in_numbers() -> None:
    with translation.override("de"):
        assert filesize(1_240_000) == "1,2 MB"
