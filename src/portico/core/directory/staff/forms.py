"""Forms of the client directory: companies, sites, contacts, their access."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.core.people.models import Company, Site
from portico.core.roles.models import REACHES, Role
from portico.core.settings.choices import languages
from portico.ui.forms import Form
from portico.ui.zones import ZoneField


def _languages_or_none() -> list[tuple[str, str]]:
    return [("", str(_("As the portal"))), *languages()]


class CompanyForm(Form):
    """What is known about a client organisation."""

    name = forms.CharField(label=_("Name"), max_length=200)
    short_name = forms.CharField(
        label=_("Short name"),
        max_length=60,
        required=False,
        help_text=_("Where space is scarce."),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=Company.Status,
        help_text=_("Contacts sign in only while the company is active."),
    )
    industry = forms.CharField(label=_("Industry"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    website = forms.CharField(label=_("Website"), max_length=200, required=False)
    external_ref = forms.CharField(
        label=_("Reference"),
        max_length=120,
        required=False,
        help_text=_("The number of this company in another system."),
    )


class SiteForm(Form):
    """A place where a company works."""

    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    zone = ZoneField(usual=_("As the company"))


class ContactForm(Form):
    """What is known about a contact."""

    name = forms.CharField(label=_("Name"), max_length=200)
    title = forms.CharField(label=_("Job title"), max_length=100, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    mobile = forms.CharField(label=_("Mobile phone"), max_length=40, required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=_languages_or_none, required=False)
    zone = ZoneField(usual=_("As the company"))
    is_primary = forms.BooleanField(
        label=_("Main contact"), required=False, help_text=_("We call this person first.")
    )
    is_shared_mailbox = forms.BooleanField(
        label=_("Shares the mailbox with others"),
        required=False,
        help_text=_("Then several contacts may have the same e-mail address."),
    )

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sites = {str(site.pk): site for site in sites}
        choices = [("", _("None")), *((pk, site.name) for pk, site in self._sites.items())]
        self.fields["site"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def clean_site(self) -> Site | None:
        """The row, not its id; the choices hold only sites of this company."""
        return self._sites.get(self.cleaned_data["site"])


class AccessForm(Form):
    """A portal role and how far it goes."""

    role = forms.ChoiceField(label=_("Role in the portal"))
    reach = forms.TypedChoiceField(label=_("Reach"), choices=REACHES, coerce=int, empty_value=None)

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._roles = {str(role.pk): role for role in roles}
        choices = [(pk, role.name) for pk, role in self._roles.items()]
        self.fields["role"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def clean_role(self) -> Role:
        """The row, not its id; the choices hold only portal roles."""
        return self._roles[self.cleaned_data["role"]]


class NewContactForm(ContactForm):
    """A new contact who may sign in at once."""

    role = forms.ChoiceField(
        label=_("Portal access"),
        required=False,
        help_text=_("With a role this person can sign in at once, with the address above."),
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._roles = {str(role.pk): role for role in roles}
        choices = [("", _("None for now")), *((pk, one.name) for pk, one in self._roles.items())]
        self.fields["role"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def clean_role(self) -> Role | None:
        """The row, not its id."""
        return self._roles.get(self.cleaned_data["role"])
