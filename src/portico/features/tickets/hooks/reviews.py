"""Tell adoption how much each company asks and writes."""

from django.utils.translation import gettext_lazy as _

from portico.core.reviews.ports import Use, uses

from .. import queries

uses(Use("tickets", _("Tickets in 30 days"), count=queries.opened_by_company))
uses(Use("messages", _("Messages in 30 days"), count=queries.written_by_company))
