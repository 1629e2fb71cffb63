"""How long lines of the activity log are kept."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.journal import keeping as rules
from portico.core.journal.models import MONTHS, YEARS
from portico.core.journal.permissions import KEEP
from portico.ui.forms import Form
from portico.ui.pages import form_page
from portico.ui.toasts import flash


def _months() -> list[tuple[int, str]]:
    return [(n, _in_months(n) if n else _("For ever")) for n in MONTHS]


def _years() -> list[tuple[int, str]]:
    return [(n, _in_years(n) if n else _("For ever")) for n in YEARS]


def _in_months(count: int) -> str:
    return ngettext("%(n)s month", "%(n)s months", count) % {"n": count}


def _in_years(count: int) -> str:
    return ngettext("%(n)s year", "%(n)s years", count) % {"n": count}


class KeepingForm(Form):
    """Two times, of which the second is the longer one."""

    months = forms.TypedChoiceField(
        label=gettext_lazy("Most lines"),
        choices=_months,
        coerce=int,
        help_text=gettext_lazy("What people did, who signed in, what was changed."),
    )
    years = forms.TypedChoiceField(
        label=gettext_lazy("Lines about money"),
        choices=_years,
        coerce=int,
        help_text=gettext_lazy("Many laws ask for ten years; less is not on offer."),
    )


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
            return redirect("staff:settings:log:keeping")
    return form_page(request, "settings/staff/keeping.html", {"form": form})
