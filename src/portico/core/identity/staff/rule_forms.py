"""Forms about the rules for signing in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.ui.forms import Form

from ..models import Factor


class RulesForm(Form):
    """What everybody may use, and who needs a second factor."""

    passkeys = forms.BooleanField(
        label=_("Passkeys"),
        help_text=_("Finger, face or PIN of the own device. The safest way, and the easiest."),
        required=False,
    )
    passwords = forms.BooleanField(
        label=_("Passwords"),
        help_text=_("People may set one. Not needed: an e-mail or a passkey is enough."),
        required=False,
    )
    no_passwords = forms.BooleanField(
        label=_("Passwords nowhere"),
        help_text=_("No company may allow them, either."),
        required=False,
    )
    factor = forms.ChoiceField(
        label=_("Who needs a second factor?"), choices=Factor, widget=forms.RadioSelect
    )
    factor_roles = forms.MultipleChoiceField(
        label=_("These roles"),
        help_text=_("Counts only where roles decide; see the choice above."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # Any: passed through to Django
        self.fields["factor_roles"].choices = [(str(one.pk), one.name) for one in roles]  # type: ignore[attr-defined] # a choice field


class CompanyRulesForm(RulesForm):
    """The same for one company, with lifetimes that may be shorter than the usual ones."""

    no_passwords = None  # type: ignore[assignment] # only the tenant forbids them everywhere
    session_days = forms.IntegerField(
        label=_("Days until everybody signs in again"), required=False, min_value=1
    )
    idle_hours = forms.IntegerField(
        label=_("Hours until an unused session ends"), required=False, min_value=1
    )

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("session_days", "idle_hours"):
            usual = _("Empty: %(usual)s, as for everybody.")
            self.fields[name].help_text = str(usual) % {"usual": getattr(tenant, name)}
