"""What is typed at the desk."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form

from ..models import Demands

NUMBER = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "12"}


class PinForm(Form):
    """Six digits, with or without a space."""

    pin = forms.CharField(
        label=_("Support PIN"),
        help_text=_("Ask for the six digits that the portal shows under “Support PIN”."),
        max_length=12,
        widget=forms.TextInput(attrs=NUMBER),
    )


class CodeForm(Form):
    """The code of the mail."""

    code = forms.CharField(
        label=_("Code from the e-mail"), max_length=12, widget=forms.TextInput(attrs=NUMBER)
    )


class DemandsForm(Form):
    """A weight for each kind of request, and the words for a refusal."""

    script = forms.CharField(
        label=_("What to say when a check fails"),
        help_text=_("Colleagues read it out. Empty brings our own words back."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **given: Any) -> None:
        """Any: passed through to Django."""
        super().__init__(*args, **given)
        self.weights = {f"weight_{place}": kind for place, (kind, _n) in enumerate(kinds)}
        for place, (_kind, name) in enumerate(kinds):
            self.fields[f"weight_{place}"] = forms.ChoiceField(
                label=name, choices=Demands.Weight.choices, required=False
            )

    @property
    def kinds(self) -> list[forms.BoundField]:
        return [self[name] for name in self.weights]

    def chosen(self) -> dict[str, str]:
        return {kind: self.cleaned_data[name] for name, kind in self.weights.items()}
