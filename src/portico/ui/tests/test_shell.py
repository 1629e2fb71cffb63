"""Shells show what there is, and nothing else."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from portico.ui.nav import Banner, Brand, Link, NavGroup, NavItem, Shell, Who
from portico.ui.shell import TOKEN, WHO

HOME = NavItem(slug="home", url="/h/", text="Home", icon="house", key="h")
TICKETS = NavItem(slug="tickets", url="/t/", text="Tickets", icon="ticket", count=2, hot=True)
BRAND = Brand(name="North & Beam", portal_name="North & Beam portal")


def page(rf: RequestFactory, shell: Shell | None, *, door: str = "portal", cookie: str = "") -> str:
    request = rf.get("/")
    if cookie:
        request.COOKIES["theme"] = cookie
    return render_to_string(f"ui/{door}.html", {"shell": shell}, request)


def full() -> Shell:
    return Shell(
        brand=BRAND,
        nav=(NavGroup(items=(HOME, TICKETS)),),
        tabs=(HOME,),
        who=Who(name="Maya Okafor", menu=(Link(url="/me/", text="Profile"),)),
        active="tickets",
        new=Link(url="/new/", text="New request"),
        search_url="/find/",
        logout_url="/bye/",
        events_url="/events/",
        banners=(Banner(text="<b>Outage</b>"),),
    )


@pytest.mark.parametrize("door", ["portal", "staff"])
def test_a_full_shell_has_menu_search_and_account(rf: RequestFactory, door: str) -> None:
    drawn = page(rf, full(), door=door)

    assert '<a href="/t/" aria-current="page">' in drawn
    assert 'action="/find/"' in drawn
    assert 'data-events="/events/"' in drawn
    assert '<form method="post" action="/bye/">' in drawn
    assert "North &amp; Beam" in drawn
    assert "&lt;b&gt;Outage" in drawn
    assert 'href="#main"' in drawn


@pytest.mark.parametrize("door", ["portal", "staff", "bare"])
def test_what_has_no_address_is_not_shown(rf: RequestFactory, door: str) -> None:
    drawn = page(rf, Shell(brand=BRAND), door=door)

    assert "search" not in drawn.replace("/search", "")
    assert "log-out" not in drawn
    assert "New request" not in drawn
    assert 'class="who"' not in drawn
    assert "tel:" not in drawn


def test_the_menu_names_the_phone_to_clients_only(rf: RequestFactory) -> None:
    brand = replace(BRAND, phone="020 7946 0812")
    client, colleague = replace(full(), brand=brand, helpline=True), replace(full(), brand=brand)
    assert "Talk to a person" in page(rf, client).partition('id="drawer_menu"')[2]
    assert "Talk to a person" not in page(rf, colleague, door="staff")


def test_a_page_that_belongs_to_nobody_still_stands(rf: RequestFactory) -> None:
    assert "Portico" in page(rf, None, door="bare")


@pytest.mark.parametrize(("cookie", "said"), [("dark", 'data-theme="dark"'), ("light", "light")])
def test_a_chosen_theme_is_in_the_first_byte(rf: RequestFactory, cookie: str, said: str) -> None:
    assert said in page(rf, full(), cookie=cookie).split("<head>")[0]


@pytest.mark.parametrize("cookie", ["", '"><script>', "system"])
def test_any_other_theme_is_as_the_system_does(rf: RequestFactory, cookie: str) -> None:
    assert "data-theme" not in page(rf, full(), cookie=cookie).split("<head>")[0]


def test_a_count_says_what_it_counts(rf: RequestFactory) -> None:
    explained = replace(TICKETS, about="2 tickets wait for our answer", hot=False)
    drawn = page(rf, replace(full(), nav=(NavGroup(items=(explained,)),)))
    assert '<span class="count" title="2 tickets wait for our answer">' in drawn
    assert '<span class="sr">: 2 tickets wait for our answer</span>' in drawn


def test_a_count_that_needs_somebody_says_so(rf: RequestFactory) -> None:
    assert '<span class="count hot">2<span class="sr"> need you</span></span>' in page(rf, full())


def test_what_is_drawn_once_for_many_shows_each_their_own(rf: RequestFactory) -> None:
    """The frame is kept; the person in it and the token of the page are not."""
    anna = page(rf, replace(full(), who=Who(name="Anna Ash")))
    bea = page(rf, replace(full(), who=Who(name="Bea Birch")))

    assert "Anna" in anna
    assert "Anna" not in bea
    tokens = [
        set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', drawn)) for drawn in (anna, bea)
    ]
    assert [len(found) for found in tokens] == [1, 1]
    assert tokens[0] != tokens[1]


def test_the_stand_ins_are_not_words_that_somebody_could_know() -> None:
    """In the address of a tenant's own link they would become the token of whoever looks at it."""
    known = "from portico.ui.shell import TOKEN, WHO; print(TOKEN, WHO)"
    said = {
        subprocess.run(
            [sys.executable, "-c", known], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }

    assert len(said) == 2
    assert TOKEN not in "".join(said)
    assert WHO not in "".join(said)
