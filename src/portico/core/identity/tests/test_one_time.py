"""A hundred at once with one code: of an app, of a recovery sheet, of a mail, of a challenge."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from portico.core.access.actors import Contact as Actor
from portico.core.people.models import Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.core.tenants.vault import seal_text
from portico.kernel.crypto.tokens import fingerprint
from portico.kernel.tenancy import door_scope, scope, staff_scope
from portico.kernel.writes import ANY, writing

from ..actions.challenge import claim, new_challenge
from ..actions.factor import factor_is_right
from ..actions.prove_again import MAIL_LIFE, prove_with_mail
from ..jobs import SELF
from ..models import Challenge, PersonCode, PersonSecret, PortalSession
from ..totp import new_totp
from ..who import as_contact
from .factories import a_portal_session, code_for
from .test_races import AT_ONCE, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("S0.3.1", "S0.3.2")]
BROWSER, RECOVERY, MAILED = "a browser", "23456789CDFGHJKM", "2345CDFG"


@pytest.fixture
def msp() -> Tenant:
    return a_tenant()


@pytest.fixture
def session(msp: Tenant) -> PortalSession:
    """Carla is signed in and has an app, a recovery code, and a mailed code under way."""
    with scope(staff_scope(msp.id)), writing(ANY):
        carla = a_contact(a_company(), email="carla@bluebird.example")
    row = a_portal_session(carla).row
    assert isinstance(row, PortalSession)
    return row


def hundred(msp: Tenant, deed: Callable[[], object]) -> int:
    """How many of a hundred it worked for."""

    def come() -> bool:
        with scope(door_scope(msp.id)), writing(ANY):
            return bool(deed())

    return sum(sum(together(come, times=AT_ONCE)) for _round in range(4))


def me(session: PortalSession) -> Actor:
    return as_contact(Contact.objects.select_related("company", "site").get(pk=session.contact_id))


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_a_code_works_once(msp: Tenant, session: PortalSession, kind: str) -> None:
    secret = new_totp()
    with scope(door_scope(msp.id)), writing(ANY):
        row = PersonSecret.objects.create(person_id=session.person_id)
        row.totp, row.totp_at = seal_text(row, "totp", secret), timezone.now()
        row.save()
        PersonCode.objects.create(person_id=session.person_id, code_hash=fingerprint(RECOVERY))
        actor = me(session)
    code = RECOVERY if kind == "recovery" else code_for(secret)

    assert hundred(msp, lambda: factor_is_right(actor, code)) == 1


def test_a_challenge_is_answered_once(msp: Tenant) -> None:
    with scope(door_scope(msp.id)):
        value = new_challenge(SELF, purpose=Challenge.Purpose.ENTER, browser=BROWSER)

    def answer() -> bool:
        return claim(value, purpose=Challenge.Purpose.ENTER, browser=BROWSER)

    assert hundred(msp, answer) == 1


def test_a_mailed_code_raises_one_session_once(msp: Tenant, session: PortalSession) -> None:
    now = timezone.now()
    with scope(door_scope(msp.id)), writing(ANY):
        Challenge.objects.create(
            purpose=Challenge.Purpose.MAIL,
            value_hash=fingerprint(MAILED),
            browser_hash=fingerprint(BROWSER),
            person_id=session.person_id,
            created_at=now,
            expires_at=now + MAIL_LIFE,
        )
        actor = me(session)

    def prove() -> object:
        return prove_with_mail(actor, session, code=MAILED, browser=BROWSER)

    assert hundred(msp, prove) == 1
