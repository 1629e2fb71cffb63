"""One person is invited, again, later, by hand, and not any more."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portico.core.access.actors import Reach, Staff
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.access.tests.factories import a_technician
from portico.core.identity.tests.msps import an_msp, inside
from portico.core.identity.who import as_contact
from portico.core.jobs.tests.factories import queued_jobs
from portico.core.journal.models import Entry
from portico.core.people.actions.portal import disable_portal, enable_portal
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.access import close_access
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.models import Grant, Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.roles.queries import grants_of_contact
from portico.core.tenants.models import Tenant
from portico.kernel.crypto.tokens import fingerprint
from portico.kernel.tenancy import portal_scope, scope
from portico.kernel.writes import writing

from ..actions.issue import JustInvited
from ..actions.settle import accept_joined, expire, remind
from ..actions.single import (
    CannotInvite,
    NothingToSend,
    clear_address,
    enable_silently,
    invite,
    invite_person,
    make_link,
    resend,
    revoke,
    send_planned,
)
from ..jobs import SELF, close_company, tend, welcome
from ..models import Invitation, LeftAlone
from ..queries import counts_of, invitation_state_of
from .factories import delivered, mails_to, refused, token_of

State = Invitation.State
SOON = timedelta(minutes=3)


@pytest.mark.spec("S0.1.17", "S1.5.1")
def test_an_invitation_gives_access_and_mails_a_link(
    tenant: Tenant, olga: Staff, anna: Contact
) -> None:
    with scope(inside(tenant)):
        finance = Role.objects.get(key="finance")
        sent = invite(olga, anna, role=finance, language="de", message="See you <b>soon</b>")
        anna.refresh_from_db()
        (mail,) = mails_to(anna)
        token = token_of(anna)

        assert (sent.state, sent.attempt, sent.by_name) == (State.SENT, 1, "Olga Owner")
        assert anna.access == Contact.Access.INVITED
        assert Grant.objects.get(contact=anna).role_id == finance.pk
        assert (mail.language, mail.is_sensitive, mail.text) == ("de", True, "")
        assert bytes(sent.token_hash) == fingerprint(token)
        assert token not in str(list(Entry.objects.values_list("data", flat=True)))
        assert Entry.objects.get(name="invitations.sent").is_security


@pytest.mark.spec("S1.5.2")
def test_access_without_a_mail_is_another_action(
    tenant: Tenant, olga: Staff, anna: Contact
) -> None:
    with scope(inside(tenant)):
        enable_silently(olga, anna)
        anna.refresh_from_db()
        assert anna.access == Contact.Access.INVITED
        assert mails_to(anna) == []
        assert not Invitation.objects.exists()


def test_access_that_is_not_given_quietly_comes_with_an_invitation(
    tenant: Tenant, olga: Staff, anna: Contact
) -> None:
    with scope(inside(tenant)):
        enable_silently(olga, anna)
        for _ in range(2):
            welcome(contact=str(anna.pk))
        assert len(mails_to(anna)) == 1
        stranger = a_contact(anna.company, "Nora None", access="none", person=None)
        welcome(contact=str(stranger.pk))
        assert mails_to(stranger) == []


@pytest.mark.spec("S1.5.2", "S0.1.18")
def test_a_plan_lets_nobody_in_who_was_shut_out_since(
    tenant: Tenant, olga: Staff, anna: Contact
) -> None:
    day = timezone.now() + timedelta(days=3)
    with scope(inside(tenant)):
        enable_silently(olga, anna)
        planned = invite(olga, anna, send_at=day)
        close_access(olga, anna, reason="Not any more")
    with time_machine.travel(day + SOON), scope(inside(tenant)):
        tend()
        assert not send_planned(SELF, invitation_id=planned.pk)
        anna.refresh_from_db()
        planned.refresh_from_db()
        assert (planned.state, anna.access) == (State.REVOKED, Contact.Access.DISABLED)
        assert mails_to(anna) == []


@pytest.mark.spec("S1.5.2")
def test_on_a_later_day_access_opens_with_the_mail(
    tenant: Tenant, olga: Staff, anna: Contact
) -> None:
    day = timezone.now() + timedelta(days=3)
    with scope(inside(tenant)):
        planned = invite(olga, anna, send_at=day)
        assert planned.state == State.CREATED
        assert not send_planned(SELF, invitation_id=planned.pk), "not before its day"
        anna.refresh_from_db()
        assert (anna.access, mails_to(anna)) == (Contact.Access.NONE, [])
    with time_machine.travel(day + SOON), scope(inside(tenant)):
        tend()
        assert not send_planned(SELF, invitation_id=planned.pk), "once"
        anna.refresh_from_db()
        planned.refresh_from_db()
        assert (planned.state, anna.access) == (State.SENT, Contact.Access.INVITED)
        assert len(mails_to(anna)) == 1


@pytest.mark.spec("S3.2.6")
def test_again_means_a_new_link_after_a_pause_and_the_old_one_is_dead(
    tenant: Tenant, olga: Staff, anna: Contact
) -> None:
    with scope(inside(tenant)):
        first = invite(olga, anna, message="Hello")
        with pytest.raises(JustInvited):
            resend(olga, anna)
    with time_machine.travel(timezone.now() + SOON), scope(inside(tenant)):
        second = resend(olga, anna)
        first.refresh_from_db()
        assert (first.state, first.reason) == (State.REVOKED, "replaced")
        assert (second.attempt, second.words) == (2, "Hello")
        assert bytes(second.token_hash) != bytes(first.token_hash)
        state = invitation_state_of(olga, [anna])[anna.pk]
        assert (state.state, state.count) == ("sent", 2)
        assert counts_of(olga, [anna.company]) == {anna.company_id: {"open": 1, "asked": 0}}


@pytest.mark.spec("S3.2.6")
def test_a_link_to_hand_over_is_shown_once_and_mailed_to_nobody(
    tenant: Tenant, olga: Staff, anna: Contact
) -> None:
    with scope(inside(tenant)):
        enable_silently(olga, anna)
        whole = make_link(olga, anna)
        made = Invitation.objects.get(contact=anna)
        assert whole.partition("#")[0].endswith("/portal/invitation")
        assert bytes(made.token_hash) == fingerprint(whole.partition("#")[2])
        assert (made.channel, mails_to(anna)) == ("link", [])
        assert Entry.objects.get(name="invitations.link_made").actor_name == "Olga Owner"


@pytest.mark.spec("S0.1.17")
def test_taking_it_back_ends_link_and_access(tenant: Tenant, olga: Staff, anna: Contact) -> None:
    with scope(inside(tenant)):
        sent = invite(olga, anna)
        revoke(olga, anna)
        sent.refresh_from_db()
        anna.refresh_from_db()
        assert (sent.state, anna.access) == (State.REVOKED, Contact.Access.DISABLED)
        with pytest.raises(NothingToSend):
            revoke(olga, anna)


@pytest.mark.spec("S0.1.17")
def test_a_refused_address_is_left_alone_until_it_changes(
    tenant: Tenant, olga: Staff, anna: Contact
) -> None:
    with scope(inside(tenant)):
        sent = invite(olga, anna)
        refused(sent)
        sent.refresh_from_db()
        assert (sent.state, sent.code) == (State.BOUNCED, 550)
        assert LeftAlone.objects.get(contact=anna).email == anna.email
        with pytest.raises(CannotInvite):
            invite(olga, anna)
        clear_address(olga, anna)
        invite(olga, anna)
        with writing("invitations", "people"):
            Invitation.objects.filter(contact=anna).update(state=State.BOUNCED)
            LeftAlone.objects.create(
                contact=anna,
                company=anna.company,
                email=anna.email,
                why="bounced",
                at=timezone.now(),
            )
            anna.email = "anna.new@client.example"
            anna.save()
        assert invite(olga, anna).email == "anna.new@client.example"


def test_a_full_mailbox_or_a_refused_text_marks_no_address(
    tenant: Tenant, olga: Staff, anna: Contact
) -> None:
    with scope(inside(tenant)):
        sent = invite(olga, anna)
        refused(sent, code=554)
        assert not LeftAlone.objects.exists()


@pytest.mark.spec("S0.1.17")
def test_signing_in_accepts_it(tenant: Tenant, olga: Staff, anna: Contact) -> None:
    with scope(inside(tenant)):
        sent = invite(olga, anna)
        delivered(sent)
        sent.refresh_from_db()
        assert sent.state == State.DELIVERED
        with writing("people"):
            anna.access, anna.last_seen_at = Contact.Access.ACTIVE, timezone.now()
            anna.save()
        assert accept_joined(SELF) == 1
        sent.refresh_from_db()
        assert (sent.state, sent.accepted_at) == (State.ACCEPTED, anna.last_seen_at)


@pytest.mark.spec("S0.1.17")
def test_it_runs_out_and_reminds_once(tenant: Tenant, olga: Staff, anna: Contact) -> None:
    with scope(inside(tenant)):
        sent = invite(olga, anna)
        with writing("invitations"):
            Invitation.objects.update(remind_at=timezone.now() - SOON)
        assert (remind(SELF), remind(SELF)) == (1, 0)
        old, new = mails_to(anna)
        assert new.template.endswith("reminder")
        sent.refresh_from_db()
        assert bytes(sent.reminder_hash) == fingerprint(token_of(anna))
        assert old.template.endswith("invitation")
    with time_machine.travel(timezone.now() + timedelta(days=15)), scope(inside(tenant)):
        assert expire(SELF) == 1
        sent.refresh_from_db()
        assert sent.state == State.EXPIRED


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": ""},
        {"is_active": False},
        {"access": Contact.Access.ACTIVE},
    ],
)
def test_who_cannot_come_is_not_invited(
    tenant: Tenant, olga: Staff, anna: Contact, wrong: dict[str, object]
) -> None:
    with scope(inside(tenant)):
        with writing("people"):
            Contact.objects.filter(pk=anna.pk).update(**wrong)
        with pytest.raises(CannotInvite):
            invite(olga, anna)
        assert not Invitation.objects.exists()


def test_nobody_of_a_closed_company_is_invited(tenant: Tenant, olga: Staff, anna: Contact) -> None:
    with scope(inside(tenant)):
        with writing("people"):
            Company.objects.update(portal_enabled=False)
        with pytest.raises(CannotInvite):
            invite(olga, anna)


def test_names_and_words_inject_no_headers(tenant: Tenant, olga: Staff, bakery: Company) -> None:
    with scope(inside(tenant)):
        evil = a_contact(bakery, "Eve\r\nBcc: all@x.example", access="none", person=None)
        invite(olga, evil, message="Hi\r\nBcc: all@x.example\0")
        (mail,) = mails_to(evil)
        assert "\n" not in mail.name + mail.subject + mail.to
        with pytest.raises(CannotInvite):
            invite(olga, evil, message="x" * 1001)


@pytest.mark.spec("S4.8.2a", "S4.8.2b", "S4.8.2d")
def test_a_clients_admin_invites_colleagues_of_the_own_company_only(
    tenant: Tenant, anna: Contact, bakery: Company
) -> None:
    with scope(inside(tenant)):
        row = a_contact(bakery, "Cora Client", person=None)
        grant_to_contact(SELF, row, role=Role.objects.get(key="client_admin"))
        admin = replace(as_contact(row), grants=grants_of_contact(row.pk))
        other = a_company("Other Ltd")
        finance = Role.objects.get(key="finance")
    with scope(portal_scope(tenant.id, company=bakery.pk, contact=row.pk)):
        sent = invite_person(admin, bakery, name="Cleo New", email="Cleo@Client.Example ")
        assert (sent.email, sent.company_id) == ("cleo@client.example", bakery.pk)
        known = invite_person(admin, bakery, name="Anna", email=anna.email, role=finance)
        assert (known.contact_id, known.by_name) == (anna.pk, "Cora Client")
        with pytest.raises(PermissionDenied):
            invite_person(admin, other, name="Eve", email="eve@x.example")
    low = replace(admin, grants={**admin.grants, "tickets.view": Reach.OWN})
    with scope(portal_scope(tenant.id, company=bakery.pk, contact=row.pk)):
        boss = Role.objects.get(key="manager")
        with pytest.raises(Refusal):
            invite_person(low, bakery, name="Max", email="max@x.example", role=boss)
    with scope(inside(tenant)):
        assert not Contact.objects.filter(email="eve@x.example").exists()


def test_it_needs_the_permission_and_the_own_tenant(
    tenant: Tenant, olga: Staff, anna: Contact
) -> None:
    with scope(inside(tenant)), pytest.raises(PermissionDenied):
        invite(a_technician(GIVE_ACCESS), anna)
    other = an_msp("Beta MSP")
    with scope(inside(other)), pytest.raises(NotVisible):
        invite(olga, anna)


@pytest.mark.spec("S3.7.1")
def test_a_portal_that_goes_off_takes_its_invitations_back(
    tenant: Tenant, olga: Staff, bakery: Company, anna: Contact
) -> None:
    with scope(inside(tenant)):
        elsewhere = a_contact(a_company("Other Ltd"), access="none", person=None)
        sent, stays = invite(olga, anna), invite(olga, elsewhere)
        disable_portal(olga, bakery, reason="Contract ended")
        close_company(company=str(bakery.pk))
        for one in (sent, stays, anna):
            one.refresh_from_db()
        assert (sent.state, sent.reason) == (State.REVOKED, "company_off")
        assert stays.state == State.SENT
        assert anna.access == Contact.Access.INVITED  # what people had stays
        fact = Entry.objects.get(name="invitations.all_revoked")
        assert fact.data["people"] == 1

        enable_portal(olga, bakery)
        again = resend(olga, anna)
        close_company(company=str(bakery.pk))  # a job that comes late changes nothing
        again.refresh_from_db()
        assert again.state == State.SENT


def test_switching_a_portal_off_queues_that(tenant: Tenant, olga: Staff, bakery: Company) -> None:
    with scope(inside(tenant)):
        disable_portal(olga, bakery, reason="Contract ended")
        assert len(queued_jobs("invitations.close_company")) == 1


@pytest.mark.spec("S4.8.2b")
def test_what_a_client_asks_for_is_given_at_once_and_by_nobody_else_later(
    tenant: Tenant, bakery: Company, anna: Contact
) -> None:
    with scope(inside(tenant)):
        row = a_contact(bakery, "Cora Client")
        grant_to_contact(SELF, row, role=Role.objects.get(key="client_admin"))
        cora = replace(as_contact(row), grants=grants_of_contact(row.pk))
        finance = Role.objects.get(key="finance")
    with scope(portal_scope(tenant.id, company=bakery.pk, contact=row.pk)):
        with pytest.raises(CannotInvite, match="only we plan"):
            invite(cora, anna, role=finance, send_at=timezone.now() + timedelta(days=1))
        sent = invite(cora, anna, role=finance)
        assert sent.role_id is None
    with scope(inside(tenant)):
        assert Grant.objects.get(contact=anna).role_id == finance.pk
