"""All files of a form, however they came."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.ui.forms import Form
from portico.ui.uploads import FIELD, IDS

from .actions.upload import upload_file


def receive_files(actor: Actor, form: Form) -> None:
    """Take over what came with the form itself, before anything else of it is judged.

    From then on these files are like those that the uploader sent ahead: a refused form comes
    back with them, and nobody has to choose them again. What is refused is named at the field.
    """
    if not (uploads := form.files.getlist(FIELD)):
        return
    data, problems = QueryDict(mutable=True), []
    data.update(form.data)
    for upload in uploads:
        try:
            data.appendlist(IDS, _received(actor, upload))
        except Refusal as no:
            problems.append(str(no.words))
    form.data, form.files = data, MultiValueDict()
    for words in problems:
        form.add_error(IDS, words)


def _received(actor: Actor, upload: "UploadedFile[Any]") -> str:
    return str(upload_file(actor, upload).pk)
