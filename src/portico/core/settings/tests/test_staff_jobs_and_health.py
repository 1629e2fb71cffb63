"""Failed jobs get another try; the health page says what to do."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from portico.core.identity.tests.factories import a_browser
from portico.core.jobs.models import FailedJob
from portico.core.journal.models import Entry
from portico.core.mail.models import MailServer, Outage
from portico.core.settings.queries.health import Check, checks
from portico.core.tenants.models import Tenant
from portico.core.tenants.vault import confirm_copy
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

from .msps import an_msp, inside

JOBS = "/staff/settings/jobs/"
SCRIPT = "<script>alert(1)</script>"


def a_failed_job(tenant: Tenant, name: str = "identity.send_link") -> FailedJob:
    with scope(inside(tenant)), writing("jobs"):
        return FailedJob.objects.create(
            name=name,
            arguments={"email": "olga@msp.example"},
            error=f"TimeoutError: {SCRIPT}",
            attempts=8,
            failed_at=timezone.now(),
        )


def test_a_failed_job_is_listed_with_its_error_as_text(tenant: Tenant, owner: Client) -> None:
    a_failed_job(tenant)

    page = owner.get(JOBS).text

    assert "identity.send_link" in page
    assert SCRIPT not in page


def test_another_try_is_queued_once(tenant: Tenant, owner: Client) -> None:
    failed = a_failed_job(tenant)

    assert owner.post(f"{JOBS}{failed.pk}/retry/").status_code == 302
    assert owner.post(f"{JOBS}{failed.pk}/retry/").status_code == 404

    with scope(inside(tenant)):
        assert Entry.objects.filter(name="settings.job_retried").count() == 1
    assert "Nothing gave up" in owner.get(JOBS).text


def test_a_job_is_set_aside(tenant: Tenant, owner: Client) -> None:
    failed = a_failed_job(tenant)

    assert owner.post(f"{JOBS}{failed.pk}/dismissal/").status_code == 302

    assert "Nothing gave up" in owner.get(JOBS).text


def test_a_kind_of_job_that_is_gone_cannot_be_tried(tenant: Tenant, owner: Client) -> None:
    failed = a_failed_job(tenant, name="old.job")

    assert owner.post(f"{JOBS}{failed.pk}/retry/").status_code == 409


@pytest.mark.spec("G1")
def test_another_tenants_job_does_not_exist(tenant: Tenant, owner: Client) -> None:
    failed = a_failed_job(an_msp("Beta MSP"))

    assert owner.post(f"{JOBS}{failed.pk}/retry/").status_code == 404
    assert owner.post(f"{JOBS}{failed.pk}/dismissal/").status_code == 404


def found(tenant: Tenant) -> dict[str, Check]:
    with scope(inside(tenant)):
        return {one.slug: one for one in checks()}


@pytest.mark.spec("S0.3.4")
def test_without_a_mailer_health_is_red(
    tenant: Tenant, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SMTP_URL", None)
    monkeypatch.setattr(settings, "MAIL_FOLDER", None)

    assert found(tenant)["mail"].tone == "bad"
    page = owner.get("/staff/settings/health/").text
    assert "nobody can sign in by e-mail" in page
    assert "/staff/settings/mail/" in page


@pytest.mark.spec("S1.6.4")
@pytest.mark.parametrize(("reason", "tone"), [("throttled", "warn"), ("google_rights", "bad")])
def test_a_providers_pause_is_no_fault_and_its_refusal_is(
    tenant: Tenant, reason: str, tone: str
) -> None:
    with scope(inside(tenant)), writing("mail"):
        server = {"way": "gmail", "port": 443, "user": "a@b.example", "client": "robot"}
        MailServer.objects.create(changed_at=timezone.now(), **server)
        Outage.objects.create(since=timezone.now(), tried_at=timezone.now(), reason=reason)

    assert found(tenant)["mail"].tone == tone


def test_a_confirmed_key_and_a_fresh_backup_are_green(tenant: Tenant) -> None:
    assert {found(tenant)[slug].tone for slug in ("keys", "backup")} == {"warn"}

    confirm_copy()
    (settings.KEYS_FOLDER.parent / "last-backup").touch()

    assert {found(tenant)[slug].tone for slug in ("keys", "backup")} == {"ok"}


def test_an_old_backup_is_red(tenant: Tenant) -> None:
    note: Path = settings.KEYS_FOLDER.parent / "last-backup"
    note.touch()
    old = time.time() - 3 * 86_400
    os.utime(note, (old, old))

    assert found(tenant)["backup"].tone == "bad"


def test_without_a_worker_health_is_red(tenant: Tenant) -> None:
    assert found(tenant)["worker"].tone == "bad"


def test_the_connection_says_one_thing(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", False)
    monkeypatch.setattr(settings, "CSRF_COOKIE_SECURE", False)
    plain = found(tenant)["https"]
    assert (plain.tone, plain.title) == ("warn", "Connection")
    assert plain.words.startswith("Not encrypted")
    assert "PORTICO_HTTPS" in plain.todo

    monkeypatch.setattr(settings, "DEMO", True)
    demo = found(tenant)["https"]
    assert (demo.tone, demo.todo) == ("ok", "")
    assert "For a demo on this computer that is enough." in demo.words

    monkeypatch.setattr(settings, "CSRF_COOKIE_SECURE", True)
    assert found(tenant)["https"].words.startswith("Encrypted")


@pytest.mark.spec("S2.2.2d")
def test_health_says_whether_files_are_scanned(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DEMO", False)
    monkeypatch.setattr(settings, "CLAMD", None)
    assert found(tenant)["scanner"].tone == "warn"
    assert "PORTICO_CLAMD" in found(tenant)["scanner"].todo

    monkeypatch.setattr(settings, "CLAMD", "unix:/run/clamav/clamd.ctl")
    assert found(tenant)["scanner"].tone == "ok"


def test_failed_jobs_are_counted_for_this_tenant_only(tenant: Tenant) -> None:
    a_failed_job(an_msp("Beta MSP"))
    assert found(tenant)["jobs"].tone == "ok"

    a_failed_job(tenant)
    assert found(tenant)["jobs"].tone == "warn"


def test_visitors_learn_nothing_of_health(tenant: Tenant) -> None:
    assert a_browser(tenant).get("/staff/settings/health/").status_code == 302
