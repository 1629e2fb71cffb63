"""Queue a mail: write it down in the transaction of what it is about, and let a job send it.

What `queue_mail` takes: `template` is the common name of three templates: `"tickets/mail/reply"`
stands for `.subject.txt`, `.txt` and `.html`; they get `context`, `tenant` and `head` (the
letterhead). `language` and `zone` are the reader's; the tenant's stand in when they are empty.
`sensitive` bodies are sealed until they are sent and erased then; keep secrets out of the subject.
`thread` keeps mails about one thing together: `Thread.of(ticket)`. `sender_name` is the person on
whose behalf it goes; without one the mail says of itself that no person wrote it. `until` is when
it is worth nothing any more, such as a code that ends. `unsubscribe` is an address: a POST to it
stops mails of this type (RFC 8058); mails that must come have none.
"""

import json
import secrets
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.jobs.job import MAIL, defer
from portico.core.journal.acting import action
from portico.core.tenants.models import Tenant
from portico.core.tenants.queries import this_tenant
from portico.core.tenants.vault import seal_text
from portico.kernel.text import one_line

from ..models import MailThread, Message, OwnReason, Thread
from ..permissions import QUEUE
from ..rules.addresses import clean_name, is_address, wire
from ..rules.letters import Letter, has_picture, write_letter

SEND = "mail.send_mail"  # the job, by name: actions do not import jobs


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
    tenant = this_tenant()
    spoken = language or tenant.language
    values = {"stop_url": unsubscribe, **context}
    letter = write_letter(tenant, template, values, language=spoken, zone=zone or tenant.zone)
    message = Message(
        to=wire(to) or one_line(to, longest=254),
        name=clean_name(name),
        template=template,
        language=spoken,
        lane=lane,
        sender_name=clean_name(sender_name),
        reply_to=reply_to if is_address(reply_to) else "",
        reply_token=f"r{secrets.token_hex(12)}",
        unsubscribe=unsubscribe,
        is_sensitive=sensitive,
        useful_until=until,
    )
    _fill(message, letter, tenant)
    _keep(message, thread, about)
    return message


def _fill(message: Message, letter: Letter, tenant: Tenant) -> None:
    message.subject = letter.subject
    message.logo_hash = tenant.logo_hash if has_picture(tenant) else ""
    if message.is_sensitive:
        message.sealed = seal_text(message, "sealed", json.dumps([letter.text, letter.html]))
    else:
        message.text, message.html = letter.text, letter.html


def _keep(message: Message, thread: Thread | None, about: Model | None) -> None:
    """Only inserts: the portal and the door may not read what they have queued."""
    if about:
        message.about_kind, message.about_id = about._meta.label_lower, about.pk
    if thread:
        message.thread_id = thread.id
        row = MailThread(id=thread.id, kind=thread.kind)
        MailThread.objects.bulk_create([row], ignore_conflicts=True)
    if not is_address(message.to):  # never a reason to undo what the mail is about
        message.state, message.ended_at = Message.State.FAILED, timezone.now()
        message.reason = OwnReason.BAD_ADDRESS.value
    message.save(force_insert=True)
    if message.state == Message.State.QUEUED:
        defer(SEND, message.lane, {"message": str(message.id)})
