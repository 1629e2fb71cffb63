"""Mail a link with instructions, its end, and whom to ask; each mail has a token of its own."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.core.mail.actions.queue import queue_mail
from portico.core.people import queries as people
from portico.core.people.models import Company
from portico.core.tenants.addresses import address_of
from portico.core.tenants.queries import this_tenant

from ..events import LinkSent
from ..models import LinkRecipient, PortalLink
from ..permissions import MANAGE
from ..rules import words_in
from .links import Ended, keep_token, locked, new_token

MOST_AT_ONCE = 200
PAGE = "/portal/join"


class NoAddresses(Refusal):
    """Nobody to send it to."""

    def __init__(self) -> None:
        super().__init__(_("Write at least one e-mail address."), field="to")


class NotAnAddress(Refusal):
    """One of them is none; the others wait until it is put right."""

    def __init__(self, what: str) -> None:
        super().__init__(
            _("“%(what)s” is no e-mail address. Put it right, then send again.")
            % {"what": what[:80]},
            field="to",
        )


def url_of(token: str, *, host: str = "") -> str:
    """Where the token is typed by itself: behind the #, which no server and no log sees."""
    return address_of(f"{PAGE}#{token}", host=host)


def addresses_in(text: str) -> list[str]:
    """Each address once; raises a refusal that names the first that is none."""
    found = [one.strip("<>").lower() for one in words_in(text)]
    if not found:
        raise NoAddresses
    for one in found[:MOST_AT_ONCE]:
        _require_address(one)
    return list(dict.fromkeys(found))[:MOST_AT_ONCE]


def _require_address(text: str) -> None:
    try:
        validate_email(text)
    except ValidationError as problem:
        raise NotAnAddress(text) from problem


@action(MANAGE)
def send_link(
    actor: Actor,
    row: PortalLink,
    *,
    to: Sequence[str],
    what: str = "invitation",
    host: str = "",
    words: str = "",
) -> list[LinkRecipient]:
    """Mail it to these addresses. Who got it before gets another mail and stays one recipient.

    `words` are the sender's own; they stand above the instructions.
    """
    row = locked(actor, row)
    if not row.is_working:
        raise Ended
    around = context_of(actor, row) | {"words": words}
    return [_send(actor, row, email, what, around, host) for email in to]


def _send(
    actor: Actor,
    row: PortalLink,
    email: str,
    what: str,
    around: dict[str, object],
    host: str,
) -> LinkRecipient:
    now, token = timezone.now(), new_token()
    found = LinkRecipient.objects.filter(link=row, email=email).first()
    recipient = found or LinkRecipient(
        link=row, company_id=row.company_id, email=email, sent_at=now
    )
    if found is None:
        recipient.save(force_insert=True)
    keep_token(row, token, recipient=recipient)
    message = queue_mail(
        actor,
        to=email,
        name=recipient.name,
        template=f"joining/mail/{what}",
        context=around | {"link": url_of(token, host=host)},
        language=row.language,
        about=recipient,
        sensitive=True,
        until=row.ends_at,
    )
    record(actor, LinkSent(link=row.pk, what=what), on=row, after={"to": email})
    if actor.kind != "contact":  # the portal adds recipients and may not change them
        recipient.message_id = message.pk
        recipient.save(update_fields=["message_id"])
    return recipient


def context_of(actor: Actor, row: PortalLink) -> dict[str, object]:
    """What every mail with a link says: until when in both zones, and whom to ask.

    That is who looks after the company, else the colleague who made the link.
    """
    tenant, company = this_tenant(), row.company
    card = people.looked_after_by(actor, company)
    maker = row.created_by_name if row.created_by_kind == "staff" else ""
    zone = _zone_of(company) or tenant.zone
    return {
        "msp": tenant.name,
        "portal": tenant.portal_name or tenant.name,
        "company": row.name_in(row.language or tenant.language),
        "until": row.ends_at.astimezone(ZoneInfo(tenant.zone)).strftime("%Y-%m-%d %H:%M"),
        "zone": tenant.zone,
        "until_there": row.ends_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M"),
        "zone_there": zone if zone != tenant.zone else "",
        "asker": card.name if card else maker,
        "phone": (card.phone if card else "") or tenant.phone,
        "mail": tenant.email,
    }


def _zone_of(company: Company) -> str:
    """Where the company works, if it says so."""
    found = company.sites.exclude(zone="").order_by("name", "id").values_list("zone", flat=True)
    return found.first() or ""
