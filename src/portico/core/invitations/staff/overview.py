"""All campaigns, whom to invite next, the settings, and how the e-mail looks."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import can
from portico.core.mail.queries import preview as mail_preview
from portico.core.people.models import Company, Contact
from portico.ui.pages import form_page, page
from portico.ui.tables import asked_page, pager
from portico.ui.toasts import flash

from .. import queries
from ..actions.issue import MAIL_TEMPLATE, context_of, link_with
from ..actions.settings import change_settings
from ..models import LONGEST_WORDS, Campaign, Invitation
from ..permissions import INVITE, MANAGE, SEND_MANY
from ..rules import Tally
from .forms import SettingsForm

RECENT = 15


@require_safe
@staff_page(INVITE)
def overview(request: StaffRequest) -> HttpResponse:
    """What is being sent, whom to invite next, and who waits to be invited again."""
    actor = request.actor
    wanted = queries.campaigns(actor).exclude(state=Campaign.State.DRAFT)
    found = asked_page(request.GET, wanted, "-id")
    counted = queries.tallies(found.rows)
    asked = queries.invitations(actor).filter(
        asked_again_at__isnull=False, state__in=[Invitation.State.REVOKED, Invitation.State.EXPIRED]
    )
    context = {
        "campaigns": [(one, counted.get(one.pk, Tally())) for one in found.rows],
        "pager": pager(request.GET, found),
        "suggestions": queries.suggestions(actor),
        "asked": asked.select_related("contact__company").order_by("-asked_again_at")[:RECENT],
        "may_send_many": can(actor, SEND_MANY),
        "may_settle": can(actor, MANAGE),
    }
    return page(request, "invitations/staff/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def settings(request: StaffRequest) -> HttpResponse:
    """How long links are valid, and how fast mails leave."""
    now = queries.settings_now()
    stored = {name: getattr(now, name) for name in SettingsForm.base_fields}
    form = SettingsForm(request.POST or None, initial=stored)
    if request.method == "POST":
        saved = attempt(form, lambda: change_settings(request.actor, **form.cleaned_data))
        if saved:
            flash(request, _("Saved."))
            return redirect("staff:invitations:settings")
    return form_page(request, "invitations/staff/settings.html", {"form": form})


@require_safe
@staff_page(INVITE)
def preview(request: StaffRequest) -> HttpResponse:
    """The e-mail as somebody would read it, with a link that leads nowhere."""
    contact = Contact(name=_("Anna Example"), company=Company(name=_("Your client")))
    invitation = Invitation(
        email="anna@client.example",
        by_name=request.actor.name,
        words=request.GET.get("message", "")[:LONGEST_WORDS],
        expires_at=timezone.now() + timedelta(days=queries.settings_now().valid_days),
    )
    around = context_of(invitation, contact, link=link_with("…"))
    letter = mail_preview(MAIL_TEMPLATE, around, language=request.GET.get("language", ""))
    return page(request, "invitations/staff/preview.html", {"letter": letter})
