"""Names and addresses that are safe to stand in a header."""

from portico.kernel.addresses import NotAnEmail, normal_email
from portico.kernel.text import one_line

LONGEST_NAME = 120


def clean_name(text: str) -> str:
    """A display name that fits into one line."""
    return one_line(text, longest=LONGEST_NAME)


def wire(address: str) -> str:
    """The address as servers speak it, the domain in punycode; empty if it is none."""
    try:
        return normal_email(address)
    except NotAnEmail:
        return ""


def is_address(text: str) -> bool:
    return wire(text) != ""


def domain_of(address: str) -> str:
    return wire(address).rpartition("@")[2]


def reply_address(address: str, *, token: str) -> str:
    """`help@msp.example` with a mark by which an answer finds its conversation."""
    local, _at, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"
