"""The invitation of a contact, sent once more."""

from uuid import UUID

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.core.access.pages import StaffRequest, staff_page
from portico.core.identity.actions.welcome import invite_contact
from portico.core.people import queries as people
from portico.core.roles.permissions import GIVE_ACCESS
from portico.ui.toasts import flash


@require_POST
@staff_page(GIVE_ACCESS)
def invitation(request: StaffRequest, contact_id: UUID) -> HttpResponseRedirect:
    """Mails get lost; the first one went out when access was given."""
    found = people.contact(request.actor, contact_id)
    invite_contact(request.actor, found)
    flash(request, _("The invitation is on its way to %(email)s.") % {"email": found.email})
    return redirect("staff:directory:contact", found.pk)
