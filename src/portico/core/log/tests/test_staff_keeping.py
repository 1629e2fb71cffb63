"""The page on which an MSP says how long its log is kept, and the filter for money."""

import re

import pytest
from django.test import Client

from portico.core.access.actors import System
from portico.core.journal.acting import record
from portico.core.journal.events import event
from portico.core.journal.models import Entry, Keeping
from portico.core.settings.permissions import VIEW
from portico.core.settings.tests.msps import an_msp, inside, somebody, the_owner
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

PAGE = "/staff/settings/log/keeping/"
LOG = "/staff/settings/log/"


@event("settings.paid_in_a_test", financial=True, words="Paid an invoice in a test")
class Paid:
    """Money moved."""

    cents: int


@pytest.mark.spec("S3.6.22")
def test_money_is_a_filter_and_a_flag_of_the_log(tenant: Tenant, owner: Client) -> None:
    with scope(inside(tenant)):
        record(System("tests"), Paid(cents=100))
    found = owner.get(f"{LOG}?kind=money").text
    assert re.findall(r'<td class="what">([^<]+)', found) == ["Paid an invoice in a test"]
    assert "Paid an invoice in a test" not in owner.get(f"{LOG}?kind=security").text


@pytest.mark.spec("S3.6.22")
def test_the_owner_says_how_long_lines_are_kept(tenant: Tenant, owner: Client) -> None:
    assert PAGE in owner.get("/staff/settings/").text
    page = owner.get(PAGE).text
    assert "5 years" not in page.replace("15 years", "")
    assert owner.post(PAGE, {"months": "24", "years": "10"}).status_code == 302
    assert '<option value="24" selected>' in owner.get(PAGE).text
    with scope(inside(tenant)):
        rule = Keeping.objects.get()
        assert (rule.months, rule.years) == (24, 10)
        entry = Entry.objects.get(name="journal.keeping_changed")
        assert (entry.actor_name, entry.is_security) == ("Olga Owner", True)


@pytest.mark.parametrize(
    "bad",
    [{"months": "24"}, {"months": "24", "years": "5"}, {"months": "0", "years": "10"},
     {"months": "x", "years": "10"}],
)  # fmt: skip
def test_what_is_not_on_offer_is_refused(
    tenant: Tenant, owner: Client, bad: dict[str, str]
) -> None:
    assert owner.post(PAGE, bad).status_code == 422
    with scope(inside(tenant)):
        assert not Keeping.objects.exists()


def test_it_needs_the_permission_and_stays_in_the_tenant(tenant: Tenant) -> None:
    reader = somebody(tenant, VIEW)
    assert reader.get(PAGE).status_code == 404
    assert reader.post(PAGE, {"months": "24", "years": "10"}).status_code == 404
    the_owner(an_msp("Beta MSP")).post(PAGE, {"months": "24", "years": "10"})
    with scope(inside(tenant)):
        assert not Keeping.objects.exists()
