"""One person, several companies: one session for each, and never a wider one."""

import pytest

from portico.core.identity import cookies
from portico.core.identity.actions.enter import begin_portal
from portico.core.identity.models import Ending, Method, PortalSession
from portico.core.identity.who import as_contact
from portico.core.journal.models import Entry, Personal
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.ids import new_id
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import a_browser, a_portal_session, ask, is_in, signed_in_client, the_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(tenant: Tenant, carla: Contact) -> Contact:
    """Carla again, as contact of another company."""
    with scope(staff_scope(tenant.id)):
        return a_contact(
            a_company("Second Street"), "Carla Contact", email=carla.email, person=carla.person
        )


@pytest.mark.spec("S0.1.16")
def test_switching_is_a_new_session_and_the_old_one_ends(
    tenant: Tenant, carla: Contact, twin: Contact
) -> None:
    browser = signed_in_client(carla)
    before = browser.cookies[cookies.PORTAL].value
    page = browser.get("/portal/companies/").text
    assert "Bluebird Bakery" in page
    assert "Second Street" in page

    answer = browser.post(
        "/portal/companies/", {"contact": str(twin.pk), "next": "/portal/account/"}
    )

    assert answer["Location"] == "/portal/account/"
    assert browser.cookies[cookies.PORTAL].value != before
    assert "Second Street" in browser.get("/portal/account/").text
    old = a_browser(tenant)
    old.cookies[cookies.PORTAL] = before
    assert not is_in(old)
    with scope(staff_scope(tenant.id)):
        ended, new = PortalSession.objects.order_by("id")
        assert (ended.contact_id, ended.ending) == (carla.pk, Ending.REPLACED)
        assert (new.contact_id, new.company_id, new.aal) == (twin.pk, twin.company_id, 1)
        assert Entry.objects.filter(name="identity.company_switched").count() == 1


@pytest.mark.spec("S0.1.16", "S1.1.2")
@pytest.mark.parametrize("whose", ["stranger", "nobody", "nonsense", "closed", "other_tenant"])
def test_nobody_switches_to_what_is_not_theirs(
    tenant: Tenant, carla: Contact, twin: Contact, whose: str
) -> None:
    with scope(staff_scope(tenant.id)):
        stranger = a_contact(a_company("Strangers"), "Sam Stranger")
        with writing("people"):
            Contact.objects.filter(pk=twin.pk).update(access=Contact.Access.DISABLED)
    beta = a_tenant("Beta MSP")
    with scope(staff_scope(beta.id)):
        foreign = a_contact(a_company("Foreign"))
    wanted = {
        "stranger": stranger.pk,
        "nobody": new_id(),
        "nonsense": "'; --",
        "closed": twin.pk,
        "other_tenant": foreign.pk,
    }[whose]
    browser = signed_in_client(carla)

    answer = browser.post("/portal/companies/", {"contact": str(wanted)})

    assert answer.status_code in {404, 422}
    assert "Bluebird Bakery" in browser.get("/portal/account/").text
    with scope(staff_scope(tenant.id)):
        assert PortalSession.objects.count() == 1


@pytest.mark.spec("S0.1.16")
def test_a_link_to_another_of_ones_companies_offers_to_look_there(
    tenant: Tenant, carla: Contact, twin: Contact
) -> None:
    browser = signed_in_client(carla)
    path = f"/portal/tickets/{new_id()}/"

    answer = browser.get(path)

    assert answer.status_code == 404
    assert "Look in Second Street" in answer.text
    assert f'name="next" value="{path}"' in answer.text
    switched = browser.post("/portal/companies/", {"contact": str(twin.pk), "next": path})
    assert switched["Location"] == path


def test_who_has_one_company_is_offered_nothing(carla: Contact) -> None:
    answer = signed_in_client(carla).get(f"/portal/tickets/{new_id()}/")

    assert answer.status_code == 404
    assert "Look in" not in answer.text


@pytest.mark.spec("S4.9.6")
def test_signing_in_goes_where_one_was_last(tenant: Tenant, carla: Contact, twin: Contact) -> None:
    browser = signed_in_client(carla)
    browser.post("/portal/companies/", {"contact": str(twin.pk)})
    browser.post("/portal/logout/")

    ask(browser, carla.email)
    letter = the_letter(tenant, carla.email)
    assert letter
    browser.post(letter.path, {"secret": letter.secret})

    assert "Second Street" in browser.get("/portal/account/").text


