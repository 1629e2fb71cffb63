"""The preset roles of a new tenant. Which permissions they hold is said where those are declared."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Reach
from portico.core.access.permissions import REGISTRY, For


@dataclass(frozen=True, slots=True)
class Preset:
    """A role that every tenant starts with; tenants may rename and change it."""

    key: str
    audience: str
    name: str | Promise
    description: str | Promise
    reach: Reach = Reach.OWN
    is_default: bool = False


PRESETS = (
    Preset("owner", "staff", _("Owner"), _("Everything, including settings and roles.")),
    Preset("technician", "staff", _("Technician"), _("Works on tickets."), is_default=True),
    Preset(
        "dispatcher", "staff", _("Dispatcher"), _("Sorts and assigns tickets, knows the clients.")
    ),
    Preset("reader", "staff", _("Reader"), _("Sees the desk and changes nothing.")),
    Preset(
        "employee",
        "contacts",
        _("Employee"),
        _("Asks for help and follows own tickets."),
        is_default=True,
    ),
    Preset(
        "manager",
        "contacts",
        _("Manager"),
        _("Also sees the whole company's tickets."),
        Reach.COMPANY,
    ),
    Preset("finance", "contacts", _("Finance"), _("Own tickets, and what concerns money.")),
    Preset(
        "it_contact",
        "contacts",
        _("IT contact"),
        _("Works on the company's tickets with us."),
        Reach.COMPANY,
    ),
    Preset(
        "client_admin",
        "contacts",
        _("Client admin"),
        _("Everything the company may do."),
        Reach.COMPANY,
    ),
)


def codes_of(preset: Preset) -> Iterator[str]:
    """The permissions a preset holds at first."""
    door = For.STAFF if preset.audience == "staff" else For.CONTACTS
    for permission in REGISTRY.values():
        fits = permission.audience in {door, For.BOTH}
        if fits and (preset.key == "owner" or preset.key in permission.presets):
            yield permission.code
