"""What is asked at the desk about viewings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portico.ui.forms import Form

from ..models import ViewingRule
from ..rules import PRESETS, USUAL


def _lengths() -> list[tuple[str, str]]:
    words = ngettext("%(n)s minute", "%(n)s minutes", 2)
    return [(str(n), words % {"n": n}) for n in PRESETS]


class BeginForm(Form):
    """Why, and how long."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("The number of a ticket is enough."), max_length=200
    )
    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int, initial=str(USUAL))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: passed through to Django
        super().__init__(*args, **kwargs)
        self.fields["minutes"].choices = _lengths()  # type: ignore[attr-defined] # of the choice field


class RuleForm(Form):
    """A switch."""

    mode = forms.ChoiceField(
        label=_("Viewing as one of its people"),
        choices=ViewingRule.Mode.choices,
        widget=forms.RadioSelect,
    )
    tells_client = forms.BooleanField(
        label=_("Send the client’s administrators an e-mail each time"), required=False
    )
