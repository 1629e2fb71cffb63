"""Lists: tabs with addresses, filters that show themselves as chips, newer and older."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import QueryDict

from portico.kernel.keyset import Slice, page_of

PAGING = ("after", "before")  # a changed filter starts again on the first page


@dataclass(frozen=True, kw_only=True, slots=True)
class Tab:
    """A view of a list with its own address; drawn by `ui/tabs.html`."""

    url: str
    text: str
    count: int | None = None
    hot: bool = False
    current: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One value that a filter or an order can take; `url` is this list with it set."""

    text: str
    url: str
    on: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """A chip above a list. `value` is what is chosen, in words; `clear_url` undoes it.

    `usual` tells what counts while nothing is chosen, where that is not simply everything.
    """

    name: str
    label: str
    choices: tuple[Choice, ...] = ()
    value: str = ""
    clear_url: str = ""
    usual: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """The line above a list, drawn by `ui/filters.html`. `target` is the id of what it redraws."""

    target: str
    placeholder: str
    search: str = ""
    chips: tuple[Filter, ...] = ()
    order: Filter | None = None
    kept: tuple[tuple[str, str], ...] = ()  # other parameters that a search keeps
    clear_url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pager:
    """No page numbers, only newer and older; drawn by `ui/pager.html`."""

    newer_url: str = ""
    older_url: str = ""
    words: str = ""  # “25 of 312 tickets”


def url_with(query: QueryDict, **changes: str | None) -> str:
    """`?…` of this list with some parameters changed; None takes one away."""
    turning = set(changes) <= set(PAGING)
    params = {
        name: values
        for name, values in query.lists()
        if name not in changes and (turning or name not in PAGING)
    }
    params |= {name: [value] for name, value in changes.items() if value}
    return "?" + urlencode(params, doseq=True)


def asked_page[M: Model](
    query: QueryDict, rows: QuerySet[M], by: str, *, size: int = 25
) -> Slice[M]:
    """The page of `rows` that the address names; a mangled address is the first page."""
    after, before = (query.get(name, "") for name in PAGING)
    return page_of(rows, by, after=after, before=before, size=size)


def pager(query: QueryDict, found: Slice[Any], *, words: str = "") -> Pager:  # Any: rows of a kind
    """Links to the neighbours of this page, with its filters."""
    return Pager(
        newer_url=url_with(query, after=None, before=found.before) if found.before else "",
        older_url=url_with(query, before=None, after=found.after) if found.after else "",
        words=words if found.rows else "",  # the empty page says it in words of its own
    )


def choice_filter(
    query: QueryDict,
    name: str,
    label: str,
    options: Mapping[str, str] | Iterable[tuple[str, str]],
    *,
    default: str = "",
) -> Filter:
    """A filter (or, with a default, an order); an unknown value in the address counts as none."""
    known = dict(options)
    chosen = query.get(name, "")
    if chosen not in known:
        chosen = default
    return Filter(
        name=name,
        label=label,
        value=known.get(chosen, ""),
        clear_url=url_with(query, **{name: None}),
        choices=tuple(
            Choice(text=text, url=url_with(query, **{name: key}), on=key == chosen)
            for key, text in known.items()
        ),
    )


def filter_line(
    query: QueryDict,
    *,
    target: str,
    placeholder: str,
    chips: tuple[Filter, ...] = (),
    order: Filter | None = None,
) -> Filters:
    """The whole line from the address: what is searched, chosen, kept."""
    names = {chip.name for chip in chips}
    anything = bool(query.get("q")) or any(chip.value for chip in chips)
    return Filters(
        target=target,
        placeholder=placeholder,
        search=query.get("q", ""),
        chips=chips,
        order=order,
        kept=tuple((k, str(v)) for k, v in query.items() if k != "q" and k not in PAGING and v),
        clear_url=url_with(query, q=None, **dict.fromkeys(names)) if anything else "",
    )
