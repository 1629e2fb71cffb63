"""An employee chooses which e-mails come at once, daily or not at all."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portico.core.access.pages import StaffRequest, signed_in_staff
from portico.ui.pages import form_page
from portico.ui.toasts import flash

from .. import queries
from ..actions.choose import choose_notices
from ..rules.choosing import ChoicesForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_staff
def choices(request: StaffRequest) -> HttpResponse:
    """One question for each type that can reach this person."""
    mine = queries.notices_for(request.actor)
    form = ChoicesForm(
        request.POST if request.method == "POST" else None,
        notices=mine,
        paces=queries.choices_of(request.actor.id, mine),
    )
    if request.method == "POST" and form.is_valid():
        choose_notices(request.actor, chosen=form.chosen())
        flash(request, _("Saved."))
        return redirect("staff:notices:choices")
    return form_page(request, "notices/staff/choices.html", {"form": form})
