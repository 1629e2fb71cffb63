"""What signing in by mail leaves behind: hashes, a mail in the right language, the journal."""

import pytest

from portico.core.identity.models import LoginRequest, PortalSession
from portico.core.journal.models import Entry
from portico.core.mail.models import Message
from portico.core.people.models import Contact
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import a_browser, ask, mailed, the_letter

pytestmark = pytest.mark.django_db


@pytest.mark.spec("S1.3.1", "G3")
def test_neither_link_nor_code_is_stored_in_clear(tenant: Tenant, carla: Contact) -> None:
    ask(a_browser(tenant), carla.email)
    letter = mailed(tenant, carla.email)

    with scope(staff_scope(tenant.id)):
        stored = str(LoginRequest.objects.values().get()) + str(Message.objects.values().get())
        told = str(list(Entry.objects.values()))
    for secret in (letter.secret, letter.code, letter.code.replace("-", "")):
        assert secret not in stored + told


def test_the_mail_is_in_the_contacts_language(tenant: Tenant, carla: Contact) -> None:
    with scope(staff_scope(tenant.id)), writing("people"):
        Contact.objects.filter(pk=carla.pk).update(language="de", zone="Europe/Vienna")
    ask(a_browser(tenant), carla.email)
    the_letter(tenant, carla.email)

    with scope(staff_scope(tenant.id)):
        assert Message.objects.get(to=carla.email).language == "de"


@pytest.mark.spec("S3.6.2", "S3.6.4", "S3.6.15", "S3.6.21")
def test_coming_in_and_failing_stand_in_the_journal(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email)
    letter = mailed(tenant, carla.email)
    browser.post("/portal/login/check/", {"code": "2345-6789"})
    browser.post(letter.path, {"secret": letter.secret})

    with scope(staff_scope(tenant.id)):
        facts = {one.name: one for one in Entry.objects.filter(is_security=True)}
        session = PortalSession.objects.get()
    failed, login = facts["identity.failed_login"], facts["identity.login"]
    assert failed.data["reason"] == "wrong_code"
    assert failed.data["contact"] == str(carla.pk)
    assert login.actor_id == carla.pk
    assert login.company_id == carla.company_id
    assert login.data == {"method": "link", "aal": 1, "new_device": True, "provider": ""}
    assert len(login.session) == 32
    assert session.token_hash not in login.session.encode()
    assert str(session.pk) not in login.session


@pytest.mark.spec("S3.6.4")
def test_an_unknown_address_is_kept_only_as_a_digest(tenant: Tenant) -> None:
    browser = a_browser(tenant)
    for _ in range(2):
        ask(browser, "nobody@nowhere.example")
        assert the_letter(tenant, "nobody@nowhere.example") is None

    with scope(staff_scope(tenant.id)):
        failed = list(Entry.objects.filter(name="identity.failed_login"))
    assert [one.data["reason"] for one in failed] == ["unknown", "unknown"]
    assert len({one.data["identifier"] for one in failed}) == 1
    assert "nobody" not in str([one.data for one in failed])


@pytest.mark.spec("S3.6.2")
def test_a_known_device_is_not_new(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    for _ in range(2):
        ask(browser, carla.email)
        browser.post("/portal/login/check/", {"code": mailed(tenant, carla.email).code})
        browser.post("/portal/logout/")

    with scope(staff_scope(tenant.id)):
        logins = Entry.objects.filter(name="identity.login").order_by("id")
        assert [one.data["new_device"] for one in logins] == [True, False]
