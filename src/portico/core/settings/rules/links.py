"""Addresses that the MSP writes for its clients: legal pages, the website."""

from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Refusal

MOST_LINKS = 6


def web_address(text: str, *, field: str) -> str:
    """An http or https address, or nothing. Everything else could run as script."""
    text = text.strip()
    if not text:
        return ""
    text = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port  # raises for `https://javascript:alert(1)`
    except ValueError as problem:
        raise _not_an_address(field) from problem
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or port == 0
        or set(text) & set(" \"'<>")
    ):
        raise _not_an_address(field)
    return text


def legal_links(text: str) -> list[dict[str, str]]:
    """One link per line, words then address: `Imprint https://example.com/imprint`."""
    links: list[dict[str, str]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        words, _space, url = line.rpartition(" ")
        if not words.strip():
            raise Refusal(
                _("Write words and an address on each line: Imprint https://example.com/imprint"),
                field="legal_links",
            )
        links.append({"text": words.strip()[:60], "url": web_address(url, field="legal_links")})
    if len(links) > MOST_LINKS:
        raise Refusal(_("At most %(most)s links fit.") % {"most": MOST_LINKS}, field="legal_links")
    return links


def written_links(links: list[dict[str, str]]) -> str:
    """The links as they were typed, for the form."""
    return "\n".join(f"{link['text']} {link['url']}" for link in links)


def _not_an_address(field: str) -> Refusal:
    return Refusal(_("Write a web address, for example https://example.com."), field=field)
