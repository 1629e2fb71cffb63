"""Signed-in browsers for tests, each with a real session row behind its cookie."""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from portico.core.access.actors import Visitor
from portico.core.journal.models import Entry
from portico.core.mail.models import Message
from portico.core.people.models import Contact, StaffUser
from portico.core.tenants.models import Host, Tenant
from portico.core.tenants.vault import open_text, seal_text
from portico.kernel.origin import Origin, origin
from portico.kernel.tenancy import Scope, door_scope, scope, staff_scope
from portico.kernel.writes import writing

from .. import cookies
from ..actions.enter import Opened, begin_portal, begin_staff
from ..jobs import send_sign_in
from ..models import LoginRequest, Method, StaffSecret
from ..passwords import hashed
from ..totp import current_code, new_totp
from ..who import as_contact

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HERE = Origin(ip="127.0.0.1", user_agent=BROWSER)


def _door(row: Tenant | Contact | StaffUser) -> Scope:
    tenant: Any = row.pk if isinstance(row, Tenant) else row.tenant_id  # Any: never null here
    return door_scope(tenant)


def _staff(row: StaffUser) -> Scope:
    tenant: Any = row.tenant_id  # Any: never null here
    return staff_scope(tenant)


def a_browser(tenant: Tenant | Contact | StaffUser, **headers: Any) -> Client:
    """A browser at the tenant's first host, with nobody signed in."""
    with scope(_door(tenant)):
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
    with scope(_door(contact)), writing("identity", "people"), origin(HERE):
        return begin_portal(as_contact(contact), contact, method=Method.LINK, device="")


def a_staff_session(staff: StaffUser, *, aal: int = 2) -> Opened:
    with scope(_door(staff)), writing("identity", "people"), origin(HERE):
        return begin_staff(Visitor(), staff, method=Method.TOTP, device="", aal=aal)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person finds in the mailbox after asking to sign in."""

    url: str  # the address without what stands behind the #
    secret: str
    code: str
    text: str

    @property
    def path(self) -> str:
        return "/" + self.url.split("/", 3)[3]

    @property
    def host(self) -> str:
        return self.url.split("/", 3)[2].partition(":")[0]


def the_letter(tenant: Tenant, email: str) -> Letter | None:
    """Let the sign-in job run for this address and open the newest mail to it."""
    with scope(staff_scope(tenant.id)):
        for request in LoginRequest.objects.filter(email=email, handled_at=None):
            send_sign_in(request=str(request.id))
        mail = Message.objects.filter(to=email).order_by("-id").first()
        if mail is None:
            return None
        text = json.loads(open_text(mail, "sealed", mail.sealed))[0]
    found = re.search(r"(https?://\S+)#(\S+)", text)
    code = re.search(r"^[2-9A-Z]{4}-[2-9A-Z]{4}$", text, re.MULTILINE)
    assert found, text
    return Letter(found[1], found[2], code[0] if code else "", text)


def ask(browser: Client, email: str, *, next_path: str = "") -> HttpResponse:
    """Type the address and press the button."""
    answer: Any = browser.post("/portal/login", {"email": email, "next": next_path})
    return answer  # type: ignore[no-any-return] # Any: the test client's response


GOOD_PASSWORD = "seven tall lamps by the quay"


def equipped(staff: StaffUser, *, password: str = GOOD_PASSWORD) -> str:
    """Password and authenticator app for an employee; the app's secret, to make codes with."""
    secret = new_totp()
    with scope(_staff(staff)), writing("identity"):
        row, _made = StaffSecret.objects.get_or_create(staff=staff)
        row.password, row.password_at = hashed(password), timezone.now()
        row.totp, row.totp_at = seal_text(row, "totp", secret), timezone.now()
        row.save()
    return secret


def code_for(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or some steps of thirty seconds later."""
    return current_code(secret, now=timezone.now() + timedelta(seconds=30 * steps))


def link_to(staff: StaffUser) -> str:
    """What stands behind the # of the newest link that was mailed to this employee."""
    with scope(_staff(staff)):
        mail = Message.objects.filter(to=staff.email).order_by("-id")[0]
        text = json.loads(open_text(mail, "sealed", mail.sealed))[0]
    found = re.search(r"https?://\S+#(\S+)", text)
    assert found, text
    return found[1]


def type_password(
    browser: Client, staff: StaffUser, password: str = GOOD_PASSWORD, *, next_path: str = ""
) -> HttpResponse:
    data = {"email": staff.email, "password": password, "next": next_path}
    answer: Any = browser.post("/staff/login/", data)
    return answer  # type: ignore[no-any-return] # Any: the test client's response


def is_in(browser: Client) -> bool:
    """Does this browser open pages of the portal?"""
    return browser.get("/portal/account/").status_code == 200


def is_staff_in(browser: Client) -> bool:
    return browser.get("/staff/account/").status_code == 200


__all__ = [
    "GOOD_PASSWORD",
    "Letter",
    "a_browser",
    "a_portal_session",
    "a_staff_session",
    "ask",
    "code_for",
    "equipped",
    "is_in",
    "is_staff_in",
    "link_to",
    "signed_in_client",
    "signed_in_staff",
    "the_letter",
    "type_password",
]


def mailed(tenant: Tenant, email: str) -> Letter:
    """The newest sign-in mail, which must be there."""
    letter = the_letter(tenant, email)
    assert letter
    return letter


def names(tenant: Tenant) -> list[str]:
    """What the journal tells, without the context's name."""
    with scope(staff_scope(tenant.id)):
        told = Entry.objects.filter(name__startswith="identity.").order_by("id")
        return [one.name.partition(".")[2] for one in told]
