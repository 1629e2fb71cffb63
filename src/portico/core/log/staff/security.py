"""What in the log needs somebody's eyes: alerts, and the last seven days in figures."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.ui.pages import form_page, page
from portico.ui.toasts import flash

from ..actions.alerts import choose_weekly_mail, settle_alert
from ..permissions import VIEW
from ..queries import open_alerts, wants_weekly_mail, watch, week_of
from .forms import SettleForm

SHOWN = 10
REASONS = {
    "unknown": gettext_lazy("Address that nobody here has"),
    "unknown_request": gettext_lazy("Link that was never asked for"),
    "expired": gettext_lazy("Link had ended"),
    "used": gettext_lazy("Link was used already"),
    "replaced": gettext_lazy("There was a newer link"),
    "other_browser": gettext_lazy("Link opened in another browser"),
    "wrong_link": gettext_lazy("Incomplete link"),
    "wrong_code": gettext_lazy("Wrong code"),
    "too_many_tries": gettext_lazy("Too many wrong codes"),
    "wrong_password": gettext_lazy("Wrong password"),
    "wrong_factor": gettext_lazy("Wrong second factor"),
    "disabled": gettext_lazy("Switched off"),
}


@require_safe
@staff_page(VIEW)
def security(request: StaffRequest) -> HttpResponse:
    """Open alerts first; then who tried, and what was given."""
    week = week_of(timezone.now())
    context = {
        "alerts": watch.named(open_alerts(request.actor)[:SHOWN]),
        "settled": watch.named(watch.settled_alerts(request.actor)[:SHOWN]),
        "week": week,
        "reasons": [(REASONS.get(one, one), count) for one, count in week.reasons],
        "mailed": wants_weekly_mail(request.actor),
    }
    return page(request, "log/staff/security.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VIEW)
def settle(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """Say what came of it."""
    found = watch.alert(request.actor, alert_id)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        done = attempt(form, lambda: settle_alert(request.actor, found, note=note))
    else:
        done = None
    if done:
        flash(request, _("Settled. If it goes on, there will be a new alert."))
        return redirect("staff:log:security")
    context = {"form": form, "one": watch.named([found])[0]}
    return form_page(request, "log/staff/settle.html", context)


@require_POST
@staff_page(VIEW)
def weekly_mail(request: StaffRequest) -> HttpResponseRedirect:
    """On or off, for oneself."""
    wanted = request.POST.get("wanted") == "on"
    choose_weekly_mail(request.actor, wanted=wanted)
    told = _("It comes on Monday morning.") if wanted else _("It no longer comes.")
    flash(request, told)
    return redirect("staff:log:security")
