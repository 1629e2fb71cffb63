"""Home, badge, tabs and list name the same sets: mine waits for me, the wider ones say so."""

import re

import pytest

from portico.core.identity.tests.factories import signed_in_client
from portico.features.tickets.models import Category

from .conftest import Cast
from .test_portal_pages import at, move, statements

LIST = "/portal/tickets/"
pytestmark = pytest.mark.spec("S1.4.1", "S1.4.2")


@pytest.fixture
def desk(cast: Cast) -> Cast:
    """Bea sees the company; of what waits and of what is solved, some is hers."""
    for who in (cast.bea, cast.carla):
        for word, category in (("waits", Category.PAUSED), ("solved", Category.RESOLVED)):
            move(cast, at(cast, who=who, subject=f"{who.name} {word}"), category)
        at(cast, who=who, subject=f"{who.name} open")
        move(cast, at(cast, who=who, subject=f"{who.name} closed"), Category.CLOSED)
    return cast


def section(html: str, heading: str) -> str:
    """From this heading to the next one of its rank."""
    rest = re.split(rf"<h2[^>]*>(?:<svg.*?</svg>)?{heading}\s*<", html, maxsplit=1)[1]
    return rest.partition("<h2")[0]


def counted(html: str, tab: str) -> str:
    found = re.search(rf'>{tab} <span class="count[^"]*">(\d+)<', html)
    assert found, tab
    return found[1]


def test_what_waits_for_me_is_the_same_in_the_badge_on_home_and_in_the_list(desk: Cast) -> None:
    bea = signed_in_client(desk.bea)
    home, listed = bea.get("/portal/").text, bea.get(LIST).text

    waiting = section(home, "Waiting for you")
    assert "Bea Boss waits" in waiting
    assert "solved" not in waiting
    assert "Carla" not in waiting
    assert "1 ticket waits for your answer" in home
    assert counted(listed, "Waiting for you") == "1"
    assert "<b>1</b> is waiting for your answer" in listed


def test_what_we_think_is_fixed_is_asked_under_its_own_heading(desk: Cast) -> None:
    home = signed_in_client(desk.bea).get("/portal/").text
    asked = home[home.index('id="fixed"') : home.index('id="rt"')]
    assert "Bea Boss solved" in asked
    assert "Carla" not in asked
    assert f'href="{LIST}?view=resolved"' in asked


def test_the_link_beside_recent_tickets_leads_to_the_same_set(desk: Cast) -> None:
    bea = signed_in_client(desk.bea)
    recent = section(bea.get("/portal/").text, "Recent tickets")
    assert "Carla Contact open" in recent
    link = re.search(r'href="([^"]+)">All tickets of your company<', recent)
    assert link
    listed = bea.get(link[1].replace("&amp;", "&")).text
    subjects = set(re.findall(r"(?:Bea Boss|Carla Contact) (?:waits|solved|open|closed)", recent))
    assert len(subjects) == 6
    assert all(one in listed for one in subjects)
    assert "Everything you and your colleagues have asked us." in listed


def test_who_sees_only_the_own_ones_is_led_to_those(desk: Cast) -> None:
    carla = signed_in_client(desk.carla)
    assert f'href="{LIST}?view=all">All tickets<' in carla.get("/portal/").text
    listed = carla.get(f"{LIST}?view=all").text
    assert "Carla Contact closed" in listed
    assert "Bea Boss" not in listed.partition("<main")[2]


def test_the_list_says_whose_tickets_it_shows(desk: Cast) -> None:
    bea = signed_in_client(desk.bea)
    mine, company = bea.get(LIST).text, bea.get(f"{LIST}?of=company").text

    assert "What you have asked us, and what you follow." in mine
    assert "Whose: Mine" in mine
    assert re.search(r'<a href="[^"]*" aria-current="true">Mine</a>', mine)
    assert "Whose: Whole company" in company
    assert "Everything you and your colleagues have asked us." in company
    assert "What you have asked us" not in company


def test_what_waits_for_colleagues_is_not_called_mine(desk: Cast) -> None:
    company = signed_in_client(desk.bea).get(f"{LIST}?of=company").text
    assert counted(company, "Waiting for you or colleagues") == "2"
    assert "waiting for your answer" not in company
    assert "Carla Contact waits" in section(company, "Waiting for you or colleagues")


def test_the_site_is_named_where_it_is_the_widest(desk: Cast) -> None:
    sid = signed_in_client(desk.sid)
    assert (
        f'href="{LIST}?view=all&amp;of=site">All tickets of your site<' in sid.get("/portal/").text
    )
    assert "asked at your site" in sid.get(f"{LIST}?of=site").text


def test_more_than_home_shows_lead_to_the_list(cast: Cast) -> None:
    for _ in range(7):
        move(cast, at(cast), Category.PAUSED)
    home = signed_in_client(cast.carla).get("/portal/").text
    assert home.count('class="ask"') == 6
    assert f'href="{LIST}?view=waiting">All tickets that wait for you<' in home


@pytest.mark.parametrize(("url", "budget"), [("/portal/", 10), (f"{LIST}?of=company", 6)])
def test_the_wider_sets_keep_to_their_statements(desk: Cast, url: str, budget: int) -> None:
    assert statements(signed_in_client(desk.bea), url) <= budget
