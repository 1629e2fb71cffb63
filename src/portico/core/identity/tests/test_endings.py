"""What ends by itself or with something else, and what is left behind of it."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from portico.core.access.actors import System
from portico.core.identity import portal
from portico.core.identity.jobs import sweep
from portico.core.identity.models import Bucket, LoginRequest, PortalSession, StaffSession
from portico.core.journal.models import Entry
from portico.core.people.models import Contact, StaffUser
from portico.core.people.tests.factories import a_contact
from portico.core.roles.actions.access import close_access
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import a_browser, a_portal_session, ask, is_in, signed_in_client, signed_in_staff

pytestmark = pytest.mark.django_db


@pytest.mark.spec("S0.1.24", "S3.6.3")
def test_closing_access_ends_every_session_of_that_contact(tenant: Tenant, carla: Contact) -> None:
    with scope(staff_scope(tenant.id)):
        other = a_contact(carla.company, "Otto Other")
    browsers = [signed_in_client(one) for one in (carla, carla, other)]

    with scope(staff_scope(tenant.id)):
        close_access(System("test"), carla)
        ended = Entry.objects.filter(name="identity.logout")
        assert [one.data["how"] for one in ended] == ["admin", "admin"]

    assert [is_in(one) for one in browsers] == [False, False, True]


def test_sweeping_deletes_what_has_ended_long_ago_and_nothing_else(
    tenant: Tenant, carla: Contact, tess: StaffUser
) -> None:
    ask(a_browser(tenant), carla.email)
    a_portal_session(carla)
    signed_in_staff(tess)

    for days, left in [(1, (1, 1, 1)), (3, (0, 1, 1)), (119, (0, 1, 1)), (121, (0, 0, 0))]:
        with (
            time_machine.travel(timezone.now() + timedelta(days=days), tick=False),
            scope(staff_scope(tenant.id)),
        ):
            sweep()
            counts = [one.objects.count() for one in (LoginRequest, PortalSession, StaffSession)]
            assert tuple(counts) == left
    with scope(staff_scope(tenant.id)):
        assert not Bucket.objects.exists()


def test_an_employee_without_secrets_sees_every_page_of_the_account(
    tenant: Tenant, tess: StaffUser
) -> None:
    """Somebody made by an import has neither password nor app yet."""
    browser = signed_in_staff(tess)

    for path in ["", "password/", "app/", "app/picture.svg", "recovery-codes/"]:
        assert browser.get(f"/staff/account/{path}").status_code == 200
    wrong = browser.post("/staff/account/password/", {"old": "x", "password": "y" * 20})
    assert wrong.status_code == 422


@pytest.mark.spec("S1.1.1")
def test_the_clients_door_knows_nothing_of_staff_sessions() -> None:
    names: set[str] = set()
    for file in Path(str(portal.__file__)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom | ast.Import):
                names |= {f"{getattr(node, 'module', '')}.{one.name}" for one in node.names}

    assert names
    assert not [one for one in names if "staff" in one.lower()]
    assert not [one for one in names if one.startswith("actions.password.")]
