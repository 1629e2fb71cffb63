"""Somebody leaves: one action closes the door, and a mistake can be mended."""

import pytest
from django.core.exceptions import PermissionDenied

from portico.core.access.actors import System
from portico.core.access.permissions import Refusal
from portico.core.access.tests.factories import a_client
from portico.core.people.models import Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant

from ..actions.leaver import HasLeft, NoSuccessor, let_go, take_back
from ..permissions import GIVE_ACCESS

STAFF = System("tests")


@pytest.fixture
def leo(tenant: Tenant) -> Contact:
    return a_contact(a_company("Bluebird"), "Leo Leaver")


@pytest.mark.spec("S4.8.4b", "S3.7.2")
def test_a_mistake_is_mended_and_nothing_is_lost(tenant: Tenant, leo: Contact) -> None:
    let_go(STAFF, leo, reason="Mixed up")
    with pytest.raises(HasLeft):
        let_go(STAFF, leo, reason="again")
    back = take_back(STAFF, leo)

    assert back.is_active
    assert back.access == Contact.Access.DISABLED  # access is given by itself
    assert back.person_id == leo.person_id


def test_a_reason_is_needed(tenant: Tenant) -> None:
    leo = a_contact(a_company(), "Leo")
    with pytest.raises(Refusal, match="why"):
        let_go(STAFF, leo, reason="  ")
    assert Contact.objects.get(pk=leo.pk).is_active


def test_only_a_colleague_who_is_there_takes_over(tenant: Tenant) -> None:
    company = a_company()
    leo, gone = a_contact(company, "Leo"), a_contact(company, "Gone")
    let_go(STAFF, gone, reason="left")

    for wrong in (a_contact(a_company("Another"), "Otto"), leo, gone):
        with pytest.raises(NoSuccessor):
            let_go(STAFF, leo, reason="left", successor=wrong)


@pytest.mark.spec("S4.8.4c")
def test_a_clients_admin_lets_nobody_go_elsewhere_and_never_the_own_person(
    tenant: Tenant,
) -> None:
    company, other = a_company(), a_company("Another")
    boss, foreign = a_contact(company, "Boss"), a_contact(other, "Foreign")
    admin = a_client(company.pk, GIVE_ACCESS)

    with pytest.raises(PermissionDenied):
        let_go(admin, foreign, reason="x")
    assert Contact.objects.get(pk=foreign.pk).is_active
    assert Contact.objects.get(pk=boss.pk).is_active
