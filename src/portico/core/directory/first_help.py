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
    First(
        "home",
        _("What stands on the first page?"),
        _("What waits for your answer, your newest tickets, and how you reach us."),
    ),
    First(
        "company",
        _("Something about our company is wrong. What now?"),
        _("Write us a ticket, and we put it right. Sites, phone and website are kept by us."),
    ),
    First(
        "invite",
        _("How do I let several colleagues in at once?"),
        _(
            "Choose “Invite colleagues”, make a link and send it to them. It leads to your "
            "company only, ends by itself, and everybody proves their own mailbox before they are "
            "in."
        ),
    ),
    First(
        "activity",
        _("Who can see what happens in our portal?"),
        _(
            "Your company's admin reads under “Activity” who came in, whose access changed, and "
            "when one of us looked at your portal as one of you. Other colleagues do not see it."
        ),
    ),
    First(
        "reviews",
        _("What is an access review?"),
        _(
            "From time to time we ask whether everybody who can sign in still should. Go through "
            "the names, keep or remove each of them, and finish. You get a document for your "
            "auditor."
        ),
    ),
    First(
        "federation",
        _("Can we sign in with the accounts that we have already?"),
        _(
            "Yes. Your IT connects your provider under “Single sign-on” and tests it. Until it is "
            "switched on, everybody signs in as before."
        ),
    ),
    First(
        "provisioning",
        _("Can our directory add and remove people by itself?"),
        _(
            "Yes. Your IT connects it under “User provisioning”. The dry run shows who would be "
            "added, changed or closed, before anything happens."
        ),
    ),
)
