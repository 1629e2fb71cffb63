"""A running session is worth more after another proof: the browser gets a new secret for it."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import Conflict
from portico.core.journal.acting import record
from portico.kernel.crypto.tokens import fingerprint, new_secret
from portico.kernel.tenancy import current_tenant, door_scope, scope

from ..events import Proved
from ..models import Method, PortalSession, Session
from ..policy import FULL, rules_of
from .enter import Opened, tell_begun


class SessionMoved(Conflict):
    """The session has ended or was raised from another tab meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This page was open twice. Reload it, then try again."))


def raise_session(actor: Actor, session: Session, *, aal: int, how: str) -> Opened:
    """The session counts as freshly proved; whoever knew its old secret has nothing any more."""
    secret = _renewed(session, proved_at=timezone.now(), aal=max(aal, session.aal))
    record(actor, Proved(method=how), on=session)
    return Opened(session, secret, "")


def complete_portal(actor: Contact, session: PortalSession, *, method: Method) -> Opened:
    """From half to whole: the second factor was right, and the session lasts as long as others."""
    with scope(door_scope(current_tenant())):
        now, days = timezone.now(), rules_of(session.company_id).session_days
        secret = _renewed(
            session,
            proved_at=now,
            aal=FULL,
            needs_factor=False,
            method=method,
            expires_at=now + timedelta(days=days),
        )
        tell_begun(actor, session)
    return Opened(session, secret, "")


def _renewed(session: Session, **values: object) -> str:
    """One statement: of two tabs that prove it at once, one renews the session."""
    secret = new_secret()
    mine = type(session).objects.filter(pk=session.pk, ended_at=None)  # type: ignore[attr-defined] # both children have it
    before = bytes(mine.values_list("token_hash", flat=True).first() or b"")
    values = {"token_hash": fingerprint(secret), **values}
    if not mine.filter(token_hash=before).update(**values):
        raise SessionMoved
    for name, value in values.items():
        setattr(session, name, value)
    return secret
