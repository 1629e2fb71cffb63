"""The form for a picture, at both doors."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form


class PictureForm(Form):
    """A picture, or none."""

    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )
