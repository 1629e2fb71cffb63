"""The page of choices, as both doors show it: a pace for each type of mail."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portico.core.access.forms import attempt
from portico.core.access.pages import PortalRequest, StaffRequest
from portico.ui.forms import Form
from portico.ui.pages import form_page
from portico.ui.toasts import flash

from . import queries
from .actions.choose import choose_notices
from .ports import PACES, Notice, Pace


class ChoicesForm(Form):
    """One question per type; what is usual is chosen already."""

    def __init__(
        self,
        *args: Any,  # Any: passed through to Django
        notices: Iterable[Notice],
        paces: Mapping[str, Pace],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for one in notices:
            self.fields[one.code] = forms.ChoiceField(
                label=str(one.label),
                help_text=str(one.hint),
                choices=PACES,
                initial=paces[one.code].value,
                widget=forms.RadioSelect,
            )

    def chosen(self) -> dict[str, Pace]:
        return {code: Pace(value) for code, value in self.cleaned_data.items()}


def choices_page(request: StaffRequest | PortalRequest, *, door: str) -> HttpResponse:
    """One question for each type that can reach this person."""
    mine = queries.notices_for(request.actor)
    form = ChoicesForm(
        request.POST if request.method == "POST" else None,
        notices=mine,
        paces=queries.choices_of(request.actor.id, mine),
    )
    if request.method == "POST":
        attempt(form, lambda: choose_notices(request.actor, chosen=form.chosen()))
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect(f"{door}:notices:choices")
    return form_page(request, f"notices/{door}/choices.html", {"form": form})
