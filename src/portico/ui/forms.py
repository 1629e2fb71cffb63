"""Base of every form on a page: shape only; rules and actions decide."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from portico.kernel.ids import new_id

ONCE = "once"
REQUIRED = forms.Field.default_error_messages["required"]


class Form(forms.Form):
    """A form whose errors are shown by `{% error_summary form %}` and at each `{% field … %}`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: passed through to Django
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.error_messages.get("required") == REQUIRED:
                field.error_messages["required"] = _missing(field, str(self[name].label))


def _missing(field: forms.Field, label: str) -> str:
    """The summary lists errors far from their fields, so each says which field it means."""
    choose = isinstance(field, forms.ChoiceField)
    words = _("Choose “%(label)s”.") if choose else _("Fill in “%(label)s”.")
    return str(words % {"label": label})


class ManyFilesInput(forms.ClearableFileInput):
    """`<input type=file multiple>`: works without script; `data-uploader` makes it comfortable."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFilesField(forms.FileField):
    """A list of uploaded files, maybe empty."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":  # Any: Django's
        given: Iterable[Any] = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given if one]


class IdListField(forms.Field):
    """The ids of files that the uploader has already sent (`files=<id>`, many times)."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"invalid": _("These files are not known here.")}

    def clean(self, value: Any) -> list[UUID]:  # Any: whatever a browser sends
        try:
            return [UUID(str(one)) for one in value or ()]
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


def once() -> str:
    """A fresh token for the hidden `once` field: the same token twice is a double click."""
    return new_id().hex
