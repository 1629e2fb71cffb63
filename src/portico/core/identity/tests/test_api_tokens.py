"""API tokens: shown once, as strong as their owner is now, and gone when revoked."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portico.core.access.actors import System
from portico.core.identity.actions.factor import reset_factor
from portico.core.identity.jobs import send_link
from portico.core.identity.models import ApiToken
from portico.core.identity.queries import staff_of_token
from portico.core.people.models import StaffUser
from portico.core.people.tests.factories import a_staff_user
from portico.core.roles.actions.grant import grant_to_staff, revoke_from_staff
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import door_scope, scope, staff_scope
from portico.kernel.writes import writing

from .factories import GOOD_PASSWORD, a_browser, equipped, link_to, names, signed_in_staff

pytestmark = pytest.mark.django_db

SYSTEM = System("test")


@pytest.fixture
def owner(tenant: Tenant, tess: StaffUser) -> Role:
    with scope(staff_scope(tenant.id)):
        role = install_presets(SYSTEM, language="en")["owner"]
        for staff in (tess, a_staff_user("Olga Owner")):
            grant_to_staff(SYSTEM, staff, role=role)
        return role


def test_a_token_is_shown_once_and_means_its_owner(
    tenant: Tenant, tess: StaffUser, owner: Role
) -> None:
    browser = signed_in_staff(tess)
    secret = _made(browser)

    assert secret.startswith("ptk_")
    assert secret not in browser.get("/staff/account/tokens/").text
    assert secret[:10] in browser.get("/staff/account/tokens/").text
    with scope(door_scope(tenant.id)):
        actor = staff_of_token(f"Bearer {secret}")
    assert actor
    assert actor.id == tess.pk
    assert "people.manage_staff" in actor.grants
    with scope(staff_scope(tenant.id)):
        assert secret.encode() not in bytes(ApiToken.objects.get().token_hash)
        assert ApiToken.objects.get().last_used_at


def test_a_token_loses_what_its_owner_loses(tenant: Tenant, tess: StaffUser, owner: Role) -> None:
    secret = _made(signed_in_staff(tess))
    with scope(staff_scope(tenant.id)):
        revoke_from_staff(SYSTEM, tess, role=owner)
        actor = staff_of_token(f"Bearer {secret}")
        assert actor
        assert not actor.grants
        with writing("people"):
            StaffUser.objects.filter(pk=tess.pk).update(status=StaffUser.Status.DISABLED)
        assert staff_of_token(f"Bearer {secret}") is None


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer x", "Basic ptk_x", "ptk_x", "Bearer ptk_" + "x" * 43],
)
def test_other_headers_mean_nobody(tenant: Tenant, header: str) -> None:
    with scope(door_scope(tenant.id)):
        assert staff_of_token(header) is None


def test_an_old_revoked_or_foreign_token_means_nobody(
    tenant: Tenant, tess: StaffUser, owner: Role
) -> None:
    browser = signed_in_staff(tess)
    secret = _made(browser, days="30")
    with scope(door_scope(a_tenant("Beta MSP").id)):
        assert staff_of_token(f"Bearer {secret}") is None
    later = timezone.now() + timedelta(days=31)
    with time_machine.travel(later, tick=False), scope(door_scope(tenant.id)):
        assert staff_of_token(f"Bearer {secret}") is None
    with scope(staff_scope(tenant.id)):
        pk = ApiToken.objects.get().pk

    other = signed_in_staff(_olga(tenant))
    assert other.post(f"/staff/account/tokens/{pk}/revocation/").status_code == 404
    assert browser.post(f"/staff/account/tokens/{pk}/revocation/").status_code == 302
    with scope(door_scope(tenant.id)):
        assert staff_of_token(f"Bearer {secret}") is None


def test_who_may_not_make_tokens_has_no_such_page(tess: StaffUser) -> None:
    assert signed_in_staff(tess).get("/staff/account/tokens/").status_code == 404


def _olga(tenant: Tenant) -> StaffUser:
    with scope(staff_scope(tenant.id)):
        return StaffUser.objects.get(name="Olga Owner")


def _made(browser: Client, days: str = "") -> str:
    page = browser.post("/staff/account/tokens/", {"name": "Script", "days": days}).text
    found = re.search(r'value="(ptk_[\w-]+)"', page)
    assert found
    return found[1]


def _works(tenant: Tenant, secret: str) -> bool:
    with scope(door_scope(tenant.id)):
        return staff_of_token(f"Bearer {secret}") is not None


def _told(tenant: Tenant) -> list[str]:
    return [one for one in names(tenant) if one == "token_revoked"]


def test_switching_somebody_off_ends_their_tokens_for_good(
    tenant: Tenant, tess: StaffUser, owner: Role
) -> None:
    equipped(tess)
    secret, boss = _made(signed_in_staff(tess)), signed_in_staff(_olga(tenant))
    own = _made(boss)

    boss.post(f"/staff/people/{tess.pk}/closure/")
    assert not _works(tenant, secret)
    boss.post(f"/staff/people/{tess.pk}/opening/")

    with scope(staff_scope(tenant.id)):
        assert StaffUser.objects.get(pk=tess.pk).status == StaffUser.Status.ACTIVE
    assert not _works(tenant, secret)
    assert _works(tenant, own)
    assert len(_told(tenant)) == 1


def test_a_reset_second_factor_ends_tokens(tenant: Tenant, tess: StaffUser, owner: Role) -> None:
    equipped(tess)
    secret = _made(signed_in_staff(tess))
    with scope(staff_scope(tenant.id)):
        reset_factor(SYSTEM, tess)
    assert not _works(tenant, secret)
    assert len(_told(tenant)) == 1


def test_a_lost_password_ends_tokens(tenant: Tenant, tess: StaffUser, owner: Role) -> None:
    equipped(tess)
    secret = _made(signed_in_staff(tess))
    with scope(staff_scope(tenant.id)):
        send_link(email=tess.email)
    new = {"password": "eight green doors in a row", "repeated": "eight green doors in a row"}
    a_browser(tenant).post("/staff/password", {"token": link_to(tess), **new})
    assert not _works(tenant, secret)
    assert len(_told(tenant)) == 1


@pytest.mark.parametrize(("ticked", "goes_on"), [({"tokens": "on"}, False), ({}, True)])
def test_changing_the_password_asks_whether_tokens_end(
    tenant: Tenant, tess: StaffUser, owner: Role, ticked: dict[str, str], goes_on: bool
) -> None:
    equipped(tess)
    browser = signed_in_staff(tess)
    assert 'name="tokens"' not in browser.get("/staff/account/password/").text
    secret = _made(browser)
    assert re.search(r'name="tokens"[^>]*checked', browser.get("/staff/account/password/").text)

    given = {"old": GOOD_PASSWORD, "password": "eight green doors in a row", **ticked}
    assert browser.post("/staff/account/password/", given | {"old": "wrong"}).status_code == 422
    assert _works(tenant, secret)
    assert browser.post("/staff/account/password/", given).status_code == 302

    assert _works(tenant, secret) is goes_on
    assert len(_told(tenant)) == (0 if goes_on else 1)
