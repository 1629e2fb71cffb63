"""What becomes of roles by itself: presets grow with the product."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import job, schedule
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .actions.install import renew_presets

UPDATE = System(called("update", _("Product update")))


@schedule("*/5 * * * *")
@job()
def follow_the_product() -> None:
    """Soon after each update; two statements where there is nothing to do."""
    with scope(staff_scope(current_tenant())):
        renew_presets(UPDATE)
