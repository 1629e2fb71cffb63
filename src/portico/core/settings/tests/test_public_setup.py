"""The first run: there once, for whoever holds the token, and then never again."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from portico.core.identity.cookies import STAFF
from portico.core.mail.models import MailServer
from portico.core.people.models import StaffUser
from portico.core.settings.actions.first_run import is_setup_token, offer_setup
from portico.core.tenants.making import known_tenants
from portico.core.tenants.queries import tenant_of_host
from portico.kernel.tenancy import scope
from portico.kernel.tests.mail_provider import CLIENT, DIRECTORY, SECRET, mail_provider

from .msps import an_msp, inside

FORM = {
    "name": "Sonnberg IT",
    "host": "testserver",
    "language": "de",
    "zone": "Europe/Vienna",
    "colour": "#f2b705",
    "owner_name": "Olga Owner",
    "owner_email": "olga@sonnberg.example",
    "password": "drei Birnen im Regen",
}
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def token(db: None) -> str:
    """What `portico up` prints."""
    found = offer_setup()
    assert found
    return found


def send(token: str, **fields: str) -> tuple[int, str]:
    response = Client().post("/setup/", {**FORM, "token": token, **fields})
    return response.status_code, response.text


def test_the_form_makes_the_first_msp_and_goes_on_to_the_second_factor(token: str) -> None:
    browser = Client()
    response = browser.post("/setup/", {**FORM, "token": token})

    assert (response.status_code, response["Location"]) == (302, "/staff/login/app/")
    assert browser.cookies[STAFF].value
    assert "otpauth" not in browser.get("/staff/").text
    assert browser.get("/staff/login/app/").status_code == 200
    tenant = tenant_of_host("testserver")
    assert tenant is not None
    assert (tenant.name, tenant.slug, tenant.colour) == ("Sonnberg IT", "sonnberg-it", "#f2b705")
    with scope(inside(tenant)):
        assert StaffUser.objects.get().status == StaffUser.Status.ACTIVE


def test_the_page_is_gone_for_good_afterwards(token: str) -> None:
    an_msp()

    assert Client().get(f"/setup/?token={token}").status_code == 404
    assert send(token)[0] == 404
    assert offer_setup() is None


@pytest.mark.parametrize("bad", ["", "x", "A" * 500, "\0", "ü"])
def test_without_the_token_nothing_happens(token: str, bad: str) -> None:
    assert Client().get("/setup/", {"token": bad}).status_code == 403
    assert send(bad)[0] == 403
    assert not known_tenants()


def test_a_new_start_ends_the_old_token(token: str) -> None:
    newer = offer_setup()

    assert not is_setup_token(token)
    assert newer
    assert is_setup_token(newer)


def test_only_the_digest_is_kept(token: str) -> None:
    file: Path = settings.KEYS_FOLDER / "setup.sha256"

    assert token not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("host", "http://x"),
        ("zone", "Nowhere"),
        ("colour", "blue"),
        ("owner_email", "olga"),
        ("password", "short"),
        ("password", "olga@sonnberg.example"),
    ],
)
def test_a_refusal_keeps_what_was_typed(token: str, field: str, value: str) -> None:
    status, text = send(token, **{field: value, "owner_name": "Olga O'Wner"})

    assert status == 422
    assert "Olga O&#x27;Wner" in text
    assert 'aria-invalid="true"' in text
    assert not known_tenants()


def test_scripts_in_the_form_come_back_as_text(token: str) -> None:
    status, text = send(token, name=SCRIPT, owner_name=SCRIPT, password="short")

    assert status == 422
    assert SCRIPT not in text


def test_a_mail_server_is_kept_for_the_tenant(token: str) -> None:
    mail = {"smtp_host": "Mail.Example", "smtp_port": "465", "smtp_security": "tls"}
    sender = {"smtp_user": "portal", "smtp_password": "pw", "smtp_sender": "help@s.example"}

    assert send(token, **mail, **sender)[0] == 302

    tenant = tenant_of_host("testserver")
    assert tenant is not None
    with scope(inside(tenant)):
        server = MailServer.objects.get()
        assert (server.host, server.port, server.security) == ("mail.example", 465, "tls")
        assert b"pw" not in bytes(server.password)


def test_half_a_mail_server_is_refused(token: str) -> None:
    assert send(token, smtp_host="mail.example")[0] == 422
    assert not known_tenants()


def test_a_mail_server_that_is_not_there_is_told_kindly(token: str) -> None:
    mail = {"smtp_host": "127.0.0.1", "smtp_port": "1", "smtp_sender": "help@s.example"}

    status, text = send(token, **mail, test="1")

    assert status == 200
    assert re.search(r'class="notice bad"', text)
    assert not known_tenants()


MAILBOX = {
    "mail_way": "graph",
    "graph-mailbox": "help@s.example",
    "graph-directory": DIRECTORY,
    "graph-client": CLIENT,
    "graph-secret": SECRET,
}


@pytest.mark.spec("S1.6.4", "S0.3.4")
def test_a_mailbox_at_a_provider_is_tried_before_it_is_kept(token: str, settings: Settings) -> None:
    with mail_provider(settings) as provider:
        wrong = send(token, **MAILBOX | {"graph-secret": "Qm8Q~wrong"}, test="1")
        right = send(token, **MAILBOX, test="1")

    assert "Microsoft does not accept the application or its client secret." in wrong[1]
    assert "The server took a test mail for" in right[1]
    assert f'value="{SECRET}"' in right[1]  # as a password's: nothing is stored yet
    assert [taken.mailbox for taken in provider.mails] == ["help@s.example"]
    assert not known_tenants()

    assert send(token, **MAILBOX)[0] == 302
    tenant = tenant_of_host("testserver")
    assert tenant is not None
    with scope(inside(tenant)):
        server = MailServer.objects.get()
        assert (server.way, server.user, server.from_address) == (
            "graph",
            "help@s.example",
            "help@s.example",
        )
        assert SECRET.encode() not in bytes(server.password)


@pytest.mark.spec("S1.6.4")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"graph-client": "portal"}, "graph-client"),
        ({"mail_way": "gmail", "gmail-mailbox": "a@s.example", "gmail-key": "{}"}, "gmail-key"),
        ({"mail_way": "pigeon"}, "mail_way"),
    ],
)
def test_half_a_mailbox_is_refused_and_kept_as_typed(
    token: str, wrong: dict[str, str], field: str
) -> None:
    status, text = send(token, **MAILBOX | wrong)

    assert status == 422
    assert f'href="#id_{field}"' in text
    assert "Olga" in text
    assert not known_tenants()


def test_it_speaks_the_browsers_language(token: str) -> None:
    page = Client(headers={"accept-language": "de"}).get(f"/setup/?token={token}")

    assert 'lang="de"' in page.text
    assert '<option value="Europe/Berlin" selected>' in page.text
