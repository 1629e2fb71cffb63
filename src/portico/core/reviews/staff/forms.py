"""How often access is reviewed, and why a review is cancelled."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form

from ..models import Every


class PolicyForm(Form):
    """For all companies."""

    every = forms.ChoiceField(label=_("How often"), choices=Every)


class CompanyPolicyForm(Form):
    """For one company."""

    every = forms.ChoiceField(
        label=_("How often"), required=False, choices=[("", _("As everywhere")), *Every.choices]
    )


class CancelForm(Form):
    """Why nobody goes on with it."""

    reason = forms.CharField(label=_("Why?"), max_length=300)
