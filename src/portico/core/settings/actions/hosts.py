"""The host names on which a portal answers: add one, choose the main one, remove one."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, Refusal
from portico.core.journal.acting import action, record
from portico.core.tenants.models import Host
from portico.core.tenants.queries import forget_tenants
from portico.kernel.postgres.conflicts import refusing

from ..events import HostAdded, HostRemoved, PrimaryHostChosen
from ..permissions import MANAGE
from ..rules.hosts import HostTaken, host_name

MOST_HOSTS = 20


class MainHostStays(Conflict):
    """Links in mails lead to it."""

    def __init__(self) -> None:
        super().__init__(_("This is the main host name. Make another one the main one first."))


class OpenHere(Conflict):
    """Removing it would close the page that asks for it."""

    def __init__(self) -> None:
        super().__init__(
            _("You are using this host name right now. Open the settings on another one first.")
        )


@action(MANAGE, writes=("tenants",))
def add_host(actor: Actor, *, host: str) -> Host:
    """Answer on one more host; no other tenant of this installation may have it."""
    name = host_name(host)
    if Host.objects.count() >= MOST_HOSTS:
        raise Refusal(
            _("At most %(most)s host names are possible.") % {"most": MOST_HOSTS}, field="host"
        )
    with refusing({"tenants_host_host_key": HostTaken()}):
        row = Host.objects.create(name=name, is_primary=not Host.objects.exists())
    record(actor, HostAdded(host=name), on=row, after={"host": name})
    return row


@action(MANAGE, writes=("tenants",))
def choose_primary(actor: Actor, host: Host) -> Host:
    """Let links in mails lead to this host."""
    hosts = list(Host.objects.select_for_update().order_by("id"))
    old = next((one for one in hosts if one.is_primary), None)
    if old and old.pk == host.pk:
        return host
    Host.objects.filter(is_primary=True).update(is_primary=False)
    Host.objects.filter(pk=host.pk).update(is_primary=True)
    before = {"host": old.name} if old else {}
    record(
        actor,
        PrimaryHostChosen(host=host.name),
        on=host,
        before=before,
        after={"host": host.name},
    )
    return host


@action(MANAGE, writes=("tenants",))
def remove_host(actor: Actor, host: Host, *, here: str) -> None:
    """Answer 404 on this host from now on. `here` is the host through which the actor came."""
    host = Host.objects.select_for_update().get(pk=host.pk)
    if host.is_primary:
        raise MainHostStays
    if host.name == here:
        raise OpenHere
    record(actor, HostRemoved(host=host.name), on=host, before={"host": host.name})
    host.delete()
    forget_tenants()
