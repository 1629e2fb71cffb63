"""Which menu entry a page of the settings marks as open."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from portico.core.access.menu import ENTRIES, SETTINGS

OPEN = re.compile(r'<a href="([^"]+)" aria-current="page"[^>]*><svg[^>]*>')
ENTRY_OF = {one.url_name: one for one in ENTRIES if one.door == "staff"}


@pytest.mark.parametrize("url_name", sorted({one.url_name for one in SETTINGS}))
def test_a_settings_page_stands_under_settings(owner: Client, url_name: str) -> None:
    own = ENTRY_OF.get(url_name)
    side = owner.get(reverse(url_name)).text.split("<main")[0]
    expected = reverse(own.url_name if own else "staff:settings:overview")

    assert set(OPEN.findall(side)) == {expected}


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/staff/", "/staff/"),
        ("/staff/tickets/", "/staff/tickets/"),
        ("/staff/tickets/words/statuses/", "/staff/settings/"),
        ("/staff/companies/new/", "/staff/companies/"),
        ("/staff/settings/mail/outbox/", "/staff/settings/"),
        ("/staff/people/new/", "/staff/people/"),
    ],
)
def test_a_page_stands_where_people_found_it(owner: Client, path: str, entry: str) -> None:
    side = owner.get(path).text.split("<main")[0]
    assert set(OPEN.findall(side)) == {entry}


def test_the_own_account_stands_nowhere_in_the_menu(owner: Client) -> None:
    side = owner.get(reverse("staff:identity:account")).text.split("<main")[0]
    assert not OPEN.findall(side)
