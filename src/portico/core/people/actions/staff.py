"""Add and change colleagues: the employee and the public card that clients see."""

from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.kernel.changes import change
from portico.kernel.postgres.conflicts import refusing

from ..events import StaffAdded, StaffChanged
from ..models import StaffCard, StaffUser
from ..permissions import MANAGE_STAFF
from ..rules import a_name, an_email


class AboutStaff(TypedDict, total=False):
    """What can be said about an employee; name, title and phone also stand on the card."""

    name: str
    email: str
    title: str
    phone: str
    language: str
    zone: str


class ColleagueExists(Refusal):
    """Somebody of the MSP has this address already."""

    def __init__(self) -> None:
        super().__init__(_("A colleague with this e-mail address is here already."), field="email")


@action(MANAGE_STAFF)
def add_staff_user(
    actor: Actor, *, name: str, email: str, title: str = "", phone: str = "", language: str = ""
) -> StaffUser:
    """A new employee with a public card; signing in comes with an invitation (`identity`)."""
    name, email = a_name(name), an_email(email)
    if not email:
        raise Refusal(_("Write an e-mail address."), field="email")
    card = StaffCard.objects.create(name=name, title=title, phone=phone)
    with refusing({"people_staffuser_email": ColleagueExists()}):
        staff = StaffUser.objects.create(
            name=name,
            email=email,
            title=title,
            phone=phone,
            language=language,
            card=card,
        )
    record(actor, StaffAdded(staff=staff.id), on=staff, after={"name": name, "email": staff.email})
    return staff


@action(MANAGE_STAFF)
def change_staff_user(actor: Actor, staff: StaffUser, **values: Unpack[AboutStaff]) -> StaffUser:
    """Change what is given and leave the rest; clients see the new card at once."""
    staff = (
        StaffUser.objects.select_for_update(of=("self",)).select_related("card").get(pk=staff.pk)
    )
    if "name" in values:
        values["name"] = a_name(values["name"])
    if "email" in values:
        values["email"] = an_email(values["email"]) or staff.email
    if not (changed := change(staff, values)):
        return staff
    with refusing({"people_staffuser_email": ColleagueExists()}):
        staff.save(update_fields=changed.fields)
    _show_on_card(staff)
    fact = StaffChanged(staff=staff.id, fields=changed.fields)
    record(actor, fact, on=staff, before=changed.before, after=changed.after)
    return staff


def _show_on_card(staff: StaffUser) -> None:
    card: StaffCard = staff.card
    if changed := change(card, {"name": staff.name, "title": staff.title, "phone": staff.phone}):
        card.save(update_fields=changed.fields)
