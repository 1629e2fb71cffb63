"""`{% load tickets %}`."""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from ..models import TicketLine
from ..portal.rows import Lines

register = template.Library()


@register.simple_tag(takes_context=True)
def ticket_lines(
    context: Context, tickets: Iterable[TicketLine], *, brief: bool = False
) -> SafeString:
    """Tickets as the signed-in contact sees them in a list; `brief` says the status in words."""
    request = context["request"]
    lines = Lines(request.actor.id, request.tenant.ticket_prefix, brief=brief)
    return lines.of(tickets)
