"""API tokens: shown once, as strong as their owner is now, and gone when revoked."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portico.core.access.actors import System
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

from .factories import signed_in_staff

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
