"""The API of access: whose token may do what, nothing twice, and nothing of anybody else's."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from portico.core.access.actors import Contact as ContactActor
from portico.core.access.actors import Reach, Staff, System
from portico.core.access.permissions import REGISTRY, For
from portico.core.identity.tests.factories import a_browser, signed_in_client, signed_in_staff
from portico.core.identity.who import as_contact, as_staff
from portico.core.joining.models import PortalLink
from portico.core.people.models import Company, Contact, StaffUser
from portico.core.roles.actions.access import close_access
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.models import Grant, Role
from portico.core.roles.queries import grants_of_contact, grants_of_staff
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.core.tokens.actions.client import create_client_token, revoke_client_token
from portico.core.tokens.actions.staff import create_limited_token
from portico.core.tokens.jobs import forget
from portico.core.tokens.models import ClientToken, KeptAnswer
from portico.features.tickets.tests.conftest import Cast, make_cast
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

SYSTEM = System("test")
COMPANIES, CONTACTS = "/api/v1/companies/", "/api/v1/contacts/"
LINKS, INVITATIONS, MINE = "/api/v1/links/", "/api/v1/invitations/", "/api/v1/my/tickets/"

pytestmark = pytest.mark.django_db


@dataclass
class Machine:
    """A program with a token."""

    tenant: Tenant
    secret: str

    def __call__(self, verb: str, url: str, body: Any = None, *, key: str = "") -> Any:
        """Any: the answer of the test client, which has no public type."""
        headers = {"Authorization": f"Bearer {self.secret}"}
        if key:
            headers["Idempotency-Key"] = key
        call: Any = getattr(a_browser(self.tenant), verb)
        return call(url, body, content_type="application/json", headers=headers)


@pytest.fixture
def tenant(db: None) -> Tenant:
    return a_tenant("Acme IT")


@pytest.fixture
def cast(tenant: Tenant) -> Cast:
    with scope(staff_scope(tenant.id)):
        made = make_cast(tenant)
        admin = Role.objects.get(key="client_admin")
        for one in (made.bea, made.otto):
            grant_to_contact(SYSTEM, one, role=admin, reach=Reach.COMPANY)
        return made


def employee(row: StaffUser) -> Staff:
    return as_staff(row, grants_of_staff(row.pk))


def of_staff(cast: Cast, *codes: str, company: Company | None = None, **more: Any) -> Machine:
    """A token of the owner; without codes it may do all."""
    with scope(staff_scope(cast.tenant.id)):
        made = create_limited_token(
            employee(cast.olga), name="Script", scopes=codes or None, company=company, **more
        )
    return Machine(cast.tenant, made.secret)


def held_by(row: Contact) -> ContactActor:
    return as_contact(row, grants_of_contact(row.pk))


def of_client(cast: Cast, row: Contact, *codes: str) -> Machine:
    """A token of a contact; without codes it may do all that the contact may."""
    with scope(staff_scope(cast.tenant.id)):
        actor = held_by(row)
        every = [one for one in actor.grants if REGISTRY[one].audience is not For.STAFF]
        made = create_client_token(actor, name="Script", scopes=codes or every, days=30)
    return Machine(cast.tenant, made.secret)


@pytest.fixture
def boss(cast: Cast) -> Machine:
    return of_staff(cast)


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
    ("get", "/api/v1/log/", "log.view"),
    ("get", "/api/v1/tickets/", "tickets.view"),
]


@pytest.mark.spec("S1.5.10", "S4.8.2")
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


@pytest.mark.spec("S4.11.1")
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


# Nothing twice


def links(cast: Cast) -> int:
    with scope(staff_scope(cast.tenant.id)):
        return PortalLink.objects.count()


def test_the_same_key_is_one_effect_and_the_same_answer(cast: Cast, boss: Machine) -> None:
    given = {"company": str(cast.bluebird.pk)}
    first, second = (boss("post", LINKS, given, key="k-1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert ("Idempotency-Replayed" in first, second["Idempotency-Replayed"]) == (False, "true")
    assert links(cast) == 1
    with scope(staff_scope(cast.tenant.id)):
        assert b"ptl_" not in bytes(KeptAnswer.objects.get().body)


def test_a_key_stands_for_one_request(cast: Cast, boss: Machine) -> None:
    given = {"company": str(cast.bluebird.pk)}
    boss("post", LINKS, given, key="k-1")
    other = boss("post", LINKS, given | {"days": 7}, key="k-1")
    assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")
    assert boss("post", CONTACTS, given, key="k-1").status_code == 422
    assert links(cast) == 1


def test_another_tokens_key_is_another_key(cast: Cast, boss: Machine) -> None:
    given = {"company": str(cast.bluebird.pk)}
    client = of_client(cast, cast.bea)
    answers = [one("post", LINKS, given, key="k-1") for one in (boss, of_staff(cast), client)]
    assert [one.status_code for one in answers] == [201, 201, 201]
    assert client("post", LINKS, given, key="k-1").json() == answers[2].json()
    assert links(cast) == 3


def test_a_refusal_does_not_use_the_key_up(cast: Cast, boss: Machine) -> None:
    assert boss("post", LINKS, {"company": "x"}, key="k-1").status_code == 422
    given = {"company": str(cast.bluebird.pk)}
    assert boss("post", LINKS, given, key="k-1").status_code == 201


@pytest.mark.parametrize("key", ["k" * 256, "two words", "ümlaut"])
def test_a_key_that_is_none_is_refused(cast: Cast, boss: Machine, key: str) -> None:
    given = {"company": str(cast.bluebird.pk)}
    assert boss("post", LINKS, given, key=key).status_code == 422
    assert links(cast) == 0


def test_a_key_is_forgotten_after_a_day(cast: Cast, boss: Machine) -> None:
    given = {"company": str(cast.bluebird.pk)}
    boss("post", LINKS, given, key="k-1")
    boss("post", LINKS, given, key="k-2")
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert boss("post", LINKS, given, key="k-1").status_code == 201
        assert links(cast) == 3
        with scope(staff_scope(cast.tenant.id)):
            forget()
            assert KeptAnswer.objects.count() == 1


@pytest.fixture
def committed(transactional_db: None) -> Cast:
    tenant = a_tenant("Acme IT")
    with scope(staff_scope(tenant.id)):
        return make_cast(tenant)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_one(committed: Cast) -> None:
    machine, given = of_staff(committed), {"company": str(committed.bluebird.pk)}

    def call(_n: int) -> int:
        try:
            return int(machine("post", LINKS, given, key="race").status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(call, range(20)))
    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert links(committed) == 1
