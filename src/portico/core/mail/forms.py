"""What people type in about the way out: a mail server, or a mailbox at Microsoft or Google."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.kernel.gmail import LONGEST_KEY, BadKey, Gmail, check_key, read_key
from portico.kernel.graph import Graph
from portico.kernel.smtp import Security
from portico.ui.forms import Form

from .actions.server import Face, NoKeyFile, change_server, use_google, use_microsoft
from .models import SECURITIES, MailServer
from .ways import Way

HOST = re.compile(r"[\w:-][\w.:-]*")
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}


class SecretTextarea(forms.Textarea):
    """As a password's input does: what is typed comes back in a page only where that is wanted."""

    render_value = False

    def format_value(self, value: Any) -> str | None:  # Any: Django's
        return super().format_value(value) if self.render_value else None


class WayForm(Form):
    """What every way needs; the secret is never shown again: empty keeps the one that is set."""

    secrets: tuple[str, ...] = ()
    needs_secret = True
    columns: dict[str, str] = {}  # where a field has another name than its column

    from_address = forms.EmailField(
        label=_("Sender address"),
        max_length=254,
        required=False,
        help_text=_("Empty: the mailbox itself. Another one needs the right to be sent as."),
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

    def __init__(self, *args: Any, own: MailServer | None, **kwargs: Any) -> None:
        """`own` is what is set up, if it is this way: shown as it stands, never with the secret."""
        names = (name for name in self.base_fields if name not in self.secrets)
        columns = {name: self.columns.get(name, name) for name in names}
        first = {name: getattr(own, column) for name, column in columns.items()} if own else {}
        super().__init__(*args, initial=first, **kwargs)
        for name in self.secrets:
            self.fields[name].required = self.needs_secret and own is None

    def save(self, actor: Actor) -> MailServer:
        """Send by this way from now on."""
        raise NotImplementedError


class MailboxForm(WayForm):
    """A mailbox at a provider."""

    mailbox = forms.EmailField(label=_("Mailbox"), max_length=254)

    def face(self) -> Face:
        given = self.cleaned_data
        return Face(
            from_address=given["from_address"] or given["mailbox"],
            from_name=given["from_name"],
            marks_replies=given["marks_replies"],
        )

    def way(self) -> Way:
        """What has been typed, before anything is stored."""
        raise NotImplementedError


class ServerForm(WayForm):
    """An SMTP server."""

    secrets = ("password",)
    needs_secret = False
    field_order = ("host", "port", "security", "user", "password")

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

    def clean_host(self) -> str:
        host = str(self.cleaned_data["host"])
        if not HOST.fullmatch(host):
            raise ValidationError(_("Write a name such as smtp.example.com, without https:// or /"))
        return host.lower()

    def save(self, actor: Actor) -> MailServer:
        given = self.cleaned_data
        facts = given | {
            "security": Security(given["security"]),
            "password": given["password"] or None,
        }
        return change_server(actor, **facts)


class MicrosoftForm(MailboxForm):
    """A mailbox of Microsoft 365, and the application that may send from it."""

    secrets = ("secret",)
    columns = {"mailbox": "user"}
    field_order = ("mailbox", "directory", "client", "secret")

    mailbox = forms.EmailField(
        label=_("Mailbox"),
        max_length=254,
        help_text=_("It sends, and keeps a copy under “Sent Items”. A shared mailbox is enough."),
    )
    directory = forms.CharField(
        label=_("Directory (tenant) ID"), max_length=253, widget=forms.TextInput(attrs=PLAIN)
    )
    client = forms.CharField(
        label=_("Application (client) ID"), max_length=254, widget=forms.TextInput(attrs=PLAIN)
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        help_text=_("The value, which Microsoft shows only once, not the ID of the secret."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_directory(self) -> str:
        directory = str(self.cleaned_data["directory"]).lower()
        if not ID.fullmatch(directory) and not DOMAIN.fullmatch(directory):
            raise ValidationError(
                _("Copy the directory (tenant) ID, such as 1b4e28ba-2fa1-11d2-883f-0016d3cca427.")
            )
        return directory

    def clean_client(self) -> str:
        client = str(self.cleaned_data["client"]).lower()
        if not ID.fullmatch(client):
            raise ValidationError(
                _("Copy the application (client) ID from the overview of the application.")
            )
        return client

    def clean_secret(self) -> str:
        secret = str(self.cleaned_data["secret"])
        if ID.fullmatch(secret.lower()):
            raise ValidationError(
                _("This is the ID of a secret. Copy its value; if it is hidden, make a new secret.")
            )
        return secret

    def way(self) -> Way:
        given = self.cleaned_data
        return Graph(given["directory"], given["client"], given["mailbox"], given["secret"])

    def save(self, actor: Actor) -> MailServer:
        given = self.cleaned_data
        return use_microsoft(
            actor,
            directory=given["directory"],
            client=given["client"],
            mailbox=given["mailbox"],
            secret=given["secret"] or None,
            face=self.face(),
        )


class GoogleForm(MailboxForm):
    """A mailbox of Google Workspace, and a key file that may act for it."""

    secrets = ("key",)
    columns = {"mailbox": "user"}
    field_order = ("mailbox", "key")

    mailbox = forms.EmailField(
        label=_("Mailbox"),
        max_length=254,
        help_text=_("It sends, and keeps a copy under “Sent”."),
    )
    key = forms.CharField(
        label=_("Key file (JSON)"),
        max_length=LONGEST_KEY,
        required=False,
        help_text=_("Open the file that Google gave you and paste all of it."),
        widget=SecretTextarea(attrs={**PLAIN, "rows": 5}),
    )

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        try:
            if key:
                check_key(read_key(key))
        except BadKey as problem:
            raise ValidationError(str(NoKeyFile())) from problem
        return key

    def way(self) -> Way:
        given = self.cleaned_data
        return Gmail(given["mailbox"], read_key(given["key"]))

    def save(self, actor: Actor) -> MailServer:
        given = self.cleaned_data
        return use_google(
            actor, mailbox=given["mailbox"], key=given["key"] or None, face=self.face()
        )


FORMS: dict[str, type[WayForm]] = {
    MailServer.Way.SMTP.value: ServerForm,
    MailServer.Way.GRAPH.value: MicrosoftForm,
    MailServer.Way.GMAIL.value: GoogleForm,
}


def form_of(server: MailServer | None, way: str, data: Any = None) -> WayForm:
    """The form of a way, as it stands or as it was sent; Any: Django's."""
    return FORMS[way](data, own=server if server and server.way == way else None)
