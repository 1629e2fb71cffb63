"""An employee changes the picture that clients see."""

from portico.core.access.actors import Actor, Staff
from portico.core.access.permissions import NotVisible
from portico.core.journal.acting import action, record

from ..events import StaffPictureChanged
from ..models import StaffPicture
from ..permissions import OWN
from ..rules import a_picture, mark


@action(OWN)
def change_staff_picture(actor: Actor, *, content: bytes) -> None:
    """The picture on the own card; empty takes it away."""
    if not isinstance(actor, Staff) or actor.card is None:
        raise NotVisible("card")
    if content:
        drawn = a_picture(content)
        StaffPicture.objects.update_or_create(
            card_id=actor.card, defaults={"content": drawn, "hash": mark(drawn)}
        )
    else:
        StaffPicture.objects.filter(card_id=actor.card).delete()
    record(actor, StaffPictureChanged(card=actor.card, there=bool(content)))
