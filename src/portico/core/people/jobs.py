"""Portals that go on by themselves on the day that was planned."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import DEFAULT, job, schedule
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .actions.portal import open_planned
from .models import Company, PortalSwitch

SELF = System(called("portal_plan", _("Planned switching")))


@schedule("*/5 * * * *")
@job(queue=DEFAULT)
def open_portals() -> None:
    """Each company is a transaction of its own."""
    with scope(staff_scope(current_tenant())):
        due = PortalSwitch.objects.filter(opens_at__lte=timezone.now())
        companies = list(due.order_by("opens_at").values_list("company_id", flat=True)[:500])
    for company_id in companies:
        with scope(staff_scope(current_tenant())):
            for company in Company.objects.filter(pk=company_id):
                open_planned(SELF, company)
