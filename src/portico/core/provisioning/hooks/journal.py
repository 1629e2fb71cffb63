"""What happens to connections and their people, in words for the log."""

from django.utils.translation import gettext_lazy as _

from portico.core.journal.ports import told, told_of

from ..models import ScimConnection

told_of(
    "people.contact",
    "provisioning.person_linked",
    "provisioning.person_released",
    "provisioning.person_detached",
)
told(
    "provisioning",
    fields={
        "connection": "",
        "contact": "",
        "person": "",
        "state": _("State"),
        "hours": _("Old token works for so many hours"),
        "people": _("People it managed"),
        "name": _("Name"),
        "domains": _("Domains"),
        "group": _("Group"),
        "directory": _("Directory (tenant) ID"),
        "client": _("Application (client) ID"),
        "groups": _("Only these groups"),
        "role": _("Role"),
    },
    values={"state": dict(ScimConnection.State.choices).get},
)
