"""What we say when a body was not waited for; see `bodies.py`."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portico.core.access.permissions import Refusal
from portico.core.files.intake import TooLarge, too_much

from .bodies import REFUSED, Unarrived

AGAIN_AFTER = 60  # seconds


class TooSlow(Refusal):
    """The network gave up in the middle of it."""

    status = 408


class TooManyAtOnce(Refusal):
    """Others send so much that there is no place left."""

    status = 503


def unarrived(request: HttpRequest) -> Refusal | None:
    """Why this request has no body; None for all that have one, or need none."""
    match request.META.get(REFUSED):
        case Unarrived.TOO_LARGE if request.content_type == "multipart/form-data":
            return too_much(request)
        case Unarrived.TOO_LARGE:
            return TooLarge("")  # the page has words of its own
        case Unarrived.TOO_SLOW:
            words = _("The connection was too slow. Nothing was saved: please send it again.")
            return TooSlow(words, retry_after=0)
        case Unarrived.TOO_MANY:
            words = _(
                "Too much is being sent to us at the moment. Nothing was saved: please send it "
                "again in a minute."
            )
            return TooManyAtOnce(words, retry_after=AGAIN_AFTER)
        case _:
            return None
