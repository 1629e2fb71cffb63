"""What happened to tickets, once a day in one mail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portico.core.access.actors import Reach
from portico.core.identity.tests.factories import a_browser
from portico.core.journal.models import Entry
from portico.core.people.models import Contact
from portico.core.roles.actions.access import close_access
from portico.core.roles.models import Grant
from portico.core.tenants.models import Tenant
from portico.engines.notices.jobs import send_digests
from portico.engines.notices.models import Choice, Held
from portico.engines.notices.ports import Pace
from portico.engines.notices.queries.links import DIGEST
from portico.features.tickets.actions.assign import assign_ticket
from portico.features.tickets.actions.follow import unfollow_ticket
from portico.features.tickets.actions.note import add_note
from portico.features.tickets.jobs import tell_of_reply
from portico.features.tickets.permissions import NOTE
from portico.kernel.tenancy import context, scope, staff_scope
from portico.kernel.writes import writing

from .conftest import Cast
from .factories import SYSTEM, a_ticket
from .test_answer import at_the_desk
from .test_notices import answer, choose, mails_to, opening, stop_path

pytestmark = pytest.mark.spec("G5")


def a_day_later(tenant: Tenant) -> None:
    """What waits has waited since yesterday, and the job comes by."""
    with scope(staff_scope(tenant.pk)), writing("notices"):
        Held.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
    with context(staff_scope(tenant.pk)):
        send_digests()


def test_the_daily_mail_names_each_thing_once_and_no_word_of_it(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        choose(cast.carla, "tickets.answered", Pace.DAILY)
        ticket = a_ticket(cast.carla, "Printer is on fire")
        for body in ("Unplug it, zzsaid", "Plug it in, zzsaid"):
            answer(cast, ticket, body)
        add_note(at_the_desk(cast.tess, NOTE), ticket, body="zzinside: they never pay")
        assert mails_to(cast.carla) == []
        assert Held.objects.count() == 2
    with context(staff_scope(cast.tenant.pk)):
        send_digests()
    a_day_later(cast.tenant)
    a_day_later(cast.tenant)
    with scope(staff_scope(cast.tenant.pk)):
        (mail,) = mails_to(cast.carla)
        assert mail.template == "notices/mail/digest"
        assert mail.text.count("Printer is on fire") == 1
        assert f"/portal/tickets/{ticket.pk}/" in mail.text
        said = mail.text + mail.html + mail.subject
        assert "zzsaid" not in said  # the whole word: a token in a link may have "zz" in it
        assert "zzinside" not in said
        assert f"{cast.carla.pk.hex}.{DIGEST}." in mail.unsubscribe
        assert not Held.objects.exists()
        assert Entry.objects.get(name="notices.digest_made").data["lines"] == 1


def test_the_daily_mail_waits_for_the_morning(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        choose(cast.carla, "tickets.answered", Pace.DAILY)
        answer(cast, a_ticket(cast.carla))
    with context(staff_scope(cast.tenant.pk)):
        send_digests()
    with scope(staff_scope(cast.tenant.pk)):
        assert mails_to(cast.carla) == []
        assert Held.objects.count() == 1


def test_the_daily_mail_leaves_out_what_may_not_be_seen_any_more(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        ticket = a_ticket(cast.carla, "Salaries", followers=[cast.sid])
        mine = a_ticket(cast.sid, "My own mouse")
        choose(cast.sid, "tickets.answered", Pace.DAILY)
        answer(cast, ticket)
        answer(cast, mine)
        unfollow_ticket(SYSTEM, ticket, contact=cast.sid)
        _only_own(cast.sid)
    a_day_later(cast.tenant)
    with scope(staff_scope(cast.tenant.pk)):
        (mail,) = mails_to(cast.sid)
        assert "My own mouse" in mail.text
        assert "Salaries" not in mail.text + mail.html


def _only_own(contact: Contact) -> None:
    with writing("roles"):
        Grant.objects.filter(contact=contact).update(reach=Reach.OWN)


def test_whose_access_was_closed_gets_no_daily_mail(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        choose(cast.carla, "tickets.answered", Pace.DAILY)
        answer(cast, a_ticket(cast.carla))
        close_access(SYSTEM, cast.carla)
    a_day_later(cast.tenant)
    with scope(staff_scope(cast.tenant.pk)):
        assert mails_to(cast.carla) == []
        assert not Held.objects.exists()


def test_what_was_switched_off_meanwhile_is_not_in_it(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        choose(cast.carla, "tickets.answered", Pace.DAILY)
        answer(cast, a_ticket(cast.carla))
    a_browser(cast.tenant).post(stop_path(cast.carla, DIGEST, cast.tenant))
    a_day_later(cast.tenant)
    with scope(staff_scope(cast.tenant.pk)):
        assert Choice.objects.get().mail == "off"
        assert mails_to(cast.carla) == []


def test_a_daily_mail_that_was_stopped_comes_again_as_it_was(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        choose(cast.carla, "tickets.answered", Pace.DAILY)
        choose(cast.carla, "tickets.status_changed", Pace.OFF)
    path, browser = stop_path(cast.carla, DIGEST, cast.tenant), a_browser(cast.tenant)
    for _ in range(2):
        assert "I want them again" in browser.post(path).text

    for _ in range(2):
        assert "come again" in browser.post(path, {"again": "1"}).text
    with scope(staff_scope(cast.tenant.pk)):
        kept = dict(Choice.objects.values_list("notice", "mail"))
        assert kept == {"tickets.answered": "daily", "tickets.status_changed": "off"}
        assert Entry.objects.filter(name="notices.resumed").count() == 1


def test_what_came_daily_comes_daily_again_after_its_own_link(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        choose(cast.carla, "tickets.answered", Pace.DAILY)
    path, browser = stop_path(cast.carla, "tickets.answered", cast.tenant), a_browser(cast.tenant)
    browser.post(path)
    browser.post(path, {"again": "1"})

    with scope(staff_scope(cast.tenant.pk)):
        assert Choice.objects.get().mail == "daily"


def test_nobody_is_told_that_mails_come_again_when_none_do(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        choose(cast.carla, "tickets.answered", Pace.OFF)
    path, browser = stop_path(cast.carla, DIGEST, cast.tenant), a_browser(cast.tenant)

    answered = browser.post(path, {"again": "1"}).text
    assert "come again" not in answered
    with scope(staff_scope(cast.tenant.pk)):
        assert Choice.objects.get().mail == "off"


def test_staff_get_a_daily_mail_of_the_desk(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        ticket = a_ticket(cast.carla)
        assign_ticket(SYSTEM, ticket, to=cast.tess)
        choose(cast.tess, "tickets.client_wrote", Pace.DAILY)
        reply = opening(ticket)
        tell_of_reply(ticket=str(ticket.pk), reply=str(reply.pk))
    a_day_later(cast.tenant)
    with scope(staff_scope(cast.tenant.pk)):
        (mail,) = [one for one in mails_to(cast.tess) if one.template == "notices/mail/digest"]
        assert f"/staff/tickets/{ticket.pk}/" in mail.text
        assert "smokes" not in mail.text
