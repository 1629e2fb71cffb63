"""The address that the uploader of a composer talks to, the same at both doors."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.kernel.ids import id_from
from portico.ui.uploads import IDS, Attached

from . import queries
from .actions.upload import MOST_LOOSE, upload_file
from .intake import cut_off
from .models import StoredFile

FIELD = "file"


class NoFile(Refusal):
    """The request carries no file."""


def take_upload(request: HttpRequest, actor: Actor, *, door: str) -> JsonResponse:
    """Take one file and say under which id it can be attached."""
    if problem := cut_off(request):
        raise problem
    upload = request.FILES.get(FIELD)
    if upload is None:
        raise NoFile(_("No file arrived. Please add it again."))
    return JsonResponse(description(upload_file(actor, upload), door=door), status=201)


def still_waiting(request: HttpRequest, actor: Actor, *, door: str) -> JsonResponse:
    """Which of these uploads (`?files=<id>`, many times) can still be attached by this person."""
    asked = (id_from(text) for text in request.GET.getlist(IDS)[:MOST_LOOSE])
    found = queries.files(actor, [one for one in asked if one is not None])
    waiting = [description(file, door=door) for file in found if file.is_loose_of(actor)]
    return JsonResponse({IDS: waiting})


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


def sent_already(actor: Actor, form: BaseForm, *, door: str) -> list[Attached]:
    """The chips of a refused form's files: what has gone up need not go up again."""
    ids = form["files"].value() or []
    found = queries.files(actor, [one for text in ids if (one := id_from(text)) is not None])
    return [
        Attached(
            id=str(file.pk),
            name=file.name,
            size=file.size,
            remove_url=reverse(f"{door}:files:removal", args=[file.pk]),
        )
        for file in found
    ]
