"""What a browser with an empty cache fetches for one page."""

from html.parser import HTMLParser

from .cast import Cast
from .wsgi import Application

LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
PAGES = {"Home": "/portal/", "Ticket list, company": "/portal/tickets/?of=company"}


def cold_page(cast: Cast, application: Application) -> dict[str, dict[str, int]]:
    """Requests and bytes as they travel (compressed where the server compresses), by page."""
    found = {}
    for name, url in {**PAGES, "Ticket page": f"/portal/tickets/{cast.ticket}/"}.items():
        page = cast.contact.get(application, url)
        assets = Assets()
        assets.feed(page.text)
        answers = [cast.contact.get(application, one) for one in sorted(assets.urls)]
        missing = [one.status for one in answers if one.status != 200]
        if missing:
            raise RuntimeError(f"assets of {url} answer {missing}: {sorted(assets.urls)}")
        sizes = [len(page.body), *(len(one.body) for one in answers)]
        found[name] = {"requests": len(sizes), "bytes": sum(sizes)}
    return found


class Assets(HTMLParser):
    """Collects the addresses that a page loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and LINKS & set((given.get("rel") or "").split()):
            self._add(given.get("href"))
        elif tag in {"script", "img", "source"}:
            self._add(given.get("src"))
        elif tag == "use":
            self._add(given.get("href"))

    def _add(self, url: str | None) -> None:
        if url and not url.startswith(("#", "data:")):
            self.urls.add(url.partition("#")[0])
