"""The watch: what looks like an attack, whether the chain is whole, and the mail of the week."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import DEFAULT, MAIL, job, schedule
from portico.core.tenants.queries import this_tenant
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .actions.check import check_chain as check
from .actions.mail import send_alert_mail, send_week_mail
from .actions.watch import watch_sign_ins
from .queries import readers_of_mail

WATCH = System(called("log", _("Log watch")))
MONDAY, EARLY = 0, 7


@schedule("*/5 * * * *")
@job(queue=DEFAULT)
def watch() -> None:
    """Look at the sign-ins of the last quarter of an hour."""
    with scope(staff_scope(current_tenant())):
        for raised in watch_sign_ins(WATCH):
            tell.later(alert=str(raised))


@schedule("37 2 * * *")
@job(queue=DEFAULT)
def check_chain() -> None:
    """Every night, and when somebody asks for it."""
    with scope(staff_scope(current_tenant())):
        check(WATCH)


@job(queue=MAIL)
def tell(*, alert: str) -> None:
    """A new alert, to everybody who may read the log."""
    with scope(staff_scope(current_tenant())):
        send_alert_mail(WATCH, alert_id=UUID(alert))


@schedule("11 * * * *")
@job(queue=MAIL)
def send_week() -> None:
    """On Monday at seven where the MSP is; each reader in a transaction of its own."""
    with scope(staff_scope(current_tenant())):
        now = timezone.localtime(timezone.now(), this_tenant().time_zone)
        if (now.weekday(), now.hour) != (MONDAY, EARLY):
            return
        readers = [one.pk for one in readers_of_mail()]
    until = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for reader in readers:
        with scope(staff_scope(current_tenant())):
            send_week_mail(WATCH, staff_id=reader, until=until)
