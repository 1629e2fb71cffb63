"""What a strict content security policy asks of every page of the product."""

import re
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from portico.ui.guide import guide

PACKAGE = Path(__file__).resolve().parents[2]
NO_PAGES = re.compile(r"/(mail|pdf)(/|\.html$)")
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]+\sstyle\s*=|<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]+\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]+\bsrc=)[^>]*>", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on\b"),
    "evaluated script": re.compile(r"\"(?:js|javascript):|hx-trigger=\"[^\"]*\["),
}
ERRORS = ("400", "403", "403_csrf", "404", "409", "410", "413", "422", "429", "500", "503")


def pages() -> list[Path]:
    found = PACKAGE.rglob("templates/**/*.html")
    return [path for path in found if not NO_PAGES.search(path.as_posix())]


def test_no_template_has_what_the_policy_forbids() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}: {what}"
        for path in pages()
        for what, pattern in FORBIDDEN.items()
        if pattern.search(path.read_text())
    ]

    assert len(pages()) > 30
    assert found == []


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_nothing_but_itself(name: str) -> None:
    page = Template(f'{{% extends "{name}.html" %}}').render(Context())

    assert page.count("<h1>") == 1
    assert "Portico" in page


def test_an_error_page_says_the_reason_it_is_given() -> None:
    page = render_to_string("409.html", {"words": "Priya was <faster>."})

    assert "Priya was &lt;faster&gt;." in page


@pytest.mark.parametrize("door", ["portal", "staff"])
def test_the_style_guide_renders_in_both_shells(rf: RequestFactory, door: str) -> None:
    page = guide(_get(rf, f"/dev/ui/?door={door}")).text

    assert page.count("<h1>") == 1
    assert f'<body class="{door}">' in page
    for what, pattern in FORBIDDEN.items():
        assert not pattern.search(page), what


def test_the_style_guide_wears_any_brand(rf: RequestFactory) -> None:
    sheet = guide(_get(rf, "/dev/ui/?css=1&brand=f2b705"))

    assert sheet["Content-Type"] == "text/css"
    assert "--accent:#f2b705" in sheet.text


def test_ids_are_unique_on_the_style_guide(rf: RequestFactory) -> None:
    ids = re.findall(r'\sid="([^"]+)"', guide(_get(rf, "/dev/ui/")).text)

    assert sorted(ids) == sorted(set(ids))


def _get(rf: RequestFactory, path: str) -> HttpRequest:
    return rf.get(path)
