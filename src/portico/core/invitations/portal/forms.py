"""What whoever was invited types at the door."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form

LONGEST = 300


class TokenForm(Form):
    """The link, or what stands behind its #; the script fills it in."""

    token = forms.CharField(
        label=_("Link from the e-mail"),
        help_text=_("Paste the whole link."),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"data-fragment": "", "autocomplete": "off"}),
    )

    def clean_token(self) -> str:
        """Only the secret of it."""
        found: str = self.cleaned_data["token"]
        return found.rpartition("#")[2].strip()
