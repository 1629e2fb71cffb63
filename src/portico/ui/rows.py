"""Lines of long lists, drawn without a template: a page has fifty, and each has twenty parts."""

from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

NIL = UUID(int=0)


def text(words: object, css: str = "") -> str:
    """A piece of a line: any words, made harmless."""
    return f'<span class="{css}">{plain(words)}</span>' if css else f"<span>{plain(words)}</span>"


def row(
    *,
    lead: SafeString,
    title: str,
    url: str,
    meta: Iterable[str] = (),
    end: Iterable[str] = (),
    css: str = "row",
) -> SafeString:
    """One line. `title` is escaped here; the pieces of `meta` and `end` are markup already."""
    return SafeString(
        f'<div class="{css}">{lead}<span class="main">'
        f'<a class="title" href="{plain(url)}">{plain(title)}</a>'
        f'<span class="meta">{"".join(meta)}</span></span>'
        f'<span class="end">{"".join(end)}</span></div>'
    )


def plain(words: object) -> str:
    """Harmless as text and in an attribute. Django's `escape` does the same, ten times slower."""
    return escape(str(words))


@cache
def addresses(name: str) -> Callable[[UUID], str]:
    """The addresses of pages that are named by an id, without asking the URLconf for each."""
    before, _nil, after = reverse(name, args=[NIL]).partition(str(NIL))
    return lambda row_id: f"{before}{row_id}{after}"
