"""Choosing a theme without script."""

import pytest
from django.test import RequestFactory

from portico.ui.appearance import theme_choose


@pytest.mark.parametrize(("now", "then"), [("", "light"), ("light", "dark"), ("dark", "")])
def test_each_press_goes_one_further(rf: RequestFactory, now: str, then: str) -> None:
    request = rf.post("/theme/", {"theme": "next"}, headers={"Referer": "http://testserver/t/"})
    request.COOKIES["theme"] = now

    answer = theme_choose(request)

    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/t/")
    assert answer.cookies["theme"].value == then


@pytest.mark.parametrize("referer", ["https://evil.example/", "javascript:alert(1)", ""])
def test_it_never_leads_elsewhere(rf: RequestFactory, referer: str) -> None:
    answer = theme_choose(rf.post("/theme/", {"theme": "dark"}, headers={"Referer": referer}))

    assert answer["Location"] == "/"


def test_an_unknown_theme_is_forgotten(rf: RequestFactory) -> None:
    answer = theme_choose(rf.post("/theme/", {"theme": "<x>"}))

    assert answer.cookies["theme"].value == ""


def test_reading_does_not_choose(rf: RequestFactory) -> None:
    assert theme_choose(rf.get("/theme/")).status_code == 405
