"""The first steps of a company in the portal: each is ticked by what has happened, not by hand."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portico.core.people.models import Company

from .around import Around


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Something to do, and whether it is done."""

    text: str
    done: bool


def first_steps(company: Company, known: Around) -> list[FirstStep]:
    """What is left until the company's people have access; empty once all of it is done."""
    count = known.count
    is_sent = bool(known.links or known.waiting or count.invited or count.active)
    found = [
        FirstStep(_("The portal is on"), company.lets_in),
        FirstStep(_("Somebody speaks for them"), known.primary is not None),
        FirstStep(_("A link or an invitation is there"), is_sent),
        FirstStep(_("Access is provided: somebody has signed in"), count.active > 0),
    ]
    return [] if all(one.done for one in found) else found
