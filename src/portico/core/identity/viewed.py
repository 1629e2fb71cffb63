"""Going on as a contact whom an employee only looks at; asked anew on every request.

It lasts as long as the employee's own sign-in, their right, the contact's access and the rules
allow. Whatever of it is gone ends the viewing, and nothing else opens in its place.
"""

from dataclasses import replace

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Contact, System, Viewer, called
from portico.core.people.models import StaffUser
from portico.core.roles.queries import grants_of_contact, grants_of_staff
from portico.core.tenants.models import Tenant
from portico.core.viewing.actions.end import close
from portico.core.viewing.models import ViewingGrant, ViewingRule
from portico.core.viewing.permissions import VIEW_AS
from portico.core.viewing.queries import could_be_there, mode_for, of_secret
from portico.kernel.crypto.tokens import fingerprint
from portico.kernel.origin import Behind, current_origin, set_origin
from portico.kernel.tenancy import become, portal_scope

from .models import Method, PortalSession, StaffSession
from .queries import opaque
from .rules import is_idle
from .who import as_contact

SELF = System(called("viewing", _("Viewing as a contact")))
FULL = 2  # the assurance level with which the staff door opens
Ending = ViewingGrant.Ending


def viewed(request: HttpRequest, secret: str) -> Contact | None:
    """The contact that this cookie lets an employee look at; None when the viewing is over."""
    tenant: Tenant = request.tenant  # type: ignore[attr-defined] # set by the middleware
    if (row := of_secret(fingerprint(secret))) is None:
        return None
    if how := why_over(row, tenant):
        close(SELF, row, how=how)
        return None
    grants = grants_of_contact(row.contact_id)
    become(portal_scope(tenant.id, company=row.company_id, contact=row.contact_id))
    set_origin(
        replace(
            current_origin(),
            session=opaque(row.pk),
            door="portal",
            behind=Behind(row.staff_id, row.staff_name),
        )
    )
    request.session_row = _stand_in(row)  # type: ignore[attr-defined] # no session of the contact's
    viewer = Viewer(row.staff_id, row.staff_name, row.pk, row.reason, row.expires_at)
    return replace(as_contact(row.contact, grants), viewer=viewer)


def still_viewing(tenant: Tenant, secret: str) -> bool:
    """Asked by open streams; ends and extends nothing."""
    row = of_secret(fingerprint(secret))
    return row is not None and why_over(row, tenant) is None


def why_over(row: ViewingGrant, tenant: Tenant) -> ViewingGrant.Ending | None:
    """How the viewing has come to its end; None while it has not."""
    if row.expires_at <= timezone.now():
        return Ending.EXPIRED
    if mode_for(row.company_id) == ViewingRule.Mode.OFF:
        return Ending.KILLED
    holds = _is_signed_in(row, tenant) and VIEW_AS.code in grants_of_staff(row.staff_id)
    is_same = row.contact.company_id == row.company_id  # the contact has not moved away
    return None if holds and is_same and could_be_there(row.contact) else Ending.LOST


def _is_signed_in(row: ViewingGrant, tenant: Tenant) -> bool:
    """The employee's own sign-in, in which the viewing was begun, still opens the desk."""
    session = StaffSession.objects.filter(
        pk=row.staff_session, staff_id=row.staff_id, ended_at=None, aal__gte=FULL
    ).first()
    if session is None or row.staff.status != StaffUser.Status.ACTIVE:
        return False
    now = timezone.now()
    idle = is_idle(session.last_seen_at, hours=tenant.idle_hours, now=now)
    return session.expires_at > now and not idle


def _stand_in(row: ViewingGrant) -> PortalSession:
    """For pages that ask for the session; it stands in no table."""
    return PortalSession(
        id=row.pk,
        company_id=row.company_id,
        contact_id=row.contact_id,
        person_id=row.contact.person_id,
        method=Method.LINK,
        created_at=row.started_at,
        last_seen_at=row.started_at,
        expires_at=row.expires_at,
    )
