"""What happens to mail, in words for the log."""

from django.utils.translation import gettext_lazy as _

from portico.core.journal.ports import told

from ..models import SECURITIES, MailServer

told(
    "mail",
    fields={
        "template": "",  # the name of a file
        "about": _("About"),
        "code": _("Number in the server's answer"),
        "arrived": _("It arrived"),
        "to": _("To"),
        "answer": _("The server's answer"),
        "way": _("Way out"),
        "directory": _("Directory (tenant) ID"),
        "client": _("Application or key"),
        "server": _("Server"),
        "security": _("Encryption"),
        "user": _("User name"),
        "from": _("Sender address"),
        "name": _("Sender name"),
    },
    values={
        "code": {0: _("none")}.get,
        "security": dict(SECURITIES).get,
        "way": dict(MailServer.Way.choices).get,
    },
)
