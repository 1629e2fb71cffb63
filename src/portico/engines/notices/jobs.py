"""A look every quarter of an hour, since eight o'clock is not everywhere at once."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import MAIL, job, schedule
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from . import queries
from .actions.digest import send_digest

POST = System(called("notices", _("Notices")))


@schedule("*/15 * * * *")
@job(queue=MAIL)
def send_digests() -> None:
    """Each reader's mail in a transaction of its own; what was missed goes with the next run."""
    now = timezone.now()
    with scope(staff_scope(current_tenant())):
        due = queries.due_readers(now)
    for reader in due:
        with scope(staff_scope(current_tenant())):
            send_digest(POST, reader, now=now)
