"""“Answer and resolved” is one thing for the client, and so it is one mail."""

from collections.abc import Callable

import pytest

from portico.core.jobs.tests.factories import queued_jobs
from portico.core.mail.models import Message
from portico.core.people.models import Contact
from portico.engines.notices.models import Held
from portico.engines.notices.ports import Pace
from portico.features.tickets import queries
from portico.features.tickets.actions.change import change_status
from portico.features.tickets.jobs import tell_of_reply, tell_of_solution
from portico.features.tickets.models import Category, Ticket
from portico.kernel.writes import writing

from .conftest import Cast
from .factories import SYSTEM, a_ticket, an_answer
from .test_notices import choose, mails_to

pytestmark = pytest.mark.spec("S1.4.3", "G5")

QUESTION = "Is it?"


def told(cast: Cast, ticket: Ticket, *, then: Category = Category.RESOLVED) -> list[Message]:
    """Tess answers, setting a status, and every queued mail job runs."""
    an_answer(ticket, cast.tess, "We changed the fuse.", then=queries.default_status(then))
    run_mail_jobs(ticket)
    return mails_to(cast.carla)


def run_mail_jobs(ticket: Ticket) -> None:
    jobs: dict[str, Callable[..., None]] = {
        tell_of_reply.name: tell_of_reply,
        tell_of_solution.name: tell_of_solution,
    }
    for name, job in jobs.items():
        for _lane, _at, arguments in queued_jobs(name):
            if arguments["ticket"] == str(ticket.pk):
                job(**arguments)


def kinds(mails: list[Message]) -> list[str]:
    return [one.template.rpartition("/")[2] for one in mails]


def test_an_answer_that_resolves_asks_in_its_own_mail(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    (mail,) = told(inside, ticket)

    assert mail.template == "tickets/mail/answered"
    for text in (mail.text, mail.html):
        assert "We changed the fuse." in text
        assert QUESTION in text
        assert f"/portal/tickets/{ticket.pk}/#fixed" in text
        assert "closes by itself after five working days" in text


def test_an_answer_that_resolves_nothing_does_not_ask(inside: Cast) -> None:
    (mail,) = told(inside, a_ticket(inside.carla), then=Category.PAUSED)
    assert QUESTION not in mail.text + mail.html
    assert "#fixed" not in mail.text


def test_what_was_opened_again_before_the_mail_left_is_not_asked_about(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    an_answer(ticket, inside.tess, then=queries.default_status(Category.RESOLVED))
    change_status(SYSTEM, ticket, status=queries.default_status(Category.OPEN))
    run_mail_jobs(ticket)

    (mail,) = mails_to(inside.carla)
    assert QUESTION not in mail.text


def test_a_status_that_is_set_alone_still_asks(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    change_status(SYSTEM, ticket, status=queries.default_status(Category.RESOLVED))
    run_mail_jobs(ticket)
    assert kinds(mails_to(inside.carla)) == ["resolved"]


@pytest.mark.parametrize(
    ("answered", "resolved", "mails", "held"),
    [
        (Pace.AT_ONCE, Pace.AT_ONCE, ["answered"], []),
        (Pace.AT_ONCE, Pace.DAILY, ["answered"], ["tickets.resolved"]),
        (Pace.AT_ONCE, Pace.OFF, ["answered"], []),
        (Pace.DAILY, Pace.AT_ONCE, ["resolved"], ["tickets.answered"]),
        (Pace.DAILY, Pace.DAILY, [], ["tickets.answered", "tickets.resolved"]),
        (Pace.DAILY, Pace.OFF, [], ["tickets.answered"]),
        (Pace.OFF, Pace.AT_ONCE, ["resolved"], []),
        (Pace.OFF, Pace.DAILY, [], ["tickets.resolved"]),
        (Pace.OFF, Pace.OFF, [], []),
    ],
)
def test_each_goes_the_way_that_was_chosen_for_it(
    inside: Cast, answered: Pace, resolved: Pace, mails: list[str], held: list[str]
) -> None:
    choose(inside.carla, "tickets.answered", answered)
    choose(inside.carla, "tickets.resolved", resolved)
    sent = told(inside, a_ticket(inside.carla))

    assert kinds(sent) == mails
    assert sorted(Held.objects.values_list("notice", flat=True)) == held
    asked = sum(QUESTION in one.text for one in sent)
    assert asked == (resolved is Pace.AT_ONCE)


def test_whoever_has_no_page_is_asked_in_the_one_mail_too(inside: Cast) -> None:
    with writing("people"):
        Contact.objects.filter(pk=inside.carla.pk).update(access=Contact.Access.NONE)
    choose(inside.carla, "tickets.resolved", Pace.DAILY)
    (mail,) = told(inside, a_ticket(inside.carla))
    assert QUESTION in mail.text
    assert "/portal/" not in mail.text
