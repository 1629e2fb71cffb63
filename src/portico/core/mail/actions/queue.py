"""Queue a mail: write it down in the transaction of what it is about, and let a job send it.

What `queue_mail` takes: `template` is the common name of three templates: `"tickets/mail/reply"`
stands for `.subject.txt`, `.txt` and `.html`; they get `context`, `tenant` and `head` (the
letterhead). `language` and `zone` are the reader's; the tenant's stand in when they are empty.
`sensitive` bodies are sealed until they are sent and erased then; keep secrets out of the subject.
`thread` keeps mails about one thing together: `Thread.of(ticket)`. `sender_name` is the person on
whose behalf it goes; without one the mail says of itself that no person wrote it. `until` is when
it is worth nothing any more, such as a code that ends. `unsubscribe` is an address: a POST to it
stops mails of this type (RFC 8058); mails that must come have none.

`queue_mails` takes many of them, as `Mail`s, and needs a few statements for all together; those of
one lane leave by the dozen, one after the other through one connection.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from django.db.models import Model
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.jobs.job import MAIL, defer
from portico.core.journal.acting import action
from portico.core.tenants.at_hand import at_hand
from portico.core.tenants.models import Tenant
from portico.core.tenants.queries import this_tenant
from portico.core.tenants.vault import seal_text
from portico.kernel.text import one_line

from ..models import MailThread, Message, OwnReason, Thread
from ..permissions import QUEUE
from ..rules.addresses import clean_name, is_address, wire
from ..rules.letters import Letter, has_picture, write_letter

SEND = "mail.send_mail"  # the job, by name: actions do not import jobs
SEND_SEVERAL = "mail.send_several"
DOZEN = 12  # mails through one connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail that is wanted; what each of these means is told above."""

    to: str
    name: str
    template: str
    context: dict[str, Any]
    language: str = ""
    zone: str = ""
    lane: str = MAIL
    sensitive: bool = False
    thread: Thread | None = None
    about: Model | None = None
    sender_name: str = ""
    reply_to: str = ""
    until: datetime | None = None
    unsubscribe: str = ""


@action(QUEUE)  # not recorded: the row itself says who was told what; sending it is recorded
def queue_mail(  # noqa: PLR0913  every one of these is a fact about the mail
    actor: Actor,  # noqa: ARG001  every action has one; the decorator asks whether it may
    *,
    to: str,
    name: str,
    template: str,
    context: dict[str, Any],
    language: str = "",
    zone: str = "",
    lane: str = MAIL,
    sensitive: bool = False,
    thread: Thread | None = None,
    about: Model | None = None,
    sender_name: str = "",
    reply_to: str = "",
    until: datetime | None = None,
    unsubscribe: str = "",
) -> Message:
    """Send a mail once the running transaction has committed; what it takes is told above."""
    message = _message(
        Mail(
            to=to,
            name=name,
            template=template,
            context=context,
            language=language,
            zone=zone,
            lane=lane,
            sensitive=sensitive,
            thread=thread,
            about=about,
            sender_name=sender_name,
            reply_to=reply_to,
            until=until,
            unsubscribe=unsubscribe,
        )
    )
    _keep(message, thread)
    return message


def _keep(message: Message, thread: Thread | None) -> None:
    _keep_threads([thread] if thread else [])
    message.save(force_insert=True)
    if message.state == Message.State.QUEUED:
        defer(SEND, message.lane, {"message": str(message.id)})


@action(QUEUE)  # not recorded: as above
def queue_mails(actor: Actor, mails: Sequence[Mail]) -> list[Message]:  # noqa: ARG001  as above
    """Send them once the running transaction has committed."""
    with at_hand():
        found = [_message(one) for one in mails]
    _keep_threads([one.thread for one in mails if one.thread])
    Message.objects.bulk_create(found)
    leaving: dict[str, list[str]] = {}
    for message in found:
        if message.state == Message.State.QUEUED:
            leaving.setdefault(message.lane, []).append(str(message.id))
    for lane, ids in leaving.items():
        for some in batched(ids, DOZEN):
            defer(SEND_SEVERAL, lane, {"messages": list(some)})
    return found


def _message(mail: Mail) -> Message:
    tenant = this_tenant()
    spoken, zone = mail.language or tenant.language, mail.zone or tenant.zone
    values = {"stop_url": mail.unsubscribe, **mail.context}
    letter = write_letter(tenant, mail.template, values, language=spoken, zone=zone)
    message = Message(
        to=wire(mail.to) or one_line(mail.to, longest=254),
        name=clean_name(mail.name),
        template=mail.template,
        language=spoken,
        lane=mail.lane,
        sender_name=clean_name(mail.sender_name),
        reply_to=mail.reply_to if is_address(mail.reply_to) else "",
        reply_token=f"r{secrets.token_hex(12)}",
        unsubscribe=mail.unsubscribe,
        is_sensitive=mail.sensitive,
        useful_until=mail.until,
        thread_id=mail.thread.id if mail.thread else None,
    )
    if mail.about:
        message.about_kind, message.about_id = mail.about._meta.label_lower, mail.about.pk
    _fill(message, letter, tenant)
    if not is_address(message.to):  # never a reason to undo what the mail is about
        message.state, message.ended_at = Message.State.FAILED, timezone.now()
        message.reason = OwnReason.BAD_ADDRESS.value
    return message


def _fill(message: Message, letter: Letter, tenant: Tenant) -> None:
    message.subject = letter.subject
    message.logo_hash = tenant.logo_hash if has_picture(tenant) else ""
    if message.is_sensitive:
        message.sealed = seal_text(message, "sealed", json.dumps([letter.text, letter.html]))
    else:
        message.text, message.html = letter.text, letter.html


def _keep_threads(threads: Sequence[Thread]) -> None:
    """Only inserts: the portal and the door may not read what they have queued."""
    if threads:
        rows = [MailThread(id=one.id, kind=one.kind) for one in dict.fromkeys(threads)]
        MailThread.objects.bulk_create(rows, ignore_conflicts=True)
