"""Lists: filters that show themselves as chips, keyset pages, tabs with addresses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict


@dataclass(frozen=True, kw_only=True, slots=True)
class Tab:
    """A view of a list with its own address."""

    url: str
    text: str
    count: int | None = None
    hot: bool = False
    current: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One value that a filter can take; `url` is this list with it set."""

    text: str
    url: str
    on: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """A chip above a list. `value` is what is chosen, in words; `clear_url` undoes it."""

    name: str
    label: str
    choices: tuple[Choice, ...] = ()
    value: str = ""
    clear_url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pager:
    """Keyset paging: no page numbers, only newer and older."""

    newer_url: str = ""
    older_url: str = ""
    words: str = ""  # “25 of 312 tickets”


PAGING = ("after", "before")  # a changed filter starts again on the first page


def url_with(query: QueryDict, **changes: str | None) -> str:
    """`?…` of this list with some parameters changed; None takes one away."""
    params = {
        key: values
        for key, values in query.lists()
        if key not in changes and (key not in PAGING or set(changes) <= set(PAGING))
    }
    params |= {key: [value] for key, value in changes.items() if value}
    return "?" + urlencode(params, doseq=True)


def choice_filter(
    query: QueryDict, name: str, label: str, options: Mapping[str, str] | Iterable[tuple[str, str]]
) -> Filter:
    """A filter with a few known values; an unknown value in the address counts as none."""
    known = dict(options)
    chosen = query.get(name, "")
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
