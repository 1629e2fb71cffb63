"""One person: invite, enable without a mail, send again, hand over a link, take back."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import Conflict, Refusal, can
from portico.core.people import queries as people
from portico.core.people.models import Contact
from portico.core.roles import queries as roles
from portico.core.roles.permissions import GIVE_ACCESS
from portico.ui.pages import form_page, page
from portico.ui.toasts import flash

from .. import queries
from ..actions.single import (
    clear_address,
    enable_silently,
    invite,
    make_link,
    resend,
    revoke,
)
from ..permissions import INVITE
from ..rules import is_open
from .forms import InviteForm

ONE = "staff:invitations:person"
MOST = 20


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(INVITE)
def person(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """How it stands with this person, and the form to invite."""
    contact = people.contact(request.actor, contact_id)
    choices = roles.portal_roles(request.actor) if can(request.actor, GIVE_ACCESS) else []
    form = InviteForm(request.POST or None, roles=choices)
    if request.method == "POST":
        sent = attempt(
            form, lambda: invite(request.actor, contact, **form.cleaned_data), ending=Conflict
        )
        if sent:
            _say_sent(request, contact, later=sent.send_at is not None)
            return redirect(ONE, contact.pk)
    return _shown(request, contact, form)


def _say_sent(request: StaffRequest, contact: Contact, *, later: bool = False) -> None:
    said = (
        _("Planned. The invitation to %(email)s leaves on that day.")
        if later
        else _("The invitation is on its way to %(email)s.")
    )
    flash(request, said % {"email": contact.email})


def _shown(request: StaffRequest, contact: Contact, form: InviteForm) -> HttpResponse:
    history = list(queries.invitations_of(request.actor, contact)[:MOST])
    context = {
        "contact": contact,
        "company": contact.company,
        "form": form,
        "history": history,
        "newest": history[0] if history else None,
        "alone": queries.left_alone(contact),
        "is_open": is_open(contact.company),
        "may_give_access": can(request.actor, GIVE_ACCESS),
    }
    return form_page(request, "invitations/staff/person.html", context)


@require_POST
@staff_page(INVITE)
def quick(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Invite with one click, as the rules choose; from lists and suggestions."""
    contact = people.contact(request.actor, contact_id)
    try:
        invite(request.actor, contact)
    except Conflict:
        raise
    except Refusal as no:
        flash(request, str(no.words), tone="bad")
        return redirect(ONE, contact.pk)
    _say_sent(request, contact)
    return redirect("staff:invitations:list")


@require_POST
@staff_page(GIVE_ACCESS)
def silent(request: StaffRequest, contact_id: UUID) -> HttpResponseRedirect:
    """Access without a mail."""
    contact = people.contact(request.actor, contact_id)
    chosen = request.POST.get("role", "")
    role = next((one for one in roles.portal_roles(request.actor) if str(one.pk) == chosen), None)
    enable_silently(request.actor, contact, role=role)
    flash(request, _("They can sign in now. Nobody was told."))
    return redirect(ONE, contact.pk)


@require_POST
@staff_page(INVITE)
def again(request: StaffRequest, contact_id: UUID) -> HttpResponseRedirect:
    """A new link by mail; the old one no longer works."""
    contact = people.contact(request.actor, contact_id)
    resend(request.actor, contact)
    _say_sent(request, contact)
    return redirect(ONE, contact.pk)


@require_POST
@never_cache
@staff_page(INVITE)
def link(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """A new link, shown once, to pass on in a chat."""
    contact = people.contact(request.actor, contact_id)
    whole = make_link(request.actor, contact)
    context = {"contact": contact, "company": contact.company, "link": whole}
    return page(request, "invitations/staff/link.html", context)


@require_POST
@staff_page(INVITE)
def revocation(request: StaffRequest, contact_id: UUID) -> HttpResponseRedirect:
    """The link dies, and the access that nobody used."""
    contact = people.contact(request.actor, contact_id)
    revoke(request.actor, contact)
    flash(request, _("Taken back. The link no longer works."))
    return redirect(ONE, contact.pk)


@require_POST
@staff_page(INVITE)
def address(request: StaffRequest, contact_id: UUID) -> HttpResponseRedirect:
    """The address can be invited again."""
    contact = people.contact(request.actor, contact_id)
    clear_address(request.actor, contact)
    flash(request, _("Good. This address can be invited again."))
    return redirect(ONE, contact.pk)
