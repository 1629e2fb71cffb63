"""Names and addresses that are safe to stand in a header."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST = 254
LONGEST_NAME = 120
QUOTED = re.compile(r"[\s\"<>()\[\],;:\\]|[^\x20-\x7e]")


def one_line(text: str, *, most: int) -> str:
    """Text without line breaks, control and direction characters: one header line, no tricks."""
    kept = "".join(" " if letter.isspace() else letter for letter in text)
    visible = "".join(letter for letter in kept if unicodedata.category(letter)[0] != "C")
    return " ".join(visible.split())[:most].strip()


def clean_name(text: str) -> str:
    """A display name; an address in it could make people believe it is the sender's."""
    return one_line(text, most=LONGEST_NAME)


def is_address(text: str) -> bool:
    """Can mail be sent there? Local parts are plain ASCII; domains may be written in any script."""
    local, _at, domain = text.rpartition("@")
    if len(text) > LONGEST or QUOTED.search(local) or re.search(r"[\s\[\]<>,;:\\\"]", domain):
        return False
    try:
        validate_email(text)
    except ValidationError:
        return False
    return wire(text) != ""


def wire(address: str) -> str:
    """The address as servers speak it: the domain in punycode. Empty if it has none."""
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return ""


def domain_of(address: str) -> str:
    return wire(address).rpartition("@")[2].lower()


def reply_address(address: str, *, token: str) -> str:
    """`help@msp.example` with a mark by which an answer finds its conversation."""
    local, _at, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"
