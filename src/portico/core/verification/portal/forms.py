"""What is typed in the portal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form


class CallerForm(Form):
    """The code that a caller reads out."""

    code = forms.CharField(
        label=_("The code they read out"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
