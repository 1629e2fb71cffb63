"""The client's admin decides who still needs access, and nobody else does."""

import json
from hashlib import sha256

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portico.core.identity.tests.factories import is_in, signed_in_client
from portico.core.identity.tests.msps import an_msp, inside, the_owner
from portico.core.journal.models import Entry
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company
from portico.core.roles.actions.access import close_access
from portico.core.roles.models import Grant, Role
from portico.core.tenants.models import Tenant
from portico.kernel.ids import new_id
from portico.kernel.tenancy import scope

from ..jobs import make_evidence
from ..models import AccessReview, ReviewEvidence
from .factories import SETUP, again, begun, fresh, line_of, member

HERE = "/portal/reviews/"


def of(line: object, what: str = "") -> str:
    return f"{HERE}people/{line}/{what}"


def rest(review: AccessReview) -> str:
    return f"{HERE}{review.pk}/rest/"


@pytest.mark.spec("S4.9.11", "S4.8.4b")
def test_the_list_says_everything_about_everybody_with_access(
    tenant: Tenant, bakery: Company, review: AccessReview, admin: Client
) -> None:
    later = member(tenant, bakery, "Lena Later", "employee")

    admin.get(HERE)
    with CaptureQueriesContext(connection) as asked:
        shown = admin.get(HERE).text

    told = [one["sql"] for one in asked.captured_queries]
    assert len([sql for sql in told if sql.startswith("SELECT ")]) <= 8, told
    assert "Otto Employee" in shown
    assert "Pia Employee" in shown
    assert "Keep access for all 3 people" in shown  # Maya is the only admin
    assert later.name not in shown


@pytest.mark.spec("S4.9.11", "S4.8.4b")
def test_one_click_keeps_all_the_rest_and_finishes(
    tenant: Tenant, review: AccessReview, admin: Client, maya: Contact
) -> None:
    answer = admin.post(rest(review), {"shown": 3})

    assert answer.status_code == 302
    done = fresh(review)
    assert done.state == "finished"
    assert done.finished_by == "Maya Admin"
    assert line_of(review, maya).by_themselves
    with scope(inside(tenant)):
        entry = Entry.objects.get(name="reviews.finished")
    assert entry.data["kept"] == 3
    assert entry.is_security
    assert entry.data["fingerprint"] == done.sha256


@pytest.mark.spec("S4.8.4b")
def test_an_old_number_confirms_nobody(review: AccessReview, admin: Client, otto: Contact) -> None:
    assert admin.post(rest(review), {"shown": 2}).status_code == 409
    assert admin.post(rest(review), {}).status_code == 409
    assert not line_of(review, otto).decision


@pytest.mark.spec("S4.8.4b", "S4.9.11")
def test_taking_access_away_signs_out_with_the_next_click(
    tenant: Tenant, review: AccessReview, admin: Client, otto: Contact
) -> None:
    browser = signed_in_client(otto)
    line = line_of(review, otto)

    without = admin.post(of(line.pk), {"decision": "remove", "reason": " "})
    assert without.status_code == 422
    assert again(otto).access == "active"

    assert admin.post(of(line.pk), {"decision": "remove", "reason": "Moved on"}).status_code == 302
    assert again(otto).access == "disabled"
    assert again(otto).closed_why == "Moved on"
    assert not is_in(browser)
    assert line_of(review, otto).decision == "remove"


@pytest.mark.spec("S4.8.4b")
def test_whoever_has_left_goes_for_good_and_another_role_counts_at_once(
    tenant: Tenant, review: AccessReview, admin: Client, otto: Contact, pia: Contact
) -> None:
    with scope(inside(tenant)):
        manager = Role.objects.get(key="manager")

    admin.post(of(line_of(review, otto).pk), {"decision": "left", "reason": "Retired"})
    unsaid = admin.post(of(line_of(review, pia).pk), {"decision": "change"})
    admin.post(of(line_of(review, pia).pk), {"decision": "change", "role": str(manager.pk)})

    assert unsaid.status_code == 422
    assert not again(otto).is_active
    with scope(inside(tenant)):
        assert Grant.objects.get(contact=pia).role_id == manager.pk
    assert line_of(review, pia).new_role == manager.name


@pytest.mark.spec("S4.9.11")
def test_finishing_needs_a_decision_about_everybody(review: AccessReview, admin: Client) -> None:
    assert admin.post(f"{HERE}{review.pk}/end/").status_code == 422
    assert fresh(review).is_open


@pytest.mark.spec("S4.9.11")
def test_nobody_decides_about_themselves_where_a_colleague_can(
    tenant: Tenant, bakery: Company, maya: Contact, noah: Contact, otto: Contact, admin: Client
) -> None:
    review = begun(tenant, bakery)
    mine = line_of(review, maya)

    assert admin.post(of(mine.pk, "keep/")).status_code == 422
    assert admin.post(of(mine.pk), {"decision": "remove", "reason": "x"}).status_code == 422
    assert admin.post(rest(review), {"shown": 2}).status_code == 302
    assert fresh(review).is_open  # the own line is left
    assert "a colleague confirms it" in admin.get(HERE).text

    other = signed_in_client(noah)
    assert other.post(of(mine.pk, "keep/")).status_code == 302
    assert other.post(f"{HERE}{review.pk}/end/").status_code == 302
    assert fresh(review).state == "finished"
    assert not line_of(review, maya).by_themselves


