"""What employees show of themselves to clients: a picture."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portico.core.access.pages import StaffRequest, signed_in_staff
from portico.core.access.permissions import Refusal
from portico.ui.pages import page
from portico.ui.toasts import flash

from .. import queries
from ..actions.card import change_staff_picture
from ..forms import PictureForm
from ..rules import LARGEST_PICTURE

HERE = "staff:profile:own_picture"
WEEK = 604_800


@never_cache
@require_safe
@signed_in_staff
def own_picture(request: StaffRequest) -> HttpResponse:
    """The picture that clients see, and a form for another one."""
    card = request.actor.card
    mark = queries.pictures_of_cards([card]).get(card, "") if card else ""
    return page(request, "profile/staff/picture.html", {"form": PictureForm(), "mark": mark})


@require_POST
@signed_in_staff
def picture_change(request: StaffRequest) -> HttpResponseRedirect:
    """Another picture, or none."""
    sent = request.FILES.get("picture")
    content = sent.read(LARGEST_PICTURE + 1) if sent and "remove" not in request.POST else b""
    if not content and "remove" not in request.POST:
        raise Refusal(_("Choose a picture first."), field="picture")
    change_staff_picture(request.actor, content=content)
    flash(request, _("Your picture is there.") if content else _("Your picture is gone."))
    return redirect(HERE)


@require_safe
@signed_in_staff
def picture(request: StaffRequest, staffcard_id: UUID, mark: str) -> HttpResponse:
    """The picture of somebody who works here; its address changes with it."""
    found = queries.staff_picture(request.actor, staffcard_id, mark)
    response = HttpResponse(bytes(found.content), content_type="image/webp")
    patch_cache_control(response, private=True, max_age=WEEK)
    return response
