"""What happens to tokens, in words for the log."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import REGISTRY
from portico.core.journal.ports import told


def scope_words(code: object) -> str | None:
    """What a program may do, as the role's matrix says it."""
    known = REGISTRY.get(str(code))
    return str(known.label) if known else None


told(
    "tokens",
    fields={
        "token": "",
        "scopes": _("May"),
        "company": _("Company"),
        "until": _("Works until"),
        "name": _("Name"),
    },
    values={"scopes": scope_words},
)
