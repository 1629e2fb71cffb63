"""An optional password of clients: set, removed, and typed at the door."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact as ContactRow
from portico.kernel.postgres.kept import Typed, kept
from portico.kernel.tenancy import current_tenant

from ..events import PasswordChanged, PasswordRemoved, SignInFailed
from ..holder import holding
from ..models import Ending, Method, PersonSecret, PortalSession
from ..passwords import hashed, is_right
from ..permissions import OWN, SIGN_IN
from ..policy import first_to_enter, rules_of
from ..queries import contacts_of
from ..rules import checked_password, hidden
from ..who import as_contact
from .enter import Opened, begin_portal
from .finish import let_in
from .leave import end_sessions_of_person


class NoPasswordsHere(Refusal):
    """The rules do not let passwords in."""

    def __init__(self) -> None:
        super().__init__(_("Passwords are not used here. You sign in by e-mail or with a passkey."))


@action(OWN)
def set_own_password(actor: Actor, session: PortalSession, *, password: str) -> None:
    """From now on it opens the door beside the mail; every other session ends."""
    if not isinstance(actor, Contact) or not may_have_password(actor):
        raise NoPasswordsHere
    stored = hashed(checked_password(password, name=actor.name, email=actor.email))
    with holding(actor) as holder:
        holder.locked()
        holder.secrets.update(password=stored, password_at=timezone.now())
        record(actor, PasswordChanged(person=holder.id), on=holder.row)
        end_sessions_of_person(actor, holder.id, how=Ending.CREDENTIALS, keep=session.pk)


@action(OWN)
def remove_own_password(actor: Actor) -> None:
    """The mail is the way in again."""
    with holding(actor) as holder:
        if holder.secrets.exclude(password="").update(password="", password_at=None):
            record(actor, PasswordRemoved(person=holder.id), on=holder.row)


def may_have_password(actor: Contact) -> bool:
    """Do the rules allow it, and is the address this person's alone?"""
    with holding(actor) as holder:
        shared: bool = holder.row.is_shared_mailbox  # type: ignore[attr-defined] # a contact
        return rules_of(actor.company_id).passwords and not shared


@action(SIGN_IN, writes=("people",))
def enter_with_password(actor: Actor, *, email: str, password: str, device: str) -> Opened | None:
    """A client is in, or half in where a second factor follows. Takes the same time if not.

    Nobody there, no password, a wrong one, or not allowed here: outside it is all the same.
    """
    email = email.strip().lower()
    secret = _secret_at.first(Typed(email))
    right = is_right(password, secret.password if secret else "", renew=_renew(secret))
    people = contacts_of(secret.person_id) if secret is not None and right else []
    contact = first_to_enter(people, Method.PASSWORD)
    if contact is None:
        reason = "wrong_password" if secret else "unknown"
        fact = SignInFailed(reason=reason, identifier=hidden(current_tenant(), email))
        record(actor, fact, on=secret)
        return None
    let_in(contact)
    return begin_portal(as_contact(contact), contact, method=Method.PASSWORD, device=device)


@kept
def _secret_at(email: Typed) -> QuerySet[PersonSecret]:
    """What the person holds whose address it is, if somebody with this address has access."""
    known = ContactRow.objects.with_access().filter(email=email, is_shared_mailbox=False)
    return PersonSecret.objects.filter(person__in=known.values("person_id")).order_by("id")[:1]


def _renew(secret: PersonSecret | None) -> Callable[[str], None]:
    """Keeps a hash with today's costs when the old one was cheaper."""

    def keep(better: str) -> None:
        if secret is not None:
            PersonSecret.objects.filter(pk=secret.pk).update(password=better)

    return keep
