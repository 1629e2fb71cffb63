"""Jobs that gave up: try them again, or set them aside."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict
from portico.core.jobs.job import JOBS, defer
from portico.core.jobs.models import FailedJob
from portico.core.journal.acting import action, record

from ..events import JobDismissed, JobRetried
from ..permissions import MANAGE_JOBS


class DealtWith(Conflict):
    """Somebody was faster."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has dealt with this job already."))


class JobUnknown(Conflict):
    """An update has removed this kind of job."""

    def __init__(self) -> None:
        super().__init__(_("This kind of job no longer exists. Set it aside."))


@action(MANAGE_JOBS, writes=("jobs",))
def retry_job(actor: Actor, failed: FailedJob) -> None:
    """Queue the job once more with the same ids; if it fails again, it comes back here."""
    failed = _open(failed)
    if (declared := JOBS.get(failed.name)) is None:
        raise JobUnknown
    failed.retried_at = timezone.now()
    failed.save(update_fields=["retried_at"])
    defer(declared.name, declared.queue, failed.arguments)
    record(actor, JobRetried(job=failed.id, name=failed.name), on=failed)


@action(MANAGE_JOBS, writes=("jobs",))
def dismiss_job(actor: Actor, failed: FailedJob) -> None:
    """Leave it be; it stays in the log."""
    failed = _open(failed)
    failed.dismissed_at = timezone.now()
    failed.save(update_fields=["dismissed_at"])
    record(actor, JobDismissed(job=failed.id, name=failed.name), on=failed)


def _open(failed: FailedJob) -> FailedJob:
    failed = FailedJob.objects.select_for_update().get(pk=failed.pk)
    if failed.retried_at or failed.dismissed_at:
        raise DealtWith
    return failed
