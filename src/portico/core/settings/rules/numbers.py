"""How long things may last, in the units in which people set them."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Refusal

SIGN_IN_MINUTES = (5, 60)
IDLE_HOURS = (1, 72)
SESSION_DAYS = (1, 90)
PREFIX_LENGTH = 8

_RANGES = {
    "sign_in_minutes": SIGN_IN_MINUTES,
    "idle_hours": IDLE_HOURS,
    "session_days": SESSION_DAYS,
}


def check_lifetimes(values: dict[str, object]) -> None:
    """Raise for the first number that is out of its range."""
    for field, (least, most) in _RANGES.items():
        value = values.get(field, least)
        if not isinstance(value, int) or not least <= value <= most:
            raise Refusal(
                _("Choose a number from %(least)s to %(most)s.") % {"least": least, "most": most},
                field=field,
            )
