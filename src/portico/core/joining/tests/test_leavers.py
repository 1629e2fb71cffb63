"""Somebody leaves: the links that they may still hold end; those who remain get the next one."""

import pytest

from portico.core.identity.tests.factories import a_browser
from portico.core.joining import queries
from portico.core.joining.actions.send import send_link
from portico.core.joining.actions.tend import replace_after_leaver
from portico.core.joining.models import LinkRecipient
from portico.core.people.models import Company, StaffUser
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import SYSTEM, a_link, changed, contact_at, fresh, join, mails, text_of


@pytest.mark.spec("S4.6.1", "S4.8.4a")
def test_when_somebody_leaves_those_who_remain_get_the_next_link(
    tenant: Tenant, bakery: Company, dana: StaffUser
) -> None:
    rows = [a_link(bakery).row for _ in range(2)]
    changed(rows[0], created_by_id=dana.pk)
    gone, new = "otto@bluebird.example", "ines@bluebird.example"
    with scope(staff_scope(tenant.id)):
        send_link(SYSTEM, rows[0], to=[gone, new])
        assert replace_after_leaver(SYSTEM, bakery, left={gone}) == 2
    assert [fresh(one).state for one in rows] == ["revoked"] * 2
    assert (len(mails(tenant, gone)), len(mails(tenant, new))) == (1, 2)
    token = text_of(tenant, mails(tenant, new)[-1]).partition("/portal/join#")[2].split()[0]
    assert a_browser(tenant).post("/portal/join", {"token": token}).status_code == 200
    (told,) = mails(tenant, dana.email)
    assert rows[0].start in text_of(tenant, told)


@pytest.mark.spec("S4.8.4a")
def test_whoever_joined_with_another_address_than_the_mailed_one_gets_no_next_link(
    tenant: Tenant, bakery: Company
) -> None:
    private, own = "otto@private.example", "otto@bluebird.example"
    row = a_link(bakery).row
    with scope(staff_scope(tenant.id)):
        send_link(SYSTEM, row, to=[private])
    token = text_of(tenant, mails(tenant, private)[-1]).partition("/portal/join#")[2].split()[0]
    join(tenant, token, own)
    otto = contact_at(bakery, own)
    assert otto
    with scope(staff_scope(tenant.id)):
        left = queries.addresses_of(otto.pk)
        assert left == {private, own}
        replace_after_leaver(SYSTEM, bakery, left=left)
        assert LinkRecipient.objects.get(link=row).joined_at
    assert len(mails(tenant, private)) == 1
