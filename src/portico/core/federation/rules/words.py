"""Every reason for which single sign-on does not work, in words that say what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SETUP: dict[str, str | Promise] = {
    "address": gettext_lazy(
        "This is no address that can be asked. It begins with https:// and has no user name."
    ),
    "bad_address": gettext_lazy(
        "The provider names an address that cannot be used. Copy the address once more from the "
        "provider's own page."
    ),
    "inside": gettext_lazy(
        "This address leads into an internal network. Use the provider's public address, or ask "
        "whoever runs this portal to allow your network."
    ),
    "unknown_host": gettext_lazy("There is no server of this name. Check the address for typos."),
    "refused": gettext_lazy("The server at this address does not answer. Check address and port."),
    "certificate": gettext_lazy(
        "The server's certificate is not valid, so nobody can tell whether it is the right one."
    ),
    "silent": gettext_lazy("The server did not answer in time. Try again in a minute."),
    "too_large": gettext_lazy("The server sent far too much. Check the address."),
    "redirects": gettext_lazy("The address leads on and on. Use the one it ends at."),
    "broken": gettext_lazy("The server's answer could not be understood. Check the address."),
    "not_discovery": gettext_lazy(
        "No OpenID Connect document stands at this address. It usually ends with "
        "/.well-known/openid-configuration."
    ),
    "many_tenants": gettext_lazy(
        "This address is for all customers of the provider at once. Use the one with your own "
        "tenant or directory id in it."
    ),
    "not_metadata": gettext_lazy(
        "This is no SAML metadata of one identity provider that takes redirects."
    ),
    "no_keys": gettext_lazy("The provider names no key with which its answers can be checked."),
    "bad_certificate": gettext_lazy(
        "A certificate cannot be used. We need RSA with 2048 bits or more."
    ),
    "other_issuer": gettext_lazy(
        "The provider calls itself by another name than its address says. Copy the address again."
    ),
}
ANSWERS: dict[str, str | Promise] = {
    "provider_refused": gettext_lazy(
        "The provider did not sign you in. Maybe you are not assigned to this app there."
    ),
    "cancelled": gettext_lazy("The sign-in at the provider was cancelled."),
    "bad_secret": gettext_lazy(
        "The provider did not accept client ID and secret. Enter the secret again; it may have "
        "expired."
    ),
    "bad_code": gettext_lazy("The provider did not accept its own code. Start again."),
    "bad_token": gettext_lazy("The provider's answer is not complete. Start again."),
    "bad_userinfo": gettext_lazy(
        "The provider did not say more about the person (userinfo). Let it put the e-mail address "
        "into the ID token."
    ),
    "bad_answer": gettext_lazy("The provider's answer could not be understood. Start again."),
    "bad_signature": gettext_lazy(
        "The answer is not signed with a key that we know. If the provider has new keys or "
        "certificates, read them again."
    ),
    "not_signed": gettext_lazy("The answer is not signed. Let the provider sign its assertions."),
    "encrypted": gettext_lazy(
        "The answer is encrypted. Switch assertion encryption off; https protects it already."
    ),
    "other_audience": gettext_lazy(
        "The answer is meant for another app. Compare client ID, entity ID and reply address."
    ),
    "other_issuer": gettext_lazy("The answer comes from another provider or tenant."),
    "not_asked": gettext_lazy(
        "The answer belongs to no question of ours. Always start at our own sign-in page."
    ),
    "too_late": gettext_lazy("The answer came too late. Start again; check the provider's clock."),
    "too_early": gettext_lazy("The answer is from the future. Check the provider's clock."),
    "replayed": gettext_lazy("This answer has been used before. Start again."),
    "no_subject": gettext_lazy(
        "The answer does not say in a lasting way who it is. Send a persistent NameID or sub."
    ),
    "no_email": gettext_lazy("The answer has no e-mail address. Add it to what the app is told."),
    "not_vouched": gettext_lazy("The provider says that this e-mail address is not verified."),
    "foreign_domain": gettext_lazy("The e-mail address is in no domain that the company proved."),
    "unknown_person": gettext_lazy("Nobody of the company has this e-mail address here."),
    "no_access": gettext_lazy("This person has no access to the portal."),
    "closed": gettext_lazy("The access of this person is switched off."),
    "no_factor": gettext_lazy(
        "Sign in with your password once and set up your second factor. After that this works."
    ),
    "shared_mailbox": gettext_lazy("Several people share this address, so it names nobody."),
    "other_account": gettext_lazy(
        "This contact is connected with another account at the provider. Forget that account "
        "first, if it is the same person."
    ),
    "portal_off": gettext_lazy("The portal is switched off for this company."),
    "not_active": gettext_lazy("Single sign-on is not switched on for this company."),
    "server": gettext_lazy("The provider could not be reached. Try again in a minute."),
}
DNS: dict[str, str | Promise] = {
    "missing": gettext_lazy("There is no such TXT record yet. It can take up to an hour."),
    "different": gettext_lazy("There is a TXT record, but with another text. Compare it."),
    "no_domain": gettext_lazy("This domain does not exist. Check it for typos."),
    "dns": gettext_lazy("The domain's name servers did not answer. We try again by ourselves."),
    "taken": gettext_lazy("Another company has proved this domain. Ask us if that is wrong."),
}


def explained(reason: str) -> str:
    """What to do about it; one sentence for whatever we have no words for."""
    found = ANSWERS.get(reason) or SETUP.get(reason) or DNS.get(reason)
    return str(found) if found else _("This did not work. Try again.")


def explained_setup(reason: str) -> str:
    found = SETUP.get(reason) or ANSWERS.get(reason)
    return str(found) if found else _("This did not work. Try again.")


OUTCOMES: dict[str, str | Promise] = {
    "known": gettext_lazy("is known already and comes in"),
    "matched": gettext_lazy("is matched by e-mail and comes in"),
    "created": gettext_lazy("is added as a new contact and comes in"),
    "opened": gettext_lazy("is a contact already, gets access and comes in"),
}
