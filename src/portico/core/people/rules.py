"""What names and addresses of people may be, before any row is touched."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Refusal


def a_name(text: str) -> str:
    """A name that says something."""
    if not (name := " ".join(text.split())):
        raise Refusal(_("Write a name."), field="name")
    return name


def an_email(text: str) -> str:
    """The address in lower case, as it is stored; empty stays empty."""
    email = text.strip().lower()
    if email:
        try:
            validate_email(email)
        except ValidationError as problem:
            raise Refusal(
                _("Write an e-mail address, for example anna@example.com."), field="email"
            ) from problem
    return email
