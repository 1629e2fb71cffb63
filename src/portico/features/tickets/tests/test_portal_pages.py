"""A client's pages: what stands on them, in which order, and what is not there."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portico.core.identity.tests.factories import signed_in_client
from portico.core.roles.models import Grant
from portico.features.tickets import queries
from portico.features.tickets.actions.change import change_status
from portico.features.tickets.actions.note import add_note
from portico.features.tickets.models import Category, Ticket
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .conftest import Cast
from .factories import SYSTEM, a_ticket, an_answer

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ 7|add:7 }} %(name)s"


def at(cast: Cast, **values: Any) -> Ticket:
    """A ticket of Carla's, made in the tenant's scope."""
    with scope(staff_scope(cast.tenant.pk)):
        return a_ticket(values.pop("who", cast.carla), **values)


def move(cast: Cast, ticket: Ticket, category: Category) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        change_status(SYSTEM, ticket, status=queries.default_status(category))


def statements(client: Client, url: str) -> int:
    """SQL statements of a page, without BEGIN, SET and COMMIT; the second request counts."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    skipped = ("BEGIN", "SET ", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return len([one for one in captured.captured_queries if not one["sql"].startswith(skipped)])


@pytest.mark.spec("S0.1.2", "S1.4.1")
def test_the_list_shows_what_a_client_needs_and_waiting_first(cast: Cast) -> None:
    old = at(cast, subject="Old but waiting")
    at(cast, subject="Newer and ours")
    move(cast, old, Category.PAUSED)
    html = signed_in_client(cast.carla).get("/portal/tickets/").text

    assert (
        html.index("Waiting for you") < html.index("Old but waiting") < html.index("We are on it")
    )
    assert html.index("We are on it") < html.index("Newer and ours")
    assert f"#{old.number}" in html
    assert "Answer promised:" in html


@pytest.mark.spec("S0.1.2", "S1.1.2")
def test_scopes_show_no_more_than_the_permission(cast: Cast) -> None:
    at(cast, subject="Carlas own")
    at(cast, subject="Beas own", who=cast.bea)
    at(cast, subject="Ottos foreign", who=cast.otto)

    carla = signed_in_client(cast.carla)
    for url in ("/portal/tickets/", "/portal/tickets/?of=company", "/portal/tickets/?of=site"):
        assert "Carlas own" in carla.get(url).text
        assert "Beas own" not in carla.get(url).text
    bea = signed_in_client(cast.bea)
    assert "Carlas own" not in bea.get("/portal/tickets/").text
    company = bea.get("/portal/tickets/?of=company").text
    assert "Carlas own" in company
    assert "Ottos foreign" not in company


@pytest.mark.spec("S1.4.2", "G4")
def test_filters_stand_in_the_address_and_nonsense_is_ignored(cast: Cast) -> None:
    at(cast, subject="A question", kind="question")
    at(cast, subject="A critical thing", priority=1)
    carla = signed_in_client(cast.carla)

    assert "A critical thing" not in carla.get("/portal/tickets/?kind=question").text
    assert "A question" not in carla.get("/portal/tickets/?priority=1").text
    odd = carla.get(
        "/portal/tickets/?view=%00x&kind=zzz&priority=99&after=x_y&before=%F0%9F&of=all"
    )
    assert odd.status_code == 200
    assert "Nothing fits" in carla.get("/portal/tickets/?kind=service_request").text


@pytest.mark.spec("G4")
def test_pages_turn_forth_and_back_without_gaps(cast: Cast) -> None:
    for number in range(60):
        at(cast, subject=f"Thing {number:02}")
    carla, url, seen = signed_in_client(cast.carla), "/portal/tickets/", []
    while True:
        html = carla.get(url).text
        seen += re.findall(r"Thing \d\d", html)
        older = re.search(r'rel="next" href="([^"]+)"', html)
        if not older:
            break
        url = "/portal/tickets/" + older[1].replace("&amp;", "&")
    assert seen == [f"Thing {number:02}" for number in reversed(range(60))]
    newer = re.search(r'rel="prev" href="([^"]+)"', html)
    assert newer
    back = carla.get("/portal/tickets/" + newer[1].replace("&amp;", "&")).text
    assert re.findall(r"Thing \d\d", back) == [f"Thing {number:02}" for number in range(34, 9, -1)]


@pytest.mark.spec("G4")
def test_the_export_is_the_list_and_no_cell_is_a_formula(cast: Cast) -> None:
    at(cast, subject="=HYPERLINK(1)")
    at(cast, subject="Foreign", who=cast.otto)
    response = signed_in_client(cast.carla).get("/portal/tickets/export/")

    text = response.getvalue().decode()
    assert "attachment" in response["Content-Disposition"]
    assert "'=HYPERLINK(1)" in text
    assert "Foreign" not in text


@pytest.mark.spec("S0.1.3", "S1.4.4", "G6")
def test_a_request_is_sent_without_any_script(cast: Cast) -> None:
    carla = signed_in_client(cast.carla)
    form = carla.get("/portal/tickets/new/").text
    once = re.search(r'name="once" value="([0-9a-f]{32})"', form)
    assert once
    data = {
        "subject": "Door does not open",
        "body": "Since this morning",
        "kind": "incident",
        "priority": "3",
        "once": once[1],
    }
    first, second = (carla.post("/portal/tickets/new/", data) for _ in range(2))

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    page = carla.get(first["Location"]).text
    assert "Door does not open" in page
    assert "We have it: #1." in page


