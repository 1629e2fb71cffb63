"""What happens at the doors; all of it is security, none of it is in a client's timeline."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("identity.sign_in_asked", security=True, words=_("Asked for a sign-in mail"))
class SignInAsked:
    """Somebody with access asked for a sign-in mail."""

    request: UUID


@event(
    "identity.login",
    security=True,
    timeline=("method", "new_device"),
    words=_("Signed in"),
)
class SignedIn:
    """A session began."""

    method: str
    aal: int
    new_device: bool
    provider: str = ""


@event("identity.logout", security=True, timeline=("how",), words=_("Signed out"))
class SignedOut:
    """A session ended; `how` is user, idle, expired, admin, replaced or credentials."""

    how: str


@event("identity.failed_login", refused=True, security=True, words=_("Did not get in"))
class SignInFailed:
    """Somebody did not get in. An unknown address is kept only as a keyed digest."""

    reason: str
    contact: UUID | None = None
    staff: UUID | None = None
    identifier: str = ""


@event(
    "identity.rate_limited",
    refused=True,
    security=True,
    words=_("Was held back after too many tries"),
)
class SignInLimited:
    """Too many tries from one machine, for one address, or at the whole tenant."""

    limit: str


@event("identity.company_switched", security=True, words=_("Changed to another company"))
class CompanySwitched:
    """A person went on as contact of another of their companies."""

    company: UUID


@event("identity.session_revoked", security=True, words=_("Ended another session"))
class SessionRevoked:
    """Somebody ended a session from another one."""

    revoked: str


@event("identity.contact_linked", security=True, words=_("Proved the mailbox of a contact"))
class ContactLinked:
    """A contact's mailbox was proved, and the contact is now this person."""

    person: UUID


@event(
    "identity.contact_parted",
    security=True,
    words=_("Separated a contact from who signed in before"),
)
class ContactParted:
    """The contact has an address that nobody has proved; ways in of the old one lead nowhere."""

    contact: UUID


@event("identity.code_revealed", reads=True, security=True, words=_("Told a client a sign-in code"))
class CodeRevealed:
    """Staff told a contact the code of a sign-in that the contact had started."""

    request: UUID
    checked_by: str
    reason: str


@event("identity.staff_invited", security=True, words=_("Invited a colleague"))
class StaffInvited:
    """A colleague got a mail with a link to join."""

    staff: UUID


@event("identity.staff_joined", security=True, words=_("Joined"))
class StaffJoined:
    """A colleague followed the invitation and set a password."""

    staff: UUID


@event("identity.staff_disabled", security=True, words=_("Switched a colleague off"))
class StaffDisabled:
    """A colleague can no longer sign in; open sessions ended."""

    staff: UUID


@event("identity.staff_enabled", security=True, words=_("Switched a colleague on again"))
class StaffEnabled:
    """A colleague may sign in again."""

    staff: UUID


@event("identity.password_reset_requested", security=True, words=_("Asked for a new password"))
class PasswordResetRequested:
    """A link to set a new password was sent."""

    staff: UUID


@event("identity.password_reset", security=True, words=_("Set a new password by mail"))
class PasswordReset:
    """A new password was set by a mailed link; all sessions ended."""

    staff: UUID


@event("identity.password_changed", security=True, words=_("Changed the password"))
class PasswordChanged:
    """Somebody set a new password of their own; all other sessions ended."""

    staff: UUID | None = None
    person: UUID | None = None


@event("identity.mfa_enrolled", security=True, words=_("Set up an authenticator app"))
class FactorEnrolled:
    """An authenticator app was set up."""

    staff: UUID | None = None
    person: UUID | None = None


@event("identity.mfa_reset", security=True, words=_("Reset a second factor"))
class FactorReset:
    """A second factor was taken away, so that a new one can be set up."""

    staff: UUID | None = None
    person: UUID | None = None


@event("identity.recovery_codes_made", security=True, words=_("Made new recovery codes"))
class RecoveryCodesMade:
    """Somebody got new recovery codes; the old ones no longer work."""

    staff: UUID | None = None
    person: UUID | None = None


@event("identity.recovery_code_used", security=True, words=_("Came in with a recovery code"))
class RecoveryCodeUsed:
    """A recovery code stood in for the app."""

    left: int
    staff: UUID | None = None
    person: UUID | None = None


@event("identity.token_created", security=True, words=_("Made an API token"))
class TokenCreated:
    """An API token was made."""

    token: UUID


@event("identity.token_revoked", security=True, words=_("Revoked an API token"))
class TokenRevoked:
    """An API token no longer works."""

    token: UUID


@event("identity.own_settings_changed", words=_("Changed their own settings"))
class OwnSettingsChanged:
    """Somebody changed their own language, zone or details."""

    fields: list[str]


@event("identity.mfa_removed", security=True, words=_("Removed their authenticator app"))
class FactorRemoved:
    """Somebody no longer uses an authenticator app."""

    staff: UUID | None = None
    person: UUID | None = None


@event("identity.password_removed", security=True, words=_("Removed their password"))
class PasswordRemoved:
    """A client no longer has a password."""

    person: UUID


@event("identity.passkey_added", security=True, words=_("Added a passkey"))
class PasskeyAdded:
    """Somebody can sign in with one more passkey."""

    passkey: UUID
    staff: UUID | None = None
    person: UUID | None = None


@event("identity.passkey_renamed", words=_("Renamed a passkey"))
class PasskeyRenamed:
    """A passkey has another name."""

    passkey: UUID


@event("identity.passkey_removed", security=True, words=_("Removed a passkey"))
class PasskeyRemoved:
    """A passkey no longer opens anything."""

    passkey: UUID
    staff: UUID | None = None
    person: UUID | None = None


@event(
    "identity.passkey_cloned",
    security=True,
    words=_("A passkey that seems to be copied was refused"),
)
class PasskeyCloned:
    """A passkey counted backwards: somebody may have a copy of it."""

    passkey: UUID
    staff: UUID | None = None
    person: UUID | None = None


@event("identity.proved", security=True, words=_("Confirmed who they are"))
class Proved:
    """Somebody who was signed in proved once more who they are."""

    method: str


@event("identity.policy_changed", security=True, words=_("Changed the rules for signing in"))
class PolicyChanged:
    """The rules of the tenant, or of one company, are others now."""

    company: UUID | None = None


@event("identity.factors_reset", security=True, words=_("Reset a client's ways to sign in"))
class PersonReset:
    """Passkeys, app and password of a client are gone; the mailbox is the way in again."""

    contact: UUID


@event("identity.not_me", security=True, words=_("Said that a sign-in was not theirs"))
class NotMe:
    """The owner of an account did not know a new device; every session ended."""

    staff: UUID | None = None
    person: UUID | None = None
