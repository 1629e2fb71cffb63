"""What the provider has to know of us: always at the tenant's main address."""

from portico.core.tenants.addresses import address_of
from portico.kernel.tenancy import current_tenant, door_scope, scope

from .models import Connection


def answer_url(connection: Connection) -> str:
    """Where the provider sends people back to: redirect URI, or assertion consumer service.

    Each connection has its own, so that no provider can answer in another one's name.
    """
    last = "acs" if connection.kind == Connection.Kind.SAML else "callback"
    return _at_main_address(f"{_door(connection)}{connection.pk}/{last}")


def our_name(connection: Connection) -> str:
    """How a SAML provider calls us: the address of our metadata."""
    return _at_main_address(f"{_door(connection)}{connection.pk}/metadata")


def start_url(connection: Connection) -> str:
    """An address for bookmarks: it leads straight to this provider."""
    return _at_main_address(f"{_door(connection)}at/{connection.pk}/")


def _door(connection: Connection) -> str:
    """Colleagues come and go at their own door."""
    return "/portal/sign-on/" if connection.company_id else "/staff/sign-on/"


def _at_main_address(path: str) -> str:
    """The portal's own role reads no hosts; the door's may."""
    with scope(door_scope(current_tenant())):
        return address_of(path)
