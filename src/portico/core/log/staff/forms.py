"""What the pages of the log are asked with."""

from django import forms
from django.apps import apps
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import told_events
from portico.core.journal.models import MONTHS, YEARS
from portico.ui.forms import Form


def areas() -> list[tuple[str, str]]:
    """The parts of the product that anything is told about."""
    names = {name.split(".")[0] for name, _words in told_events()}
    known = {one.label: one.verbose_name for one in apps.get_app_configs() if one.label in names}
    named = sorted((str(title), label) for label, title in known.items())
    return [("", gettext("Every part")), *((label, title) for title, label in named)]


class LogFilter(Form):
    """Filters as the address carries them; what makes no sense counts as not set."""

    q = forms.CharField(label=_("Person or action"), max_length=100, required=False)
    company = forms.UUIDField(required=False, widget=forms.Select)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    area = forms.ChoiceField(label=_("Part"), choices=areas, required=False)
    refused = forms.BooleanField(label=_("Only what was refused"), required=False)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)


def _months() -> list[tuple[int, str]]:
    return [(n, _in_months(n) if n else gettext("For ever")) for n in MONTHS]


def _years() -> list[tuple[int, str]]:
    return [(n, _in_years(n) if n else gettext("For ever")) for n in YEARS]


def _in_months(count: int) -> str:
    return ngettext("%(n)s month", "%(n)s months", count) % {"n": count}


def _in_years(count: int) -> str:
    return ngettext("%(n)s year", "%(n)s years", count) % {"n": count}


class KeepingForm(Form):
    """Two times, of which the second is the longer one."""

    months = forms.TypedChoiceField(
        label=_("Most lines"),
        choices=_months,
        coerce=int,
        help_text=_("What people did, who signed in, what was changed."),
    )
    years = forms.TypedChoiceField(
        label=_("Lines about money"),
        choices=_years,
        coerce=int,
        help_text=_("Many laws ask for ten years; less is not on offer."),
    )


class SettleForm(Form):
    """What came of an alert."""

    note = forms.CharField(
        label=_("What came of it"),
        max_length=300,
        help_text=_("It stays in the log, with your name."),
    )
