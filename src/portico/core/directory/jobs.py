"""The directory's figures, counted anew every few minutes, and whose mail comes back."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import DEFAULT, job, schedule
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .actions.count import count_companies
from .actions.mailboxes import close_where_mail_comes_back

SELF = System(called("directory", _("Client directory")))


@schedule("*/5 * * * *")
@job(queue=DEFAULT)
def count() -> None:
    """Cheap where little has changed."""
    with scope(staff_scope(current_tenant())):
        count_companies(SELF)


@job(queue=DEFAULT)
def mind_mailbox(*, mail: str) -> None:
    """A mail was refused for good: is there still somebody behind the address?"""
    with scope(staff_scope(current_tenant())):
        close_where_mail_comes_back(SELF, mail_id=UUID(mail))
