"""The staff app's files: upload, remove, open."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.pages import StaffRequest, signed_in_staff, staff_page

from .. import queries
from ..actions.remove import remove_file
from ..delivery import send_file, send_thumbnail
from ..permissions import UPLOAD
from ..uploading import still_waiting, take_upload


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(UPLOAD)
def upload(request: StaffRequest) -> JsonResponse:
    """Take one file; or say which of the earlier ones still wait for being sent."""
    if request.method != "POST":
        return still_waiting(request, request.actor, door="staff")
    return take_upload(request, request.actor, door="staff")


@require_POST
@staff_page(UPLOAD)
def removal(request: StaffRequest, file_id: UUID) -> HttpResponse:
    remove_file(request.actor, queries.own_upload(request.actor, file_id))
    return HttpResponse(status=204)


@require_safe
@signed_in_staff
def file(request: StaffRequest, file_id: UUID) -> HttpResponseBase:
    return send_file(request, request.actor, file_id)


@require_safe
@signed_in_staff
def thumbnail(request: StaffRequest, file_id: UUID) -> HttpResponseBase:
    return send_thumbnail(request, request.actor, file_id)
