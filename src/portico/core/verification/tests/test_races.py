"""Many at once: one PIN verifies once, and one employee begins one viewing."""

import pytest
from django.utils import timezone

from portico.core.access.actors import Staff
from portico.core.identity.tests.test_races import together
from portico.core.people.permissions import VIEW
from portico.core.people.tests.factories import a_company, a_contact, a_staff_user
from portico.core.tenants.tests.factories import a_tenant
from portico.core.viewing.actions.begin import begin_viewing
from portico.core.viewing.models import ViewingGrant
from portico.core.viewing.permissions import VIEW_AS
from portico.core.viewing.ports import AlreadyViewing
from portico.kernel.ids import new_id
from portico.kernel.tenancy import scope, staff_scope

from .. import queries
from ..actions.pins import check_pin
from ..permissions import CHECK
from ..rules import pin_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.spec("S2.2.9", "S0.1.23")
def test_of_many_at_once_one_is_first() -> None:
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        carla, row = a_contact(a_company()), a_staff_user()
        secret = queries.pin_secret(carla.pk)
    grants = frozenset({CHECK.code, VIEW.code, VIEW_AS.code})
    me = Staff(row.pk, row.name, row.email, grants)

    def check() -> str:
        with scope(staff_scope(tenant.id)):
            return check_pin(me, carla, pin=pin_at(secret, timezone.now()).digits).state

    states = [one for _ in range(2) for one in together(check, times=25)]
    assert len(states) == 50
    assert states.count("verified") == 1

    def begin() -> bool:
        try:
            with scope(staff_scope(tenant.id)):
                begin_viewing(me, carla, staff_session=new_id(), reason="#1")
        except AlreadyViewing:
            return False
        return True

    assert together(begin, times=20).count(True) == 1
    with scope(staff_scope(tenant.id)):
        assert ViewingGrant.objects.count() == 1
