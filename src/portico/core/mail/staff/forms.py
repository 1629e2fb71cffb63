"""What a mail server is, as people type it in."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portico.kernel.smtp import Security
from portico.ui.forms import Form

from ..models import SECURITIES, MailServer

HOST = re.compile(r"[\w:-][\w.:-]*")


class ServerForm(Form):
    """The password is never shown again: empty keeps the one that is set."""

    host = forms.CharField(label=_("Server"), max_length=253)
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=587)
    security = forms.ChoiceField(label=_("Encryption"), choices=SECURITIES)
    user = forms.CharField(label=_("User name"), max_length=254, required=False)
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    from_address = forms.EmailField(
        label=_("Sender address"),
        max_length=254,
        help_text=_("Your server must let the user send with it."),
    )
    from_name = forms.CharField(
        label=_("Sender name"),
        max_length=120,
        required=False,
        help_text=_("Empty: the name of your company."),
    )
    marks_replies = forms.BooleanField(
        label=_("Mark the address that answers go to"),
        required=False,
        help_text=_(
            "Answers then go to name+mark@…, and the mark tells what they answer. Your mailbox has "
            "to take such addresses; Microsoft 365 and Google do."
        ),
    )

    def clean_host(self) -> str:
        host = str(self.cleaned_data["host"])
        if not HOST.fullmatch(host):
            raise ValidationError(_("Write a name such as smtp.example.com, without https:// or /"))
        return host.lower()

    def facts(self) -> dict[str, Any]:
        """The arguments of `change_server`; Any: they are of many kinds."""
        given = self.cleaned_data
        return given | {
            "security": Security(given["security"]),
            "password": given["password"] or None,
        }


def form_of(server: MailServer | None) -> ServerForm:
    """The form as it stands, never with the password."""
    if server is None:
        return ServerForm()
    names = (name for name in ServerForm.base_fields if name != "password")
    return ServerForm(initial={name: getattr(server, name) for name in names})
