"""Forms of the client directory: companies, sites, contacts, their access."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.core.people.actions.contacts import AboutContact
from portico.core.people.models import Company, Contact, Site, StaffUser
from portico.core.roles.models import REACHES, Role
from portico.core.settings.choices import languages
from portico.ui.forms import Form
from portico.ui.zones import ZoneField

from ..actions.clients import Beginning


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

    owner = forms.ChoiceField(
        label=_("Looked after by"),
        required=False,
        help_text=_("Hears of this company's portal first, and clients see them as theirs."),
    )

    def __init__(self, *args: Any, staff: Iterable[StaffUser], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff = {str(one.pk): one for one in staff}
        choices = [("", _("Nobody")), *((pk, one.name) for pk, one in self._staff.items())]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def clean_owner(self) -> StaffUser | None:
        """The row, not its id."""
        return self._staff.get(self.cleaned_data["owner"])


class NewCompanyForm(CompanyForm):
    """A new client with the place and the person that it begins with."""

    is_another = forms.BooleanField(
        label=_("This is another company"),
        required=False,
        help_text=_("Two may share a domain, such as a branch with books of its own."),
    )
    site_name = forms.CharField(
        label=_("Site"), max_length=120, required=False, help_text=_("For example: Head office")
    )
    site_address = forms.CharField(
        label=_("Address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    contact_name = forms.CharField(label=_("Name"), max_length=200, required=False)
    contact_title = forms.CharField(label=_("Job title"), max_length=100, required=False)
    contact_email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    contact_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        """A part is either left out or has a name."""
        given = super().clean() or {}
        if given.get("site_address") and not given.get("site_name"):
            self.add_error("site_name", _("Give the site a name."))
        if not given.get("contact_name") and any(
            given.get(f"contact_{one}") for one in ("title", "email", "phone")
        ):
            self.add_error("contact_name", _("Write the name of the main contact."))
        return given

    def facts(self) -> dict[str, Any]:
        """The arguments of `add_client`; Any: they are of many kinds."""
        given = self.cleaned_data
        beginning = Beginning(
            site=given["site_name"],
            address=given["site_address"],
            contact=given["contact_name"],
            about=AboutContact(
                title=given["contact_title"],
                email=given["contact_email"],
                phone=given["contact_phone"],
            ),
        )
        own = {name: given[name] for name in CompanyForm.base_fields}
        return own | {"beginning": beginning, "is_another": given["is_another"]}


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


class MembershipForm(Form):
    """Where a person may belong."""

    one_company = forms.BooleanField(
        label=_("A person belongs to one company only"),
        required=False,
        help_text=_(
            "Otherwise somebody may be with several companies and changes between them in the "
            "portal."
        ),
    )


class CloseForm(Form):
    """Why somebody's access ends."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("For the log, for example: left the company on 31 October."),
    )


class PortalOffForm(Form):
    """Why a company's portal goes off."""

    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("For the log and for your colleagues.")
    )


class PortalOnForm(Form):
    """Who speaks for the company, and from when on."""

    primary = forms.ChoiceField(label=_("Primary contact"), required=False)
    at = forms.DateTimeField(
        label=_("Not before"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_("Leave it empty to switch the portal on now."),
    )

    def __init__(self, *args: Any, people: Iterable[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.pk): one for one in people}
        choices = [("", _("Nobody")), *((pk, one.name) for pk, one in self._people.items())]
        self.fields["primary"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def clean_primary(self) -> Contact | None:
        """The row, not its id; the choices hold only people of this company."""
        return self._people.get(self.cleaned_data["primary"])


class RoleForm(Form):
    """Another role, and the one that the page showed."""

    role = forms.ChoiceField()
    was = forms.UUIDField(required=False)

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._roles = {str(one.pk): one for one in roles}
        choices = [(pk, one.name) for pk, one in self._roles.items()]
        self.fields["role"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def clean_role(self) -> Role:
        """The row, not its id."""
        return self._roles[self.cleaned_data["role"]]


DEEDS = [
    ("on", _("Give access")),
    ("quiet", _("Give access without a mail")),
    ("role", _("Change the role")),
    ("off", _("Switch access off")),
]


class BulkAccessForm(Form):
    """The same for everybody who is ticked."""

    deed = forms.ChoiceField(label=_("For the ticked ones"), choices=DEEDS)
    role = forms.ChoiceField(label=_("Role"), required=False)
    reason = forms.CharField(label=_("Why?"), required=False, max_length=300)

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="bulk_%s", **kwargs)  # another form here asks why, too
        self._roles = {str(one.pk): one for one in roles}
        choices = [("", _("Role…")), *((pk, one.name) for pk, one in self._roles.items())]
        self.fields["role"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def clean_role(self) -> Role | None:
        """The row, not its id."""
        return self._roles.get(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        """What the chosen deed cannot do without."""
        given = super().clean() or {}
        if given.get("deed") == "role" and given.get("role") is None:
            self.add_error("role", _("Choose the role that they get."))
        if given.get("deed") == "off" and not (given.get("reason") or "").strip():
            self.add_error("reason", _("Say why, in a few words."))
        return given
