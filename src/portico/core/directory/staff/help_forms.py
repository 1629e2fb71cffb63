"""The form of a help entry."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.core.access.menu import ENTRIES
from portico.core.settings.choices import languages
from portico.ui.forms import Form


def _pages() -> list[tuple[str, str]]:
    """The portal's menu: an entry may help with one of its pages."""
    known = [(one.slug, str(one.text)) for one in ENTRIES if one.door == "portal"]
    return [("", str(_("The portal as a whole"))), *known]


class HelpForm(Form):
    """A question and its answer."""

    language = forms.ChoiceField(label=_("Language"), choices=languages)
    about = forms.ChoiceField(
        label=_("Helps with"),
        choices=_pages,
        required=False,
        help_text=_("On that page the help begins with this answer."),
    )
    question = forms.CharField(label=_("Question"), max_length=200)
    answer = forms.CharField(
        label=_("Answer"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Plain words; an empty line begins a paragraph, addresses become links."),
    )
    position = forms.IntegerField(label=_("Place"), min_value=0, max_value=9999, initial=100)
