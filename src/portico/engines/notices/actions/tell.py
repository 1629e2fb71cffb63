"""Tell one person of one thing, at the pace that this person has chosen."""

from typing import Any

from django.db.models import Model
from django.urls import reverse

from portico.core.access.actors import Actor
from portico.core.journal.acting import action
from portico.core.mail.actions.queue import queue_mail
from portico.core.mail.models import Thread
from portico.core.tenants.addresses import address_of

from .. import queries
from ..models import Held
from ..permissions import TELL
from ..ports import Notice, Pace, Person, Reader
from ..queries.links import Wish, stop_token


@action(TELL)  # not recorded: the mail is a row of its own, and sending it is recorded
def tell(  # noqa: PLR0913  every one of these is a fact about the mail
    actor: Actor,
    notice: Notice,
    *,
    to: Person,
    template: str,
    context: dict[str, Any],  # Any: what the template draws
    about: Model,
    sender_name: str = "",
) -> None:
    """Mail it at once, keep it for the daily mail, or leave it. Run it in a job."""
    reader = Reader.of(to)
    pace = queries.pace_for(notice, reader)
    if pace is Pace.DAILY:
        Held.objects.create(
            reader_id=reader.id,
            notice=notice.code,
            about_kind=about._meta.label_lower,
            about_id=about.pk,
        )
    elif pace is not Pace.OFF:
        queue_mail(
            actor,
            to=reader.email,
            name=reader.name,
            template=template,
            context=context,
            language=reader.language,
            zone=reader.zone,
            thread=Thread.of(about),
            about=about,
            sender_name=sender_name,
            unsubscribe=stop_address(Wish(reader.id, notice.code)),
        )


def stop_address(wish: Wish) -> str:
    """Where the link in a mail leads; a POST to it stops mails of this type (RFC 8058)."""
    return address_of(reverse("public:notices:stop", args=[stop_token(wish)]))
