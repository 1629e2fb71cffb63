"""What weighs most asks for a proof of the last ten minutes, and then goes on where one was."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portico.core.access.permissions import REGISTRY
from portico.core.access.proof import ProofNeeded, require_proof
from portico.core.mail.models import Message
from portico.core.people.models import Contact, StaffUser
from portico.core.people.tests.factories import a_staff_user
from portico.core.tenants.models import Tenant
from portico.core.tenants.vault import open_text
from portico.kernel.origin import Origin, origin
from portico.kernel.tenancy import scope, staff_scope

from .. import cookies
from ..jobs import send_proof_code, tell_new_device
from ..models import Challenge, PortalSession, StaffSecret
from .authenticator import add_passkey, asked
from .factories import a_browser, code_for, equipped, is_in, is_staff_in, names, signed_in_staff
from .msps import an_msp, the_owner
from .test_second_factor import by_mail

pytestmark = pytest.mark.spec("S0.3.2")
LATER = timedelta(minutes=11)
PAGE = "/portal/account/passkeys/new/"


def newest_mail(tenant: Tenant, email: str) -> str:
    with scope(staff_scope(tenant.id)):
        mail = Message.objects.filter(to=email).order_by("-id")[0]
        return open_text(mail, "sealed", mail.sealed)


def mailed_code(tenant: Tenant, email: str) -> str:
    """Let the job make the code, then read the mail."""
    with scope(staff_scope(tenant.id)):
        row = Challenge.objects.filter(purpose="mail").order_by("-id")[0]
        contact = Contact.objects.get(email=email)
        send_proof_code(challenge=str(row.pk), contact=str(contact.pk))
    import re  # noqa: PLC0415

    found = re.search(r"\b([2-9A-Z]{4}-[2-9A-Z]{4})\b", newest_mail(tenant, email))
    assert found
    return found[1]


def test_signing_in_is_a_proof_for_ten_minutes(tenant: Tenant, carla: Contact) -> None:
    browser = by_mail(tenant, carla)

    assert browser.get(PAGE).status_code == 200
    with time_machine.travel(timezone.now() + LATER):
        asks = browser.get(PAGE)
        assert asks["Location"] == f"/portal/proof/?next={PAGE.replace('/', '%2F')}"
        assert browser.get("/portal/account/").status_code == 200


def test_a_mailed_code_is_enough_where_there_is_nothing_better(
    tenant: Tenant, carla: Contact
) -> None:
    browser = by_mail(tenant, carla)
    with time_machine.travel(timezone.now() + LATER):
        old = browser.cookies[cookies.PORTAL].value
        assert browser.get(f"/portal/proof/?next={PAGE}").status_code == 200
        assert browser.post("/portal/proof/mail/", {"next": PAGE}).status_code == 302
        code = mailed_code(tenant, carla.email)
        assert (
            browser.post("/portal/proof/", {"code": "2345-6789", "next": PAGE}).status_code == 422
        )

        answer = browser.post("/portal/proof/", {"code": code.lower(), "next": PAGE})

        assert answer["Location"] == PAGE
        assert browser.get(PAGE).status_code == 200
        assert browser.cookies[cookies.PORTAL].value != old
        thief = a_browser(tenant)
        thief.cookies[cookies.PORTAL] = old
        assert not is_in(thief)
        assert "proved" in names(tenant)


def test_a_mailed_code_ends_after_five_guesses(tenant: Tenant, carla: Contact) -> None:
    browser = by_mail(tenant, carla)
    with time_machine.travel(timezone.now() + LATER):
        browser.post("/portal/proof/mail/")
        code = mailed_code(tenant, carla.email)
        for _each in range(5):
            browser.post("/portal/proof/", {"code": "2345-6789"})

        assert browser.post("/portal/proof/", {"code": code}).status_code == 422


def test_a_mailed_code_belongs_to_one_browser(tenant: Tenant, carla: Contact) -> None:
    browser, other = by_mail(tenant, carla), by_mail(tenant, carla)
    with time_machine.travel(timezone.now() + LATER):
        browser.post("/portal/proof/mail/")
        code = mailed_code(tenant, carla.email)

        assert other.post("/portal/proof/", {"code": code}).status_code == 422


def test_whoever_has_a_passkey_shows_that_one(tenant: Tenant, carla: Contact) -> None:
    browser = by_mail(tenant, carla)
    host = browser.get("/portal/account/").wsgi_request.get_host()
    device = add_passkey(browser, host)
    with time_machine.travel(timezone.now() + LATER):
        browser.post("/portal/proof/mail/")
        with scope(staff_scope(tenant.id)):
            assert not Challenge.objects.filter(purpose="mail").exists()
        signed = device.get(asked(browser, "/portal/proof/options/"))

        answer = browser.post("/portal/proof/", {"credential": signed, "next": PAGE})

        assert answer["Location"] == PAGE
        assert browser.get(PAGE).status_code == 200
    with scope(staff_scope(tenant.id)):
        assert PortalSession.objects.order_by("-id")[0].aal == 2


def test_a_sign_in_by_mail_is_no_proof_for_whoever_has_a_passkey(
    tenant: Tenant, carla: Contact
) -> None:
    browser = by_mail(tenant, carla)
    add_passkey(browser, browser.get("/portal/account/").wsgi_request.get_host())

    reader = by_mail(tenant, carla)  # whoever reads the mailbox

    assert is_in(reader)
    assert reader.get(PAGE)["Location"].startswith("/portal/proof/")
    assert reader.post("/portal/account/app/removal/")["Location"].startswith("/portal/proof/")


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/staff/", "\\\\x"])
def test_it_leads_nowhere_else(tenant: Tenant, carla: Contact, wanted: str) -> None:
    browser = by_mail(tenant, carla)

    assert browser.get("/portal/proof/", {"next": wanted})["Location"] == "/portal/"


def test_colleagues_type_their_code(tenant: Tenant, tess: StaffUser) -> None:
    secret, browser = equipped(tess), signed_in_staff(tess)
    with time_machine.travel(timezone.now() + LATER):
        asks = browser.get("/staff/account/password/")
        assert asks["Location"].startswith("/staff/proof/?next=%2Fstaff%2Faccount")
        page = browser.get(asks["Location"])
        assert page.status_code == 200
        data = {"code": code_for(secret), "next": "/staff/account/password/"}

        assert browser.post("/staff/proof/", data)["Location"] == "/staff/account/password/"
        assert browser.get("/staff/account/password/").status_code == 200


def test_a_permission_can_ask_for_it() -> None:
    assert REGISTRY["identity.create_token"].step_up
    assert REGISTRY["identity.reveal_code"].step_up
    assert not REGISTRY["tickets.view"].step_up if "tickets.view" in REGISTRY else True
    with origin(Origin(door="staff")), pytest.raises(ProofNeeded):
        require_proof()
    with origin(Origin(door="staff", proved_at=timezone.now())):
        require_proof()
    with origin(Origin(door="api")):
        require_proof()


def a_second_device(tenant: Tenant, carla: Contact) -> tuple[Client, Client, str]:
    """Carla at home and somewhere new, and the secret of the link in the mail about it."""
    home, new = by_mail(tenant, carla), by_mail(tenant, carla)
    with scope(staff_scope(tenant.id)):
        row = PortalSession.objects.order_by("-id")[0]
        tell_new_device(session=str(row.pk), door="portal")
    text = newest_mail(tenant, carla.email)
    return home, new, text.partition("/portal/not-me/#")[2][:43]


@pytest.mark.spec("S0.3.1")
def test_a_new_device_is_told_and_can_be_disowned(tenant: Tenant, carla: Contact) -> None:
    home, new, secret = a_second_device(tenant, carla)
    anybody = a_browser(tenant)

    assert anybody.get("/portal/not-me/").status_code == 200
    assert is_in(home)
    assert anybody.post("/portal/not-me/", {"token": secret[:-1] + "x"}).status_code == 410
    assert is_in(new)
    assert anybody.post("/staff/not-me/", {"token": secret}).status_code == 410
    answer = anybody.post("/portal/not-me/", {"token": f"http://x/portal/not-me/#{secret}"})

    assert answer.status_code == 200
    assert not is_in(home)
    assert not is_in(new)
    assert anybody.post("/portal/not-me/", {"token": secret}).status_code == 410
    assert "not_me" in names(tenant)


def test_the_secret_of_that_link_is_kept_by_nobody(tenant: Tenant, carla: Contact) -> None:
    _home, _new, secret = a_second_device(tenant, carla)

    with scope(staff_scope(tenant.id)):
        row = Challenge.objects.get(purpose="not_me")
        assert len(bytes(row.value_hash)) == 32
        assert secret.encode() not in bytes(row.value_hash)


def test_colleagues_hear_of_new_devices_too(tenant: Tenant, tess: StaffUser) -> None:
    equipped(tess)
    assert is_staff_in(signed_in_staff(tess))
    assert is_staff_in(signed_in_staff(tess))


@pytest.mark.django_db
def test_an_open_desk_takes_nobodys_account_over() -> None:
    """Another address and no second factor any more: the link for a password would do the rest."""
    tenant = an_msp()
    owner = the_owner(tenant)
    with scope(staff_scope(tenant.id)):
        tess = a_staff_user(email="tess@msp.example")
        equipped(tess)
    page = f"/staff/people/{tess.pk}/"
    given = {"name": tess.name, "email": tess.email, "title": "Boss", "phone": ""}

    with time_machine.travel(timezone.now() + LATER):
        owner.post(page, given)
        for there, form in (
            (page, given | {"email": "mallory@evil.example"}),
            (f"{page}second-factor/", {}),
        ):
            assert owner.post(there, form)["Location"].startswith("/staff/proof/")
    with scope(staff_scope(tenant.id)):
        found = StaffUser.objects.get(pk=tess.pk)
        assert (found.email, found.title) == ("tess@msp.example", "Boss")
        assert StaffSecret.objects.exclude(totp=b"").filter(staff=tess).exists()
