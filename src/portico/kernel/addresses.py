"""Addresses of people: mail addresses in one spelling, and the network address behind proxies."""

import re
import unicodedata
from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

type Network = IPv4Network | IPv6Network
type Address = IPv4Address | IPv6Address

LONGEST_EMAIL, LONGEST_LOCAL, LONGEST_LABEL = 254, 64, 63
LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
WITH_PORT = re.compile(r"\[(?P<six>[0-9a-fA-F:.%\w]+)\](:\d+)?|(?P<four>\d+\.\d+\.\d+\.\d+):\d+")
MOST_HOPS = 32


class NotAnEmail(ValueError):
    """The text is no mail address that mail can be sent to."""


def normal_email(text: str) -> str:
    """The one spelling in which an address is stored and compared; raises `NotAnEmail`.

    Lower case, and the domain as mail servers write it (`bücher.de` → `xn--bcher-kva.de`).
    """
    local, at, domain = text.strip().lower().rpartition("@")
    if not at or len(local) > LONGEST_LOCAL or not LOCAL.fullmatch(local):
        raise NotAnEmail(text[:LONGEST_EMAIL])
    labels = [_label(label) for label in re.split(r"[.\u3002\uff0e\uff61]", domain)]
    email = f"{local}@{'.'.join(labels)}"
    if len(labels) < 2 or labels[-1].isdigit() or len(email) > LONGEST_EMAIL:
        raise NotAnEmail(text[:LONGEST_EMAIL])
    return email


def client_address(peer: str, forwarded_for: str, *, trusted: Iterable[Network]) -> str:
    """Who really asks: the last address in X-Forwarded-For that no trusted proxy has.

    Each proxy appends the address it saw, so only the right end can be believed; anything left
    of the first untrusted address was written by the client. Empty when nothing is known.
    """
    believed = list(trusted)
    client = _address(peer)
    hops = forwarded_for.split(",")[-MOST_HOPS:]
    while client is not None and hops and _is_in(client, believed):
        named = _address(hops.pop())
        if named is None:
            break
        client = named
    return str(client) if client is not None else ""


def is_trusted(peer: str, trusted: Iterable[Network]) -> bool:
    """Does this address belong to one of the proxies that may say who asks, and how?"""
    address = _address(peer)
    return address is not None and _is_in(address, list(trusted))


def _label(label: str) -> str:
    """One part of a domain in ASCII, as IDNA 2008 has it: without turning ß into ss."""
    if not label.isascii():
        label = "xn--" + unicodedata.normalize("NFKC", label).encode("punycode").decode()
    if len(label) > LONGEST_LABEL or not LABEL.fullmatch(label):
        raise NotAnEmail(label[:LONGEST_LABEL])
    return label


def _address(text: str) -> Address | None:
    text = text.strip().strip('"')
    if found := WITH_PORT.fullmatch(text):
        text = found["six"] or found["four"]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_in(address: Address, networks: list[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)
