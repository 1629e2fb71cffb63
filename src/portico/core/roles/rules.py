"""The preset roles of a new tenant, and which permissions a role may hold.

Which presets hold a permission at first is said where the permission is declared.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Reach, Staff
from portico.core.access.permissions import REGISTRY, For, Permission, Refusal

from .models import OWNER


@dataclass(frozen=True, slots=True)
class Preset:
    """A role that every tenant starts with; tenants may rename and change it."""

    key: str
    audience: str
    name: str | Promise
    description: str | Promise
    reach: Reach = Reach.OWN
    is_default: bool = False
    is_delegable: bool = False


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
        is_delegable=True,
    ),
    Preset(
        "manager",
        "contacts",
        _("Manager"),
        _("Also sees the whole company's tickets."),
        Reach.COMPANY,
        is_delegable=True,
    ),
    Preset(
        "finance",
        "contacts",
        _("Finance"),
        _("Own tickets, and what concerns money."),
        is_delegable=True,
    ),
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


def permissions_for(audience: str) -> Iterator[Permission]:
    """Every permission that a role of this audience may hold."""
    door = For.STAFF if audience == "staff" else For.CONTACTS
    yield from (one for one in REGISTRY.values() if one.audience in {door, For.BOTH})


def codes_of(preset: Preset) -> Iterator[str]:
    """The permissions a preset holds at first."""
    for permission in permissions_for(preset.audience):
        if preset.key == OWNER or preset.key in permission.presets:
            yield permission.code


def fitting(audience: str, codes: Iterable[str]) -> set[str]:
    """Those of `codes` that exist and that a role of this audience may hold."""
    return {permission.code for permission in permissions_for(audience)} & set(codes)


def require_to_hold(actor: Actor, codes: Iterable[str]) -> None:
    """Delegation has a ceiling: nobody hands out what they do not hold."""
    if isinstance(actor, Staff) and (beyond := fitting("staff", codes) - actor.grants):
        names = ", ".join(sorted(str(REGISTRY[code].label) for code in beyond))
        raise Refusal(
            _("You can only give permissions that you hold yourself. You lack: %(names)s")
            % {"names": names}
        )
