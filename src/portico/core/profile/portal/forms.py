"""What a client types about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form


class ProfileForm(Form):
    """Name, numbers, title."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"})
    )
    title = forms.CharField(
        label=_("Job title"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "organization-title"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    mobile = forms.CharField(
        label=_("Mobile"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "mobile tel", "inputmode": "tel"}),
    )


class AddressForm(Form):
    """Another e-mail address."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class CodeForm(Form):
    """The code that went to the new address."""

    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "class": "mono", "spellcheck": "false"}
        ),
    )
