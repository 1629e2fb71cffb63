"""Signing in against identity providers that other people wrote: oidc-provider and samlp."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client

from portico.core.access.actors import System
from portico.core.federation.actions.setup import describe_oidc, describe_saml
from portico.core.federation.addresses import answer_url
from portico.core.federation.jobs import exchange, look_at_provider, settle
from portico.core.federation.models import Connection, Subject
from portico.core.federation.tests.factories import (
    CLIENT,
    a_connection,
    a_domain,
    a_saml_connection,
    certificate,
    rsa_key,
)
from portico.core.identity.models import PortalSession
from portico.core.identity.tests.factories import a_browser
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.install import install_presets
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

pytestmark = [
    pytest.mark.counterpart,
    pytest.mark.django_db,
    pytest.mark.spec("S2.8.2a", "S0.3.1"),
]
HERE = Path(__file__).parent
SYSTEM = System("tests")
SECRET = "kept between the two of us, long enough"


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_ALLOWED = (ip_network("127.0.0.0/8"),)


@contextmanager
def providers(**told: Any) -> Iterator[str]:
    """Both, in one process; yields their address."""
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules" / "oidc-provider").exists():
        pytest.skip("not run here: foreign identity providers: no Node.js, or no `npm ci`")
    command = [node, "providers.mjs"]
    with subprocess.Popen(
        command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().split()[-1]}"
        finally:
            process.kill()


def a_place(tenant: Tenant, kind: Connection.Kind) -> Connection:
    """A company whose Carla has access; its provider is still to be read."""
    with scope(staff_scope(tenant.id)):
        install_presets(SYSTEM, language="en")
        company = a_company()
        a_domain(company)
        a_contact(company, "Carla Contact", email="carla@client.example")
        made = a_saml_connection if kind == Connection.Kind.SAML else a_connection
        return made(company, issuer="", keys=[], authorize_url="", discovery_url="")


def read(tenant: Tenant, connection: Connection, address: str) -> Connection:
    """What the provider publishes, by the job; then in use."""
    with scope(staff_scope(tenant.id)):
        if connection.kind == Connection.Kind.SAML:
            describe_saml(SYSTEM, connection, address=f"{address}/saml/metadata")
        else:
            describe_oidc(SYSTEM, connection, address=address, client_id=CLIENT, secret=SECRET)
    with scope(staff_scope(tenant.id)):
        look_at_provider(connection=str(connection.pk))
    with scope(staff_scope(tenant.id)), writing("federation"):
        known = Connection.objects.get(pk=connection.pk)
        assert known.is_known, known.problem
        known.state = Connection.State.ACTIVE
        known.save(update_fields=["state"])
        return known


def leave(connection: Connection, browser: Client) -> str:
    page = browser.post(f"/portal/sign-on/at/{connection.pk}/").content.decode()
    found = re.search(r'id="go" href="([^"]+)"', page)
    assert found, page
    return found[1].replace("&amp;", "&")


def signs_in(asked: str, home: str) -> str:
    """Name and consent at the provider, each with a button; the address that it leads back to."""
    with httpx2.Client(base_url=home) as browser:
        page = _followed(browser, browser.get(asked))
        for prompt in ("login", "consent"):
            found = re.search(r'action="([^"]+)" method="post"', page.text)
            assert found, page.text
            assert f'value="{prompt}"' in page.text
            form = {"prompt": prompt, "login": "carla-1", "password": "x"}
            page = _followed(browser, browser.post(found[1], data=form))
        return page.headers["location"]


def _followed(browser: httpx2.Client, page: httpx2.Response) -> httpx2.Response:
    """Where it leads, as long as that is at the provider."""
    while (there := page.headers.get("location", "")).startswith((str(browser.base_url), "/")):
        page = browser.get(there)
    return page


def way_back(tenant: Tenant) -> str:
    with scope(staff_scope(tenant.id)):
        session = PortalSession.objects.get()
        assert Subject.objects.get().contact_id == session.contact_id
        return f"{session.contact.email} {session.method}"


def test_a_strict_provider_lets_somebody_in_once() -> None:
    connection = a_place(tenant := a_tenant(), Connection.Kind.OIDC)
    with scope(staff_scope(tenant.id)):
        back = answer_url(connection)
    with providers(client_id=CLIENT, secret=SECRET, redirect_uri=back) as address:
        connection, browser = read(tenant, connection, address), a_browser(tenant)
        assert connection.names_itself  # RFC 9207: it says in its answer who it is

        answered = urlsplit(signs_in(leave(connection, browser), address))
        query = {key: one[0] for key, one in parse_qs(answered.query).items()}
        assert query["iss"] == address
        waits = browser.get(answered.path, query)["Location"]
        with scope(staff_scope(tenant.id)):
            exchange(attempt=waits.rstrip("/").rpartition("/")[2])
        assert browser.get(waits)["Location"] == "/portal/"

        assert way_back(tenant) == "carla@client.example oidc"
        assert browser.get(answered.path, query).status_code != 302  # the same answer once more


@pytest.mark.parametrize("whole", [False, True], ids=["assertion", "response"])
def test_a_saml_provider_lets_somebody_in_once(whole: bool) -> None:
    connection = a_place(tenant := a_tenant(), Connection.Kind.SAML)
    with scope(staff_scope(tenant.id)):
        acs = answer_url(connection)
    told = {"cert": certificate().public_bytes(Encoding.PEM).decode(), "key": _private()}
    known = {"client_id": CLIENT, "secret": SECRET, "redirect_uri": acs, "acs": acs}
    with providers(**told, **known, sign_response=whole) as address:
        connection, browser = read(tenant, connection, address), a_browser(tenant)
        form = httpx2.get(leave(connection, browser)).json()

        waits = a_browser(tenant).post(urlsplit(acs).path, form)  # without our cookies
        assert waits.status_code == 303
        with scope(staff_scope(tenant.id)):
            settle(attempt=waits["Location"].rstrip("/").rpartition("/")[2])
        assert a_browser(tenant).get(waits["Location"]).status_code == 400  # not who asked
        assert browser.get(waits["Location"])["Location"] == "/portal/"

        assert way_back(tenant) == "carla@client.example saml"
        assert browser.post(urlsplit(acs).path, form).status_code == 400  # the same once more


def _private() -> str:
    key = rsa_key("provider").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key.decode()
