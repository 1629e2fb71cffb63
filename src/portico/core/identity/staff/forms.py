"""What staff type at the door, about themselves and about colleagues."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portico.core.people.models import Team
from portico.core.roles.models import Role
from portico.ui.forms import Form
from portico.ui.zones import ZoneField

from ..actions.reveal import CheckedBy
from ..rules import LONGEST_PASSWORD

PASSWORD_HINT = _("At least 12 characters. A few words in a row are easy to remember.")


def _password(label: Any, *, new: bool, hint: Any = "") -> forms.CharField:
    """Any: lazy words."""
    kind = "new-password" if new else "current-password"
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": kind}),
    )


class PasswordForm(Form):
    """The first half of signing in."""

    email = forms.EmailField(
        label=_("Work e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn"}),
    )
    password = _password(_("Password"), new=False)


class FactorForm(Form):
    """The second half: what the app shows, or a recovery code."""

    code = forms.CharField(
        label=_("Code from your authenticator app"),
        help_text=_("Or one of your recovery codes."),
        max_length=40,
    )
    code.widget.attrs |= {
        "autocomplete": "one-time-code",
        "autocapitalize": "characters",
        "spellcheck": "false",
    }


class ForgottenForm(Form):
    """Where to send a link for a new password."""

    email = forms.EmailField(
        label=_("Work e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


class LinkForm(Form):
    """A mailed link and the password to set. The script fills in what stands behind the #."""

    token = forms.CharField(
        label=_("Link from the e-mail"),
        help_text=_("Paste the whole link."),
        max_length=300,
        widget=forms.TextInput(attrs={"data-fragment": "", "autocomplete": "off"}),
    )
    password = _password(_("New password"), new=True, hint=PASSWORD_HINT)
    repeated = _password(_("The same again"), new=True)

    def clean_token(self) -> str:
        """The part behind the #, whether the script or a person put it here."""
        return str(self.cleaned_data["token"]).rpartition("#")[2].strip()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("password") and given["password"] != given.get("repeated"):
            self.add_error("repeated", _("The two passwords differ."))
        return given


class ChangePasswordForm(Form):
    """A new password, knowing the old one."""

    old = _password(_("Present password"), new=False)
    password = _password(_("New password"), new=True, hint=PASSWORD_HINT)
    tokens = forms.BooleanField(
        label=_("Revoke my API tokens, too"),
        help_text=_("Programs that use them stop until you give them new ones."),
        initial=True,
        required=False,
    )

    def __init__(self, *args: Any, has_tokens: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # Any: passed through to Django
        if not has_tokens:
            del self.fields["tokens"]


class NewAppForm(Form):
    """The first code of a new app; when one was set up before, the password is asked for again."""

    code = forms.CharField(label=_("Code that the app shows now"), max_length=10)
    code.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}


class ReplaceAppForm(NewAppForm):
    """The same for somebody who is signed in already."""

    old = _password(_("Your password"), new=False)


class ConfirmForm(Form):
    """The password once more, before something weighty."""

    old = _password(_("Your password"), new=False)


class DetailsForm(Form):
    """One's own name and ways."""

    name = forms.CharField(label=_("Name"), max_length=200)
    title = forms.CharField(label=_("Job title"), max_length=100, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    zone = ZoneField(usual=_("As usual here"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = ("", _("As usual here"))
        self.fields["language"].choices = [usual, *settings.LANGUAGES]  # type: ignore[attr-defined] # a ChoiceField


class ColleagueForm(Form):
    """A colleague: who it is, and to which teams and roles they belong."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("Work e-mail"), max_length=254)
    title = forms.CharField(label=_("Job title"), max_length=100, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple
    )
    teams = forms.MultipleChoiceField(
        label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, roles: Iterable[Role], teams: Iterable[Team], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._fill("roles", roles)
        self._fill("teams", teams)

    def _fill(self, name: str, rows: Iterable[Role] | Iterable[Team]) -> None:
        choices = [(str(row.pk), str(row)) for row in rows]
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined] # a choice field
        else:
            del self.fields[name]


class TeamForm(Form):
    """A team and who belongs to it."""

    name = forms.CharField(label=_("Name"), max_length=80)
    members = forms.MultipleChoiceField(
        label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = [(str(one.pk), one.name) for one in people]  # type: ignore[attr-defined] # a choice field


class RevealForm(Form):
    """How staff made sure who is calling, and why the mail cannot be used."""

    checked_by = forms.ChoiceField(
        label=_("How did you make sure who it is?"),
        choices=CheckedBy,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why can the e-mail not be used?"),
        help_text=_("It stays in the activity log, with your name."),
        max_length=300,
    )
