"""Forms of the settings pages: shape only; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.core.roles.models import REACHES, Role
from portico.ui.forms import Form
from portico.ui.zones import ZoneField

from ..choices import languages
from ..rules.hosts import LONGEST
from ..rules.numbers import IDLE_HOURS, PREFIX_LENGTH, SESSION_DAYS, SIGN_IN_MINUTES


def _number(label: Any, least: int, most: int, help_text: Any) -> forms.IntegerField:
    """A number in a range; `label` and `help_text` are translated later."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text)


class CompanyDataForm(Form):
    """What the MSP says about itself."""

    name = forms.CharField(label=_("Company name"), max_length=120)
    portal_name = forms.CharField(
        label=_("Portal name"),
        max_length=80,
        required=False,
        help_text=_("Shown in the browser tab, e-mails and the sign-in page."),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("Stands on every page of the portal."),
    )
    hours = forms.CharField(
        label=_("Hours"),
        max_length=120,
        required=False,
        help_text=_("In your words, for example Monday to Friday, 8 to 18."),
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    website = forms.CharField(label=_("Website"), max_length=200, required=False)
    address = forms.CharField(
        label=_("Postal address"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=languages,
        help_text=_("For everybody who has not chosen another one."),
    )
    zone = ZoneField()
    ticket_prefix = forms.CharField(
        label=_("Before ticket numbers"),
        max_length=PREFIX_LENGTH,
        required=False,
        strip=False,
        help_text=_("A sign or short word, for example # or NB-."),
    )
    sign_in_minutes = _number(
        _("Minutes that a sign-in link works"), *SIGN_IN_MINUTES, _("From 5 to 60. 10 suits most.")
    )
    idle_hours = _number(_("Hours until an unused session ends"), *IDLE_HOURS, _("From 1 to 72."))
    session_days = _number(
        _("Days until everybody signs in again"), *SESSION_DAYS, _("From 1 to 90.")
    )


class HostForm(Form):
    """One more host name."""

    host = forms.CharField(
        label=_("Host name"),
        max_length=LONGEST + 20,
        help_text=_("For example help.example.com. Let its DNS record lead to this server."),
    )


class BrandForm(Form):
    """Name, logo, colour and words of the brand."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"data-brand-name-in": ""}),
    )
    portal_name = forms.CharField(
        label=_("Portal name"),
        max_length=80,
        required=False,
        help_text=_("Shown in the browser tab, e-mails and the sign-in page."),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("Square SVG or PNG, up to 100 KB. We make the browser icon from it."),
        widget=forms.FileInput(
            attrs={"accept": ".svg,.png,image/svg+xml,image/png", "data-brand-logo-in": ""}
        ),
    )
    without_logo = forms.BooleanField(
        label=_("Remove the logo"),
        required=False,
        help_text=_("Then the first letter of your name stands there."),
    )
    colour = forms.CharField(
        label=_("Brand colour"),
        max_length=7,
        widget=forms.TextInput(
            attrs={"class": "w-short mono", "spellcheck": "false", "data-brand-hex": ""}
        ),
    )
    tagline = forms.CharField(
        label=_("Line on the sign-in page"),
        max_length=160,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-brand-line-in": ""}),
    )
    intro = forms.CharField(
        label=_("Text below it"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    legal_links = forms.CharField(
        label=_("Legal links"),
        max_length=2000,
        required=False,
        help_text=_("One on each line: Imprint https://example.com/imprint"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RoleForm(Form):
    """A role's name and what it is for."""

    name = forms.CharField(label=_("Name"), max_length=80)
    description = forms.CharField(label=_("What it is for"), max_length=200, required=False)
    reach = forms.TypedChoiceField(
        label=_("Usual reach"),
        choices=REACHES,
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("How far the permissions go for people who get this role from now on."),
    )


class RoleEditForm(RoleForm):
    """What can be said about a role that is there."""

    delegable = forms.BooleanField(
        label=_("Client admins may give it"),
        required=False,
        help_text=_(
            "A client's own admin can give this role to colleagues, if it allows no more than the "
            "admin may."
        ),
    )


class NewRoleForm(RoleForm):
    """A new role, empty or like another one."""

    copy_of = forms.ChoiceField(
        label=_("Start with the permissions of"),
        required=False,
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("None")), *((str(role.pk), role.name) for role in roles)]
        self.fields["copy_of"].choices = choices  # type: ignore[attr-defined] # a ChoiceField
