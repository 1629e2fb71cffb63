"""Regular care: senders that died, jobs that got lost, words that are to be forgotten."""

from datetime import timedelta

import time_machine

from portico.core.mail.actions.deliver import claim_mail, mark_sent
from portico.core.mail.actions.tend import (
    find_lost_mail,
    forget_old_mail,
    give_up_mail,
    wake_overdue_mail,
)
from portico.core.mail.models import Message
from portico.core.tenants.models import Tenant
from portico.kernel.mailing import Answer
from portico.kernel.tests.post_office import PostOffice, says

from .factories import a_mail, a_mail_server, machine, queued_jobs, sent

State = Message.State


def test_who_dies_after_the_claim_leaves_a_doubt_after_ten_minutes(
    tenant: Tenant, office: PostOffice, clock: time_machine.Traveller
) -> None:
    a_mail_server(office)
    mail = a_mail()
    assert claim_mail(machine, mail.id) is not None

    sent(mail)
    find_lost_mail(machine)
    mail.refresh_from_db()
    assert mail.state == State.SENDING
    clock.shift(timedelta(minutes=10, seconds=1))
    assert find_lost_mail(machine) == 1
    sent(mail)

    assert mail.state == State.AMBIGUOUS
    assert not office.mails


def test_a_late_yes_settles_the_doubt(tenant: Tenant, clock: time_machine.Traveller) -> None:
    a_mail_server()
    mail = a_mail()
    claim = claim_mail(machine, mail.id)
    assert claim is not None
    clock.shift(timedelta(minutes=11))
    find_lost_mail(machine)

    mark_sent(machine, claim, Answer(250, "queued as 1"))

    mail.refresh_from_db()
    assert (mail.state, mail.answer) == (State.SENT, "queued as 1")


def test_a_mail_whose_job_got_lost_is_woken(tenant: Tenant, clock: time_machine.Traveller) -> None:
    mail = a_mail()
    before = len(queued_jobs())
    assert wake_overdue_mail(machine) == 0
    clock.shift(timedelta(minutes=6))

    assert wake_overdue_mail(machine) == 1
    assert queued_jobs()[before][2] == {"message": str(mail.id)}


def test_a_mail_that_no_job_can_send_is_told_after_two_days(
    tenant: Tenant, clock: time_machine.Traveller
) -> None:
    mail = a_mail()
    clock.shift(timedelta(hours=47))
    assert give_up_mail(machine) == 0
    clock.shift(timedelta(hours=2))

    assert give_up_mail(machine) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == (State.FAILED, "fault")


def test_what_was_said_long_ago_is_forgotten(
    tenant: Tenant, office: PostOffice, clock: time_machine.Traveller
) -> None:
    a_mail_server(office)
    office.at["RCPT"] = says("550 no")
    secret, plain = sent(a_mail(sensitive=True)), sent(a_mail())
    assert bytes(secret.sealed)

    clock.shift(timedelta(days=2))
    assert forget_old_mail(machine) == 1
    clock.shift(timedelta(days=90))
    assert forget_old_mail(machine) == 1

    plain.refresh_from_db()
    assert (plain.text, plain.subject) == ("", f"Test e-mail from {tenant.name}")
