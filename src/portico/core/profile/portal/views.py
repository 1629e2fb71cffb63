"""The own profile: what is changed at once, what waits for somebody's word."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import PortalRequest, signed_in_contact
from portico.core.access.proof import freshly_proved
from portico.core.people.models import Contact
from portico.core.people.queries import contact as contact_row
from portico.ui.pages import form_page, refused
from portico.ui.toasts import flash

from .. import queries
from ..actions.address import ask_for_address, prove_address
from ..actions.own import Outcome, change_own_picture, change_own_profile, withdraw_request
from ..forms import PictureForm
from ..models import Field, Rule
from ..rules import LARGEST_PICTURE, shown_number
from .forms import AddressForm, CodeForm, ProfileForm

HERE = "portal:profile:edit"
PAGE = "profile/portal/profile.html"
WEEK = 604_800


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_contact
def profile(request: PortalRequest) -> HttpResponse:
    """Name, numbers and title; what needs a word is said beside each."""
    me = contact_row(request.actor, request.actor.id)
    rules = queries.rules_for(me.pk)
    stored = _stored(me)
    form = _asking(ProfileForm(request.POST or None, initial=stored), rules)
    if request.method == "POST" and form.is_valid():
        given = {**stored, **form.cleaned_data}
        for key in ("phone", "mobile"):  # what stands there unchanged is what is stored
            given[key] = getattr(me, key) if given[key] == stored[key] else given[key]
        outcome = attempt(form, lambda: change_own_profile(request.actor, **given))
        if outcome is not None:
            flash(request, _told(outcome))
            return redirect(HERE)
    context = _shown(request, me, rules) | {"form": form, "picture_form": PictureForm()}
    return form_page(request, PAGE, context)


def _stored(me: Contact) -> dict[str, str]:
    return {"name": me.name, "title": me.title} | {
        key: shown_number(getattr(me, key)) for key in ("phone", "mobile")
    }


def _shown(request: PortalRequest, me: Contact, rules: dict[str, Rule]) -> dict[str, Any]:
    """What stands on the page beside its two forms."""
    return {
        "me": me,
        "rules": rules,
        "picture": queries.picture_of(me.pk),
        "requests": queries.own_requests(request.actor),
        "may_ask": rules[Field.EMAIL] is not Rule.LOCKED and not me.is_shared_mailbox,
    }


def _asking(form: ProfileForm, rules: dict[str, Rule]) -> ProfileForm:
    """Say beside a field that somebody must agree, or that it is kept elsewhere."""
    for key, one in form.fields.items():
        if rules[key] is Rule.LOCKED:
            one.disabled = True
            form[key].help_text = _("Kept in step with your company's directory, or by us.")
        elif rules[key] is Rule.APPROVAL:
            form[key].help_text = _("We look at a change before it counts.")
    return form


def _told(outcome: Outcome) -> str:
    if outcome.asked and outcome.changed:
        return _("Saved. The rest waits for somebody here to agree.")
    if outcome.asked:
        return _("Thank you. Somebody here looks at it, usually within a day.")
    return _("Saved.") if outcome.changed else _("Nothing has changed.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_contact
@freshly_proved
def address(request: PortalRequest) -> HttpResponse:
    """Ask for another e-mail address."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: ask_for_address(request.actor, email=form.cleaned_data["email"])
        )
        if made:
            return redirect("portal:profile:prove", made.pk)
    context = {"form": form, "email": request.actor.email}
    return form_page(request, "profile/portal/address.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_contact
def prove(request: PortalRequest, changerequest_id: UUID) -> HttpResponse:
    """Type the code that went to the new address."""
    found = queries.own_request(request.actor, changerequest_id)
    if not found.needs_proof:
        return redirect(HERE)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        tried = attempt(form, lambda: prove_address(request.actor, found, code=code))
        if tried and tried.proved_at:
            flash(request, _("Thank you. The address is proved, and somebody here agrees next."))
            return redirect(HERE)
        if tried:
            form.add_error("code", _("This code is not right. Look at the newest e-mail there."))
    return form_page(request, "profile/portal/prove.html", {"form": form, "asked": found})


@require_POST
@signed_in_contact
def withdraw(request: PortalRequest, changerequest_id: UUID) -> HttpResponseRedirect:
    """It is no longer wanted."""
    withdraw_request(request.actor, queries.own_request(request.actor, changerequest_id))
    flash(request, _("Withdrawn. Everything stays as it was."))
    return redirect(HERE)


@require_POST
@signed_in_contact
def picture_change(request: PortalRequest) -> HttpResponse:
    """Another picture, or none; a file that is no picture is told beside the field."""
    sent = request.FILES.get("picture")
    content = sent.read(LARGEST_PICTURE + 1) if sent and "remove" not in request.POST else b""
    form = PictureForm(request.POST, request.FILES)
    if not content and "remove" not in request.POST:
        form.add_error("picture", _("Choose a picture first."))
    attempt(form, lambda: change_own_picture(request.actor, content=content))
    if form.errors:
        me = contact_row(request.actor, request.actor.id)
        rules = queries.rules_for(me.pk)
        details = _asking(ProfileForm(initial=_stored(me)), rules)
        forms = {"form": details, "picture_form": form}
        return refused(request, PAGE, _shown(request, me, rules) | forms)
    flash(request, _("Your picture is there.") if content else _("Your picture is gone."))
    return redirect(HERE)


@require_safe
@signed_in_contact
def picture(request: PortalRequest, mark: str) -> HttpResponse:
    """The own picture; its address changes with it, so a browser may keep it."""
    found = queries.picture(request.actor.id, mark)
    response = HttpResponse(bytes(found.content), content_type="image/webp")
    patch_cache_control(response, private=True, max_age=WEEK)
    return response


@require_safe
@signed_in_contact
def staff_picture(request: PortalRequest, staffcard_id: UUID, mark: str) -> HttpResponse:
    """The picture of somebody who looks after the client."""
    found = queries.staff_picture(request.actor, staffcard_id, mark)
    response = HttpResponse(bytes(found.content), content_type="image/webp")
    patch_cache_control(response, private=True, max_age=WEEK)
    return response
