"""The one form of the first run."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.mail.actions.server import change_server
from portico.core.mail.forms import FORMS, MailboxForm
from portico.core.mail.models import MailServer
from portico.kernel.smtp import Security, Server
from portico.ui.assets import DEFAULT_BRAND
from portico.ui.forms import Form
from portico.ui.zones import ZoneField

from ..actions.first_run import Mailer, NewHouse
from ..choices import languages
from ..rules.hosts import LONGEST

SECURITIES = [
    (Security.STARTTLS.value, _("STARTTLS (usually port 587)")),
    (Security.TLS.value, _("TLS from the start (usually port 465)")),
    (Security.NONE.value, _("None (only inside your own network)")),
]
HOUSE = ("name", "host", "language", "zone", "colour", "owner_name", "owner_email", "password")


class SetupForm(Form):
    """The MSP, its owner, and maybe the mail server."""

    token = forms.CharField(max_length=200, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of your company"), max_length=120)
    host = forms.CharField(
        label=_("Host name of the portal"),
        max_length=LONGEST + 20,
        help_text=_("Where people will find it, for example help.example.com."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages)
    zone = ZoneField()
    colour = forms.CharField(
        label=_("Brand colour"),
        max_length=7,
        initial=DEFAULT_BRAND,
        help_text=_("You can change it any time."),
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    owner_name = forms.CharField(label=_("Your name"), max_length=200)
    owner_email = forms.EmailField(label=_("Your e-mail address"), max_length=254)
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        strip=False,
        help_text=_("At least 12 characters. A few unrelated words are good."),
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password"}),
    )
    mail_way = forms.ChoiceField(
        label=_("E-mail leaves through"), choices=MailServer.Way, required=False
    )
    smtp_host = forms.CharField(label=_("Server"), max_length=253, required=False)
    smtp_port = forms.IntegerField(
        label=_("Port"), min_value=1, max_value=65535, initial=587, required=False
    )
    smtp_security = forms.ChoiceField(label=_("Encryption"), choices=SECURITIES, required=False)
    smtp_user = forms.CharField(label=_("User name"), max_length=254, required=False)
    smtp_password = forms.CharField(
        label=_("Password of the mail server"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "off"}),
    )
    smtp_sender = forms.EmailField(label=_("Sender address"), max_length=254, required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        """Each mailbox has a form of its own inside; the one that is chosen counts."""
        super().__init__(data, **kwargs)
        chosen = (data or {}).get("mail_way", "")
        self.mailboxes: dict[str, MailboxForm] = {}
        for way, kind in FORMS.items():
            if issubclass(kind, MailboxForm):
                form = kind(data if way == chosen else None, own=None, prefix=way)
                for name in form.secrets:  # nothing is stored yet: a test must not empty them
                    form.fields[name].widget.render_value = True
                self.mailboxes[way] = form

    @property
    def mailbox(self) -> MailboxForm | None:
        """The form of the mailbox, if one was chosen."""
        return next((form for form in self.mailboxes.values() if form.is_bound), None)

    def is_valid(self) -> bool:
        mailbox = self.mailbox
        return super().is_valid() and (mailbox is None or mailbox.is_valid())

    def clean(self) -> dict[str, Any]:
        """A mail server is either left out or complete."""
        given = super().clean() or {}
        if self.mailbox:
            return given
        if given.get("smtp_host") and not given.get("smtp_sender"):
            self.add_error("smtp_sender", _("Write the address that mail is sent from."))
        return given

    def house(self) -> NewHouse:
        return NewHouse(**{name: self.cleaned_data[name] for name in HOUSE})

    def mailer(self) -> Mailer | None:
        """The mail server or mailbox, if one was typed in."""
        if mailbox := self.mailbox:
            return Mailer(mailbox.way(), mailbox.face().from_address, mailbox.save)
        if not self.cleaned_data.get("smtp_host"):
            return None
        server, sender = self._server(), self.cleaned_data["smtp_sender"]

        def save(actor: Actor) -> MailServer:
            return change_server(
                actor,
                host=server.host,
                port=server.port,
                security=server.security,
                user=server.user,
                password=server.password,
                from_address=sender,
                from_name="",
                marks_replies=False,
            )

        return Mailer(server, sender, save)

    def _server(self) -> Server:
        given = self.cleaned_data
        return Server(
            host=given["smtp_host"].strip().lower(),
            port=given["smtp_port"] or 587,
            security=Security(given["smtp_security"] or Security.STARTTLS),
            user=given["smtp_user"],
            password=given["smtp_password"],
            greeting=given["smtp_sender"].rpartition("@")[2] or "localhost",
        )