@pytest.mark.spec("S1.3.3", "S0.1.16")
def test_what_a_provider_has_proved_counts_at_its_own_company_only(
    tenant: Tenant, carla: Contact, twin: Contact
) -> None:
    """Two factors that the first company's provider vouches for are one at the second."""

    def worth(method: Method) -> int:
        before = PortalSession.objects.get(contact=carla)
        before.method, before.aal = method, 2
        return begin_portal(
            as_contact(twin), twin, method=Method.SWITCH, device="", follows=before
        ).row.aal

    a_portal_session(carla)
    with scope(staff_scope(tenant.id)), writing("identity"):
        assert (worth(Method.OIDC), worth(Method.PASSKEY)) == (1, 2)


@pytest.mark.spec("S1.3.4")
def test_the_list_of_sessions_is_the_persons_and_each_can_be_ended(
    tenant: Tenant, carla: Contact, twin: Contact
) -> None:
    with scope(staff_scope(tenant.id)):
        stranger = a_contact(Company.objects.get(pk=carla.company_id), "Sam Stranger")
    others = a_portal_session(stranger)
    here, phone = signed_in_client(carla), signed_in_client(twin)
    page = here.get("/portal/account/").text
    assert "Firefox" in page
    assert "Second Street" in page
    there = _row(tenant, twin)

    assert here.post(f"/portal/account/sessions/{others.row.pk}/ending/").status_code == 404
    answer = here.post(f"/portal/account/sessions/{there.pk}/ending/")

    assert answer.status_code == 302
    assert not is_in(phone)
    assert is_in(here)
    with scope(staff_scope(tenant.id)):
        revoked = Entry.objects.get(name="identity.session_revoked")
        assert revoked.actor_id == carla.pk
        assert PortalSession.objects.get(pk=others.row.pk).ended_at is None


def test_everywhere_else_means_everywhere_else(
    tenant: Tenant, carla: Contact, twin: Contact
) -> None:
    here, phone, tablet = (signed_in_client(one) for one in (carla, carla, twin))

    here.post("/portal/account/sessions/others/ending/")

    assert [is_in(one) for one in (here, phone, tablet)] == [True, False, False]


def test_ending_this_very_session_is_signing_out(tenant: Tenant, carla: Contact) -> None:
    here = signed_in_client(carla)

    answer = here.post(f"/portal/account/sessions/{_row(tenant, carla).pk}/ending/")

    assert answer["Location"] == "/portal/login"
    assert not is_in(here)


def test_people_who_share_a_mailbox_say_who_they_are(tenant: Tenant, bakery: Company) -> None:
    email = "office@bluebird.example"
    with scope(staff_scope(tenant.id)):
        ann, bob = (
            a_contact(bakery, name, email=email, person=None, is_shared_mailbox=True)
            for name in ("Ann Office", "Bob Office")
        )
    browser = a_browser(tenant)
    ask(browser, email)
    letter = the_letter(tenant, email)
    assert letter

    answer = browser.post(letter.path, {"secret": letter.secret})
    assert answer["Location"] == "/portal/login/who/"
    page = browser.get("/portal/login/who/")
    assert "Ann Office" in page.text
    assert not is_in(browser)
    assert browser.post("/portal/login/who/", {"contact": str(new_id())}).status_code == 200
    thief = a_browser(tenant)
    assert thief.post("/portal/login/who/", {"contact": str(ann.pk)}).status_code == 410

    browser.post("/portal/login/who/", {"contact": str(bob.pk)})

    assert "Bob Office" in browser.get("/portal/account/").text
    with scope(staff_scope(tenant.id)):
        ann.refresh_from_db()
        bob.refresh_from_db()
        assert bob.person_id
        assert ann.person_id is None  # two humans are two persons
    assert browser.post("/portal/login/who/", {"contact": str(ann.pk)})["Location"] == "/portal/"


@pytest.mark.spec("S0.1.10")
@pytest.mark.parametrize(
    ("language", "zone", "status"),
    [("de", "Europe/Vienna", 302), ("", "", 302), ("xx", "", 422), ("", "Mars/Olympus", 422)],
)
def test_a_contact_chooses_language_and_zone(
    tenant: Tenant, carla: Contact, language: str, zone: str, status: int
) -> None:
    browser = signed_in_client(carla)

    answer = browser.post("/portal/account/", {"language": language, "zone": zone})

    assert answer.status_code == status
    with scope(staff_scope(tenant.id)):
        carla.refresh_from_db()
        told = Personal.objects.filter(after__language=language, before__language="")
        assert told.exists() is bool(status == 302 and language)
    assert (carla.language, carla.zone) == ((language, zone) if status == 302 else ("", ""))


def _row(tenant: Tenant, contact: Contact) -> PortalSession:
    with scope(staff_scope(tenant.id)):
        return PortalSession.objects.filter(contact=contact, ended_at=None).latest("id")
