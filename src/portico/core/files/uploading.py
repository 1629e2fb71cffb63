"""The address that the uploader of a composer talks to, the same at both doors."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal

from .actions.upload import upload_file
from .intake import too_large
from .models import StoredFile

FIELD = "file"


class NoFile(Refusal):
    """The request carries no file."""


def take_upload(request: HttpRequest, actor: Actor, *, door: str) -> JsonResponse:
    """Take one file and say under which id it can be attached."""
    if problem := too_large(request):
        raise problem
    upload = request.FILES.get(FIELD)
    if upload is None:
        raise NoFile(_("No file arrived. Please add it again."))
    return JsonResponse(description(upload_file(actor, upload), door=door), status=201)


def description(file: StoredFile, *, door: str) -> dict[str, Any]:
    """What the page shows of an upload."""
    return {
        "id": str(file.id),
        "name": file.name,
        "size": file.size,
        "state": file.state,
        "url": reverse(f"{door}:files:file", args=[file.id]),
        "remove_url": reverse(f"{door}:files:removal", args=[file.id]),
    }
