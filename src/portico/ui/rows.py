"""Lines of long lists, drawn without a template: a page has fifty, and each has twenty parts."""

from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from .people import avatar

NIL = UUID(int=0)
EMPTY = frozenset({"br", "img", "input"})
NOTHING = SafeString('<span class="faint">–</span>')
_NAMES = {"css": "class"}


def row(
    *,
    lead: SafeString,
    title: str,
    url: str,
    meta: Iterable[SafeString] = (),
    end: Iterable[SafeString] = (),
) -> SafeString:
    """One line: a shape, words that lead somewhere, and small print below and at the end."""
    return SafeString(
        f'<div class="row">{lead}<span class="main">'
        f'<a class="title" href="{plain(url)}">{plain(title)}</a>'
        f'<span class="meta">{"".join(meta)}</span></span>'
        f'<span class="end">{"".join(end)}</span></div>'
    )


def span(*parts: object, css: str = "") -> SafeString:
    """A piece of a line. What is not drawn already becomes harmless text."""
    inner = "".join([one if isinstance(one, SafeString) else plain(one) for one in parts])
    return SafeString(f'<span class="{css}">{inner}</span>' if css else f"<span>{inner}</span>")


def tag(kind: str, /, *parts: object, **attributes: object) -> SafeString:
    """An element; `data_label` becomes `data-label`, and `css` the class. What is None is left out,
    True stands alone. Parts that are not drawn already become harmless text.
    """
    inner = "".join([one if isinstance(one, SafeString) else plain(one) for one in parts])
    told = "".join([_attribute(key, value) for key, value in attributes.items()])
    return SafeString(f"<{kind}{told}>" if kind in EMPTY else f"<{kind}{told}>{inner}</{kind}>")


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = _NAMES.get(key) or _NAMES.setdefault(key, key.rstrip("_").replace("_", "-"))
    return f" {name}" if value is True else f' {name}="{plain(value)}"'


def person_cell(name: str, url: str, small: Iterable[SafeString]) -> SafeString:
    """The first cell of a line about somebody: mark, name that leads on, small print."""
    return SafeString(
        f'<th scope="row"><span class="person">{avatar(name)}<span><b>'
        f'<a class="plain" href="{plain(url)}">{plain(name)}</a></b>'
        f"<small>{' · '.join(small)}</small></span></span></th>"
    )


def joined(pieces: Iterable[SafeString]) -> SafeString:
    """Pieces or lines, one after the other."""
    return SafeString("".join(pieces))


def plain(words: object) -> str:
    """Harmless as text and in an attribute. Django's `escape` does the same, ten times slower."""
    return escape(str(words))


@cache
def addresses(name: str) -> Callable[[UUID], str]:
    """The addresses of pages that are named by an id, without asking the URLconf for each."""
    before, _nil, after = reverse(name, args=[NIL]).partition(str(NIL))
    return lambda row_id: f"{before}{row_id}{after}"
