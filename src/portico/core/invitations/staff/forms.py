"""What staff fill in to invite people."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.roles.models import Role
from portico.ui.forms import Form

from ..models import LONGEST_WORDS

AGAIN = [
    ("week", _("Invited in the last 7 days")),
    ("month", _("Invited 8 to 30 days ago")),
    ("older", _("Invited more than 30 days ago")),
    ("never", _("With access, but never mailed")),
]
ASKED = [
    ("", _("Whether they asked or not")),
    ("30", _("Asked for help in the last 30 days")),
    ("90", _("Asked for help in the last 90 days")),
    ("365", _("Asked for help in the last year")),
]


def _languages() -> list[tuple[str, str]]:
    return [("", str(_("Each in their own"))), *((c, str(n)) for c, n in settings.LANGUAGES)]


def _moment() -> forms.DateTimeField:
    return forms.DateTimeField(
        label=_("Send on"),
        required=False,
        help_text=_("Leave it empty to send at once. Access opens at that moment, too."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )


def _message() -> forms.CharField:
    return forms.CharField(
        label=_("Personal words"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=_("They stand in the e-mail, above the button."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _later(moment: datetime | None) -> datetime | None:
    if moment is not None and moment <= timezone.now():
        raise forms.ValidationError(_("Choose a moment that is still to come, or leave it empty."))
    return moment


class _WithRole(Form):
    role = forms.ChoiceField(
        label=_("Role in the portal"),
        required=False,
        help_text=_("People who have a role already keep it."),
    )
    language = forms.ChoiceField(
        label=_("Language of the e-mail"), choices=_languages, required=False
    )
    message = _message()

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._roles = {str(role.pk): role for role in roles}
        usual = ("", _("As the rules choose"))
        choices = [usual, *((pk, role.name) for pk, role in self._roles.items())]
        self.fields["role"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def clean_role(self) -> Role | None:
        """The row, not its id; the choices hold only portal roles."""
        return self._roles.get(self.cleaned_data["role"])


class InviteForm(_WithRole):
    """One person: role, language, words, and perhaps a later day."""

    send_at = _moment()

    def clean_send_at(self) -> datetime | None:
        """Only what is still to come."""
        return _later(self.cleaned_data["send_at"])


class TermsForm(_WithRole):
    """Many people: the same for all, and the confirmed number."""

    valid_days = forms.IntegerField(label=_("Links are valid for days"), min_value=1, max_value=90)
    remind_days = forms.IntegerField(
        label=_("Remind once after days"),
        min_value=0,
        max_value=60,
        help_text=_("0 means no reminder."),
    )
    starts_at = _moment()
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    sure = forms.BooleanField(required=False)
    typed = forms.CharField(label=_("Type the number"), required=False, max_length=12)
    typed.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean_starts_at(self) -> datetime | None:
        """Only what is still to come."""
        return _later(self.cleaned_data["starts_at"])


class SettingsForm(Form):
    """How invitations work."""

    valid_days = forms.IntegerField(
        label=_("Links are valid for days"),
        min_value=1,
        max_value=90,
        help_text=_("After that the person can ask for a new one with one click."),
    )
    remind_days = forms.IntegerField(
        label=_("Remind once after days"),
        min_value=0,
        max_value=60,
        help_text=_("0 means no reminder."),
    )
    domain_rate = forms.IntegerField(
        label=_("E-mails a minute to one mail domain"),
        min_value=6,
        max_value=6000,
        help_text=_("So that no mail provider takes you for a sender of spam."),
    )
