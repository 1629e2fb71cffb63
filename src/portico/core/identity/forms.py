"""What people of both doors type about their own ways to sign in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form


class FactorForm(Form):
    """What the app shows, or a recovery code."""

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


class MailedCodeForm(Form):
    """The code that was just mailed."""

    code = forms.CharField(label=_("Code from the e-mail"), max_length=64)
    code.widget.attrs |= {
        "autocomplete": "one-time-code",
        "autocapitalize": "characters",
        "spellcheck": "false",
        "placeholder": "XXXX-XXXX",
    }


class PasskeyForm(Form):
    """What to call a passkey."""

    name = forms.CharField(
        label=_("Name"), help_text=_("For example: work laptop, my phone"), max_length=80
    )


class NotMeForm(Form):
    """The secret of the mailed link; the script fills it in."""

    token = forms.CharField(
        label=_("Link from the e-mail"),
        help_text=_("Paste the whole link."),
        max_length=300,
        widget=forms.TextInput(attrs={"data-fragment": "", "autocomplete": "off"}),
    )

    def clean_token(self) -> str:
        """The part behind the #, whether the script or a person put it here."""
        return str(self.cleaned_data["token"]).rpartition("#")[2].strip()
