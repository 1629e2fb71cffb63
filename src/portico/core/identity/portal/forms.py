"""What contacts type at the door and about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form
from portico.ui.zones import ZoneField

from ..rules import LONGEST_PASSWORD


class EmailForm(Form):
    """Whom to send the link to."""

    email = forms.EmailField(
        label=_("Work e-mail"),
        max_length=254,
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write an e-mail address, for example anna@example.com."),
        },
    )
    email.widget.attrs |= {
        "autocomplete": "username webauthn",  # browsers offer passkeys in the field itself
        "placeholder": _("you@company.com"),
        "inputmode": "email",
        "spellcheck": "false",
    }


class CodeForm(Form):
    """The code from the e-mail, however it was typed or pasted."""

    code = forms.CharField(
        label=_("Or type the code from the e-mail"),
        max_length=64,
        error_messages={"required": _("Type the code from the e-mail.")},
    )
    code.widget.attrs |= {
        "autocomplete": "one-time-code",
        "autocapitalize": "characters",
        "spellcheck": "false",
        "placeholder": "XXXX-XXXX",
    }


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
    """Address and password at the door."""

    email = forms.EmailField(
        label=_("Work e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = _password(_("Password"), new=False)


class NewPasswordForm(Form):
    """A password of one's own, typed once: it can be shown while typing."""

    password = _password(
        _("New password"),
        new=True,
        hint=_("At least 12 characters. A few words in a row are easy to remember."),
    )


class NewAppForm(Form):
    """The first code of a new app."""

    code = forms.CharField(label=_("Code that the app shows now"), max_length=10)
    code.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}


class PlaceForm(Form):
    """Language and time zone; nothing means as the company has it."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    zone = ZoneField(usual=_("As usual here"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = ("", _("As usual here"))
        self.fields["language"].choices = [usual, *settings.LANGUAGES]  # type: ignore[attr-defined] # a ChoiceField
