"""What happens around single sign-on, in words for the log."""

from django.utils.translation import gettext_lazy as _

from portico.core.journal.ports import told, told_of

from ..models import Connection
from ..rules.words import ANSWERS

told_of("people.contact", "federation.linked")
told(
    "federation",
    fields={
        "connection": "",
        "provider": _("Identity provider"),
        "domain": _("Domain"),
        "reason": _("Reason"),
        "contact": _("Contact"),
        "staff": _("Colleague"),
        "email": _("E-mail"),
        "discovery_url": _("Discovery address"),
        "client_id": _("Client ID"),
        "client_secret": _("Client secret"),
        "issuer": _("Issuer"),
        "authorize_url": _("Sign-in address"),
        "token_url": _("Token address"),
        "keys_url": _("Address of the keys"),
        "userinfo_url": _("Address of userinfo"),
        "keys": _("Keys or certificates"),
        "name": _("Name"),
        "accounts": _("Connected accounts"),
        "fields": _("What changed"),
        "creates_contacts": _("Let people in who are not here yet"),
        "group_claim": _("Claim with the groups"),
        "second_factor": _("What counts as a second factor"),
    },
    values={
        "provider": dict(Connection.Provider.choices).get,
        "reason": ANSWERS.get,
    },
)
