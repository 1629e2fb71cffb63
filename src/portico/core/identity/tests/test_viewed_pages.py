"""Whoever views as a contact reads what the contact reads, on every page of the contact's menu."""

import re

import pytest
from django.test import Client

from .factories import signed_in_client
from .looking import Cast, cast
from .test_viewing import viewing

pytestmark = pytest.mark.django_db
OWN_AFFAIRS = {"/portal/account/", "/portal/pin/"}  # what holds for the person alone
__all__ = ["cast"]


@pytest.mark.spec("S0.1.21")
def test_each_page_reads_as_it_does_for_the_contact(cast: Cast) -> None:
    theirs, looking = signed_in_client(cast.carla), viewing(cast)
    menu = theirs.get("/portal/").content.decode()
    pages = set(re.findall(r'href="(/portal/[a-z/]*)"', menu)) - OWN_AFFAIRS
    assert len(pages) > 3

    for path in sorted(pages):
        assert _read(looking, path) == _read(theirs, path), path


def _read(browser: Client, path: str) -> tuple[int, list[str]]:
    """What a page says in its middle, without the marks that differ each time."""
    answer = browser.get(path)
    middle = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return answer.status_code, re.sub(r"<[^>]+>", " ", middle).split()
