"""How long lines of the activity log are kept."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.journal import keeping as rules
from portico.core.journal.permissions import KEEP
from portico.ui.pages import form_page
from portico.ui.toasts import flash

from .forms import KeepingForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(KEEP)
def keeping(request: StaffRequest) -> HttpResponse:
    """Shorter times take effect in the night; what is gone then does not come back."""
    rule = rules.keeping()
    form = KeepingForm(request.POST or None, initial={"months": rule.months, "years": rule.years})
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: rules.change_keeping(request.actor, **form.cleaned_data))
        if saved:
            flash(request, _("Saved. The next night acts on it."))
            return redirect("staff:log:keeping")
    return form_page(request, "log/staff/keeping.html", {"form": form})
