"""At a host that nobody owns there is nothing: the same 404, whatever is asked for."""

import pytest
from django.test import Client

from portico.core.identity.tests.factories import a_browser
from portico.core.tenants.tests.factories import a_tenant

PATHS = [
    *("/", "/portal", "/portal/", "/portal/tickets", "/portal/tickets/", "/portal/login"),
    *("/staff/", "/staff/tickets", "/staff/login/", "/appearance", "/dev/mail", "/dev/ui"),
    *("/nowhere", "/nowhere/", "/setup", "/brand/x.css", "//evil.example/", "/portal//"),
]


@pytest.fixture
def nobody(db: None) -> Client:
    a_tenant("Acme IT")
    return Client(headers={"host": "nobody.example:8000"})


@pytest.mark.spec("S1.1.6", "G1")
@pytest.mark.parametrize("path", PATHS)
def test_every_address_is_404_and_leads_nowhere(nobody: Client, path: str) -> None:
    for answer in (nobody.get(path), nobody.post(path), nobody.head(path)):
        assert answer.status_code == 404
        assert "Location" not in answer
        assert "Acme" not in answer.text


@pytest.mark.parametrize("host", ["a b", "acme.example.com@evil", "..", "[::1", "x" * 300, ""])
def test_a_host_that_is_none_is_refused(nobody: Client, host: str) -> None:
    assert nobody.get("/portal/tickets", headers={"host": host}).status_code in {400, 404}


def test_a_known_host_adds_the_slash(db: None) -> None:
    tenant = a_tenant("Acme IT")
    answer = a_browser(tenant).get("/portal/tickets?q=1")
    assert (answer.status_code, answer["Location"]) == (301, "/portal/tickets/?q=1")