def test_a_refused_form_keeps_every_word(cast: Cast) -> None:
    long = "x" * 20_001
    response = signed_in_client(cast.carla).post(
        "/portal/tickets/new/",
        {"subject": "", "body": long, "kind": "question", "priority": "2", "once": "c" * 32},
    )

    assert response.status_code == 422
    assert "<title>Error: " in response.text
    assert long in response.text
    assert "Say in a few words what it is about." in response.text
    with scope(staff_scope(cast.tenant.pk)):
        assert not Ticket.objects.exists()


@pytest.mark.spec("S1.4.3", "S2.2.2e")
def test_one_timeline_with_messages_and_what_happened(cast: Cast) -> None:
    ticket = at(cast)
    with scope(staff_scope(cast.tenant.pk)):
        an_answer(ticket, cast.tess, "Please unplug it")
        change_status(SYSTEM, ticket, status=queries.default_status(Category.RESOLVED))
    html = signed_in_client(cast.carla).get(f"/portal/tickets/{ticket.pk}/").text

    assert html.index("It smokes.") < html.index("Please unplug it") < html.index("“Resolved”")
    assert "Is it fixed?" in html


@pytest.mark.spec("S1.4.3")
def test_an_internal_note_does_not_change_one_byte(cast: Cast) -> None:
    ticket, carla = at(cast), signed_in_client(cast.carla)

    def page() -> str:
        html = carla.get(f"/portal/tickets/{ticket.pk}/").text
        return re.sub(
            r'(name="(?:once|csrfmiddlewaretoken)" value|csrf-token" content)="[^"]+"', "", html
        )

    before = page()
    with scope(staff_scope(cast.tenant.pk)):
        add_note(SYSTEM, ticket, body="The client must never read this")
    assert page() == before


def test_scripts_in_every_field_are_only_text(cast: Cast) -> None:
    ticket = at(cast, subject=HOSTILE[:200], body=HOSTILE)
    with scope(staff_scope(cast.tenant.pk)):
        an_answer(ticket, cast.tess, HOSTILE)
    carla = signed_in_client(cast.carla)
    for url in ("/portal/", "/portal/tickets/", f"/portal/tickets/{ticket.pk}/"):
        html = carla.get(url).text
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "&lt;script&gt;alert" in html


@pytest.mark.spec("S1.1.2", "G1")
@pytest.mark.parametrize("path", ["", "confirmation/", "reopening/", "replies/", "followers/"])
def test_a_foreign_ticket_looks_like_none(cast: Cast, path: str) -> None:
    foreign, carla = at(cast, who=cast.otto), signed_in_client(cast.carla)
    nobody = "01890000-0000-7000-8000-000000000000"

    def answer(pk: object) -> Any:
        url = f"/portal/tickets/{pk}/{path}"
        return carla.post(url, {"body": "x"}) if path else carla.get(url)

    assert answer(foreign.pk).status_code == answer(nobody).status_code == 404


@pytest.mark.spec("S1.5.5")
def test_nothing_changes_by_looking(cast: Cast) -> None:
    ticket, carla = at(cast), signed_in_client(cast.carla)
    move(cast, ticket, Category.RESOLVED)
    for path in ("confirmation/", "reopening/", "replies/", "followers/"):
        assert carla.get(f"/portal/tickets/{ticket.pk}/{path}").status_code == 405
    with scope(staff_scope(cast.tenant.pk)):
        assert Ticket.objects.get(pk=ticket.pk).is_resolved


@pytest.mark.parametrize(
    ("url", "budget"),
    [
        ("/portal/tickets/", 6),
        ("/portal/tickets/{ticket}/", 8),
        ("/portal/", 10),
        ("/portal/search/?q=printer", 4),
    ],
)
def test_pages_keep_to_their_statements(cast: Cast, url: str, budget: int) -> None:
    ticket = at(cast)
    for _ in range(7):
        at(cast)
    move(cast, ticket, Category.PAUSED)
    assert statements(signed_in_client(cast.carla), url.format(ticket=ticket.pk)) <= budget


@pytest.mark.spec("S0.1.24", "S1.5.10")
def test_a_role_taken_away_counts_at_the_next_click(cast: Cast) -> None:
    ticket, carla = at(cast), signed_in_client(cast.carla)
    assert carla.get(f"/portal/tickets/{ticket.pk}/").status_code == 200
    with scope(staff_scope(cast.tenant.pk)), writing("roles"):
        Grant.objects.filter(contact=cast.carla).delete()
    assert carla.get(f"/portal/tickets/{ticket.pk}/").status_code == 404
    assert "Tickets</span>" not in carla.get("/portal/").text


def test_following_says_so_to_the_one_who_follows_and_leads_back_to_the_ticket(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        ticket = a_ticket(cast.carla)
    bea, page = signed_in_client(cast.bea), f"/portal/tickets/{ticket.pk}/"
    followed = bea.post(f"{page}followers/", follow=True).text
    left = bea.post(f"{page}followers/leave/")

    assert "You follow this ticket now." in followed
    assert "started to follow this ticket" in followed
    assert left["Location"] == page  # she may see it all the same
