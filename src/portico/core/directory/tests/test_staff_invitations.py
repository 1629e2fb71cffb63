"""Who gets access hears of it by mail, and can hear of it again."""

import pytest
from django.test import Client

from portico.core.identity.jobs import send_welcome
from portico.core.identity.tests.factories import signed_in_staff
from portico.core.journal.models import Entry
from portico.core.mail.models import Message
from portico.core.people.models import Contact, StaffUser
from portico.core.people.permissions import VIEW
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.models import Role
from portico.core.settings.tests.msps import an_msp, inside, somebody
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

LIST = "/staff/companies/"


@pytest.fixture
def anna(tenant: Tenant) -> Contact:
    """Somebody without access yet."""
    with scope(inside(tenant)):
        company = a_company("Bluebird Bakery")
        return a_contact(company, "Anna Ade", access="none", person=None, language="en")


def let_in(owner: Client, tenant: Tenant, contact: Contact) -> None:
    with scope(inside(tenant)):
        role = str(Role.objects.get(key="employee").pk)
    given = {"role": role, "reach": "1"}
    assert owner.post(f"{LIST}contacts/{contact.pk}/access/", given).status_code == 302


def mails(tenant: Tenant, contact: Contact) -> list[Message]:
    with scope(inside(tenant)):
        send_welcome(contact=str(contact.pk))
        return list(Message.objects.filter(to=contact.email))


def test_access_comes_with_a_mail_that_leads_to_the_sign_in_page(
    tenant: Tenant, owner: Client, anna: Contact
) -> None:
    let_in(owner, tenant, anna)
    (mail,) = mails(tenant, anna)

    assert (mail.template, mail.subject) == ("identity/mail/welcome", "Your access to Northbeam")
    for body in (mail.text, mail.html):
        assert f"//{tenant.slug}.example.com" in body
        assert "/portal/login" in body
        assert "Bluebird Bakery" in body
        assert "#" not in body.partition("/portal/login")[2][:40], "no secret travels in it"
    assert mail.unsubscribe == ""
    with scope(inside(tenant)):
        entry = Entry.objects.get(name="identity.contact_invited")
        assert (entry.subject_id, entry.is_security) == (anna.pk, True)


def test_the_invitation_can_be_sent_again_until_somebody_has_come(
    tenant: Tenant, owner: Client, anna: Contact
) -> None:
    path = f"{LIST}contacts/{anna.pk}/"
    assert "Send the invitation again" not in owner.get(path).text
    let_in(owner, tenant, anna)
    assert "Send the invitation again" in owner.get(path).text
    told = owner.post(f"{path}invitation/", follow=True)
    assert anna.email in told.text
    with scope(inside(tenant)):
        assert Message.objects.filter(to=anna.email).count() == 1
        entry = Entry.objects.get(name="identity.contact_invited")
        assert entry.actor_name == "Olga Owner"
    assert owner.post(f"{path}invitation/").status_code == 409, "not twice within two minutes"
    with scope(inside(tenant)):
        assert Message.objects.filter(to=anna.email).count() == 1
        with writing("people"):
            Contact.objects.filter(pk=anna.pk).update(access="active")
    assert "Send the invitation again" not in owner.get(path).text


def test_a_changed_role_mails_nobody(tenant: Tenant, owner: Client, anna: Contact) -> None:
    let_in(owner, tenant, anna)
    let_in(owner, tenant, anna)
    with scope(inside(tenant)):
        assert Entry.objects.filter(name="roles.access_opened").count() == 1


def test_who_was_shut_out_meanwhile_is_not_invited(
    tenant: Tenant, owner: Client, anna: Contact
) -> None:
    let_in(owner, tenant, anna)
    owner.post(f"{LIST}contacts/{anna.pk}/closure/")
    assert mails(tenant, anna) == []
    assert owner.post(f"{LIST}contacts/{anna.pk}/invitation/").status_code == 409
    with scope(inside(tenant)):
        assert not Entry.objects.filter(name="identity.contact_invited").exists()


def test_inviting_needs_the_permission_and_the_own_tenant(tenant: Tenant, anna: Contact) -> None:
    path = f"{LIST}contacts/{anna.pk}/invitation/"
    assert somebody(tenant, VIEW).post(path).status_code == 404
    other = an_msp("Beta MSP")
    with scope(inside(other)):
        stranger = StaffUser.objects.get(name="Olga Owner")
    assert signed_in_staff(stranger).post(path).status_code == 404
