"""What a directory's words about a person mean for the contact: name, address, language."""

from typing import Any

from django.conf import settings
from scim2_models import InvalidValueException

from portico.kernel.zones import zone_names

from ..rules import Facts

type Resource = Any  # Any: resources are classes that the library makes at run time

MOST_VALUES = 20  # addresses or numbers of one person
LONGEST_KEY = 254
LENGTHS = {"name": 200, "title": 100, "phone": 40, "mobile": 40}
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


def facts_of(resource: Resource) -> Facts:
    """Read the resource; what cannot be kept is refused in the words of the protocol."""
    if not (resource.user_name or "").strip():
        raise InvalidValueException(detail="userName is empty")
    name = resource.name
    given, family = (getattr(name, part, None) or "" for part in ("given_name", "family_name"))
    display = resource.display_name or getattr(name, "formatted", None) or ""
    email = email_of(resource)
    return Facts(
        user_name=_kept(resource.user_name, "userName"),
        external_id=_kept(resource.external_id, "externalId"),
        email=email,
        display_name=(display or f"{given} {family}".strip())[:200],
        family_name=family[:100],
        given_name=given[:100],
        active=resource.active is not False,
        organization=_organization(resource),
        synced=_synced(resource, display or f"{given} {family}".strip(), email),
        told=_told(resource),
    )


def email_of(resource: Resource) -> str:
    """The primary address, else that of work, else the first; else a user name that is one."""
    found = [one for one in _few(resource.emails, "emails") if one.value]
    by_rank = sorted(found, key=lambda one: (not one.primary, str(one.type or "") != "work"))
    if by_rank:
        return _kept(str(by_rank[0].value), "emails").lower()
    name = (resource.user_name or "").strip()
    left, at, domain = name.rpartition("@")
    return name.lower() if left and at and "." in domain and " " not in name else ""


def _synced(resource: Resource, name: str, email: str) -> dict[str, str]:
    """Field of the contact → what the directory says; only what it says something about."""
    numbers = [one for one in _few(resource.phone_numbers, "phoneNumbers") if one.value]
    mobile = next((one.value for one in numbers if str(one.type or "") == "mobile"), "")
    others = [one for one in numbers if str(one.type or "") not in {"mobile", "fax", "pager"}]
    others.sort(key=lambda one: (not one.primary, str(one.type or "") != "work"))
    values = {
        "name": " ".join((name or resource.user_name or "").split()),
        "email": email,
        "title": (resource.title or "").strip(),
        "phone": others[0].value.strip() if others else "",
        "mobile": mobile.strip(),
        "language": _language(resource),
        "zone": resource.timezone if resource.timezone in zone_names() else "",
    }
    return {key: value[: LENGTHS.get(key, 254)] for key, value in values.items() if value}


def _language(resource: Resource) -> str:
    for told in (resource.preferred_language, resource.locale):
        code = (told or "").replace("_", "-").partition("-")[0].partition(",")[0].lower()
        if code in LANGUAGES:
            return code
    return ""


def _organization(resource: Resource) -> str:
    return (getattr(resource.Work, "organization", None) or "").strip()[:200]


def _told(resource: Resource) -> dict[str, Any]:
    """The resource as JSON, to be given back as it came; what we say ourselves is left out."""
    dumped: dict[str, Any] = resource.model_dump(mode="json")
    return {key: value for key, value in dumped.items() if key not in {"id", "meta", "groups"}}


def _kept(text: str | None, attribute: str) -> str:
    found = (text or "").strip()
    if len(found) > LONGEST_KEY:
        raise InvalidValueException(detail=f"{attribute} is longer than {LONGEST_KEY} characters")
    return found


def _few(values: list[Any] | None, attribute: str) -> list[Any]:
    found = [one for one in values or [] if one is not None]
    if len(found) > MOST_VALUES:
        raise InvalidValueException(detail=f"{attribute} has more than {MOST_VALUES} values")
    return found
