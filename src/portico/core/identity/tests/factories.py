"""Signed-in browsers for tests, each with a real session row behind its cookie."""

from typing import Any

from django.test import Client

from portico.core.access.actors import Visitor
from portico.core.people.models import Contact, StaffUser
from portico.core.tenants.models import Host, Tenant
from portico.kernel.tenancy import door_scope, scope
from portico.kernel.writes import writing

from .. import cookies
from ..actions.enter import Opened, begin_portal, begin_staff
from ..models import Method

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def a_browser(tenant: Tenant | Contact | StaffUser, **headers: Any) -> Client:
    """A browser at the tenant's first host, with nobody signed in."""
    tenant_id = tenant.id if isinstance(tenant, Tenant) else tenant.tenant_id
    with scope(door_scope(tenant_id)):
        host = Host.objects.filter(is_primary=True).get()
    return Client(headers={"host": host.name, "user-agent": BROWSER, **headers})


def signed_in_client(contact: Contact, **headers: Any) -> Client:
    """The portal in a browser where this contact is signed in."""
    client = a_browser(contact, **headers)
    client.cookies[cookies.PORTAL] = a_portal_session(contact).secret
    return client


def signed_in_staff(staff: StaffUser, **headers: Any) -> Client:
    """The staff app in a browser where this employee is signed in, second factor included."""
    client = a_browser(staff, **headers)
    client.cookies[cookies.STAFF] = a_staff_session(staff).secret
    return client


def a_portal_session(contact: Contact) -> Opened:
    with scope(door_scope(contact.tenant_id)), writing("identity", "people"):
        return begin_portal(Visitor(), contact, method=Method.LINK, device="")


def a_staff_session(staff: StaffUser, *, aal: int = 2) -> Opened:
    with scope(door_scope(staff.tenant_id)), writing("identity", "people"):
        return begin_staff(Visitor(), staff, method=Method.TOTP, device="", aal=aal)


__all__ = [
    "a_browser",
    "a_portal_session",
    "a_staff_session",
    "signed_in_client",
    "signed_in_staff",
]
