"""Forms of the people's page in the portal."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.core.roles.models import Role
from portico.ui.forms import Form


class ColleagueRoleForm(Form):
    """One of the roles that the admin may give; `was` is the one that the page showed."""

    role = forms.ChoiceField(label=_("Role in the portal"))
    was = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._roles = {str(one.pk): one for one in roles}
        choices = [(pk, one.name) for pk, one in self._roles.items()]
        self.fields["role"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def clean_role(self) -> Role:
        """The row, not its id; the choices end at the admin's ceiling."""
        return self._roles[self.cleaned_data["role"]]


class ColleagueForm(ColleagueRoleForm):
    """Who is to be invited."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("Work e-mail"),
        max_length=254,
        help_text=_("We send the invitation there. It is also the address to sign in with."),
    )
    title = forms.CharField(label=_("Job title"), max_length=100, required=False)
    field_order = ["name", "email", "title", "role"]

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, roles=roles, **kwargs)
        del self.fields["was"]


class ClosingForm(Form):
    """Why a colleague's access ends."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("For example: on leave until May. It stands in your company's activity."),
    )
