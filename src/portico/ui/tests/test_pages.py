"""One address answers the whole page, or the piece that htmx asks for."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from portico.ui.pages import page, refused

LIST = "<h1>Tickets</h1>{% partialdef rows inline %}<ul id=rows>{{ word }}</ul>{% endpartialdef %}"


@pytest.fixture(autouse=True)
def _templates(settings: Settings) -> None:
    loader = ("django.template.loaders.locmem.Loader", {"list.html": LIST})
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [loader]},
        }
    ]


def ask(rf: RequestFactory, target: str, kind: str = "partial") -> str:
    request = rf.get("/", headers={"HX-Target": target, "HX-Request-Type": kind})
    return page(request, "list.html", {"word": "one"}, "rows").text


def test_a_browser_gets_the_whole_page(rf: RequestFactory) -> None:
    answer = page(rf.get("/"), "list.html", {"word": "one"}, "rows")

    assert answer.text == "<h1>Tickets</h1><ul id=rows>one</ul>"


def test_htmx_gets_the_piece_it_names(rf: RequestFactory) -> None:
    assert ask(rf, "ul#rows") == "<ul id=rows>one</ul>"


@pytest.mark.parametrize("target", ["div#other", "ul", "", "ul#rows.x", "ul#../secret"])
def test_htmx_gets_the_whole_page_for_anything_else(rf: RequestFactory, target: str) -> None:
    assert ask(rf, target).startswith("<h1>")


def test_a_request_for_the_whole_page_gets_it(rf: RequestFactory) -> None:
    assert ask(rf, "ul#rows", kind="full").startswith("<h1>")


def test_caches_keep_the_two_answers_apart(rf: RequestFactory) -> None:
    assert page(rf.get("/"), "list.html", {"word": ""})["Vary"] == "HX-Target, HX-Request-Type"


def test_a_refused_form_is_422(rf: RequestFactory) -> None:
    assert refused(rf.post("/"), "list.html", {"word": "one"}, "rows").status_code == 422
