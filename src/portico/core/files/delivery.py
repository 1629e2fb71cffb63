"""Files on their way out: opened while they are sent, in parts if asked, never run by a browser."""

from collections.abc import Iterator
from uuid import UUID

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, NotVisible
from portico.core.journal.acting import record
from portico.core.tenants.vault import data_key
from portico.kernel.filetypes import sent_as
from portico.kernel.ranges import NotSatisfiable, Part, asked_part
from portico.kernel.tenancy import current_tenant

from . import queries
from .contents import Content
from .events import FileDownloaded
from .models import StoredFile

THUMBNAIL_TYPE = "image/webp"
SAFETY = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",  # kept by the browser, but asked for permission each time
}


class NotReady(Conflict):
    """It is being checked, or was refused."""


def send_file(request: HttpRequest, actor: Actor, file_id: UUID) -> HttpResponseBase:
    """The file itself, for whoever may read what it hangs on; 404 for all others."""
    file = queries.file(actor, file_id)
    if not file.is_ready:
        raise NotReady(file.words or _("This file is not available."))
    answer = _send(request, file, key=file.storage_key, content_type=sent_as(file.detected_type))
    inline = file.is_image and "download" not in request.GET
    answer["Content-Disposition"] = content_disposition_header(not inline, file.name) or ""
    if answer.status_code in {200, 206} and request.method == "GET":
        record(actor, FileDownloaded(file=file.id), on=file)
    return answer


def send_thumbnail(request: HttpRequest, actor: Actor, file_id: UUID) -> HttpResponseBase:
    """The small picture of a picture."""
    file = queries.file(actor, file_id)
    if not (file.is_ready and file.thumbnail_key):
        raise NotVisible("thumbnail")
    return _send(request, file, key=file.thumbnail_key, content_type=THUMBNAIL_TYPE)


def _send(
    request: HttpRequest, file: StoredFile, *, key: str, content_type: str
) -> HttpResponseBase:
    etag = f'"{file.sha256[:32]}.{key.rpartition(".")[2]}"'
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponseBase = HttpResponseNotModified()
    else:
        content = Content(data_key(), tenant=current_tenant(), file=file.id, key=key)
        answer = _stream(request, content, etag=etag, content_type=content_type)
    answer["ETag"] = etag
    for name, value in SAFETY.items():
        answer[name] = value
    return answer


def _stream(
    request: HttpRequest, content: Content, *, etag: str, content_type: str
) -> HttpResponseBase:
    try:
        part = _part(request, content.size, etag=etag)
    except NotSatisfiable:
        content.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{content.size}"})
    start, end = (part.start, part.end) if part else (0, content.size)
    answer = StreamingHttpResponse(
        _chunks(content, start, end), content_type=content_type, status=206 if part else 200
    )
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Length"] = str(end - start)
    if part:
        answer["Content-Range"] = part.content_range
    return answer


def _part(request: HttpRequest, size: int, *, etag: str) -> Part | None:
    """What is asked for; the whole file when the asker knows an older one."""
    if request.headers.get("If-Range", etag) != etag:
        return None
    return asked_part(request.headers.get("Range", ""), size)


def _chunks(content: Content, start: int, end: int) -> Iterator[bytes]:
    """Runs after the transaction of the request: it needs nothing but storage and key."""
    try:
        yield from content.read(start, end)
    finally:
        content.close()
