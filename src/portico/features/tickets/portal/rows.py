"""A ticket as one line of a client's lists."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from portico.ui.dates import moment, reader
from portico.ui.icons import icon, state
from portico.ui.people import avatar
from portico.ui.rows import addresses, joined, row, span
from portico.ui.shell import first_name

from ..models import Priority, TicketLine
from ..rules.looks import look

type Drawn = Iterator[SafeString]

LONGEST = 90  # of the last message
URGENT = Priority.NORMAL  # what is more urgent says so


class Lines:
    """Draws tickets for one viewer; what is the same for all of them is looked up once."""

    def __init__(self, viewer: UUID, prefix: str, *, brief: bool = False) -> None:
        self._viewer, self._prefix, self._brief = viewer, prefix, brief
        self._reader = reader()
        self._address = addresses("portal:tickets:page")
        self._nobody, self._promised = _("not assigned yet"), _("Answer promised:")
        self._with = _("with %(name)s")

    def of(self, tickets: Iterable[TicketLine]) -> SafeString:
        """As a list shows them: whose, what was said last, who cares for it."""
        return joined([self._line(one) for one in tickets])

    def _line(self, ticket: TicketLine) -> SafeString:
        seen = look(ticket.category, waits_for_client=ticket.waits_for_client)
        return row(
            lead=state(ticket.status, tone=seen.tone, shape=seen.shape),
            title=ticket.subject,
            url=self._address(ticket.id),
            meta=[*self._meta(ticket)],
            end=[
                *(() if self._brief else self._urgent(ticket)),
                span(self._prefix, ticket.number, css="opt num faint"),
                *self._engineer(ticket),
                self._reader.age(ticket.updated_at),
            ],
        )

    def _meta(self, ticket: TicketLine) -> Drawn:
        if self._brief:
            yield span(ticket.status)
        yield from self._whose(ticket)
        if not self._brief:
            yield from self._news(ticket)

    def _whose(self, ticket: TicketLine) -> Drawn:
        if ticket.requester and ticket.contact_id != self._viewer:
            yield span(ticket.requester)

    def _news(self, ticket: TicketLine) -> Drawn:
        """The promise, until somebody has answered; then the last word."""
        if ticket.is_active and not ticket.first_response_at and ticket.first_response_due_at:
            yield span(self._promised, " ", moment(ticket.first_response_due_at))
        elif ticket.last_words:
            yield span(first_name(ticket.last_by), ": ", _shortened(ticket.last_words))

    def _urgent(self, ticket: TicketLine) -> Drawn:
        if ticket.priority < URGENT and ticket.is_active:
            yield span(icon("zap"), Priority(ticket.priority).label, css="opt pill bad")

    def _engineer(self, ticket: TicketLine) -> Drawn:
        name = ticket.engineer
        yield avatar(name or "")
        yield span(self._with % {"name": first_name(name)} if name else self._nobody, css="sr")


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST else str(Truncator(words).chars(LONGEST))
