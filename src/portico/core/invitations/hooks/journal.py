"""What happens to invitations, in words for the log."""

from django.utils.translation import gettext_lazy as _

from portico.core.journal.ports import told

told(
    "invitations",
    fields={
        "contact": _("Contact"),
        "company": _("Company"),
        "attempt": _("Which one"),
        "campaign": "",  # an id
        "until": _("Planned for"),
        "code": _("Number in the server's answer"),
        "people": _("People"),
        "fields": _("What changed"),
        "to": _("To"),
        "valid_days": _("Valid for days"),
        "remind_days": _("Reminder after days"),
        "domain_rate": _("E-mails a minute to one domain"),
    },
    values={"code": {0: _("none")}.get},
)
