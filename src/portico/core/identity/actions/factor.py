"""The second factor of both doors: an authenticator app, and ten codes for a lost phone."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.access.proof import require_proof
from portico.core.journal.acting import action, record
from portico.core.people.models import StaffUser
from portico.core.people.permissions import MANAGE_STAFF
from portico.core.tenants.vault import open_text, seal_text
from portico.kernel.crypto.tokens import fingerprint, new_code, typed_code

from ..events import (
    FactorEnrolled,
    FactorRemoved,
    FactorReset,
    RecoveryCodesMade,
    RecoveryCodeUsed,
)
from ..holder import Holder, holding
from ..models import Ending, RecoveryCode, Secret, StaffPasskey, StaffSecret
from ..permissions import OWN
from ..totp import new_totp, step_of
from .ceiling import require_not_above
from .leave import end_all_of_staff
from .tokens import revoke_all_of_staff

HOW_MANY = 10
SHOWN = timedelta(hours=1)  # that a secret may wait for its first code
CODE_LETTERS = 16


class WrongCode(Refusal):
    """The code is not the one the app shows now, or it was used before."""

    def __init__(self) -> None:
        super().__init__(
            _("This code is not right. Wait for the next one in your app, then type that."),
            field="code",
        )


@action(OWN)  # not recorded: nothing counts until the first code was right
def prepare_factor(actor: Actor, *, session: str = "") -> str:
    """The secret for a new app, to be shown as a QR code; the same for an hour in this `session`.

    Elsewhere and later it is another one: whoever has seen one that nobody confirmed, because the
    mailbox or the desk was open for a moment, does not hold the app that is set up one day.
    """
    with holding(actor) as holder:
        row = holder.locked()
        if secret := _waiting(row, session):
            return secret
        secret = new_totp()
        kept = f"{secret} {session or '-'} {int(timezone.now().timestamp())}"
        row.waiting_totp = seal_text(row, "waiting_totp", kept)
        row.save(update_fields=["waiting_totp"])
        return secret


def _waiting(row: Secret, session: str) -> str:
    """What was shown in this session lately; else nothing."""
    kept = open_text(row, "waiting_totp", row.waiting_totp) if row.waiting_totp else ""
    match kept.split(" "):
        case [secret, where, at] if where == (session or "-"):
            return secret if timezone.now().timestamp() - int(at) < SHOWN.total_seconds() else ""
    return ""


@action(OWN)
def confirm_factor(actor: Actor, *, code: str, session: str = "") -> list[str]:
    """The app shows the right code: from now on it is needed. Returns ten recovery codes."""
    with holding(actor) as holder:
        row, now = holder.locked(), timezone.now()
        secret = _waiting(row, session)
        step = step_of(secret, code, after=0, now=now) if secret else None
        if step is None:
            raise WrongCode
        row.totp, row.totp_at, row.totp_step = seal_text(row, "totp", secret), now, step
        row.waiting_totp = b""
        row.save(update_fields=["totp", "totp_at", "totp_step", "waiting_totp"])
        codes = _renew_codes(holder)
        record(actor, FactorEnrolled(**holder.fact), on=holder.row)
    return codes


@action(OWN)
def renew_recovery_codes(actor: Actor) -> list[str]:
    """Ten new codes; the old ones no longer work."""
    with holding(actor) as holder:
        holder.locked()
        codes = _renew_codes(holder)
        record(actor, RecoveryCodesMade(**holder.fact), on=holder.row)
    return codes


@action(OWN)
def remove_factor(actor: Actor) -> None:
    """The actor's app is forgotten, with its recovery codes; where the rules want a second factor,
    the next sign-in sets up another one.
    """
    with holding(actor) as holder:
        row = holder.locked()
        row.totp, row.totp_at, row.waiting_totp = b"", None, b""
        row.save(update_fields=["totp", "totp_at", "waiting_totp"])
        holder.codes.delete()
        record(actor, FactorRemoved(**holder.fact), on=holder.row)


@action(MANAGE_STAFF)
def reset_factor(actor: Actor, staff: StaffUser) -> None:
    """Phone and recovery codes are lost: the next sign-in sets up a new app.

    Passkeys, sessions and API tokens end: who has the phone may have used it. It asks for a fresh
    proof: with the mailbox alone, whoever finds a desk open would be the colleague from then on.
    """
    require_not_above(actor, staff)
    require_proof()
    row = StaffSecret.objects.select_for_update().get(staff=staff)
    row.totp, row.totp_at, row.waiting_totp = b"", None, b""
    row.save(update_fields=["totp", "totp_at", "waiting_totp"])
    RecoveryCode.objects.filter(staff=staff).delete()
    StaffPasskey.objects.filter(staff=staff).delete()
    end_all_of_staff(actor, staff.pk, how=Ending.CREDENTIALS)
    revoke_all_of_staff(actor, staff.pk)
    record(actor, FactorReset(staff=staff.pk), on=staff)


def factor_is_right(actor: Actor, code: str) -> str:
    """`app` or `recovery`, or nothing: each code works once, also when two come together."""
    with holding(actor) as holder:
        row = holder.secrets.first()
        if row is None or not row.totp:
            return ""
        if _app_code(holder, row, code):
            return "app"
        return "recovery" if _recovery_code(actor, holder, code) else ""


def _app_code(holder: Holder, row: Any, code: str) -> bool:
    """Any: a row of either door."""
    secret = open_text(row, "totp", row.totp)
    step = step_of(secret, code, after=row.totp_step, now=timezone.now())
    if step is None:
        return False
    newer = holder.secrets.filter(totp_step__lt=step)
    return bool(newer.update(totp_step=step))


def _recovery_code(actor: Actor, holder: Holder, code: str) -> bool:
    typed = typed_code(code, length=CODE_LETTERS)
    unused = holder.codes.filter(used_at=None)
    if not typed or not unused.filter(code_hash=fingerprint(typed)).update(used_at=timezone.now()):
        return False
    left = holder.codes.filter(used_at=None).count()
    record(actor, RecoveryCodeUsed(**holder.fact, left=left), on=holder.row)
    return True


def _renew_codes(holder: Holder) -> list[str]:
    holder.codes.delete()
    codes = [new_code(CODE_LETTERS) for _each in range(HOW_MANY)]
    made = [holder.codes.model(**holder.which, code_hash=fingerprint(code)) for code in codes]
    holder.codes.model.objects.bulk_create(made)
    return ["-".join(code[at : at + 4] for at in range(0, CODE_LETTERS, 4)) for code in codes]
