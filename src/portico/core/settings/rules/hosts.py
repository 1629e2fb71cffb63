"""Host names: one written form, and which texts are none."""

import re
import unicodedata
from ipaddress import AddressValueError, IPv4Address

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Refusal

LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
LONGEST = 253


class NotAHost(Refusal):
    """The text cannot be a host name."""

    def __init__(self) -> None:
        super().__init__(
            _("Write the host name alone, for example help.example.com, without https:// or port."),
            field="host",
        )


class HostTaken(Refusal):
    """It leads somewhere already; it does not say where."""

    def __init__(self) -> None:
        super().__init__(_("This host name is in use already."), field="host")


def host_name(text: str) -> str:
    """The host in lower case and ASCII, as browsers send it; raises `NotAHost`."""
    name = _ascii(text.strip().rstrip("."))
    if not name or len(name) > LONGEST or not all(map(LABEL.fullmatch, name.split("."))):
        raise NotAHost
    if name.rpartition(".")[2].isdigit() and not _is_address(name):
        raise NotAHost
    return name


def _ascii(text: str) -> str:
    """Each label as browsers send it (IDNA 2008: ß stays ß)."""
    return ".".join(label if label.isascii() else _encoded(label) for label in _labels(text))


def _labels(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text.lower()).split(".")


def _encoded(label: str) -> str:
    if not label.replace("-", "").isalnum():
        raise NotAHost
    return f"xn--{label.encode('punycode').decode('ascii')}"


def _is_address(name: str) -> bool:
    try:
        IPv4Address(name)
    except AddressValueError:
        return False
    return True
