"""A ticket as one line of a client's lists."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from portico.ui.dates import moment, reader
from portico.ui.icons import icon, state
from portico.ui.people import avatar
from portico.ui.rows import addresses, plain, row, text
from portico.ui.shell import first_name

from ..models import Ticket
from ..rules.looks import look_of

LONGEST = 90  # of the last message


class Lines:
    """Draws tickets for one viewer; what is the same for all of them is looked up once."""

    def __init__(self, viewer: UUID, prefix: str) -> None:
        self._viewer, self._prefix = viewer, prefix
        self._reader = reader()
        self._address = addresses("portal:tickets:page")
        self._nobody, self._promised = _("not assigned yet"), _("Answer promised:")
        self._with = _("with %(name)s")

    def of(self, tickets: Iterable[Ticket]) -> SafeString:
        """As a list shows them: whose, what was said last, who cares for it."""
        return SafeString("".join([self._line(one) for one in tickets]))

    def _line(self, ticket: Ticket) -> SafeString:
        look = look_of(ticket)
        return row(
            lead=state(ticket.status.label_client, tone=look.tone, shape=look.shape),
            title=ticket.subject,
            url=self._address(ticket.pk),
            meta=[self._whose(ticket), self._news(ticket)],
            end=[
                self._urgent(ticket),
                text(f"{self._prefix}{ticket.number}", "opt num faint"),
                self._engineer(ticket),
                self._reader.age(ticket.updated_at),
            ],
        )

    def _whose(self, ticket: Ticket) -> str:
        if ticket.contact is None or ticket.contact_id == self._viewer:
            return ""
        return text(ticket.contact.name)

    def _news(self, ticket: Ticket) -> str:
        """The promise, until somebody has answered; then the last word."""
        if ticket.is_active and not ticket.first_response_at and ticket.first_response_due_at:
            return f"<span>{plain(self._promised)} {moment(ticket.first_response_due_at)}</span>"
        if not ticket.last_words:
            return ""
        return text(f"{first_name(ticket.last_by)}: {_shortened(ticket.last_words)}")

    def _urgent(self, ticket: Ticket) -> str:
        if ticket.priority >= 3 or not ticket.is_active:
            return ""
        words = plain(ticket.get_priority_display())
        return f'<span class="opt pill bad">{icon("zap")}{words}</span>'

    def _engineer(self, ticket: Ticket) -> str:
        card = ticket.assignee_card
        if card is None:
            return avatar("") + text(self._nobody, "sr")
        return avatar(card.name) + text(self._with % {"name": card.first_name}, "sr")


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST else str(Truncator(words).chars(LONGEST))
