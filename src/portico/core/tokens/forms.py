"""Forms about tokens: what for, what they may do, and until when."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Permission
from portico.ui.forms import Form

ALL, SOME = "all", "some"
PERIODS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("A year"))]


class ClientTokenForm(Form):
    """What the program is, what it may do, and until when."""

    name = forms.CharField(
        label=_("What is it for?"), help_text=_("For example: monitoring script"), max_length=80
    )
    days = forms.TypedChoiceField(label=_("Works for"), coerce=int, choices=PERIODS, initial="90")
    scopes = forms.MultipleChoiceField(
        label=_("What the program may do"),
        help_text=_("Never more than you may do yourself at that moment."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, offered: Iterable[Permission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # Any: passed through to Django
        self.fields["scopes"].choices = [(one.code, one.label) for one in offered]  # type: ignore[attr-defined] # a choice field


class TokenForm(Form):
    """The same for employees, who may also let a program do all that they may do."""

    name = forms.CharField(
        label=_("What is it for?"), help_text=_("For example: monitoring script"), max_length=80
    )
    days = forms.ChoiceField(
        label=_("Works for"), choices=[*PERIODS, ("", _("Until it is revoked"))], required=False
    )
    company = forms.CharField(
        label=_("Only for this company"),
        help_text=_("Its name as in the directory. Empty: for all of them."),
        max_length=200,
        required=False,
    )
    which = forms.ChoiceField(
        label=_("What the program may do"),
        choices=[(ALL, _("Everything that I may do")), (SOME, _("Only what is chosen below"))],
        widget=forms.RadioSelect,
        initial=ALL,
        required=False,
    )
    scopes = forms.MultipleChoiceField(
        label=_("Chosen"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offered: Iterable[Permission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # Any: passed through to Django
        self.fields["scopes"].choices = [(one.code, one.label) for one in offered]  # type: ignore[attr-defined] # a choice field

    def wanted(self) -> list[str] | None:
        """The chosen scopes; None where nothing is held back. Something chosen counts by itself."""
        chosen: list[str] = self.cleaned_data["scopes"]
        return chosen if chosen or self.cleaned_data["which"] == SOME else None
