"""Sending what is queued, and regular care for what is not sent."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import BULK, DEFAULT, MAIL, Patience, job, schedule
from portico.core.tenants.at_hand import at_hand
from portico.kernel.mailing import Answer, MailProblem, Step, nobody
from portico.kernel.smtp import Take, deliver, line

from .actions.deliver import Claim, claim_mail, mark_refused, mark_sent
from .actions.server import begin_test, end_test, note_step
from .actions.tend import (
    find_lost_mail,
    forget_old_mail,
    give_up_mail,
    hurry_mail,
    wake_overdue_mail,
)
from .ways import hand_over

MACHINE = System(called("mail", _("E-mail")))


@job(queue=MAIL)
def send_mail(*, message: str) -> None:
    """Claim – commit – send – commit. Running twice is harmless: a try is claimed only once."""
    claim = claim_mail(MACHINE, UUID(message))
    if claim is not None:
        _send(claim)


@job(queue=BULK)
def send_several(*, messages: list[str]) -> None:
    """The same for many, one after the other through one connection to the server."""
    with at_hand(), line() as take:
        for message in messages:
            if (claim := claim_mail(MACHINE, UUID(message))) is not None:
                _send(claim, take)


def _send(claim: Claim, take: Take = deliver) -> None:
    try:
        answer = _hand_over(claim, take=take)
    except MailProblem as problem:
        mark_refused(MACHINE, claim, problem)
    else:
        mark_sent(MACHINE, claim, answer)


@job(queue=DEFAULT, patience=Patience(tries=1))
def try_server(*, test: str) -> None:
    """Send the test mail, telling the page how far it came; never tried again by itself."""
    claim = begin_test(MACHINE, UUID(test))
    if claim is None:
        return
    try:
        _hand_over(claim, lambda step: note_step(MACHINE, UUID(test), step=step))
    except MailProblem as problem:
        end_test(MACHINE, UUID(test), problem=problem)
    else:
        end_test(MACHINE, UUID(test), problem=None)


def _hand_over(
    claim: Claim, tell: Callable[[Step], None] = nobody, *, take: Take = deliver
) -> Answer:
    """To the server or the provider; in a demo also, or only, into a folder."""
    if settings.MAIL_FOLDER:
        keep_copy(settings.MAIL_FOLDER / claim.copy_name, claim.content)
    if claim.server is None:
        return Answer(0, "")
    return hand_over(
        claim.server,
        sender=claim.sender,
        recipient=claim.recipient,
        content=claim.content,
        tell=tell,
        take=take,
    )


def keep_copy(file: Path, content: bytes) -> None:
    """Write the mail where `/dev/mail` finds it, readable by nobody else."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}")
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.replace(file)


@job(queue=DEFAULT)
def send_waiting() -> None:
    """The mail server is back: everything that was put off goes now."""
    while hurry_mail(MACHINE):
        pass


@schedule("*/2 * * * *")
@job(queue=DEFAULT)
def tend_outbox() -> None:
    """Every two minutes: what got lost on the way?"""
    find_lost_mail(MACHINE)
    give_up_mail(MACHINE)
    wake_overdue_mail(MACHINE)


@schedule("41 2 * * *")
@job(queue=DEFAULT)
def forget_mail() -> None:
    """Every night: what was said long ago."""
    forget_old_mail(MACHINE)
