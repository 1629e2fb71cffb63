"""Make sure who is calling, and let them make sure who we are."""

from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.people import queries as people
from portico.core.people.models import Contact
from portico.ui.pages import form_page
from portico.ui.toasts import flash

from .. import queries
from ..actions.ask import ask_contact, check_code
from ..actions.callers import digits_of, show_code
from ..actions.demands import change_demands
from ..actions.pins import check_pin
from ..models import Check
from ..permissions import CHECK, MANAGE
from ..ports import kinds
from ..ports import thing as find_thing
from .forms import CodeForm, DemandsForm, PinForm

PAGE = "verification/staff/contact.html"
HISTORY = 8


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CHECK)
def contact(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """All ways to check this contact; a POST is a PIN that the caller read out."""
    found = people.contact(request.actor, contact_id)
    form = PinForm(request.POST or None)
    if request.method == "POST":
        about = _about(request)
        check = attempt(
            form,
            lambda: check_pin(
                request.actor,
                found,
                pin=form.cleaned_data["pin"],
                about=about[0] if about else None,
            ),
        )
        if check:
            return _answer(request, found, check)
    return form_page(request, PAGE, _around(request, found, form), "state")


@require_POST
@staff_page(CHECK)
def ask(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Send a code by e-mail, and ask in the portal."""
    found, about = people.contact(request.actor, contact_id), _about(request)
    ask_contact(request.actor, found, about=about[0] if about else None)
    flash(request, _("Asked. The code is on its way to %(email)s.") % {"email": found.email})
    return redirect(_here(request, found))


@never_cache
@require_POST
@staff_page(CHECK)
def code(request: StaffRequest, check_id: UUID) -> HttpResponse:
    """The code that the caller read out of the mail."""
    check = queries.check(request.actor, check_id)
    found, about = people.contact(request.actor, check.contact_id), _about(request)
    mine = about[0] if about and about[0].pk == check.about_id else None
    form = CodeForm(request.POST)
    done = attempt(
        form,
        lambda: check_code(request.actor, check, code=form.cleaned_data["code"], about=mine),
    )
    if done:
        return _answer(request, found, done)
    context = _around(request, found, PinForm()) | {"code_form": form}
    return form_page(request, PAGE, context)


@require_POST
@staff_page(CHECK)
def shown(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """A code with which the contact knows us."""
    found = people.contact(request.actor, contact_id)
    show_code(request.actor, found)
    return redirect(_here(request, found) + "#ours")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def demands(request: StaffRequest) -> HttpResponse:
    """Which requests need a check, and what to say when it fails."""
    row, known = queries.demands(), kinds(request.actor)
    first: dict[str, Any] = {"script": row.script}
    first |= {f"weight_{at}": row.kinds.get(kind, "") for at, (kind, _n) in enumerate(known)}
    form = DemandsForm(request.POST or None, kinds=known, initial=first)
    if request.method == "POST" and form.is_valid():
        script, weights = form.cleaned_data["script"], form.chosen()
        change_demands(request.actor, script=script, weights=weights)
        flash(request, _("Saved."))
        return redirect("staff:verification:demands")
    context = {"form": form, "script": queries.script()}
    return form_page(request, "verification/staff/demands.html", context)


def _about(request: StaffRequest) -> tuple[Model, str] | None:
    """What the check is for: `?about=ticket:<id>`."""
    return find_thing(request.actor, request.POST.get("about") or request.GET.get("about", ""))


def _here(request: StaffRequest, found: Contact, **more: str) -> str:
    asked = request.POST.get("about") or request.GET.get("about", "")
    query = {"about": asked} if _about(request) else {}
    path = reverse("staff:verification:contact", args=[found.pk])
    return f"{path}?{urlencode(query | more)}" if query or more else path


def _answer(request: StaffRequest, found: Contact, check: Check) -> HttpResponse:
    """Who is known leads back to the work; else the words for a refusal."""
    about = _about(request)
    if check.state == Check.State.VERIFIED and about:
        flash(request, _("Verified: this is %(name)s.") % {"name": found.name})
        return redirect(about[1], about[0].pk)
    return redirect(_here(request, found, check=str(check.pk)))


def _around(request: StaffRequest, found: Contact, form: PinForm) -> dict[str, Any]:
    actor, about = request.actor, _about(request)
    request.menu_slug = "tickets" if about else "directory"
    mine = queries.checks(actor).filter(contact=found)
    waiting = queries.waiting(actor).filter(contact=found).first()
    ours = queries.own_codes(actor, found.pk)
    history = list(mine.exclude(done_at=None).order_by("-id")[:HISTORY])
    return {
        "form": form,
        "code_form": CodeForm(auto_id="id_mail_%s"),
        "contact": found,
        "company": found.company,
        "about": request.POST.get("about") or request.GET.get("about", "") if about else "",
        "about_row": about[0] if about else None,
        "about_url": reverse(about[1], args=[about[0].pk]) if about else "",
        "last": _result(request, found) or next(iter(history), None),
        "locked_until": queries.locked_until(actor, found.pk),
        "waiting": waiting,
        "history": history,
        "ours": ours,
        "our_digits": digits_of(ours) if ours else "",
        "our_seconds": int((ours.expires_at - timezone.now()).total_seconds()) if ours else 0,
        "script": queries.script(),
        "topic": f"identity:{found.pk}",
        "here": _here(request, found),
    }


def _result(request: StaffRequest, found: Contact) -> Check | None:
    """The check that has just been made, as the address says."""
    try:
        wanted = UUID(request.GET.get("check", ""))
    except ValueError:
        return None
    return queries.checks(request.actor).filter(pk=wanted, contact=found).first()