@pytest.mark.spec("S4.9.11", "S2.9.3")
def test_an_admin_neither_removes_another_admin_nor_gives_more_than_allowed(
    tenant: Tenant, bakery: Company, noah: Contact, otto: Contact, maya: Contact, admin: Client
) -> None:
    review = begun(tenant, bakery)
    with scope(inside(tenant)):
        above = Role.objects.get(key="client_admin")

    no = admin.post(of(line_of(review, noah).pk), {"decision": "remove", "reason": "x"})
    up = admin.post(of(line_of(review, otto).pk), {"decision": "change", "role": str(above.pk)})

    assert (no.status_code, up.status_code) == (422, 422)
    assert again(noah).access == "active"
    assert not line_of(review, noah).decision
    with scope(inside(tenant)):
        assert not Grant.objects.filter(contact=otto, role=above).exists()


@pytest.mark.spec("S4.9.11")
def test_what_is_decided_or_closed_is_not_decided_again(
    review: AccessReview, admin: Client, otto: Contact
) -> None:
    line = line_of(review, otto)
    assert admin.post(of(line.pk, "keep/")).status_code == 302
    assert admin.post(of(line.pk, "keep/")).status_code == 409
    admin.post(rest(review), {"shown": 2})
    assert admin.post(rest(review), {"shown": 0}).status_code == 409
    assert admin.post(f"{HERE}{review.pk}/end/").status_code == 409


@pytest.mark.spec("S4.9.11")
def test_whoever_lost_access_meanwhile_is_noted_and_holds_up_nobody(
    tenant: Tenant, review: AccessReview, admin: Client, otto: Contact
) -> None:
    with scope(inside(tenant)):
        close_access(SETUP, again(otto))

    assert "Keep access for all 2 people" in admin.get(HERE).text
    assert admin.post(of(line_of(review, otto).pk, "keep/")).status_code == 409
    assert admin.post(rest(review), {"shown": 2}).status_code == 302
    assert line_of(review, otto).decision == "gone"


@pytest.mark.spec("S4.9.11", "G1")
def test_another_company_another_msp_and_colleagues_without_the_right_see_nothing(
    tenant: Tenant, review: AccessReview, otto: Contact
) -> None:
    with scope(inside(tenant)):
        rival = a_company("Rival")
    strangers = [signed_in_client(member(tenant, rival, "Rita Rival", "client_admin"))]
    other = an_msp("Southbeam")
    with scope(inside(other)):
        theirs = a_company("Theirs")
    strangers.append(signed_in_client(member(other, theirs, "Theo Theirs", "client_admin")))
    strangers.append(signed_in_client(otto))
    line = line_of(review, otto)

    for browser in strangers:
        for path in ("evidence.pdf", "people.csv", "data.json"):
            assert browser.post(f"{HERE}{review.pk}/{path}").status_code == 404
        assert browser.post(rest(review), {"shown": 3}).status_code == 404
        assert browser.post(f"{HERE}{review.pk}/end/").status_code == 404
        assert browser.post(of(line.pk, "keep/")).status_code == 404
        assert browser.get(of(line.pk)).status_code == 404
        assert "Pia Employee" not in browser.get(HERE).text
    assert the_owner(other).get(f"/staff/reviews/{review.pk}/").status_code == 404
    assert strangers[0].get(of(new_id())).status_code == 404
    assert fresh(review).is_open


@pytest.mark.spec("S4.9.11")
def test_the_evidence_is_a_pdf_a_and_its_fingerprint_is_that_of_the_data(
    tenant: Tenant, bakery: Company, maya: Contact, admin: Client
) -> None:
    member(tenant, bakery, '#panic("x") *bold* $x$ =1+1', "employee")
    review = begun(tenant, bakery)
    admin.post(rest(review), {"shown": 2})
    assert admin.post(f"{HERE}{review.pk}/evidence.pdf").status_code == 404  # not drawn yet
    with scope(inside(tenant)):
        make_evidence(accessreview=str(review.pk))
        make_evidence(accessreview=str(review.pk))  # a job may run twice
        kept = ReviewEvidence.objects.get(review=review)

    pdf = admin.post(f"{HERE}{review.pk}/evidence.pdf")
    data = admin.post(f"{HERE}{review.pk}/data.json").content
    table = b"".join(admin.post(f"{HERE}{review.pk}/people.csv")).decode()

    assert pdf.content.startswith(b"%PDF-")
    assert b"pdfaid" in pdf.content
    assert sha256(pdf.content).hexdigest() == kept.sha256
    assert sha256(data).hexdigest() == fresh(review).sha256
    told = json.loads(data)
    assert told["controls"] == ["ISO/IEC 27001:2022 A.5.18", "SOC 2 CC6.3"]
    assert {one["decision"] for one in told["people"]} == {"keep"}
    assert "#panic" in table
    with scope(inside(tenant)):
        taken = Entry.objects.filter(name="reviews.evidence_taken").values_list("data", flat=True)
        assert sorted(one["form"] for one in taken) == ["csv", "json", "pdf"]
