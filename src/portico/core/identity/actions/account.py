"""What people change about themselves: language, zone and, for staff, name, title and phone."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact, StaffCard, StaffUser
from portico.kernel.changes import change
from portico.kernel.tenancy import current_tenant, door_scope, scope
from portico.kernel.text import one_line
from portico.kernel.zones import zone_names

from ..events import OwnSettingsChanged
from ..permissions import OWN
from ..who import own_id


class NoName(Refusal):
    """Somebody without a name."""

    def __init__(self) -> None:
        super().__init__(_("Write a name."), field="name")


class UnknownZone(Refusal):
    """Not a zone of the tz database."""

    def __init__(self) -> None:
        super().__init__(_("Choose a time zone from the list."), field="zone")


class UnknownLanguage(Refusal):
    """Not a language that the pages speak."""

    def __init__(self) -> None:
        super().__init__(_("Choose a language from the list."), field="language")


@action(OWN, writes=("people",))
def change_own_place(actor: Actor, *, language: str, zone: str) -> None:
    """A contact's language and zone; empty ones follow site and company.

    The portal's role may not write contacts at all, so this one statement is the door's.
    """
    _check(language, zone)
    with scope(door_scope(current_tenant())):
        contact = Contact.objects.get(pk=own_id(actor))
        changed = change(contact, {"language": language, "zone": zone})
        if changed:
            contact.save(update_fields=changed.fields)
    if changed:
        fact = OwnSettingsChanged(fields=changed.fields)
        record(actor, fact, on=contact, before=changed.before, after=changed.after)


@action(OWN, writes=("people",))
def change_own_details(
    actor: Actor, *, name: str, title: str, phone: str, language: str, zone: str
) -> None:
    """An employee's own details; clients see name, title and phone on the card at once."""
    _check(language, zone)
    if not (name := one_line(name)):
        raise NoName
    staff = StaffUser.objects.select_for_update().get(pk=own_id(actor))
    values = {"name": name, "title": title, "phone": phone}
    changed = change(staff, {**values, "language": language, "zone": zone})
    if not changed:
        return
    staff.save(update_fields=changed.fields)
    StaffCard.objects.filter(pk=staff.card_id).update(**values)
    fact = OwnSettingsChanged(fields=changed.fields)
    record(actor, fact, on=staff, before=changed.before, after=changed.after)


def _check(language: str, zone: str) -> None:
    if language and language not in dict(settings.LANGUAGES):
        raise UnknownLanguage
    if zone and zone not in zone_names():
        raise UnknownZone
