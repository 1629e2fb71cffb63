"""Forms about roles: shape only; the actions decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form

from ..models import REACHES, Role, Rule


class RoleChoiceForm(Form):
    """A role and how far it goes; `role` becomes the row."""

    role = forms.ChoiceField(label=_("Role"))
    reach = forms.TypedChoiceField(
        label=_("Reach"),
        choices=[("", _("as the role usually goes")), *REACHES],
        coerce=int,
        required=False,
        empty_value=None,
    )

    def __init__(self, *args: Any, roles: Iterable[Role], none: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._roles = {str(one.pk): one for one in roles}
        named = [(pk, one.name) for pk, one in self._roles.items()]
        field: Any = self.fields["role"]  # Any: the stubs know only plain fields
        field.choices = [("", none), *named] if none else named
        field.required = not none

    def clean_role(self) -> Role | None:
        """The row, not its id."""
        return self._roles.get(self.cleaned_data["role"])


class RuleForm(RoleChoiceForm):
    """One more rule."""

    kind = forms.ChoiceField(label=_("If the"), choices=Rule.Kind)
    pattern = forms.CharField(
        label=_("is like"),
        max_length=200,
        help_text=_(
            "An address or domain such as *@example.com, words in the job title, or the exact "
            "name of a group."
        ),
    )

    field_order = ("kind", "pattern", "role", "reach")


class TesterForm(Form):
    """Somebody who might come, as the address carries it."""

    email = forms.CharField(label=_("E-mail address"), max_length=254, required=False)
    title = forms.CharField(label=_("Job title"), max_length=100, required=False)
    groups = forms.CharField(
        label=_("Directory groups"),
        max_length=500,
        required=False,
        help_text=_("Several with commas between them."),
    )

    def clean_groups(self) -> list[str]:
        """Each by itself."""
        return [one.strip() for one in self.cleaned_data["groups"].split(",") if one.strip()]
