"""Reviews start by themselves or by hand, remind, and are seen at the desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portico.core.identity.tests.factories import signed_in_client
from portico.core.identity.tests.msps import inside, somebody
from portico.core.identity.tests.test_races import together
from portico.core.mail.models import Message
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

from ..jobs import remind_reviewers, start_reviews, tell_of_review
from ..models import AccessReview, ReviewLine
from ..permissions import MANAGE
from .factories import begun, fresh, line_of, member

DESK = "/staff/reviews/"


def tab(company: Company) -> str:
    return f"{DESK}company/{company.pk}/"


def older(row: Company | AccessReview, **values: Any) -> None:
    """As some other day would have it. Any: columns."""
    model = type(row)
    with writing("people", "reviews"):
        model._default_manager.filter(pk=row.pk).update(**values)


@pytest.mark.spec("S4.9.11")
def test_staff_start_one_now_and_the_admins_are_told(
    tenant: Tenant, owner: Client, bakery: Company, maya: Contact
) -> None:
    assert owner.post(f"{tab(bakery)}start/").status_code == 302
    assert owner.post(f"{tab(bakery)}start/").status_code == 409
    with scope(inside(tenant)):
        review = AccessReview.objects.get()
        tell_of_review(accessreview=str(review.pk))
        mail = Message.objects.get(to=maya.email)
    assert "/portal/reviews/" in mail.text
    assert "Open review" in owner.get(tab(bakery)).text
    assert "Bluebird Bakery" in owner.get(DESK).text
    assert "Maya Admin" in owner.get(f"{DESK}{review.pk}/").text


@pytest.mark.spec("S4.9.11")
def test_a_review_needs_an_open_portal_and_an_admin(
    tenant: Tenant, owner: Client, bakery: Company, otto: Contact
) -> None:
    assert owner.post(f"{tab(bakery)}start/").status_code == 422
    member(tenant, bakery, "Maya Admin", "client_admin")
    with scope(inside(tenant)):
        older(bakery, portal_enabled=False)
    assert owner.post(f"{tab(bakery)}start/").status_code == 422
    with scope(inside(tenant)):
        assert not AccessReview.objects.exists()


@pytest.mark.spec("S4.9.11")
def test_one_starts_every_quarter_unless_the_company_or_the_msp_says_otherwise(
    tenant: Tenant, owner: Client, bakery: Company, maya: Contact
) -> None:
    with scope(inside(tenant)):
        start_reviews()
        assert not AccessReview.objects.exists()  # the company has just come
        older(bakery, created_at=timezone.now() - timedelta(days=92))
    assert owner.post(f"{DESK}rules/", {"every": "half"}).status_code == 302
    with scope(inside(tenant)):
        start_reviews()
        assert not AccessReview.objects.exists()
    assert owner.post(tab(bakery), {"every": "quarter"}).status_code == 302
    with scope(inside(tenant)):
        start_reviews()
        start_reviews()
        assert AccessReview.objects.get().people == 1
        older(AccessReview.objects.get(), state="finished")
        start_reviews()
        assert AccessReview.objects.count() == 1
    owner.post(tab(bakery), {"every": "off"})
    with scope(inside(tenant)):
        older(AccessReview.objects.get(), started_at=timezone.now() - timedelta(days=400))
        start_reviews()
        assert AccessReview.objects.count() == 1


@pytest.mark.spec("S4.9.11")
def test_reminders_come_after_one_week_and_after_two(
    tenant: Tenant, review: AccessReview, maya: Contact, owner: Client
) -> None:
    with scope(inside(tenant)):
        for days, mails in ((6, 0), (8, 1), (8, 1), (15, 2), (30, 2)):
            older(review, started_at=timezone.now() - timedelta(days=days))
            remind_reviewers()
            assert Message.objects.filter(to=maya.email).count() == mails
        older(review, due=timezone.localdate() - timedelta(days=1))
    assert "Bluebird Bakery" in owner.get(f"{DESK}?tab=overdue").text
    assert owner.post(f"{DESK}{review.pk}/reminder/").status_code == 302
    assert owner.post(f"{DESK}{review.pk}/cancellation/", {"reason": ""}).status_code == 422
    assert owner.post(f"{DESK}{review.pk}/cancellation/", {"reason": "Twice"}).status_code == 302
    assert fresh(review).state == "cancelled"
    assert owner.post(f"{DESK}{review.pk}/reminder/").status_code == 409


@pytest.mark.spec("S4.9.11")
def test_who_only_manages_reviews_does_not_say_how_often(
    tenant: Tenant, bakery: Company, review: AccessReview
) -> None:
    desk = somebody(tenant, MANAGE)
    assert desk.get(DESK).status_code == 200
    assert desk.get(f"{DESK}rules/").status_code == 404
    assert desk.get(f"{DESK}adoption/").status_code == 404
    assert desk.post(f"{DESK}{review.pk}/people.csv").status_code == 404
    nobody = somebody(tenant, name="Nina Nobody")
    for path in (DESK, f"{DESK}{review.pk}/", tab(bakery)):
        assert nobody.get(path).status_code == 404


@pytest.mark.spec("S4.9.11")
@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_finish_at_once_one_does(
    tenant: Tenant,
) -> None:
    with scope(inside(tenant)):
        bakery = a_company("Bluebird Bakery")
    admins = [member(tenant, bakery, f"{name} Admin", "client_admin") for name in ("Maya", "Noah")]
    otto = member(tenant, bakery, "Otto Employee", "employee")
    review = begun(tenant, bakery)
    browsers = [signed_in_client(one) for one in admins]
    maya, noah = (line_of(review, one).pk for one in admins)
    browsers[0].post(f"/portal/reviews/people/{noah}/keep/")
    browsers[1].post(f"/portal/reviews/people/{maya}/keep/")

    def press() -> int:
        path = f"/portal/reviews/{review.pk}/rest/"
        return browsers.pop().post(path, {"shown": 1}).status_code

    assert sorted(together(press, times=2)) == [302, 409]
    with scope(inside(tenant)):
        assert ReviewLine.objects.get(contact_id=otto.pk).decision == "keep"
    assert fresh(review).state == "finished"
