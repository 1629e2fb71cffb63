"""What viewing does later."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import job, schedule
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .actions.end import expire_viewings

SELF = System(called("viewing", _("Viewing as a contact")))


@schedule("*/5 * * * *")
@job()
def expire() -> None:
    """The journal says when it ended, also when nobody came back."""
    with scope(staff_scope(current_tenant())):
        expire_viewings(SELF)
