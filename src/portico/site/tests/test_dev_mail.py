"""The demo's mailbox: there in a demo only, harmless, and good enough to sign in with."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portico.core.access.actors import System
from portico.core.jobs.job import JOBS
from portico.core.mail.actions.queue import queue_mail
from portico.core.tenants.models import Host, Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.site.mailbox import copies

machine = System("tests")


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MAIL_FOLDER = tmp_path / "mail"
    return tmp_path / "mail"


@pytest.fixture
def tenant(db: None) -> Tenant:
    return a_tenant()


def browser(tenant: Tenant) -> Client:
    with scope(staff_scope(tenant.id)):
        return Client(headers={"host": Host.objects.get().name})


def a_sent_mail(tenant: Tenant, to: str = "maya@client.example", **more: Any) -> None:
    values: dict[str, Any] = {
        "portal": "Acme portal",
        "name": "Maya",
        "link": "http://acme.example/portal/login/1#secret",
        "code": "K7QD-94XM",
        "minutes": 10,
        "asked_at": timezone.now(),
        "device": "Firefox",
    }
    with scope(staff_scope(tenant.id)):
        mail = queue_mail(
            machine,
            to=to,
            name=more.pop("name", "Maya Lindqvist"),
            template="identity/mail/sign_in",
            context=values | more,
            sensitive=True,
        )
        JOBS["mail.send_mail"](message=str(mail.id))


@pytest.mark.parametrize("path", ["/dev/mail", "/dev/mail/20260101T000000-x/html"])
def test_outside_a_demo_there_is_no_mailbox(tenant: Tenant, path: str) -> None:
    assert browser(tenant).get(path).status_code == 404


def test_an_empty_mailbox_says_what_will_be_there(tenant: Tenant, folder: Path) -> None:
    assert "No e-mail yet" in browser(tenant).get("/dev/mail").text


def test_a_mail_shows_its_link_and_its_code(tenant: Tenant, folder: Path) -> None:
    a_sent_mail(tenant)

    text = browser(tenant).get("/dev/mail").text

    assert 'href="http://acme.example/portal/login/1#secret"' in text
    assert 'data-copy="K7QD-94XM"' in text
    assert "Maya Lindqvist" in text


def test_a_mail_is_caged_in_its_frame(tenant: Tenant, folder: Path) -> None:
    a_sent_mail(tenant, name="<script>alert(1)</script>")
    name = copies(folder / tenant.slug)[0].name

    page = browser(tenant).get("/dev/mail")
    frame = browser(tenant).get(f"/dev/mail/{name}/html")

    assert "<script>alert" not in page.text + frame.text
    assert f'<iframe src="/dev/mail/{name}/html"' in page.text
    policy = frame["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    assert '<base target="_top">' in frame.text
    assert "unsafe-inline" not in page["Content-Security-Policy"]


def test_plain_text_is_shown_as_it_was_sent(tenant: Tenant, folder: Path) -> None:
    a_sent_mail(tenant, device="<b>Fire</b>fox")

    text = browser(tenant).get("/dev/mail?view=text").text

    assert "&lt;b&gt;Fire&lt;/b&gt;fox" in text
    assert "<iframe" not in text


def test_one_persons_mail_can_be_found(tenant: Tenant, folder: Path) -> None:
    a_sent_mail(tenant)
    a_sent_mail(tenant, "tom@client.example", name="Tom Harker")

    for wanted in ("tom@", "HARKER"):
        found = browser(tenant).get("/dev/mail", {"to": wanted}).text
        assert "Tom Harker" in found
        assert "Maya Lindqvist" not in found
    assert "No e-mail to this person" in browser(tenant).get("/dev/mail", {"to": "nobody"}).text


@pytest.mark.spec("G1")
def test_another_tenants_mails_are_not_there(tenant: Tenant, folder: Path) -> None:
    a_sent_mail(tenant)
    name = copies(folder / tenant.slug)[0].name
    stranger = browser(a_tenant("Beta MSP"))

    assert "Maya" not in stranger.get("/dev/mail").text
    assert stranger.get(f"/dev/mail?mail={name}").status_code == 404
    assert stranger.get(f"/dev/mail/{name}/html").status_code == 404


@pytest.mark.parametrize("name", ["..", "x", "%2e%2e%2fkeys", "20260101T000000-../../../keys", "*"])
def test_a_name_leads_nowhere_else(tenant: Tenant, folder: Path, name: str) -> None:
    (folder / tenant.slug).mkdir(parents=True)
    (folder / "keys.eml").write_text("To: a@b.example\n\nsecret")

    assert browser(tenant).get(f"/dev/mail/{name}/html").status_code == 404
    assert browser(tenant).get("/dev/mail", {"mail": name}).status_code == 404
