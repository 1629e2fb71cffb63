"""The directory's figures, counted anew every few minutes."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import DEFAULT, job, schedule
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .actions.count import count_companies

SELF = System(called("directory", _("Client directory")))


@schedule("*/5 * * * *")
@job(queue=DEFAULT)
def count() -> None:
    """Cheap where little has changed."""
    with scope(staff_scope(current_tenant())):
        count_companies(SELF)
