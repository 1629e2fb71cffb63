"""Staff come in: password first, then the second factor; only both together are a session."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Visitor
from portico.core.journal.acting import action, record
from portico.core.people.models import StaffUser
from portico.kernel.tenancy import current_tenant

from ..events import SignInFailed
from ..models import SINGLE_SIGN_ON, Ending, Method, StaffSecret, StaffSession
from ..passwords import is_right
from ..permissions import OWN, SIGN_IN
from ..rules import hidden
from .enter import HALF, Opened, begin_staff
from .factor import WrongCode, factor_is_right
from .leave import end_session

WRONG = _("E-mail or password is not right.")


@action(SIGN_IN)
def check_password(actor: Actor, *, email: str, password: str, device: str) -> Opened | None:
    """The password was right: half a session, for the second factor. Takes the same time if not."""
    email = email.strip().lower()
    secret = StaffSecret.objects.select_related("staff").filter(staff__email=email).first()
    may = secret is not None and secret.staff.status == StaffUser.Status.ACTIVE
    right = is_right(password, secret.password if secret and may else "", renew=_renew(secret))
    if secret is None or not right:
        unknown = "" if secret else hidden(current_tenant(), email)
        whose = secret.staff_id if secret else None
        fact = SignInFailed(reason=_reason(secret), staff=whose, identifier=unknown)
        record(actor, fact, on=secret.staff if secret else None)
        return None
    return begin_staff(actor, secret.staff, method=Method.PASSWORD, device=device, aal=HALF)


@action(OWN, writes=("people",))
def check_factor(actor: Actor, session: StaffSession, *, code: str, device: str) -> Opened | None:
    """The second factor was right: the half session ends and a whole one begins."""
    how = factor_is_right(actor, code)
    if not how:
        fact = SignInFailed(reason="wrong_factor", staff=session.staff_id)
        record(Visitor(), fact, on=session.staff)
        return None
    method = Method.TOTP if how == "app" else Method.RECOVERY
    return complete_staff(actor, session, method=method, device=device)


@action(OWN, writes=("people",))
def complete_new(actor: Actor, session: StaffSession, *, device: str) -> Opened:
    """The first code of a new app was right just now: that is the second factor."""
    just_now = timezone.now() - timedelta(minutes=1)
    if not StaffSecret.objects.filter(staff=session.staff, totp_at__gte=just_now).exists():
        raise WrongCode
    return complete_staff(actor, session, method=Method.TOTP, device=device)


def complete_staff(actor: Actor, session: StaffSession, *, method: Method, device: str) -> Opened:
    """From half to whole: another row, another secret. What took the password's place is said."""
    began = Method(session.method)
    end_session(actor, session, how=Ending.REPLACED)
    staff = session.staff
    staff.last_seen_at = timezone.now()
    StaffUser.objects.filter(pk=staff.pk).update(last_seen_at=staff.last_seen_at)
    how = began if began in SINGLE_SIGN_ON else method
    return begin_staff(actor, staff, method=how, device=device)


def _renew(secret: StaffSecret | None) -> Callable[[str], None]:
    """Keeps a hash with today's costs when the old one was cheaper."""

    def keep(better: str) -> None:
        if secret is not None:
            StaffSecret.objects.filter(pk=secret.pk).update(password=better)

    return keep


def _reason(secret: StaffSecret | None) -> str:
    if secret is None:
        return "unknown"
    if secret.staff.status != StaffUser.Status.ACTIVE:
        return "switched_off"
    return "wrong_password"


__all__ = ["WRONG", "WrongCode", "check_factor", "check_password", "complete_new", "complete_staff"]
