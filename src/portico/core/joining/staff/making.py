"""Make a link: with the company in view, a guard against the wrong one, and everything to share."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.actors import Reach
from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import can
from portico.core.people import queries as people
from portico.core.people.frame import company_frame
from portico.core.people.models import Company
from portico.core.roles import queries as roles
from portico.core.tenants.addresses import address_of
from portico.ui.pages import form_page, page
from portico.ui.palette import palette

from .. import queries
from ..actions.links import About, NewLink, create_link
from ..actions.policy import company_for_tests
from ..actions.rotate import rotate_link
from ..actions.send import addresses_in, context_of, send_link, url_of
from ..permissions import MANAGE, SET_POLICY
from ..rules import checked_domains, checked_origins, domain_of, frame_snippet, html_snippet
from .forms import CHOSEN_DAY, LinkForm, RotateForm

FIELDS = {"until": "on"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def new(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """The form; after it the one page that shows the link."""
    company = people.company(request.actor, company_id)
    form = _form(request, company)
    if request.method == "POST" and form.is_valid() and not _stopped(request, company, form):
        made = attempt(form, lambda: _make(request, company, form), fields=FIELDS)
        if made:
            return shown_once(request, made)
    other = next((code for code, _n in settings.LANGUAGES if code != request.tenant.language), "")
    around = company_frame(request.actor, company, tab="links") | {
        "form": form,
        "domains": queries.known_domains(request.actor, company),
        "working": queries.working_links_of(request.actor, company),
        "shown_name": _shown_name(request, company, form),
        "guarded": bool(form.errors) and "sure" in form.errors,
        "other_language": other,
    }
    return form_page(request, "joining/staff/new.html", around, "preview")


def _shown_name(request: StaffRequest, company: Company, form: LinkForm) -> str:
    typed = request.GET.get("display_name") or form.data.get("display_name", "")
    return str(typed)[:120].strip() or company.name


@require_POST
@staff_page(MANAGE)
def test(request: StaffRequest) -> HttpResponse:
    """A link to try the portal with leads to a company of one's own, not to a client."""
    return redirect("staff:joining:new", company_for_tests(request.actor).pk)


def _form(request: StaffRequest, company: Company) -> LinkForm:
    policy = queries.policy()
    is_test = policy.sandbox_id == company.pk
    chosen = roles.default_role_for(request.actor, company, email="")
    usual = policy.usual_days if policy.usual_days in {90, 30, 14, 7, 1} else CHOSEN_DAY
    until = timezone.localtime() + timedelta(days=policy.usual_days)
    first: dict[str, Any] = {
        "days": 1 if is_test else usual,
        "on": until,
        "role": str(chosen.role.pk),
        "reach": chosen.reach.value,
        "domains": "\n".join(_domains(request, company, is_test=is_test)),
        "reminders": True,
    }
    languages = [(code, str(name)) for code, name in settings.LANGUAGES]
    return LinkForm(
        request.POST or None,
        initial=first,
        roles=roles.portal_roles(request.actor),
        languages=languages,
        is_test=is_test,
    )


def _domains(request: StaffRequest, company: Company, *, is_test: bool) -> list[str]:
    """Those of the company's people; for tests the tester's own."""
    if not is_test:
        return queries.known_domains(request.actor, company)
    return [domain_of(people.staff_user(request.actor, request.actor.id).email)]


def _stopped(request: StaffRequest, company: Company, form: LinkForm) -> bool:
    """None of the typed domains or addresses is one that people of this company have."""
    given = form.cleaned_data
    known = set(queries.known_domains(request.actor, company))
    typed = {one.lstrip("@").lower() for one in given["domains"].split()}
    typed |= {domain_of(one) for one in given["to"].split() if "@" in one}
    if given["sure"] or not known or not typed or typed & known:
        return False
    words = _("Nobody at %(company)s has such an address. Is it the right company?")
    form.add_error("sure", words % {"company": company.name})
    return True


def _make(request: StaffRequest, company: Company, form: LinkForm) -> NewLink:
    """Both or neither: an address that is none leaves no link behind."""
    given = form.cleaned_data
    to = addresses_in(given["to"]) if given["to"].strip() else []
    with transaction.atomic():
        made = create_link(request.actor, company, about=_about(request, form))
        if to:
            send_link(request.actor, made.row, to=to)
    return made


def _about(request: StaffRequest, form: LinkForm) -> About:
    given = form.cleaned_data
    names = {}
    if given["display_name_other"]:
        other = [code for code, _n in settings.LANGUAGES if code != request.tenant.language]
        names = {other[0]: given["display_name_other"]} if other else {}
    return About(
        until=_until(given["days"], given["on"]),
        role=form.roles[given["role"]],
        reach=Reach(given["reach"]),
        mode=form.chosen_mode,
        domains=checked_domains(given["domains"]),
        max_uses=given["max_uses"],
        display_name=given["display_name"],
        display_names=names,
        language=given["language"],
        origins=checked_origins(given["origins"]),
        auto_close=given["auto_close"],
        auto_renew=given["auto_renew"],
        reminders=given["reminders"],
    )


def _until(days: int, on: datetime | None) -> datetime:
    if days == CHOSEN_DAY and on is not None:
        return on
    return timezone.now() + timedelta(days=days)


@never_cache
@require_POST
@staff_page(MANAGE)
def rotate(request: StaffRequest, portallink_id: UUID) -> HttpResponse:
    """A new link in its place, shown once."""
    row = queries.link(request.actor, portallink_id)
    form = RotateForm(request.POST)
    hours = form.cleaned_data["grace"] if form.is_valid() else 0
    return shown_once(request, rotate_link(request.actor, row, grace_hours=hours))


def shown_once(request: StaffRequest, made: NewLink) -> HttpResponse:
    """The link in every shape in which it can be handed on. It cannot be shown again."""
    url, row = url_of(made.token), made.row
    name = row.name_in(request.tenant.language)
    words = _("Join the portal of %(company)s") % {"company": name}
    colours = palette(request.tenant.colour)
    framed = address_of(reverse("portal:joining:framed", args=[row.pk])) + f"#{made.token}"
    around = company_frame(request.actor, row.company, tab="links") | {
        "link": row,
        "url": url,
        "html": html_snippet(url, words, colour=colours["accent"][0], ink=colours["on-accent"][0]),
        "frame": frame_snippet(framed, url, words),
        "picture": qr_of(url),
        "letter": context_of(request.actor, row) | {"link": url},
        "sites": queries.origins_of(row.pk),
        "may_name_sites": can(request.actor, SET_POLICY),
        "recipients": list(queries.recipients_of(row)[:50]),
    }
    return page(request, "joining/staff/made.html", around)


def qr_of(url: str) -> str:
    """The link as a picture inside the page; nothing is fetched for it."""
    import segno  # noqa: PLC0415  2 MB, for whoever makes a link

    code = segno.make(url, error="m")
    return str(code.svg_data_uri(scale=4, border=2, light="white"))
