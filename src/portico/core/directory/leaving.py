"""The page on which somebody leaves a company, as both doors show it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.people import queries as people
from portico.core.people.models import Contact
from portico.kernel.ids import id_from
from portico.kernel.text import one_line
from portico.ui.forms import Form

MOST = 100


class LeaverForm(Form):
    """Why, and who takes over what is open."""

    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("For the log, for example: left in October.")
    )
    successor = forms.ChoiceField(
        label=_("Who takes over open tickets?"),
        required=False,
        help_text=_("They see these tickets from then on, and hear of answers."),
    )

    def __init__(self, *args: Any, colleagues: Iterable[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._colleagues = {str(one.pk): one for one in colleagues}
        nobody = ("", _("Nobody: they stay as they are"))
        choices = [nobody, *((pk, one.name) for pk, one in self._colleagues.items())]
        self.fields["successor"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def clean_successor(self) -> Contact | None:
        """The row, not its id; the choices hold only colleagues who still work there."""
        return self._colleagues.get(self.cleaned_data["successor"])


def leaver_form(request: HttpRequest, actor: Actor, contact: Contact) -> LeaverForm:
    """With the colleagues whose name has the words of `?q=`; big companies need them."""
    words = one_line(request.GET.get("q", ""), longest=100)
    known = people.contacts(actor).filter(company=contact.company_id, is_active=True)
    known = known.exclude(pk=contact.pk)
    chosen = id_from(request.POST.get("successor", ""))
    fits = Q(name__icontains=words) | Q(pk=chosen) if words else Q()
    found = list(known.filter(fits).order_by("name", "id")[:MOST])
    return LeaverForm(request.POST or None, colleagues=found)


def around_form(request: HttpRequest, form: LeaverForm) -> dict[str, Any]:  # Any: a context
    """What the page shows besides the person."""
    words = one_line(request.GET.get("q", ""), longest=100)
    number = len(form.fields["successor"].choices) - 1  # type: ignore[attr-defined] # a ChoiceField
    return {"form": form, "words": words, "is_many": bool(words) or number >= MOST}
