"""Inviting at the staff door: each step, with and without the permission, and the result."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portico.core.access.actors import Staff
from portico.core.identity.tests.msps import an_msp, inside, somebody, the_owner
from portico.core.mail.models import Outage
from portico.core.people.models import Company, Contact
from portico.core.people.permissions import VIEW
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

from ..models import Campaign, Invitation, Recipient
from .factories import mails_to, outsiders, refused, started, token_of, turned

BASE = "/staff/invitations/"


def drafted(owner: Client, **wanted: object) -> str:
    """The address of a new draft."""
    made = owner.post(f"{BASE}many/", wanted)
    assert made.status_code == 302
    return made["Location"].removesuffix("people/")


def ids_in(text: str) -> list[str]:
    return re.findall(r'name="shown" value="([0-9a-f-]{36})"', text)


@pytest.mark.spec("S3.3.1", "S3.3.2a", "S3.3.3", "S3.3.4")
def test_from_the_figures_to_the_mails_without_script(
    tenant: Tenant, owner: Client, bakery: Company
) -> None:
    with scope(inside(tenant)):
        people = outsiders(bakery, 53)
    figures = owner.get(f"{BASE}many/?company={bakery.pk}").text
    assert re.search(r'Can be invited</dt><dd class="value">53<', figures)
    draft = drafted(owner, company=str(bakery.pk))
    first = owner.get(f"{draft}people/").text
    shown = ids_in(first)
    assert len(shown) == 50
    after = re.search(r'value="after:([^"]+)"', first)
    assert after
    turned_page = owner.post(
        f"{draft}people/", {"shown": shown, "keep": shown[1:], "go": f"after:{after[1]}"}
    )
    second = owner.get(turned_page["Location"]).text
    assert len(ids_in(second)) == 3
    assert "52 people are ticked" in second
    back = owner.get(f"{draft}people/").text
    ticked = re.findall(r'name="keep"[^>]* checked>', back)
    assert len(ticked) == 49, "what was unticked stays so"
    owner.post(f"{draft}people/", {"shown": ids_in(second), "keep": ids_in(second), "go": ""})
    assert "Yes, invite 52 people" in owner.get(f"{draft}confirmation/").text
    terms = {"valid_days": "14", "remind_days": "0", "number": "52", "message": "Hello"}
    assert owner.post(f"{draft}confirmation/", terms).status_code == 422
    started_ = owner.post(f"{draft}confirmation/", terms | {"sure": "on"})
    assert started_["Location"] == draft
    assert "Inviting 52 people" in owner.get(draft).text
    with scope(inside(tenant)):
        turned(Campaign.objects.get())
        assert sum(len(mails_to(one)) for one in people) == 52
        left_out = Contact.objects.get(pk=shown[0])
        assert mails_to(left_out) == []


@pytest.mark.spec("S3.3.3")
def test_a_stale_number_is_told_with_the_new_one(
    tenant: Tenant, owner: Client, bakery: Company
) -> None:
    with scope(inside(tenant)):
        one, _two = outsiders(bakery, 2)
    draft = drafted(owner)
    owner.post(f"{draft}people/", {"shown": [str(one.pk)], "keep": []})
    terms = {"valid_days": "14", "remind_days": "0", "sure": "on", "number": "1"}
    with scope(inside(tenant)):
        outsiders(bakery, 4)
    stale = owner.post(f"{draft}confirmation/", terms)
    assert stale.status_code == 409
    assert "Meanwhile it is 5 people and not 1" in stale.text
    assert 'name="number" value="5"' in stale.text
    assert owner.post(f"{draft}confirmation/", terms | {"number": "5"}).status_code == 302


@pytest.mark.spec("S3.3.4", "S3.3.5a", "S3.3.5b", "S3.3.5c")
def test_the_result_stands_on_the_page_and_in_a_file(
    tenant: Tenant, owner: Client, olga: Staff, bakery: Company
) -> None:
    with scope(inside(tenant)):
        bad, gone, fine = outsiders(bakery, 3)
        campaign = started(olga)
        with writing("people"):
            Contact.objects.filter(pk=gone.pk).update(access="active")
            Contact.objects.filter(pk=fine.pk).update(name="=cmd|' /C calc'!A0")
        turned(campaign)
        refused(Invitation.objects.get(contact=bad))
    path = f"{BASE}campaigns/{campaign.pk}/"
    text = owner.get(path).text
    assert "the mail server refused it (550)" in text
    assert "has access already" in text.lower() or "Has access already" in text
    assert "Try the failed ones again" in text
    assert owner.get(f"{path}?state=failed").text.count("Person") >= 1
    file = b"".join(owner.post(f"{path}export/").streaming_content).decode()  # type: ignore[attr-defined]
    assert "550" in file
    assert "no such user here" in file
    assert "'=cmd" in file
    assert owner.post(f"{path}pause/").status_code == 302
    assert owner.post(f"{path}pause/").status_code == 409
    assert owner.post(f"{path}resumption/").status_code == 302
    assert owner.post(f"{path}cancellation/").status_code == 302
    assert owner.post(f"{path}retry/").status_code == 302


@pytest.mark.spec("S3.3.4")
def test_while_the_mail_server_is_away_no_time_is_promised(
    tenant: Tenant, owner: Client, olga: Staff, bakery: Company
) -> None:
    with scope(inside(tenant)):
        outsiders(bakery, 1)
        campaign = started(olga)
        with writing("mail"):
            Outage.objects.create(since=timezone.now(), tried_at=timezone.now(), reason="silent")
    text = owner.get(f"{BASE}campaigns/{campaign.pk}/").text
    assert "The mail server takes nothing at the moment" in text
    assert f'data-live-on="campaign:{campaign.pk}"' in text


@pytest.mark.spec("S3.2.5", "S3.2.6", "S0.1.17")
def test_one_person_from_start_to_end(tenant: Tenant, owner: Client, anna: Contact) -> None:
    path = f"{BASE}contacts/{anna.pk}/"
    assert "not invited yet" in owner.get(path).text
    later = (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert owner.post(path, {"send_at": later}).status_code == 422
    assert owner.post(path, {"message": "Hi", "language": "de"}).status_code == 302
    assert anna.email in owner.get(path).text
    assert owner.post(f"{path}again/").status_code == 409, "not twice within two minutes"
    with scope(inside(tenant)), writing("invitations"):
        Invitation.objects.update(sent_at=timezone.now() - timedelta(minutes=3))
        old = token_of(anna)
    shown = owner.post(f"{path}link/")
    assert "/portal/invitation#" in shown.text
    assert old not in shown.text
    assert owner.post(f"{path}revocation/").status_code == 302
    assert owner.post(f"{path}revocation/").status_code == 409
    assert owner.post(f"{path}access/").status_code == 302
    assert owner.post(f"{path}address/").status_code == 302


def test_reasons_lead_to_where_they_are_put_right(
    tenant: Tenant, owner: Client, bakery: Company
) -> None:
    with scope(inside(tenant)):
        (mute,) = outsiders(bakery, 1, email="")
    assert f"/contacts/{mute.pk}/" in owner.get(f"{BASE}many/blocked/?why=no_email").text
    assert "Nobody is blocked" in owner.get(f"{BASE}many/blocked/?why=rubbish").text


def test_the_mail_is_shown_with_the_words_escaped(owner: Client) -> None:
    text = owner.get(f"{BASE}preview/", {"message": "<b>Hi</b>", "language": "de"}).text
    assert "&lt;b&gt;Hi&lt;/b&gt;" in text


def test_settings_are_kept_and_bounded(owner: Client) -> None:
    path = f"{BASE}settings/"
    bad = {"valid_days": "0", "remind_days": "3", "domain_rate": "60"}
    assert owner.post(path, bad).status_code == 422
    assert owner.post(path, bad | {"valid_days": "7"}).status_code == 302
    assert 'value="7"' in owner.get(path).text


def test_without_the_permission_nothing_of_it_is_there(
    tenant: Tenant, olga: Staff, anna: Contact, bakery: Company
) -> None:
    with scope(inside(tenant)):
        outsiders(bakery, 1)
        campaign = started(olga)
    tess = somebody(tenant, VIEW)
    stranger_msp = an_msp("Beta MSP")
    stranger = the_owner(stranger_msp)
    for who in (tess, stranger):
        for path in (f"campaigns/{campaign.pk}/", f"contacts/{anna.pk}/"):
            assert who.get(BASE + path).status_code == 404
        for path in ("cancellation/", "pause/", "export/", "retry/"):
            assert who.post(f"{BASE}campaigns/{campaign.pk}/{path}").status_code == 404
        for path in ("", "quick/", "again/", "link/", "revocation/", "access/", "address/"):
            assert who.post(f"{BASE}contacts/{anna.pk}/{path}").status_code == 404
    with scope(inside(tenant)):
        assert not Recipient.objects.exclude(state="pending").exists()


def test_lists_take_few_statements_however_long(
    tenant: Tenant, owner: Client, olga: Staff, bakery: Company
) -> None:
    def cost(path: str) -> int:
        owner.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert owner.get(path).status_code == 200
        return len([one for one in seen.captured_queries if "SET LOCAL" not in one["sql"]])

    with scope(inside(tenant)):
        outsiders(bakery, 4)
        campaign = started(olga)
    paths = (BASE, f"{BASE}many/", f"{BASE}campaigns/{campaign.pk}/")
    few = [cost(path) for path in paths]
    with scope(inside(tenant)):
        outsiders(bakery, 30)
        started(olga)
    many = [cost(path) for path in paths]
    assert many == few, (few, many)
