"""What people do with mail that got stuck: send it again, say that it arrived, or let it be."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portico.core.access.permissions import NotVisible
from portico.core.access.tests.factories import a_technician
from portico.core.journal.models import Entry
from portico.core.mail import queries
from portico.core.mail.actions.settle import (
    CannotSendAgain,
    NotStuck,
    confirm_arrival,
    dismiss,
    send_again,
)
from portico.core.mail.jobs import send_mail
from portico.core.mail.models import Message
from portico.core.mail.permissions import MANAGE
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.tests.post_office import hangs_up, post_office

from .factories import a_mail, a_mail_server, a_stuck_mail, queued_jobs

olga = a_technician(MANAGE, name="Olga Owner")
reader = a_technician()
State = Message.State


@pytest.mark.parametrize("state", [State.FAILED, State.AMBIGUOUS])
def test_a_stuck_mail_can_be_sent_again(tenant: Tenant, state: Message.State) -> None:
    mail = a_stuck_mail(state)

    again = send_again(olga, mail)

    assert (again.state, again.answer, again.ended_at) == (State.QUEUED, "", None)
    assert queued_jobs()[-1][2] == {"message": str(mail.id)}
    assert Entry.objects.get().name == "mail.sent_again"


def test_a_doubtful_mail_goes_again_under_the_same_message_id(tenant: Tenant) -> None:
    with post_office() as office:
        a_mail_server(office)
        office.at["KEPT"] = hangs_up()
        mail = a_mail()
        send_mail(message=str(mail.id))
        office.at = {}
        mail.refresh_from_db()
        send_again(olga, mail)
        send_mail(message=str(mail.id))

    first, second = (taken.parsed["Message-ID"] for taken in office.mails)
    assert first == second


def test_a_doubtful_mail_that_arrived_counts_as_sent(tenant: Tenant) -> None:
    mail = confirm_arrival(olga, a_stuck_mail(State.AMBIGUOUS, sensitive=True))

    mail.refresh_from_db()
    assert (mail.state, bytes(mail.sealed)) == (State.SENT, b"")
    assert not queries.stuck_mail(olga).exists()
    assert Entry.objects.get().data["arrived"] is True


def test_a_refused_mail_cannot_have_arrived(tenant: Tenant) -> None:
    with pytest.raises(NotStuck):
        confirm_arrival(olga, a_stuck_mail(State.FAILED))


def test_a_dismissed_mail_is_off_the_list_and_never_sent(tenant: Tenant) -> None:
    mail = dismiss(olga, a_stuck_mail(State.FAILED))

    assert not queries.stuck_mail(olga).exists()
    with pytest.raises(NotStuck):
        send_again(olga, mail)


def test_two_people_settle_one_mail_once(tenant: Tenant) -> None:
    mail = a_stuck_mail(State.AMBIGUOUS)
    send_again(olga, mail)

    for deed in (send_again, confirm_arrival, dismiss):
        with pytest.raises(NotStuck):
            deed(olga, mail)


def test_a_code_that_has_run_out_is_not_sent_again(tenant: Tenant) -> None:
    late = a_stuck_mail(State.FAILED, until=timezone.now() - timedelta(minutes=1))

    with pytest.raises(CannotSendAgain):
        send_again(olga, late)


def test_an_address_that_is_none_is_not_tried_again(tenant: Tenant) -> None:
    with pytest.raises(CannotSendAgain):
        send_again(olga, a_mail("nobody"))


@pytest.mark.spec("G1")
def test_others_may_neither_see_nor_settle(tenant: Tenant) -> None:
    mail = a_stuck_mail(State.FAILED)

    assert not queries.stuck_mail(reader).exists()
    with pytest.raises(NotVisible):
        queries.message(reader, mail.id)
    for deed in (send_again, confirm_arrival, dismiss):
        with pytest.raises(PermissionDenied):
            deed(reader, mail)


@pytest.mark.spec("G1")
def test_another_tenant_cannot_find_it(db: None) -> None:
    ours, theirs = a_tenant(), a_tenant("Beta MSP")
    with scope(staff_scope(ours.id)):
        mail = a_stuck_mail(State.FAILED)

    with scope(staff_scope(theirs.id)), pytest.raises(NotVisible):
        queries.message(olga, mail.id)
