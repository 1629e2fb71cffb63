"""What contacts type at the door and about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form
from portico.ui.zones import ZoneField


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
        "autocomplete": "email",
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


class PlaceForm(Form):
    """Language and time zone; nothing means as the company has it."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    zone = ZoneField(usual=_("As usual here"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = ("", _("As usual here"))
        self.fields["language"].choices = [usual, *settings.LANGUAGES]  # type: ignore[attr-defined] # a ChoiceField
