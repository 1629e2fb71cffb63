"""Through which server mail leaves, in whose name, and what got stuck."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, Subquery
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.access.permissions import NotVisible, can
from portico.core.tenants.at_hand import kept
from portico.core.tenants.models import BrandFile, Host, Tenant
from portico.core.tenants.queries import this_tenant
from portico.kernel.mailing import MailProblem
from portico.kernel.smtp import Server, server_of_url
from portico.kernel.tenancy import current_tenant

from .models import MailServer, MailTest, Message, MessageQuerySet, Outage
from .permissions import MANAGE
from .rules.addresses import domain_of, is_address
from .rules.letters import Letter, write_letter
from .rules.outgoing import KEPT_REFERENCES, Sender
from .rules.words import Explanation, explained
from .ways import Way, way_of

TEST_LOST_AFTER = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Route:
    """How mail leaves: `server` is None where only copies are kept, or where nothing is set up."""

    server: Way | None
    sender: Sender

    @property
    def is_there(self) -> bool:
        return self.server is not None or settings.MAIL_FOLDER is not None


@dataclass(frozen=True, slots=True)
class Health:
    """Whether mail works at the moment, for people who look after it."""

    route: Route
    outage: Outage | None
    waiting: int
    stuck: int


def own_server() -> MailServer | None:
    return MailServer.objects.first()


def route() -> Route:
    """The tenant's own server, else the installation's, else none."""
    return kept("mail.route", _route)


def _route() -> Route:
    tenant, own = this_tenant(), own_server()
    if own:
        return _own_route(tenant, own)
    sender = _installation_sender(tenant)
    if not settings.SMTP_URL:
        return Route(None, sender)
    found = server_of_url(settings.SMTP_URL)
    greeting = domain_of(sender.address)
    return Route(_named(found, greeting), sender)


def _own_route(tenant: Tenant, own: MailServer) -> Route:
    name = own.from_name or tenant.name
    return Route(way_of(own), Sender(own.from_address, name, marks_replies=own.marks_replies))


def _named(server: Server, greeting: str) -> Server:
    return Server(server.host, server.port, server.security, server.user, server.password, greeting)


def _installation_sender(tenant: Tenant) -> Sender:
    """The operator's sender, with answers to the tenant; without one, the tenant's address."""
    name, address = parseaddr(settings.MAIL_FROM or "")
    own = tenant.email if is_address(tenant.email) else ""
    if is_address(address):
        return Sender(address, name or tenant.name, reply_to=own if own != address else "")
    return Sender(own or f"no-reply@{primary_host()}", tenant.name)


def primary_host() -> str:
    found = Host.objects.filter(is_primary=True).values_list("name", flat=True).first()
    return found or "localhost"


def preview(template: str, context: dict[str, Any], *, language: str = "") -> Letter:
    """A mail as its reader would get it; nothing is sent."""
    tenant = this_tenant()
    known = language if language in dict(settings.LANGUAGES) else tenant.language
    return write_letter(tenant, template, context, language=known, zone=tenant.zone)


def picture(logo_hash: str) -> bytes:
    """The logo that a mail was rendered with; nothing if it is gone."""
    return kept(f"mail.picture.{logo_hash}", lambda: _picture(logo_hash)) if logo_hash else b""


def _picture(logo_hash: str) -> bytes:
    found = BrandFile.objects.filter(hash=logo_hash).first()
    return bytes(found.content) if found else b""


def earlier_ids(message: Message) -> list[str]:
    """Message-IDs of what this recipient got in the thread before, oldest first."""
    if message.thread_id is None:
        return []
    earlier = (
        Message.objects.filter(thread_id=message.thread_id, to=message.to, id__lt=message.id)
        .filter(state__in=[Message.State.SENT, Message.State.AMBIGUOUS])
        .order_by("-id")
    )
    return list(earlier.values_list("message_id", flat=True)[:KEPT_REFERENCES])[::-1]


def outage() -> Outage | None:
    return Outage.objects.first()


def stuck_mail(actor: Actor) -> MessageQuerySet:
    """What failed or is in doubt, newest first."""
    return messages(actor).stuck().order_by("-id")


def waiting_mail(actor: Actor) -> MessageQuerySet:
    """What has been tried and will be tried again, newest first."""
    return messages(actor).waiting().filter(attempts__gt=0).order_by("-id")


def sent_mail(actor: Actor) -> MessageQuerySet:
    return messages(actor).filter(state=Message.State.SENT).order_by("-id")


def messages(actor: Actor) -> MessageQuerySet:
    return Message.objects.all() if can(actor, MANAGE) else Message.objects.none()


def message(actor: Actor, message_id: UUID) -> Message:
    found = messages(actor).filter(pk=message_id).first()
    if found is None:
        raise NotVisible("mail")
    return found


def latest_test(actor: Actor) -> MailTest | None:
    """The last test that anybody asked for."""
    return MailTest.objects.order_by("-id").first() if can(actor, MANAGE) else None


def is_lost(test: MailTest) -> bool:
    """The worker began it and never came back."""
    running = test.state == MailTest.State.RUNNING
    return running and timezone.now() - test.asked_at > TEST_LOST_AFTER


def health(actor: Actor) -> Health:
    return Health(
        route=route(),
        outage=outage(),
        waiting=messages(actor).waiting().count(),
        stuck=messages(actor).stuck().count(),
    )


def explanation(problem: MailProblem) -> Explanation:
    """What went wrong at a mail server, in words, with what to do."""
    return explained(
        problem.reason.value, step=problem.step.value, code=problem.code, answer=problem.said
    )


@dataclass(frozen=True, slots=True)
class Glance:
    """Whether mail works, as far as one statement tells."""

    is_there: bool
    has_stuck: bool
    outage: Outage | None


def glance() -> Glance:
    """For overviews, which ask about many things."""
    down = Outage.objects.order_by("id")
    parts = ("since", "reason", "code", "answer")
    own, stuck, *last = Tenant.objects.values_list(
        Exists(MailServer.objects.all()),
        Exists(Message.objects.all().stuck()),
        *(Subquery(down.values(part)[:1]) for part in parts),
    ).get(pk=current_tenant())
    outage = Outage(**dict(zip(parts, last, strict=True))) if last[0] else None
    is_there = own or bool(settings.SMTP_URL) or settings.MAIL_FOLDER is not None
    return Glance(is_there, stuck, outage)


@dataclass(frozen=True, slots=True)
class Figures:
    """The mail of the whole installation."""

    waiting: float
    oldest: float  # seconds for which the oldest has been due
    stuck: float  # failed or in doubt, for a person to look at
    outages: float  # tenants whose mail server cannot be used


def figures() -> Figures:
    """For whoever watches the installation; outside any scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting, oldest, stuck, outages FROM ctx.mail_figures()")
        return Figures(*cursor.fetchone())


def states_of(messages: Sequence[UUID]) -> dict[UUID, str]:
    """How far mails have come that somebody else keeps the ids of; one statement."""
    if not messages:
        return {}
    found = Message.objects.filter(pk__in=messages).order_by("id")
    return dict(found.values_list("pk", "state"))
