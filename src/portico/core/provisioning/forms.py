"""What people say about connections, the same at both doors: shape only."""

import re
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Reach
from portico.core.roles.models import Role
from portico.ui.forms import Form

from .models import ScimConnection

LIVES = [
    ("", _("until it is replaced")),
    ("90", _("90 days")),
    ("180", _("180 days")),
    ("365", _("365 days")),
]
GRACES = [
    ("0", _("stops at once")),
    ("24", _("works 24 hours more")),
    ("72", _("works 3 days more")),
]
DOMAIN = re.compile(r"^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")
MOST_DOMAINS = 50
PLACE = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9.-]{2,99}\Z")
AS_SHOWN = {"invalid": _("Copy it as Entra shows it.")}
MOST_GROUPS = 20
PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}


class ConnectionForm(Form):
    """A new connection."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("For example “Entra ID of the head office”.")
    )
    kind = forms.ChoiceField(label=_("Directory"), choices=ScimConnection.Kind.choices)
    days = forms.ChoiceField(label=_("The token works"), choices=LIVES, required=False)

    def until(self) -> datetime | None:
        return until(self.cleaned_data["days"])


class TokenForm(Form):
    """A new token for a connection."""

    hours = forms.ChoiceField(label=_("The old token"), choices=GRACES, initial="24")
    days = forms.ChoiceField(label=_("The new token works"), choices=LIVES, required=False)


def until(days: str) -> datetime | None:
    return timezone.now() + timedelta(days=int(days)) if days else None


class StateForm(Form):
    """Off, dry run or live."""

    state = forms.ChoiceField(choices=ScimConnection.State.choices)


class DomainsForm(Form):
    """One domain on each line."""

    domains = forms.CharField(
        label=_("Domains"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One on each line, for example example.com. Within these the directory may change "
            "e-mail addresses; a change to any other is refused."
        ),
    )

    def clean_domains(self) -> list[str]:
        found = sorted({one.lstrip("@").lower() for one in self.cleaned_data["domains"].split()})
        if wrong := [one for one in found if not DOMAIN.match(one)]:
            words = _("“%(domain)s” is not a domain.") % {"domain": wrong[0]}
            raise forms.ValidationError(words)
        if len(found) > MOST_DOMAINS:
            raise forms.ValidationError(_("These are too many domains."))
        return found


class SourceForm(Form):
    """An application in the client's Microsoft Entra ID, and whom it is about."""

    directory = forms.RegexField(
        PLACE,
        label=_("Directory (tenant) ID"),
        max_length=100,
        widget=forms.TextInput(PLAIN),
        error_messages=AS_SHOWN,
    )
    client = forms.RegexField(
        PLACE,
        label=_("Application (client) ID"),
        max_length=100,
        widget=forms.TextInput(PLAIN),
        error_messages=AS_SHOWN,
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput({**PLAIN, "autocomplete": "new-password"}),
    )
    groups = forms.CharField(
        label=_("Only these groups"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({**PLAIN, "rows": 2}),
        help_text=_(
            "Object IDs, one on each line. Only who is in one of them comes in, and each may give "
            "a role. Empty: everybody but guests."
        ),
    )

    def clean_groups(self) -> list[str]:
        found = sorted(set(self.cleaned_data["groups"].split()))
        if len(found) > MOST_GROUPS or not all(PLACE.fullmatch(one) for one in found):
            raise forms.ValidationError(_("Write object IDs as Entra shows them, at most 20."))
        return found


class GroupForm(Form):
    """Which role a group gives, and how far."""

    role = forms.ChoiceField(label=_("Role"), required=False)
    reach = forms.ChoiceField(label=_("How far"), required=False)

    def __init__(self, *args: Any, roles: list[Role], may_reach: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {str(one.pk): one for one in roles}
        choices = [("", _("no role"))] + [(pk, one.name) for pk, one in self.roles.items()]
        self.fields["role"].choices = choices  # type: ignore[attr-defined] # a choice field
        if not may_reach:
            del self.fields["reach"]
            return
        reaches = [("", _("as usual for the role")), *[(str(r.value), REACH[r]) for r in REACH]]
        self.fields["reach"].choices = reaches  # type: ignore[attr-defined] # a choice field

    def role_chosen(self) -> Role | None:
        return self.roles.get(self.cleaned_data["role"])

    def reach_chosen(self) -> Reach | None:
        value = self.cleaned_data.get("reach")
        return Reach(int(value)) if value else None


REACH = {
    Reach.OWN: _("own only"),
    Reach.SITE: _("own site"),
    Reach.COMPANY: _("whole company"),
}
