"""Mail domains: how they are written, which can be somebody's, and what DNS has to say."""

from django.utils.translation import gettext as _

from portico.core.access.permissions import Refusal
from portico.core.people.directory import FREE_MAIL
from portico.kernel.addresses import NotAnEmail, normal_email

WHERE = "_portico-challenge"
SAYS = "portico-verification"
SHARED = frozenset(
    {"onmicrosoft.com", "co.uk", "org.uk", "ac.uk", "com.au", "co.nz", "co.jp", "com.br", "co.at"}
)  # below these stand domains of many
OF_A_PROVIDER = (".onmicrosoft.com", ".mail.onmicrosoft.com")


def a_domain(text: str) -> str:
    """The domain as mail servers write it; an address or a web address is cut down to it."""
    text = text.strip().lower().removeprefix("https://").removeprefix("http://").rstrip(".")
    text = text.rpartition("@")[2].partition("/")[0].removeprefix("www.")
    try:
        domain = normal_email(f"x@{text}").rpartition("@")[2]
    except NotAnEmail as problem:
        raise Refusal(
            _("Write a domain such as example.com: what stands after the @ of your addresses."),
            field="domain",
        ) from problem
    if domain in FREE_MAIL or domain in SHARED or domain.endswith(OF_A_PROVIDER):
        raise Refusal(
            _("This domain belongs to a mail provider, not to one company. Name your own domain."),
            field="domain",
        )
    return domain


def record_name(domain: str) -> str:
    return f"{WHERE}.{domain}"


def record_value(proof: str) -> str:
    return f"{SAYS}={proof}"
