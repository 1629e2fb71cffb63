"""Who sees which tickets."""

import pytest

from portico.core.access.actors import Reach
from portico.core.access.permissions import NotVisible
from portico.core.access.tests.factories import a_client, a_technician
from portico.engines.search.jobs import index
from portico.features.tickets import queries
from portico.features.tickets.actions.change import change_status
from portico.features.tickets.actions.note import add_note
from portico.features.tickets.models import Category
from portico.features.tickets.permissions import VIEW
from portico.kernel.tenancy import portal_scope, scope

from .conftest import Cast
from .factories import SYSTEM, a_ticket


@pytest.mark.spec("S0.1.2", "S1.4.1")
def test_own_site_and_company_are_three_reaches(inside: Cast) -> None:
    carlas, beas, sids = (a_ticket(who) for who in (inside.carla, inside.bea, inside.sid))
    a_ticket(inside.otto)

    def seen(reach: Reach) -> set[object]:
        actor = a_client(
            inside.bluebird.pk,
            VIEW,
            reach=reach,
            contact_id=inside.carla.pk,
            site_id=inside.carla.site_id,
        )
        return set(queries.tickets(actor).values_list("pk", flat=True))

    assert seen(Reach.OWN) == {carlas.pk}
    assert seen(Reach.SITE) == {carlas.pk, sids.pk}
    assert seen(Reach.COMPANY) == {carlas.pk, beas.pk, sids.pk}


@pytest.mark.spec("S1.1.2", "G1")
def test_a_foreign_ticket_is_not_visible(inside: Cast) -> None:
    foreign = a_ticket(inside.otto)
    bea = a_client(inside.bluebird.pk, VIEW, reach=Reach.COMPANY, contact_id=inside.bea.pk)
    with pytest.raises(NotVisible):
        queries.ticket(bea, foreign.pk)


def test_without_the_permission_nothing_is_there(inside: Cast) -> None:
    a_ticket(inside.carla)
    assert not queries.tickets(a_technician()).exists()


@pytest.mark.spec("S1.4.2")
def test_search_finds_words_beginnings_and_numbers(inside: Cast) -> None:
    ticket = a_ticket(inside.carla, "Scanner eats paper", body="The second tray jams")
    index(kind=queries.SEARCH_KIND, ids=[str(ticket.pk)])
    for words in ("scanner", "trays", "jam", f"#{ticket.number}", "paper scan"):
        assert [one.pk for one in queries.search(SYSTEM, words, language="en")] == [ticket.pk], (
            words
        )
    assert not queries.search(SYSTEM, "monitor", language="en")
    assert not queries.search(SYSTEM, "' & | ! :* \\", language="en")


@pytest.mark.spec("S1.4.3", "S1.1.2")
def test_clients_find_neither_notes_nor_foreign_tickets(inside: Cast) -> None:
    mine, foreign = a_ticket(inside.carla, "Scanner"), a_ticket(inside.otto, "Scanner")
    colleagues = a_ticket(inside.bea, "Scanner")
    add_note(SYSTEM, mine, body="Replace the Zanzibar board")
    index(kind=queries.SEARCH_KIND, ids=[str(one.pk) for one in (mine, foreign, colleagues)])
    assert queries.search(SYSTEM, "zanzibar", language="en").exists()

    carla = a_client(inside.bluebird.pk, VIEW, contact_id=inside.carla.pk)
    portal = portal_scope(inside.tenant.pk, company=inside.bluebird.pk, contact=inside.carla.pk)
    with scope(portal):
        found = queries.search(carla, "scanner", language="en")
        assert [one.pk for one in found] == [mine.pk]
        assert not queries.search(carla, "zanzibar", language="en").exists()


def test_what_is_closed_leaves_the_active_ones_and_comes_back(inside: Cast) -> None:
    """Also where a ticket is changed by the thousand, as an import does."""
    stays, goes = a_ticket(inside.carla), a_ticket(inside.carla)
    carla = a_client(inside.bluebird.pk, VIEW, contact_id=inside.carla.pk)

    def active() -> set[object]:
        return set(queries.active_tickets(carla).values_list("pk", flat=True))

    assert active() == {stays.pk, goes.pk}
    change_status(SYSTEM, goes, status=queries.default_status(Category.CLOSED))
    assert active() == {stays.pk}
    assert set(queries.tickets(carla).values_list("pk", flat=True)) == {stays.pk, goes.pk}
    goes.refresh_from_db()
    change_status(SYSTEM, goes, status=queries.default_status(Category.OPEN))
    assert active() == {stays.pk, goes.pk}
