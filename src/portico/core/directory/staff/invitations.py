"""The invitation of a contact, sent once more."""

from uuid import UUID

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.core.access.pages import StaffRequest, staff_page
from portico.core.invitations.actions.single import resend
from portico.core.invitations.permissions import INVITE
from portico.core.people import queries as people
from portico.ui.toasts import flash


@require_POST
@staff_page(INVITE)
def invitation(request: StaffRequest, contact_id: UUID) -> HttpResponseRedirect:
    """Mails get lost; the first one went out when access was given."""
    found = people.contact(request.actor, contact_id)
    resend(request.actor, found)
    flash(request, _("The invitation is on its way to %(email)s.") % {"email": found.email})
    return redirect("staff:directory:contact", found.pk)
