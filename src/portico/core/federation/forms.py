"""What client IT and staff type about an identity provider; shape only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portico.ui.forms import Form

from .rules.saml import LARGEST

PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}


class OidcForm(Form):
    """Where the provider is, and how it calls us."""

    address = forms.CharField(
        label=_("Discovery address"),
        max_length=500,
        help_text=_("Also called issuer or OpenID configuration."),
        widget=forms.TextInput(attrs={**PLAIN, "inputmode": "url"}),
    )
    client_id = forms.CharField(
        label=_("Client ID"), max_length=200, widget=forms.TextInput(attrs=PLAIN)
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={**PLAIN, "autocomplete": "new-password"}),
    )


class SamlForm(Form):
    """The provider's metadata: its address, or the document itself."""

    address = forms.CharField(
        label=_("Address of the metadata"),
        max_length=500,
        required=False,
        help_text=_("Best: then new certificates come by themselves."),
        widget=forms.TextInput(attrs={**PLAIN, "inputmode": "url"}),
    )
    metadata = forms.CharField(
        label=_("Or paste the metadata (XML)"),
        max_length=LARGEST,
        required=False,
        widget=forms.Textarea(attrs={**PLAIN, "rows": 5}),
    )

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if not given.get("address") and not given.get("metadata") and not self.errors:
            raise forms.ValidationError(_("Give the address of the metadata, or paste it."))
        return given


class NameForm(Form):
    """What the button says."""

    name = forms.CharField(
        label=_("Name on the button"), max_length=80, help_text=_("“Sign in with …”")
    )


class RulesForm(NameForm):
    """What the button says, who may come in, and what counts as two factors."""

    creates_contacts = forms.BooleanField(
        label=_("Let people in who are not here yet"),
        required=False,
        help_text=_("They are added with the usual role, and sign in at once."),
    )
    group_claim = forms.CharField(
        label=_("Claim with the groups"),
        max_length=120,
        required=False,
        help_text=_("Often “groups”. Rules for roles can use it for new people."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    second_factor = forms.CharField(
        label=_("What counts as a second factor"),
        max_length=500,
        required=False,
        help_text=_(
            "Values of acr, amr or the authentication context, with spaces between, for example "
            "“mfa”. Empty: none."
        ),
        widget=forms.TextInput(attrs=PLAIN),
    )


class DomainForm(Form):
    """A domain of the company."""

    domain = forms.CharField(
        label=_("Domain"),
        max_length=253,
        widget=forms.TextInput(attrs={**PLAIN, "placeholder": "example.com"}),
    )
