"""Mail servers and mails for tests."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from portico.core.access.actors import System
from portico.core.jobs.tests import factories as jobs
from portico.core.mail.actions.queue import queue_mail
from portico.core.mail.jobs import send_mail
from portico.core.mail.models import MailServer, Message
from portico.core.tenants.vault import seal_text
from portico.kernel.smtp import Security
from portico.kernel.tests.post_office import HOST, PostOffice
from portico.kernel.writes import writing

machine = System("tests")


def a_mail_server(office: PostOffice | None = None, **fields: Any) -> MailServer:
    """The tenant's server; without an office, one that nobody runs."""
    values = {
        "host": HOST,
        "port": office.port if office else 9,
        "security": Security.NONE.value,
        "from_address": "help@acme.example",
        "from_name": "Acme IT",
        "changed_at": timezone.now(),
    }
    password = fields.pop("password", "")
    server = MailServer(**values | fields)
    server.password = seal_text(server, "password", password)
    with writing("mail"):
        server.save()
    return server


def a_mail(to: str = "maya@client.example", **more: Any) -> Message:
    """A queued test mail."""
    context = {"to": "Maya", "server": "mail.acme.example", "asked_at": timezone.now()}
    wanted: dict[str, Any] = {"name": "Maya Lindqvist", "template": "mail/mail/test"}
    return queue_mail(machine, to=to, context=context | more.pop("context", {}), **wanted | more)


def queued_jobs(name: str = "mail.send_mail") -> list[tuple[str, datetime | None, dict[str, str]]]:
    return jobs.queued_jobs(name)


def a_stuck_mail(state: Message.State, **more: Any) -> Message:
    """A mail that failed, or of which nobody knows."""
    mail = a_mail(**more)
    mail.state, mail.ended_at, mail.attempts = state, timezone.now(), 1
    if state == Message.State.FAILED:
        mail.reason, mail.code, mail.answer = "said_no", 550, "no such user"
    with writing("mail"):
        mail.save()
    return mail


def sent(mail: Message) -> Message:
    """Run its job once."""
    send_mail(message=str(mail.id))
    mail.refresh_from_db()
    return mail
