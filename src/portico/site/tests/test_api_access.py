"""The API of access: whose token may do what, nothing twice, and nothing of anybody else's."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portico.core.identity.tests.factories import a_browser, signed_in_client, signed_in_staff
from portico.core.people.models import Company, StaffUser
from portico.core.roles.actions.access import close_access
from portico.core.roles.models import Grant
from portico.core.tenants.tests.factories import a_tenant
from portico.core.tokens.actions.client import revoke_client_token
from portico.core.tokens.models import ClientToken
from portico.features.tickets.tests.conftest import Cast
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .machines import (
    COMPANIES,
    CONTACTS,
    INVITATIONS,
    LINKS,
    MINE,
    Machine,
    boss,
    cast,
    employee,
    held_by,
    of_client,
    of_staff,
    tenant,
)

__all__ = ["boss", "cast", "tenant"]

pytestmark = pytest.mark.django_db


def portal_access(cast: Cast) -> str:
    return f"{COMPANIES}{cast.bluebird.pk}/portal-access"


@pytest.mark.spec("S3.1.3")
def test_the_portal_is_opened_for_a_primary_contact_and_twice_is_once(
    cast: Cast, boss: Machine
) -> None:
    given = {"contact_id": str(cast.bea.pk)}
    first = boss("put", portal_access(cast), given)
    assert first.status_code == 200
    assert first.json() == {
        "company": str(cast.bluebird.pk),
        "portal_enabled": True,
        "contact_id": str(cast.bea.pk),
    }
    assert boss("put", portal_access(cast), given).json() == first.json()


@pytest.mark.spec("S3.1.3")
@pytest.mark.parametrize("wrong", ["x", "", 5, None, "00000000-0000-0000-0000-00000000000z"])
def test_a_bad_id_is_a_problem(cast: Cast, boss: Machine, wrong: object) -> None:
    answer = boss("put", portal_access(cast), {"contact_id": wrong})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert boss("put", f"{COMPANIES}nonsense/portal-access", {}).status_code == 422


@pytest.mark.spec("S3.1.3")
def test_only_an_active_company_gets_a_portal_and_the_reason_is_said(
    cast: Cast, boss: Machine
) -> None:
    with scope(staff_scope(cast.tenant.id)), writing("people"):
        Company.objects.filter(pk=cast.bluebird.pk).update(
            status=Company.Status.INACTIVE, portal_enabled=False
        )
    answer = boss("put", portal_access(cast), {"contact_id": str(cast.bea.pk)})
    assert answer.status_code == 409
    assert "active" in answer.json()["detail"]


@pytest.mark.spec("S3.1.3")
def test_the_primary_contact_is_one_of_the_company(cast: Cast, boss: Machine) -> None:
    answer = boss("put", portal_access(cast), {"contact_id": str(cast.otto.pk)})
    assert answer.status_code == 422


@pytest.mark.spec("S3.7.1")
def test_the_portal_is_closed_with_a_reason_and_its_tokens_rest(cast: Cast, boss: Machine) -> None:
    client = of_client(cast, cast.bea)
    assert client("get", MINE).status_code == 200
    assert boss("delete", portal_access(cast), {}).status_code == 422
    closed = boss("delete", portal_access(cast), {"reason": "Not paid"})
    assert (closed.status_code, closed.json()["portal_enabled"]) == (200, False)
    assert client("get", MINE).status_code == 401
    boss("put", portal_access(cast), {"contact_id": str(cast.bea.pk)})
    assert client("get", MINE).status_code == 200


def test_contacts_are_added_changed_and_let_in(cast: Cast, boss: Machine) -> None:
    given = {"company": str(cast.bluebird.pk), "name": "Nina New", "email": "Nina@Bluebird.example"}
    made = boss("post", CONTACTS, given)
    assert (made.status_code, made.json()["email"]) == (201, "nina@bluebird.example")
    url = f"{CONTACTS}{made.json()['id']}/"
    assert boss("patch", url, {"title": "Baker"}).json()["title"] == "Baker"
    assert boss("put", f"{url}access/", {}).json()["access"] == "invited"
    assert boss("delete", f"{url}access/", {"reason": "Mistake"}).json()["access"] == "disabled"
    gone = boss("post", f"{url}departure/", {"reason": "Left"})
    assert (gone.status_code, gone.json()["is_active"]) == (200, False)
    assert boss("post", f"{url}departure/", {"reason": "Left"}).status_code == 409


def test_a_link_is_shown_once_replaced_and_ended(cast: Cast, boss: Machine) -> None:
    made = boss("post", LINKS, {"company": str(cast.bluebird.pk), "days": 7}).json()
    assert "#ptl_" in made["url"]
    listed = boss("get", LINKS)
    assert made["url"].partition("#")[2] not in listed.text
    other = boss("post", f"{LINKS}{made['id']}/rotation/", {}).json()
    assert other["url"] != made["url"]
    ended = boss("post", f"{LINKS}{other['id']}/revocation/", {"reason": "Done"})
    assert ended.json()["revoked_at"]
    assert boss("post", f"{LINKS}{other['id']}/revocation/", {}).status_code == 409


def test_an_invitation_leaves_and_is_taken_back(cast: Cast, boss: Machine) -> None:
    new = {"company": str(cast.bluebird.pk), "name": "Nina", "email": "nina@bluebird.example"}
    nina = boss("post", CONTACTS, new).json()["id"]
    made = boss("post", INVITATIONS, {"contact": nina})
    assert (made.status_code, made.json()["state"]) == (201, "sent")
    url = f"{INVITATIONS}{made.json()['id']}/"
    assert boss("post", f"{url}repetition/").status_code == 409  # it has just gone out
    assert boss("post", f"{url}revocation/").json()["state"] == "revoked"
    assert boss("get", INVITATIONS).json()["items"][0]["state"] == "revoked"


def test_the_log_goes_on_where_it_was_left(cast: Cast, boss: Machine) -> None:
    boss("post", LINKS, {"company": str(cast.bluebird.pk)})
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        first = boss("get", "/api/v1/log/?format=ocsf").json()
        assert any(
            one["metadata"]["event_code"] == "joining.link_created" for one in first["items"]
        )
        assert all({"class_uid", "type_uid", "time"} <= one.keys() for one in first["items"])
        second = boss("get", f"/api/v1/log/?after={first['next']}").json()
        assert second == {"items": [], "next": first["next"]}
    assert boss("get", "/api/v1/viewings/").json() == {"items": [], "next": ""}


# Whose token may do what


OPERATIONS = [
    ("get", COMPANIES, "people.view"),
    ("get", CONTACTS, "people.view"),
    ("get", "/api/v1/roles/", "roles.give_access"),
    ("get", LINKS, "joining.manage_links"),
    ("get", INVITATIONS, "invitations.invite"),
    ("get", "/api/v1/viewings/", "viewing.manage"),
    ("get", "/api/v1/log/", "log.export"),
    ("get", "/api/v1/tickets/", "tickets.view"),
]


@pytest.mark.spec("S1.5.10")
@pytest.mark.parametrize(("verb", "url", "code"), OPERATIONS)
def test_a_token_may_do_what_it_was_made_for(cast: Cast, verb: str, url: str, code: str) -> None:
    other = "tickets.note"
    assert of_staff(cast, code)(verb, url).status_code == 200
    assert of_staff(cast, other)(verb, url).status_code == 404
    assert a_browser(cast.tenant).get(url).status_code == 401


def test_a_scope_never_gives_more_than_the_owner_has(cast: Cast) -> None:
    machine = of_staff(cast, "people.view")
    with scope(staff_scope(cast.tenant.id)), writing("people"):
        StaffUser.objects.filter(pk=cast.olga.pk).update(status=StaffUser.Status.DISABLED)
    assert machine("get", COMPANIES).status_code == 401


def test_an_expired_or_foreign_token_opens_nothing(cast: Cast, boss: Machine) -> None:
    client = of_client(cast, cast.bea)
    abroad = Machine(a_tenant("Beta MSP"), client.secret)
    assert abroad("get", MINE).status_code == 401
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert client("get", MINE).status_code == 401


def test_a_token_for_one_company_sees_no_other(cast: Cast) -> None:
    machine = of_staff(cast, company=cast.bluebird)
    ids = {one["id"] for one in machine("get", COMPANIES).json()["items"]}
    assert ids == {str(cast.bluebird.pk)}
    found = machine("get", CONTACTS).json()["items"]
    assert {one["company"] for one in found} == {str(cast.bluebird.pk)}
    assert machine("get", f"{CONTACTS}{cast.otto.pk}/").status_code == 404
    theirs = str(cast.otto.company_id)
    assert machine("get", f"{COMPANIES}{theirs}/").status_code == 404
    assert machine("post", LINKS, {"company": theirs}).status_code == 404
    assert machine("post", CONTACTS, {"company": theirs, "name": "X"}).status_code == 404
    assert machine("put", f"{CONTACTS}{cast.otto.pk}/access/", {}).status_code == 404
    given = {"contact": str(cast.otto.pk), "subject": "x", "body": "y"}
    assert machine("post", "/api/v1/tickets/", given).status_code == 404
    assert machine("get", "/api/v1/tickets/statuses/").status_code == 200
    assert machine("put", "/api/v1/roles/default/", {"role": theirs}).status_code == 403
    assert machine("post", LINKS, {"company": str(cast.bluebird.pk)}).status_code == 201


def test_a_clients_token_acts_for_its_owner_in_the_own_company_only(cast: Cast) -> None:
    machine = of_client(cast, cast.bea)
    asked = machine("post", MINE, {"subject": "Help", "body": "Please"})
    assert asked.status_code == 201
    url = f"{MINE}{asked.json()['id']}/"
    assert machine("post", f"{url}replies/", {"body": "More"}).status_code == 201
    assert len(machine("get", url).json()["replies"]) == 2
    assert of_client(cast, cast.otto)("get", url).status_code == 404
    people = machine("get", "/api/v1/my/colleagues/").json()["items"]
    assert str(cast.otto.pk) not in {one["id"] for one in people}
    assert machine("put", f"{CONTACTS}{cast.otto.pk}/access/", {}).status_code == 404
    assert machine("post", LINKS, {"company": str(cast.otto.company_id)}).status_code == 404
    for url in (COMPANIES, CONTACTS, "/api/v1/log/", "/api/v1/tickets/", "/api/v1/viewings/"):
        assert machine("get", url).status_code == 404
    made = machine("post", LINKS, {"company": str(cast.bluebird.pk)})
    assert made.status_code == 201
    assert of_staff(cast)("get", MINE).status_code == 404


def test_a_clients_token_is_cut_down_to_its_scopes_and_to_now(cast: Cast) -> None:
    machine = of_client(cast, cast.bea, "tickets.view")
    assert machine("get", MINE).status_code == 200
    assert machine("post", MINE, {"subject": "a", "body": "b"}).status_code == 404
    assert machine("get", LINKS).status_code == 404
    with scope(staff_scope(cast.tenant.id)), writing("roles"):
        Grant.objects.filter(contact=cast.bea).delete()
    assert machine("get", MINE).status_code == 404


def test_whoever_loses_access_loses_the_tokens_for_good(cast: Cast, boss: Machine) -> None:
    machine = of_client(cast, cast.bea)
    with scope(staff_scope(cast.tenant.id)):
        close_access(employee(cast.olga), cast.bea, reason="Left")
    assert machine("get", MINE).status_code == 401
    boss("put", f"{CONTACTS}{cast.bea.pk}/access/", {})
    assert machine("get", MINE).status_code == 401


def test_a_revoked_token_opens_nothing(cast: Cast) -> None:
    machine = of_client(cast, cast.bea)
    with scope(staff_scope(cast.tenant.id)):
        revoke_client_token(held_by(cast.bea), ClientToken.objects.get())
    assert machine("get", MINE).status_code == 401


def test_a_client_makes_and_revokes_a_token_in_the_portal(cast: Cast) -> None:
    browser = signed_in_client(cast.bea)
    page = browser.get("/portal/tokens/")
    assert page.status_code == 200
    assert "log.view" not in page.text
    given = {"name": "Sync", "days": "30", "scopes": ["tickets.view", "log.view"]}
    assert browser.post("/portal/tokens/", given).status_code == 422
    shown = browser.post("/portal/tokens/", given | {"scopes": ["tickets.view"]})
    secret = shown.text.partition('value="ptc_')[2].partition('"')[0]
    assert len(secret) == 43
    assert secret not in browser.get("/portal/tokens/").text
    machine = Machine(cast.tenant, f"ptc_{secret}")
    assert machine("get", MINE).status_code == 200
    with scope(staff_scope(cast.tenant.id)):
        pk = ClientToken.objects.get().pk
    assert signed_in_client(cast.carla).get("/portal/tokens/").status_code == 404
    assert browser.post(f"/portal/tokens/{pk}/revocation/").status_code == 302
    assert machine("get", MINE).status_code == 401


def test_staff_choose_what_a_token_may_do(cast: Cast) -> None:
    browser = signed_in_staff(cast.olga)
    given = {"name": "Sync", "days": "30", "which": "some", "scopes": ["people.view"]}
    nowhere = browser.post("/staff/account/tokens/", given | {"company": "Nobody Ltd"})
    assert nowhere.status_code == 422
    shown = browser.post("/staff/account/tokens/", given | {"company": "bluebird bakery"})
    secret = shown.text.partition('value="ptk_')[2].partition('"')[0]
    machine = Machine(cast.tenant, f"ptk_{secret}")
    assert len(machine("get", COMPANIES).json()["items"]) == 1
    assert machine("get", LINKS).status_code == 404
    assert browser.post("/staff/account/tokens/", given | {"scopes": []}).status_code == 422
