"""The questions that clients ask first, with answers, for a new portal."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class First:
    """A starter entry; `about` is the menu entry that it helps with."""

    about: str
    question: str | Promise
    answer: str | Promise


FIRST = (
    First(
        "",
        _("How do I sign in?"),
        _(
            "Open the portal and type your work e-mail address. We mail you a link and a code; "
            "either of them lets you in. There is no password to remember."
        ),
    ),
    First(
        "",
        _("The e-mail with the link does not arrive. What now?"),
        _(
            "Look into the folder for junk mail, and check that you typed your work address. "
            "If nothing comes within five minutes, call us: we can read the code to you."
        ),
    ),
    First(
        "tickets",
        _("How do I ask for help?"),
        _(
            "Choose “Tickets”, then “New ticket”. Say what you wanted to do and what happened "
            "instead. A picture of the screen helps a lot."
        ),
    ),
    First(
        "tickets",
        _("Who sees what I write?"),
        _(
            "We do, and those of your colleagues whose role shows them the tickets of your "
            "company or site. Nobody else."
        ),
    ),
    First(
        "colleagues",
        _("A colleague needs access. Who can give it?"),
        _(
            "Your company's admin: choose “People”, then “Invite colleague”. Without an admin, "
            "write us a ticket."
        ),
    ),
    First(
        "colleagues",
        _("Somebody has left. What should I do?"),
        _(
            "Your company's admin opens the person under “People” and switches the access off. "
            "It counts from the next click. Tell us, too, if devices or accounts have to go."
        ),
    ),
)
