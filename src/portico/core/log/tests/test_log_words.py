"""The activity log speaks in words: no codes, no bare ids, nothing about nothing."""

import html
import re
from dataclasses import fields
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portico.core.access.actors import System
from portico.core.files.events import FileRefused
from portico.core.identity.events import CodeRevealed, SignedIn, SignInFailed
from portico.core.journal.acting import record
from portico.core.journal.events import KINDS, EntriesForgotten, KeepingChanged
from portico.core.journal.models import Entry
from portico.core.journal.ports import field_words
from portico.core.log.events import LogExported
from portico.core.log.permissions import VIEW
from portico.core.mail.events import MailFailed
from portico.core.people.actions.companies import add_company, change_company
from portico.core.people.events import TeamChanged
from portico.core.people.models import StaffUser
from portico.core.people.permissions import VIEW as VIEW_PEOPLE
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.settings.tests.msps import an_msp, inside, somebody
from portico.core.tenants.models import Tenant
from portico.kernel.ids import new_id
from portico.kernel.tenancy import scope

LOG = "/staff/settings/log/"
IMPORT = System("import")
ROW = re.compile(r"<div><dt[^>]*>(.*?)</dt><dd[^>]*>(.*?)</dd></div>", re.DOTALL)
NAMELESS = {
    "request",
    "reply",
    "pending",
    "note",
    "person",
    "token",
    "job",
    "mail",
    "server",
    "test",
}
NAMELESS |= {"tenant"}


def plain(markup: str) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", markup).split()))


def facts(page: str) -> dict[str, str]:
    """What stands on the page of one line."""
    listed = page.partition('<dl class="facts">')[2].partition("</dl>")[0]
    return {plain(label): plain(words) for label, words in ROW.findall(listed)}


def asked(reader: Client) -> int:
    """How many statements the list needs."""
    reader.get(LOG)  # the first one keeps the session alive
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(LOG).status_code == 200
    return len(captured)


def told(tenant: Tenant, reader: Client, fact: Any, **more: Any) -> dict[str, str]:
    """Record it, and read its page."""
    with scope(inside(tenant)):
        record(IMPORT, fact, **more)
        entry = Entry.objects.latest("id")
    return facts(reader.get(f"{LOG}{entry.pk}/").text)


def test_every_field_of_every_event_has_words() -> None:
    missing = [
        f"{kind.name}.{field.name}"
        for event, kind in KINDS.items()
        for field in fields(event)
        if ".tests." not in event.__module__
        and field_words(kind.name, field.name) is None
        and field.name not in NAMELESS
    ]

    assert missing == []


@pytest.mark.spec("S3.6.2", "S3.6.4")
@pytest.mark.parametrize(
    ("fact", "wanted"),
    [
        (
            SignedIn(method="totp", aal=2, new_device=True),
            {
                "Signed in with": "Password and authenticator app",
                "Proof": "two factors",
                "Device not seen before": "yes",
            },
        ),
        (SignedIn(method="link", aal=1, new_device=False), {"Device not seen before": "no"}),
        (SignInFailed(reason="wrong_code"), {"Reason": "wrong code"}),
        (
            CodeRevealed(request=new_id(), checked_by="called_back", reason="Mail is down"),
            {
                "How it was made sure who it is": "I called back on the number we have on file",
                "Reason": "Mail is down",
            },
        ),
        (
            KeepingChanged(months=0, years=10),
            {
                "Most lines are kept for so many months": "for ever",
                "Lines about money are kept for so many years": "10",
            },
        ),
        (
            EntriesForgotten(entries=3, until="2016-01-31T12:00:00+00:00"),
            {"Lines": "3", "Older than": "Sun 31 Jan 2016"},
        ),
        (
            FileRefused(file=new_id(), reason="virus"),
            {"Reason": "Refused: the virus scanner found something harmful in it."},
        ),
        (
            MailFailed(mail=new_id(), template="x/mail/y", about=None, code=0),
            {"Number in the server's answer": "none"},
        ),
        (
            LogExported(filters={"kind": "security", "q": "olga"}, form="csv"),
            {"Filters": "Person or action: olga, Kind: Security", "File": "CSV, for a spreadsheet"},
        ),
    ],
    ids=lambda one: type(one).__name__ if not isinstance(one, dict) else "",
)
def test_values_are_words(tenant: Tenant, owner: Client, fact: Any, wanted: dict[str, str]) -> None:
    found = told(tenant, owner, fact)

    assert wanted.items() <= found.items()
    assert found.keys() - wanted.keys() <= {
        *("Did it", "Event", "Seal", "Signed in with", "Proof", "Device not seen before")
    }
    assert not {"None", "True", "False", "[]", "{}"} & set(found.values())


