"""What staff decide about profiles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form

from ..models import Field, Rule


class RejectForm(Form):
    """Why not."""

    reason = forms.CharField(
        label=_("Why not"), max_length=300, help_text=_("The person who asked reads this.")
    )


class RulesForm(Form):
    """A rule for each field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, label in Field.choices:
            rules = [one for one in Rule.choices if self._fits(field, one[0])]
            self.fields[field] = forms.ChoiceField(label=label, choices=rules)

    @staticmethod
    def _fits(field: str, rule: str) -> bool:
        """Addresses are never free; of a picture nobody is asked."""
        if field == Field.EMAIL:
            return rule != Rule.FREE
        return field != Field.PICTURE or rule != Rule.APPROVAL
