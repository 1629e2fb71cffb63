"""What a client's admin says about one person, and about all the rest."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.core.roles.models import Role
from portico.ui.forms import Form

from ..models import ReviewLine

D = ReviewLine.Decision


class DecisionForm(Form):
    """What is to happen with one person's access."""

    decision = forms.ChoiceField(
        label=_("What is to happen?"),
        choices=[
            (D.KEEP.value, _("Keeps access as it is")),
            (D.CHANGE.value, _("Gets another role")),
            (D.REMOVE.value, _("Access is taken away")),
            (D.LEFT.value, _("Has left the company")),
        ],
        widget=forms.RadioSelect,
    )
    role = forms.ChoiceField(
        label=_("Role"), required=False, help_text=_("Only with “Gets another role”.")
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        required=False,
        help_text=_("Needed when access ends. It stands in your company's activity."),
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._roles = {str(one.pk): one for one in roles}
        choices = [("", _("Choose…"))] + [(pk, one.name) for pk, one in self._roles.items()]
        self.fields["role"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def clean_role(self) -> Role | None:
        """The row, not its id; the choices end at the admin's ceiling."""
        return self._roles.get(self.cleaned_data["role"])


class RestForm(Form):
    """The number of people that the page showed."""

    shown = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)
