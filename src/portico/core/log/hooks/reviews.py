"""Tell adoption which companies' people the log raises alerts about."""

from django.utils.translation import gettext_lazy as _

from portico.core.reviews.ports import Use, uses

from ..queries.watch import alerts_by_company

uses(Use("alerts", _("Alerts in 30 days"), count=alerts_by_company))
