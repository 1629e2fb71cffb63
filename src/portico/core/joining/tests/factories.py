"""Links and browsers for tests of joining."""

import json
import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from portico.core.access.actors import Actor, System
from portico.core.identity.tests.factories import a_browser
from portico.core.joining.actions.links import About, NewLink, create_link
from portico.core.joining.models import Mode, PortalLink
from portico.core.mail.models import Message
from portico.core.people.models import Company, Contact
from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.core.tenants.vault import open_text
from portico.kernel.tenancy import Scope, scope, staff_scope
from portico.kernel.writes import writing

SYSTEM = System("tests")


def _staff(row: Company | PortalLink) -> Scope:
    tenant: Any = row.tenant_id  # Any: never null here
    return staff_scope(tenant)


def a_link(company: Company, *, actor: Actor = SYSTEM, days: float = 30, **about: Any) -> NewLink:
    """A link of this company; made in the scope of its tenant's staff."""
    until = timezone.now() + timedelta(days=days)
    said: dict[str, Any] = {"mode": Mode.OPEN, "until": until, **about}
    with scope(_staff(company)):
        return create_link(actor, company, about=About(**said))


def changed(link: PortalLink, **values: Any) -> None:
    """The row as some other day would have it."""
    with scope(_staff(link)), writing("joining"):
        PortalLink.objects.filter(pk=link.pk).update(**values)


def fresh(link: PortalLink) -> PortalLink:
    with scope(_staff(link)):
        return PortalLink.objects.select_related("company", "role").get(pk=link.pk)


def type_in(browser: Client, token: str, email: str, **more: Any) -> Any:
    """Name and address on the join page. Any: the test client's response."""
    data = {"token": token, "first": "Ines", "last": "Carvalho", "email": email} | more
    return browser.post("/portal/join/ask/", data)


def mails(tenant: Tenant, email: str) -> list[Message]:
    with scope(staff_scope(tenant.id)):
        return list(Message.objects.filter(to=email.lower()).order_by("id"))


def text_of(tenant: Tenant, mail: Message) -> str:
    with scope(staff_scope(tenant.id)):
        if not mail.is_sensitive:
            return mail.text
        return str(json.loads(open_text(mail, "sealed", mail.sealed))[0])


def code_for(tenant: Tenant, email: str) -> str:
    """The code in the newest mail."""
    found = re.search(
        r"^[2-9A-Z]{4}-[2-9A-Z]{4}$", text_of(tenant, mails(tenant, email)[-1]), re.MULTILINE
    )
    assert found
    return found[0]


def join(tenant: Tenant, token: str, email: str, browser: Client | None = None, **more: Any) -> Any:
    """The whole way; the answer to the code. Any: the test client's response."""
    browser = browser or a_browser(tenant)
    asked = type_in(browser, token, email, **more)
    assert asked.status_code == 302, asked.content.decode()[:3000]
    return browser.post("/portal/join/code/", {"code": code_for(tenant, email)})


def contact_at(company: Company, email: str) -> Contact | None:
    with scope(_staff(company)):
        return Contact.objects.filter(company=company, email=email).first()


def typed_link(**more: object) -> dict[str, object]:
    with_role = Role.objects.get(key="employee")
    return {
        "days": 90,
        "role": str(with_role.pk),
        "reach": 1,
        "mode": "domains",
        "domains": "bluebird.example",
        "reminders": "on",
    } | more


def make_link(desk: Client, tenant: Tenant, company: Company, **more: object) -> Any:
    with scope(staff_scope(tenant.id)):
        given = typed_link(**more)
    return desk.post(f"/staff/links/company/{company.pk}/new/", given)
