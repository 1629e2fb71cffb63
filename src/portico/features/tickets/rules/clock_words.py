"""The clocks of a ticket in words."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from portico.ui.dates import duration

from .clocks import Clock

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What `{% clock %}` draws."""

    tone: str
    left: str
    what: str
    used: int


def told(clock: Clock) -> Told:
    """“32 min left · first answer”, “Met in 58 min · first answer”."""
    answer = clock.kind == "respond"
    what = _("first answer") if answer else _("solution")
    if clock.tone == "met" and clock.took is not None and clock.took < MINUTE:
        return Told(clock.tone, _("Met within a minute"), what, 0)
    if clock.took is not None:
        words = _("Met in %(time)s") if clock.tone == "met" else _("Late, after %(time)s")
        return Told(clock.tone, words % {"time": duration(clock.took)}, what, 0)
    if clock.tone == "paused" or clock.left is None:
        return Told("paused", _("Paused"), what, clock.used)
    words = _("%(time)s over") if clock.tone == "bad" else _("%(time)s left")
    return Told(clock.tone, words % {"time": duration(abs(clock.left))}, what, clock.used)
