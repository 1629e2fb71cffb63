"""How somebody proved who they are, and how a session came to its end."""

from django.db import models
from django.utils.translation import gettext_lazy as _

HASH = 32  # bytes of a SHA-256


class Method(models.TextChoices):
    """How somebody proved who they are."""

    LINK = "link", _("Link from an e-mail")
    CODE = "code", _("Code from an e-mail")
    STAFF_CODE = "staff_code", _("Code told by staff")
    INVITATION = "invitation", _("Invitation")
    SWITCH = "switch", _("Change of company")
    PASSWORD = "password", _("Password")
    TOTP = "totp", _("Password and authenticator app")
    RECOVERY = "recovery", _("Password and recovery code")
    MAIL_APP = "mail_app", _("E-mail and second factor")
    PASSKEY = "passkey", _("Passkey")
    OIDC = "oidc", _("Single sign-on (OpenID Connect)")
    SAML = "saml", _("Single sign-on (SAML)")


# Proved elsewhere: the company's own identity provider looks after second factors.
SINGLE_SIGN_ON = frozenset({Method.OIDC, Method.SAML})


class Ending(models.TextChoices):
    """Why a session is over."""

    USER = "user", _("Signed out")
    IDLE = "idle", _("Not used for too long")
    EXPIRED = "expired", _("Reached its longest life")
    ADMIN = "admin", _("Ended by staff")
    REPLACED = "replaced", _("Followed by another session")
    CREDENTIALS = "credentials", _("Password or second factor changed")