def test_people_are_called_by_their_names(tenant: Tenant, owner: Client) -> None:
    with scope(inside(tenant)):
        olga = StaffUser.objects.get(name="Olga Owner")
    found = told(tenant, owner, TeamChanged(team=new_id(), joined=[olga.pk], left=[new_id()]))

    assert found["New members"] == "Olga Owner"
    assert "Former members" not in found  # nobody knows any more who it was
    assert "Team" not in found


def test_what_changed_has_names_and_values_in_words(tenant: Tenant, owner: Client) -> None:
    with scope(inside(tenant)):
        company = add_company(IMPORT, name="Bluebird")
        change_company(IMPORT, company, phone="030 1", status="inactive")
        entry = Entry.objects.get(name="people.company_changed")
    page = owner.get(f"{LOG}{entry.pk}/").text
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page)

    assert [plain(one) for one in rows] == ["Status Active Inactive", "Phone – 030 1"]
    assert "Bluebird" in facts(page)["About"]
    assert "What changed" not in facts(page)  # the table says it
    assert "Status, Phone" in owner.get(LOG).text or "Phone, Status" in owner.get(LOG).text


@pytest.mark.spec("S3.6.1")
def test_a_thing_is_named_and_linked_for_whoever_may_see_it_only(
    tenant: Tenant, owner: Client
) -> None:
    with scope(inside(tenant)):
        contact = a_contact(a_company("Bluebird"), "Carla Contact")
        record(IMPORT, SignInFailed(reason="unknown", contact=contact.pk), on=contact)
        entry = Entry.objects.latest("id")
    reader = somebody(tenant, VIEW)
    address = f"/staff/companies/contacts/{contact.pk}/"

    assert f'<a href="{address}">Carla Contact</a>' in owner.get(LOG).text
    assert f'<a href="{address}">Carla Contact</a>' in owner.get(f"{LOG}{entry.pk}/").text
    for page in (reader.get(LOG).text, reader.get(f"{LOG}{entry.pk}/").text):
        assert "Did not get in" in page
        assert "Carla" not in page
        assert str(contact.pk) not in page
    assert "Carla Contact" in somebody(tenant, VIEW, VIEW_PEOPLE, name="Pia").get(LOG).text


@pytest.mark.spec("G1")
def test_what_belongs_to_another_tenant_has_no_name(tenant: Tenant, owner: Client) -> None:
    other = an_msp("Beta MSP")
    with scope(inside(other)):
        foreign: UUID = StaffUser.objects.get().pk
    found = told(tenant, owner, SignInFailed(reason="unknown", staff=foreign))

    assert "Colleague" not in found


def test_an_empty_cell_says_nothing(tenant: Tenant, owner: Client) -> None:
    with scope(inside(tenant)):
        record(IMPORT, KeepingChanged(months=13, years=10))
    page = owner.get(LOG).text

    assert '<td data-label="Company"></td>' in page
    assert '<td data-label="From"></td>' in page
    assert ">None<" not in page


def test_many_lines_need_as_many_questions_as_few(tenant: Tenant, owner: Client) -> None:
    with scope(inside(tenant)):
        company = a_company("Bluebird")
        one = a_contact(company, "One")
        record(IMPORT, SignInFailed(reason="unknown"), on=one)
    few = asked(owner)
    with scope(inside(tenant)):
        for number in range(12):
            fact = SignInFailed(reason="unknown")
            record(IMPORT, fact, on=a_contact(company, f"Contact {number}"))

    assert asked(owner) == few
