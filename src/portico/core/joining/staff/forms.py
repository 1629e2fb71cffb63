"""Forms about portal links at the desk: shape only; rules and actions decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.core.roles.models import REACHES, Role
from portico.ui.forms import Form

from ..models import MOST_DAYS, Mode
from ..rules import LONGEST_TEXT, PRESETS, TEST_DAYS

CHOSEN_DAY = 0
PERIODS = [
    (90, _("Onboarding: 90 days")),
    (30, _("Quick set-up: 30 days")),
    (14, _("Security-sensitive: 14 days")),
    (7, _("Security-sensitive: 7 days")),
    (1, _("For today: 1 day")),
    (CHOSEN_DAY, _("Until a day that I choose")),
]
TEST_PERIODS = [(1, _("Internal test: 1 day")), (TEST_DAYS, _("Internal test: 7 days"))]


def _roles_in(field: forms.Field, roles: dict[str, Role]) -> None:
    field.choices = [(pk, one.name) for pk, one in roles.items()]  # type: ignore[attr-defined] # a ChoiceField


SENSITIVE = {7, 14}  # presets where a person looks at everybody, unless somebody says otherwise
USUAL_MODE = ("", _("As usual: allowed addresses, and nobody where it is security-sensitive"))


class LinkForm(Form):
    """What a link is to be."""

    display_name = forms.CharField(
        label=_("Company as visitors read it"), max_length=120, required=False
    )
    display_name_other = forms.CharField(
        label=_("The same in the other language"), max_length=120, required=False
    )
    days = forms.TypedChoiceField(label=_("Works for"), coerce=int, choices=PERIODS)
    on = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Only with “Until a day that I choose”. In your time zone."),
    )
    role = forms.ChoiceField(
        label=_("Role"), help_text=_("Whoever joins gets it. The least is preselected.")
    )
    reach = forms.TypedChoiceField(
        label=_("How far"), coerce=int, choices=REACHES, help_text=_("What the role is about.")
    )
    max_uses = forms.IntegerField(
        label=_("For how many people"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Empty: no limit. After so many it closes by itself."),
    )
    mode = forms.ChoiceField(
        label=_("Who gets in at once"), choices=[USUAL_MODE, *Mode.choices], required=False
    )
    domains = forms.CharField(
        label=_("Allowed e-mail domains"),
        max_length=2000,
        required=False,
        help_text=_("What stands after the @, one per line."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    language = forms.ChoiceField(label=_("Language of the e-mail"), required=False)
    origins = forms.CharField(
        label=_("Sites that may frame it"),
        max_length=2000,
        required=False,
        help_text=_("For the iFrame only, such as https://intranet.example.com."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    to = forms.CharField(
        label=_("Send it to"),
        max_length=20_000,
        required=False,
        help_text=_("E-mail addresses, one per line. Each gets a mail with instructions."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reminders = forms.BooleanField(
        label=_("Remind who has not joined after 3, 7 and 14 days"), required=False, initial=True
    )
    auto_renew = forms.BooleanField(
        label=_("When it ends, send a new one to who has not joined"), required=False
    )
    auto_close = forms.BooleanField(
        label=_("Close it when everybody who got it has joined"), required=False
    )
    sure = forms.BooleanField(label=_("It is the right company"), required=False)

    def __init__(
        self,
        *args: Any,
        roles: Iterable[Role],
        languages: list[tuple[str, str]],
        is_test: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_test = is_test
        if is_test:
            self.fields["days"].choices = TEST_PERIODS  # type: ignore[attr-defined] # a ChoiceField
        self.roles = {str(one.pk): one for one in roles}
        _roles_in(self.fields["role"], self.roles)
        self.fields["language"].choices = [("", _("As the portal")), *languages]  # type: ignore[attr-defined] # a ChoiceField

    @property
    def chosen_mode(self) -> Mode:
        """What was chosen, or what is usual for the preset."""
        if chosen := self.cleaned_data["mode"]:
            return Mode(chosen)
        is_sensitive = self.cleaned_data["days"] in SENSITIVE and not self.is_test
        return Mode.ALWAYS if is_sensitive else Mode.DOMAINS

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("days") == CHOSEN_DAY and not given.get("on") and "on" not in self.errors:
            self.add_error("on", _("Choose the day and time."))
        return given


class SendForm(Form):
    """To whom a link goes."""

    to = forms.CharField(
        label=_("E-mail addresses"),
        max_length=20_000,
        help_text=_("One per line. Each gets a mail with a link of their own."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RotateForm(Form):
    """How long the old link still works."""

    grace = forms.TypedChoiceField(
        label=_("The old link"),
        coerce=int,
        choices=[
            (0, _("ends at once")),
            (4, _("works for 4 more hours")),
            (24, _("works for 24 more hours")),
            (72, _("works for 3 more days")),
        ],
    )


class RevokeForm(Form):
    """Why a link ends."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class DoctorForm(Form):
    """Whatever somebody sent in, or whom it is about."""

    text = forms.CharField(
        label=_("Link or text with a link"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As it came: wrapped, quoted, with spaces or full stops around it."),
    )
    email = forms.CharField(label=_("Or a person's e-mail address"), max_length=254, required=False)


class DecisionForm(Form):
    """With which role somebody comes in."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {str(one.pk): one for one in roles}
        _roles_in(self.fields["role"], self.roles)


class PolicyForm(Form):
    """The rules for all links."""

    usual_days = forms.IntegerField(
        label=_("Usual time, in days"), min_value=1, max_value=MOST_DAYS
    )
    most_days = forms.IntegerField(
        label=_("Longest time, in days"), min_value=1, max_value=MOST_DAYS
    )
    origins = forms.CharField(
        label=_("Sites that may frame every join page"),
        max_length=4000,
        required=False,
        help_text=_("One per line, such as https://www.example.com. Nobody else can frame it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CampaignForm(Form):
    """Links for many companies."""

    name = forms.CharField(label=_("Name"), max_length=120, initial="")
    which = forms.ChoiceField(
        label=_("Companies"),
        choices=[
            ("without", _("Active companies without a working link")),
            ("all", _("All active companies")),
            ("listed", _("Those in my list")),
        ],
    )
    listed = forms.CharField(
        label=_("My list"),
        max_length=200_000,
        required=False,
        help_text=_("Names or references, one per line, or the first column of a CSV file."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    file = forms.FileField(label=_("CSV file"), required=False)
    days = forms.TypedChoiceField(
        label=_("Works for so many days"),
        coerce=int,
        choices=[(n, str(n)) for n in PRESETS],
        initial=90,
    )
    role = forms.ChoiceField(label=_("Role"))
    sends = forms.BooleanField(
        label=_("Send each link to the main contact of the company"), required=False, initial=True
    )
    words = forms.CharField(
        label=_("Own words in the e-mail"),
        max_length=1000,
        required=False,
        help_text=_("They stand above the instructions, which are in each mail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    confirmed = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {str(one.pk): one for one in roles}
        _roles_in(self.fields["role"], self.roles)


class MoveForm(Form):
    """Where somebody belongs."""

    q = forms.CharField(label=_("Find the right company"), max_length=100, required=False)
    company = forms.UUIDField(widget=forms.HiddenInput, required=False)
