"""What people type who would like to join, and what a client's admin says of a link."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.core.roles.models import Role
from portico.ui.forms import Form

from ..rules import LONGEST_TEXT, PRESETS


class PasteForm(Form):
    """The link, or only the part that begins with ptl_."""

    token = forms.CharField(
        label=_("Your link"),
        max_length=LONGEST_TEXT,
        help_text=_("Paste the whole link from the e-mail or message."),
        error_messages={"required": _("Paste the link that you were given.")},
    )
    token.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}


class JoinForm(Form):
    """Who somebody is."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_TEXT)
    first = forms.CharField(label=_("First name"), max_length=90)
    last = forms.CharField(label=_("Last name"), max_length=100)
    email = forms.EmailField(
        label=_("Work e-mail"),
        max_length=254,
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write an e-mail address, for example anna@example.com."),
        },
    )
    site = forms.ChoiceField(label=_("Where do you work?"), required=False)
    shared = forms.BooleanField(
        label=_("Several people read this mailbox, and I join for myself"), required=False
    )
    first.widget.attrs |= {"autocomplete": "given-name"}
    last.widget.attrs |= {"autocomplete": "family-name"}
    email.widget.attrs |= {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}

    def __init__(self, *args: Any, sites: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sites:
            self.fields["site"].choices = [("", _("Please choose")), *sites]  # type: ignore[attr-defined] # a ChoiceField
            self.fields["site"].required = True
        else:
            del self.fields["site"]

    @property
    def name(self) -> str:
        return f"{self.cleaned_data['first']} {self.cleaned_data['last']}"


class CodeForm(Form):
    """The code from the e-mail, however it was typed or pasted."""

    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=64,
        error_messages={"required": _("Type the code from the e-mail.")},
    )
    code.widget.attrs |= {
        "autocomplete": "one-time-code",
        "autocapitalize": "characters",
        "spellcheck": "false",
        "placeholder": "XXXX-XXXX",
    }


class WishForm(Form):
    """Where a new link should go."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_TEXT)
    email = forms.EmailField(label=_("Work e-mail"), max_length=254)
    note = forms.CharField(label=_("A line about you"), max_length=200, required=False)
    email.widget.attrs |= {"autocomplete": "email", "inputmode": "email"}
    note.widget.attrs |= {"placeholder": _("I started on Monday at the London office")}


class FramedForm(Form):
    """Inside a frame only the address is asked for."""

    token = forms.CharField(max_length=LONGEST_TEXT)
    email = forms.EmailField(max_length=254)


class InviteForm(Form):
    """A link for colleagues."""

    role = forms.ChoiceField(label=_("Role"), help_text=_("What they may do. You can change it."))
    days = forms.TypedChoiceField(
        label=_("Works for so many days"),
        coerce=int,
        choices=[(n, str(n)) for n in PRESETS[:4]],
        initial=7,
    )
    max_uses = forms.IntegerField(
        label=_("For how many people"), min_value=1, max_value=1000, required=False, initial=1
    )
    to = forms.CharField(
        label=_("Send it to"),
        max_length=4000,
        required=False,
        help_text=_("E-mail addresses, one per line. Without any you copy the link yourself."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(str(one.pk), one.name) for one in roles]  # type: ignore[attr-defined] # a ChoiceField
        self.roles = {str(one.pk): one for one in roles}


class ApproveForm(Form):
    """With which role somebody comes in."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {str(one.pk): one for one in roles}
        self.fields["role"].choices = [(pk, one.name) for pk, one in self.roles.items()]  # type: ignore[attr-defined] # a ChoiceField
