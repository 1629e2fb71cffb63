"""Addresses that carry a secret say so: `<secret:token>`. The log shows `…` in its place.

Whoever knows such an address may do what it is for, without signing in; the log is read by people
who may not.
"""

import re
from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, register_converter
from django.urls.converters import StringConverter

from .later import Later
from .logs import hide

MARK = "<secret:"
PLACE = re.compile(r"<[^>]*>")


class Secret(StringConverter):
    """A part of an address that proves a right by itself."""


register_converter(Secret, "secret")


def hide_secrets(patterns: Iterable[URLPattern | URLResolver]) -> None:
    """Hide what follows, also where somebody mistypes it and it leads nowhere."""
    for before in _before_secrets(patterns, "/"):
        hide("[^/]+".join(re.escape(part) for part in PLACE.split(before)))


def _before_secrets(patterns: Iterable[URLPattern | URLResolver], trail: str) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, Later):  # the API: its secrets come in a header
            continue
        route = trail + str(one.pattern)
        if MARK in route:
            yield route.partition(MARK)[0]
        elif isinstance(one, URLResolver):
            yield from _before_secrets(one.url_patterns, route)
