"""Jobs that gave up: why, and another try."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portico.core.access.pages import StaffRequest, staff_page
from portico.ui.pages import page
from portico.ui.tables import asked_page, pager
from portico.ui.toasts import flash

from .. import queries
from ..actions.jobs import dismiss_job, retry_job
from ..permissions import MANAGE_JOBS


@require_safe
@staff_page(MANAGE_JOBS)
def job_list(request: StaffRequest) -> HttpResponse:
    """Newest first."""
    found = asked_page(request.GET, queries.failed_jobs(request.actor), "-id")
    context = {"jobs": found.rows, "pager": pager(request.GET, found)}
    return page(request, "settings/staff/jobs.html", context)


@require_POST
@staff_page(MANAGE_JOBS)
def job_retry(request: StaffRequest, job_id: UUID) -> HttpResponseRedirect:
    """Once more, with the same ids."""
    retry_job(request.actor, queries.failed_job(request.actor, job_id))
    flash(request, _("The job is queued once more. If it fails again, it comes back here."))
    return redirect("staff:settings:jobs:list")


@require_POST
@staff_page(MANAGE_JOBS)
def job_dismiss(request: StaffRequest, job_id: UUID) -> HttpResponseRedirect:
    """Leave it be."""
    dismiss_job(request.actor, queries.failed_job(request.actor, job_id))
    flash(request, _("Set aside. The activity log remembers it."))
    return redirect("staff:settings:jobs:list")
