"""Add and change colleagues: the employee and the public card that clients see."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.kernel.postgres.conflicts import refusing

from ..events import StaffAdded
from ..models import StaffCard, StaffUser
from ..permissions import MANAGE_STAFF


class ColleagueExists(Refusal):
    """Somebody of the MSP has this address already."""

    def __init__(self) -> None:
        super().__init__(_("A colleague with this e-mail address is here already."), field="email")


@action(MANAGE_STAFF)
def add_staff_user(
    actor: Actor, *, name: str, email: str, title: str = "", phone: str = "", language: str = ""
) -> StaffUser:
    """A new employee with a public card; signing in comes with an invitation (`identity`)."""
    card = StaffCard.objects.create(name=name, title=title, phone=phone)
    with refusing({"people_staffuser_email": ColleagueExists()}):
        staff = StaffUser.objects.create(
            name=name,
            email=email.strip().lower(),
            title=title,
            phone=phone,
            language=language,
            card=card,
        )
    record(actor, StaffAdded(staff=staff.id), on=staff, after={"name": name, "email": staff.email})
    return staff
