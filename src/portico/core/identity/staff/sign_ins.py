"""Contacts who wait for a mail that does not come: check who is calling, then tell the code."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.ui.pages import form_page, page

from .. import queries
from ..actions import limit
from ..actions.reveal import CheckedBy, RequestEnded, reveal_code
from ..permissions import REVEAL_CODE
from ..rules import device_words
from .forms import RevealForm


@never_cache
@require_safe
@staff_page(REVEAL_CODE)
def waiting(request: StaffRequest) -> HttpResponse:
    """Who has started to sign in and is not in yet."""
    found = queries.waiting_sign_ins(request.actor)
    rows = [{"one": one, "device": device_words(one.request.user_agent)} for one in found]
    return page(request, "identity/staff/sign_ins.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(REVEAL_CODE)
def reveal(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """Reason and check first; the code is shown once and kept by nobody."""
    found = queries.waiting_sign_in(request.actor, request_id)
    form = RevealForm(request.POST or None)
    about = {"one": found, "device": device_words(found.request.user_agent), "form": form}
    if request.method == "POST" and form.is_valid():
        limit.check_limits(request.actor, (limit.REVEAL, str(request.actor.id)))
        given = form.cleaned_data
        code = attempt(
            form,
            lambda: reveal_code(
                request.actor,
                found.request,
                checked_by=CheckedBy(given["checked_by"]),
                reason=given["reason"],
            ),
            ending=RequestEnded,
        )
        if code:
            return page(request, "identity/staff/revealed.html", about | {"code": code})
    return form_page(request, "identity/staff/reveal.html", about)
