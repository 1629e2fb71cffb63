"""What a person at Microsoft Graph means for the contact, and why a reading changes nothing."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portico.kernel.addresses import NotAnEmail, normal_email
from portico.kernel.text import one_line

from .rules import Facts

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
FEW = 10  # people who may be missing all at once, whatever share that is

WHY: dict[str, str | Promise] = {
    "sign_in": _("Microsoft does not accept directory, application ID or secret. Check all three."),
    "rights": _(
        "The application may not read people or groups. Grant it User.Read.All and "
        "GroupMember.Read.All, with admin consent."
    ),
    "no_group": _("A group is not there any more. Check the object IDs of the groups."),
    "away": _("Microsoft could not be reached. We try again by ourselves."),
    "broken": _("Microsoft's answer could not be understood. We try again by ourselves."),
    "too_large": _("The directory is too large to be read at once. Name groups."),
    "too_many_gone": _(
        "More than half of the people would lose access. Nothing was changed. Switch to a dry run, "
        "read again and look; then go live."
    ),
}


class Unreadable(Exception):
    """Nothing changes; `reason` is one of those above."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Group:
    """A group, and the ids of everybody who is in it, however deep."""

    id: str
    name: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole directory, or the part of it that may come in."""

    people: dict[str, Facts]
    groups: list[Group]


def facts_of(row: dict[str, Any]) -> Facts:  # Any: JSON
    """A person as Graph tells of them."""
    name = _text(row.get("userPrincipalName"), 254)
    email = _address(row.get("mail")) or _address(name)
    shown = _text(row.get("displayName"), 200)
    phones = row.get("businessPhones")
    values = {
        "name": shown or name,
        "email": email,
        "title": _text(row.get("jobTitle"), 100),
        "phone": _text(phones[0], 40) if isinstance(phones, list) and phones else "",
        "mobile": _text(row.get("mobilePhone"), 40),
        "language": _language(row.get("preferredLanguage")),
    }
    return Facts(
        user_name=name,
        external_id=_text(row.get("id"), 254),
        email=email,
        display_name=shown,
        family_name=_text(row.get("surname"), 100),
        given_name=_text(row.get("givenName"), 100),
        active=row.get("accountEnabled") is not False,
        organization=_text(row.get("companyName"), 200),
        synced={key: value for key, value in values.items() if value},
        told={"userName": name, "externalId": _text(row.get("id"), 254)},
    )


def are_too_many(gone: int, known: int) -> bool:
    """A directory that suddenly knows hardly anybody is rather wrong than right."""
    return gone > FEW and gone * 2 > known


def _text(value: object, longest: int) -> str:
    return one_line(value)[:longest] if isinstance(value, str) else ""


def _address(value: object) -> str:
    try:
        return normal_email(value) if isinstance(value, str) else ""
    except NotAnEmail:
        return ""


def _language(value: object) -> str:
    code = _text(value, 20).replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else ""
