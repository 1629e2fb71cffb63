"""What is unusual about sign-ins, on the page that says how much clients use the portal."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portico.core.journal.models import Entry
from portico.core.log.actions.alerts import Pattern, raise_alert
from portico.core.log.models import Alert
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.reviews.actions.count import count_adoption
from portico.core.reviews.models import AdoptionFigure
from portico.core.roles.tests.factories import SETUP
from portico.core.settings.tests.msps import inside
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

HERE = "/staff/reviews/adoption/"


@pytest.mark.spec("S4.6.9")
def test_a_week_unlike_those_before_stands_out_with_the_alerts(
    tenant: Tenant, owner: Client
) -> None:
    now, before = timezone.now(), {"Silent": 16, "Surge": 8, "Steady": 16, "New": 0}
    with scope(inside(tenant)):
        companies = {name: a_company(name) for name in before}
        anna = a_contact(companies["Steady"], "Anna")
        with writing("journal"):
            for name, recent in (("Silent", 0), ("Surge", 12), ("Steady", 4), ("New", 30)):
                times = [now - timedelta(days=1)] * recent
                times += [now - timedelta(days=10)] * before[name] + [now - timedelta(days=40)]
                for at in times:
                    company = companies[name].pk
                    Entry.objects.create(name="identity.login", at=at, company_id=company)
        raise_alert(SETUP, Pattern(Alert.Kind.TRAVEL, str(anna.pk), 2, 1, "DE → US"))
        raise_alert(SETUP, Pattern(Alert.Kind.SPRAY, "203.0.113.9", 20, 9))
        count_adoption(SETUP)
        told = {one.company.name: one for one in AdoptionFigure.objects.select_related("company")}

    assert {name: (one.sign_ins, one.usual_sign_ins) for name, one in told.items()} == {
        "Silent": (0, 4),
        "Surge": (12, 2),
        "Steady": (4, 4),
        "New": (30, 0),
    }
    assert {name: one.unusual for name, one in told.items() if one.unusual} == {
        "Silent": "silent",
        "Surge": "surge",
    }
    assert {name for name, one in told.items() if one.uses.get("alerts")} == {"Steady"}
    page = owner.get(HERE, {"order": "unusual"}).text
    assert page.index(">Surge<") < page.index(">Silent<") < page.index(">Steady<")
    assert "far more than usual" in page
    assert "nobody came, unlike before" in page
    assert "Alerts in 30 days" in page
