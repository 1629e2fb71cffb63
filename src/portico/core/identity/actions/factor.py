"""The second factor of staff: an authenticator app, and ten codes for the day the phone is lost."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.core.people.models import StaffUser
from portico.core.people.permissions import MANAGE_STAFF
from portico.core.tenants.vault import open_text, seal_text
from portico.kernel.crypto.tokens import fingerprint, new_code, typed_code

from ..events import FactorEnrolled, FactorReset, RecoveryCodesMade, RecoveryCodeUsed
from ..models import Ending, RecoveryCode, StaffSecret
from ..permissions import OWN
from ..totp import new_totp, step_of
from ..who import own_id
from .ceiling import require_not_above
from .leave import end_all_of_staff
from .tokens import revoke_all_of_staff

HOW_MANY = 10
CODE_LETTERS = 16


class WrongCode(Refusal):
    """The code is not the one the app shows now, or it was used before."""

    def __init__(self) -> None:
        super().__init__(
            _("This code is not right. Wait for the next one in your app, then type that."),
            field="code",
        )


@action(OWN)  # not recorded: nothing counts until the first code was right
def prepare_factor(actor: Actor) -> str:
    """The secret for a new app, to be shown as a QR code; the same until it is confirmed."""
    row = _own(actor)
    if row.waiting_totp:
        return open_text(row, "waiting_totp", row.waiting_totp)
    secret = new_totp()
    row.waiting_totp = seal_text(row, "waiting_totp", secret)
    row.save(update_fields=["waiting_totp"])
    return secret


@action(OWN)
def confirm_factor(actor: Actor, *, code: str) -> list[str]:
    """The app shows the right code: from now on it is needed. Returns ten recovery codes."""
    row, now = _own(actor), timezone.now()
    secret = open_text(row, "waiting_totp", row.waiting_totp)
    step = step_of(secret, code, after=0, now=now) if secret else None
    if step is None:
        raise WrongCode
    row.totp, row.totp_at, row.totp_step = seal_text(row, "totp", secret), now, step
    row.waiting_totp = b""
    row.save(update_fields=["totp", "totp_at", "totp_step", "waiting_totp"])
    codes = _renew_codes(row)
    record(actor, FactorEnrolled(staff=row.staff_id), on=row.staff)
    return codes


@action(OWN)
def renew_recovery_codes(actor: Actor) -> list[str]:
    """Ten new codes; the old ones no longer work."""
    row = _own(actor)
    codes = _renew_codes(row)
    record(actor, RecoveryCodesMade(staff=row.staff_id), on=row.staff)
    return codes


@action(MANAGE_STAFF)
def reset_factor(actor: Actor, staff: StaffUser) -> None:
    """Phone and recovery codes are lost: the next sign-in sets up a new app.

    Sessions and API tokens end: who has the phone may have used it.
    """
    require_not_above(actor, staff)
    row = StaffSecret.objects.select_for_update().get(staff=staff)
    row.totp, row.totp_at, row.waiting_totp = b"", None, b""
    row.save(update_fields=["totp", "totp_at", "waiting_totp"])
    RecoveryCode.objects.filter(staff=staff).delete()
    end_all_of_staff(actor, staff.pk, how=Ending.CREDENTIALS)
    revoke_all_of_staff(actor, staff.pk)
    record(actor, FactorReset(staff=staff.pk), on=staff)


def factor_is_right(actor: Actor, row: StaffSecret, code: str) -> bool:
    """A code from the app, or a recovery code; each works once, also when two come together."""
    return _app_code(row, code) or _recovery_code(actor, row, code)


def _app_code(row: StaffSecret, code: str) -> bool:
    secret = open_text(row, "totp", row.totp)
    step = step_of(secret, code, after=row.totp_step, now=timezone.now()) if secret else None
    if step is None:
        return False
    newer = StaffSecret.objects.filter(pk=row.pk, totp_step__lt=step)
    return bool(newer.update(totp_step=step))


def _recovery_code(actor: Actor, row: StaffSecret, code: str) -> bool:
    typed = typed_code(code, length=CODE_LETTERS)
    if not typed or not row.totp:
        return False
    mine = _unused(row).filter(code_hash=fingerprint(typed))
    if not mine.update(used_at=timezone.now()):
        return False
    fact = RecoveryCodeUsed(staff=row.staff_id, left=_unused(row).count())
    record(actor, fact, on=row.staff)
    return True


def _unused(row: StaffSecret) -> QuerySet[RecoveryCode]:
    return RecoveryCode.objects.filter(staff_id=row.staff_id, used_at=None)


def _renew_codes(row: StaffSecret) -> list[str]:
    RecoveryCode.objects.filter(staff_id=row.staff_id).delete()
    codes = [new_code(CODE_LETTERS) for _each in range(HOW_MANY)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(staff_id=row.staff_id, code_hash=fingerprint(code)) for code in codes
    )
    return ["-".join(code[at : at + 4] for at in range(0, CODE_LETTERS, 4)) for code in codes]


def _own(actor: Actor) -> StaffSecret:
    """The actor's own row, locked: two tabs set up one app, not two."""
    mine = StaffSecret.objects.filter(staff_id=own_id(actor))
    found = mine.select_related("staff").select_for_update(of=("self",)).first()
    return found or StaffSecret.objects.create(staff_id=own_id(actor))
