"""What is known of people and companies, in words for the log."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portico.core.journal.ports import told

from ..models import Company, Contact, StaffUser

LABELS = {"company": _("Company"), "contact": _("Contact")}
STATES = dict(Company.Status.choices) | dict(StaffUser.Status.choices)

told(
    "people",
    fields={
        "company": _("Company"),
        "site": _("Site"),
        "contact": _("Contact"),
        "staff": _("Colleague"),
        "team": _("Team"),
        "fields": _("What changed"),
        "joined": _("New members"),
        "left": _("Former members"),
        "kind": _("Kind"),
        "added": _("Added"),
        "changed": _("Changed"),
        "name": _("Name"),
        "short_name": _("Short name"),
        "status": _("Status"),
        "portal_enabled": _("Portal"),
        "reason": _("Reason"),
        "at": _("From"),
        "owner": _("Looked after by"),
        "one_company": _("One company only"),
        "is_active": _("Works there"),
        "industry": _("Industry"),
        "phone": _("Phone"),
        "mobile": _("Mobile phone"),
        "website": _("Website"),
        "external_ref": _("Reference"),
        "address": _("Address"),
        "zone": _("Time zone"),
        "email": _("E-mail address"),
        "title": _("Job title"),
        "language": _("Language"),
        "access": _("Portal access"),
        "is_shared_mailbox": _("Shares the mailbox with others"),
        "is_primary": _("Main contact"),
    },
    values={
        "kind": LABELS.get,
        "status": STATES.get,
        "access": dict(Contact.Access.choices).get,
        "language": dict(settings.LANGUAGES).get,
        "portal_enabled": {True: _("on"), False: _("off")}.get,
    },
)
