"""Rules for signing in: whom they concern, who may set them, and that nobody is locked out."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portico.core.people.models import Contact, StaffUser
from portico.core.people.tests.factories import a_company, a_contact, a_staff_user
from portico.core.roles.actions.grant import grant_to_contact, grant_to_staff
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .. import ports
from ..actions.policy import (
    Looser,
    NoRoleChosen,
    Wanted,
    drop_company_policy,
    set_company_policy,
    set_usual_policy,
)
from ..jobs import SELF
from ..models import Factor, PortalSession, SignInPolicy
from .factories import (
    GOOD_PASSWORD,
    a_browser,
    ask,
    code_for,
    is_in,
    mailed,
    names,
    signed_in_client,
    signed_in_staff,
)
from .test_second_factor import by_mail, secret_in

pytestmark = pytest.mark.spec("S1.6.3")
RULES = "/staff/sign-in/"


@pytest.fixture
def roles(tenant: Tenant) -> dict[str, Role]:
    with scope(staff_scope(tenant.id)):
        return install_presets(SELF, language="en")


@pytest.fixture
def neighbour(tenant: Tenant) -> Contact:
    """Somebody of another company of the same tenant."""
    with scope(staff_scope(tenant.id)):
        return a_contact(a_company("Neighbour"), "Nora", email="nora@neighbour.example")


@pytest.fixture
def owner(tenant: Tenant, roles: dict[str, Role], tess: StaffUser) -> Client:
    with scope(staff_scope(tenant.id)):
        grant_to_staff(SELF, tess, role=roles["owner"])
    return signed_in_staff(tess)


def usually(tenant: Tenant, **wanted: object) -> None:
    with scope(staff_scope(tenant.id)):
        set_usual_policy(SELF, wanted=Wanted(**wanted))  # type: ignore[arg-type] # as given


def at(contact: Contact, **wanted: object) -> None:
    with scope(staff_scope(contact.company.tenant_id)):
        set_company_policy(SELF, contact.company, wanted=Wanted(**wanted))  # type: ignore[arg-type] # as given


def test_a_company_may_be_stricter_or_looser_than_the_rest(
    tenant: Tenant, carla: Contact, neighbour: Contact
) -> None:
    at(carla, factor=Factor.ALL)
    assert not is_in(by_mail(tenant, carla))
    assert is_in(by_mail(tenant, neighbour))

    usually(tenant, factor=Factor.ALL)
    at(carla, factor=Factor.OPTIONAL)
    assert is_in(by_mail(tenant, carla))
    assert not is_in(by_mail(tenant, neighbour))

    with scope(staff_scope(tenant.id)):
        drop_company_policy(SELF, carla.company)
    assert not is_in(by_mail(tenant, carla))


def test_whoever_has_the_role_needs_a_second_factor_and_nobody_else(
    tenant: Tenant, carla: Contact, roles: dict[str, Role]
) -> None:
    with scope(staff_scope(tenant.id)):
        bea = a_contact(carla.company, "Bea", email="bea@bluebird.example")
        grant_to_contact(SELF, carla, role=roles["client_admin"])
        grant_to_contact(SELF, bea, role=roles["employee"])
    admin, employee = by_mail(tenant, carla), by_mail(tenant, bea)

    usually(tenant, factor=Factor.ROLES, factor_roles=[str(roles["client_admin"].pk)])

    assert not is_in(admin)  # asked at the next click
    assert admin.get("/portal/login/second/")["Location"] == "/portal/login/second/passkey/"
    assert is_in(employee)
    assert is_in(by_mail(tenant, bea))


def test_whoever_gets_the_role_is_asked_at_the_next_click(
    tenant: Tenant, carla: Contact, roles: dict[str, Role]
) -> None:
    usually(tenant, factor=Factor.ROLES, factor_roles=[str(roles["client_admin"].pk)])
    browser = by_mail(tenant, carla)
    with scope(staff_scope(tenant.id)):
        grant_to_contact(SELF, carla, role=roles["employee"])
    assert is_in(browser)

    with scope(staff_scope(tenant.id)):
        grant_to_contact(SELF, carla, role=roles["client_admin"])

    assert not is_in(browser)


def test_running_sessions_are_asked_not_thrown_out(tenant: Tenant, carla: Contact) -> None:
    browser = by_mail(tenant, carla)
    usually(tenant, factor=Factor.ALL)

    asks = browser.get("/portal/account/")
    assert asks["Location"].startswith("/portal/login")
    onward = browser.get(asks["Location"])["Location"]
    assert onward == "/portal/login/second/?next=%2Fportal%2Faccount%2F"
    browser.get("/portal/login/second/app/")
    code = code_for(secret_in(tenant, column="waiting_totp"))
    assert browser.post("/portal/login/second/app/", {"code": code}).status_code == 200
    assert is_in(browser)
    with scope(staff_scope(tenant.id)):
        assert PortalSession.objects.filter(ended_at=None).count() == 1


def test_shorter_lives_shorten_running_sessions(tenant: Tenant, carla: Contact) -> None:
    browser = by_mail(tenant, carla)
    at(carla, session_days=1, idle_hours=1)

    with time_machine.travel(timezone.now() + timedelta(minutes=50)):
        assert is_in(browser)
    with time_machine.travel(timezone.now() + timedelta(minutes=130)):
        assert not is_in(browser)
    late = by_mail(tenant, carla)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert not is_in(late)


def test_longer_than_the_tenant_allows_is_refused(tenant: Tenant, carla: Contact) -> None:
    with pytest.raises(Looser):
        at(carla, session_days=tenant.session_days + 1)
    with pytest.raises(Looser):
        at(carla, idle_hours=tenant.idle_hours + 1)


def test_rules_that_concern_nobody_are_refused(tenant: Tenant, carla: Contact) -> None:
    other = a_tenant("Other MSP")
    with scope(staff_scope(other.id)):
        foreign = install_presets(SELF, language="en")["client_admin"]

    with pytest.raises(NoRoleChosen):
        at(carla, factor=Factor.ROLES)
    with pytest.raises(NoRoleChosen):
        at(carla, factor=Factor.ROLES, factor_roles=[str(foreign.pk)])


def test_no_rule_locks_anybody_out(tenant: Tenant, carla: Contact) -> None:
    """The hardest: a factor for all, and no passkeys. Mail and app still lead in."""
    usually(tenant, passkeys=False, passwords=False, no_passwords=True, factor=Factor.ALL)
    browser = by_mail(tenant, carla)

    page = browser.get("/portal/login/second/passkey/").text
    assert "/portal/login/second/app/" in page
    assert "data-passkey=" not in page
    browser.get("/portal/login/second/app/")
    code = code_for(secret_in(tenant, column="waiting_totp"))
    browser.post("/portal/login/second/app/", {"code": code})
    assert is_in(browser)


def test_demanded_single_sign_on_closes_every_other_way(
    tenant: Tenant, carla: Contact, neighbour: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    usually(tenant, passwords=True)
    half_way = a_browser(tenant)
    ask(half_way, carla.email)
    there = ports.Offer(url="/portal/sso/", text="Sign in at work")

    def demanded(email: str) -> ports.Offer | None:
        return there if email.endswith("@bluebird.example") else None

    way = ports.WayIn(slug="test", offers=lambda _request, _email: [], demanded=demanded)
    monkeypatch.setattr(ports, "WAYS_IN", [way])

    for path in ("login", "login/password/"):
        for email in (carla.email, "nobody@bluebird.example"):  # the domain decides, not the person
            data = {"email": email, "password": "x"}
            answer = a_browser(tenant).post(f"/portal/{path}", data)
            assert answer["Location"] == "/portal/sso/"
    code = mailed(tenant, carla.email).code  # asked for before the rule
    assert half_way.post("/portal/login/check/", {"code": code}).status_code == 409
    assert not is_in(half_way)
    assert is_in(by_mail(tenant, neighbour))


def test_only_whoever_may_sets_them_and_the_tab_shows_them(
    tenant: Tenant, carla: Contact, owner: Client, roles: dict[str, Role]
) -> None:
    company = f"{RULES}company/{carla.company_id}/"
    with scope(staff_scope(tenant.id)):
        tom = a_staff_user("Tom Technician", email="tom@msp.example")
        ned = a_staff_user("Ned Nobody", email="ned@msp.example")
        grant_to_staff(SELF, tom, role=roles["technician"])
    technician, nobody = signed_in_staff(tom), signed_in_staff(ned)
    sent = {"factor": "all", "passkeys": "on"}

    assert owner.post(f"{company}change/", sent).status_code == 302
    assert technician.get(company).status_code == 200
    assert "change/" not in technician.get(company).text
    for browser in (technician, nobody):
        assert browser.get(f"{company}change/").status_code == 404
        assert browser.post(f"{company}change/", sent).status_code == 404
        assert browser.post(f"{company}removal/").status_code == 404
        assert browser.post(f"{RULES}change/", sent).status_code == 404
    assert nobody.get(company).status_code == 404
    assert nobody.get(RULES).status_code == 404
    assert signed_in_client(carla).get(company)["Location"].startswith("/staff/login")
    assert "policy_changed" in names(tenant)
    assert owner.post(f"{company}removal/").status_code == 302
    with scope(staff_scope(tenant.id)):
        assert not SignInPolicy.objects.exists()


def test_setting_them_asks_for_a_fresh_proof(tenant: Tenant, carla: Contact, owner: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        for path in (f"{RULES}change/", f"{RULES}company/{carla.company_id}/change/"):
            assert owner.get(path)["Location"].startswith("/staff/proof/?next=")
            assert owner.post(path, {"factor": "off"})["Location"].startswith("/staff/proof/")
    with scope(staff_scope(tenant.id)):
        assert not SignInPolicy.objects.exists()


def test_another_tenants_company_is_not_there(tenant: Tenant, owner: Client) -> None:
    other = a_tenant("Other MSP")
    with scope(staff_scope(other.id)):
        foreign = a_contact(a_company("Foreign"), email="f@foreign.example")

    for path in ("", "change/", "removal/"):
        url = f"{RULES}company/{foreign.company_id}/{path}"
        assert owner.post(url, {"factor": "off"}).status_code in {404, 405}
    assert owner.post(f"{RULES}person/{foreign.pk}/reset/").status_code == 404
    usually(tenant, factor=Factor.ALL)
    assert is_in(by_mail(other, foreign))


def test_one_company_is_no_back_door_into_another(tenant: Tenant, carla: Contact) -> None:
    """Whoever comes in with a password goes on only to companies that allow passwords."""
    at(carla, passwords=True)
    browser = by_mail(tenant, carla)
    browser.post("/portal/account/password/", {"password": GOOD_PASSWORD})
    with scope(staff_scope(tenant.id)), writing("people"):
        person = Contact.objects.get(pk=carla.pk).person
        second = a_contact(a_company("Second"), "Carla", email="carla@second.example")
        Contact.objects.filter(pk=second.pk).update(person=person)
    typed = a_browser(tenant)
    typed.post("/portal/login/password/", {"email": carla.email, "password": GOOD_PASSWORD})
    assert is_in(typed)

    to = {"contact": str(second.pk)}
    assert typed.post("/portal/companies/", to).status_code == 409
    assert by_mail(tenant, carla).post("/portal/companies/", to).status_code == 302


def test_going_from_company_to_company_prolongs_nothing(tenant: Tenant, carla: Contact) -> None:
    browser = by_mail(tenant, carla)
    with scope(staff_scope(tenant.id)), writing("people"):
        person = Contact.objects.get(pk=carla.pk).person
        second = a_contact(a_company("Second"), "Carla", email="carla@second.example")
        Contact.objects.filter(pk=second.pk).update(person=person)
        before = PortalSession.objects.get(ended_at=None)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        browser.post("/portal/companies/", {"contact": str(second.pk)})
    with scope(staff_scope(tenant.id)):
        after = PortalSession.objects.get(ended_at=None)

    assert (after.expires_at, after.proved_at) == (before.expires_at, before.proved_at)
