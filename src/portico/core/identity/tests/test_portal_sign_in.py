"""Signing in by mail: the way of a person, and what stops everybody else."""

import pytest

from portico.core.people.models import Contact
from portico.core.tenants.models import Tenant

from .factories import a_browser, ask, is_in, the_letter

pytestmark = pytest.mark.django_db


@pytest.mark.spec("S1.3.1", "S1.1.6")
def test_a_link_opens_the_portal_in_the_browser_that_asked(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)

    assert ask(browser, "Carla@Bluebird.example ").status_code == 302
    letter = the_letter(tenant, carla.email)
    assert letter
    assert browser.get(letter.path).status_code == 200
    answer = browser.post(letter.path, {"secret": letter.secret})

    assert (answer.status_code, answer["Location"]) == (302, "/portal/")
    assert is_in(browser)
