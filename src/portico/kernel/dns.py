"""What the domain name system says: the texts that owners of a domain have put there."""

import dns.exception
import dns.resolver
from django.conf import settings

SECONDS = 5.0
MOST = 50


class DnsAway(Exception):
    """No name server gave an answer; nobody knows."""


class NoSuchName(Exception):
    """The name servers answered: there is nothing of this name and kind."""


def texts_of(name: str) -> list[str]:
    """The TXT records of exactly this name."""
    resolver = dns.resolver.Resolver(configure=not settings.DNS_SERVERS)
    if settings.DNS_SERVERS:
        resolver.nameservers = [host for host, _port in settings.DNS_SERVERS]
        resolver.port = settings.DNS_SERVERS[0][1]
    try:
        answer = resolver.resolve(f"{name}.", "TXT", lifetime=SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer) as problem:
        raise NoSuchName(name) from problem
    except (dns.exception.DNSException, OSError) as problem:
        raise DnsAway(name) from problem
    return [b"".join(one.strings).decode("utf-8", "replace") for one in list(answer)[:MOST]]
