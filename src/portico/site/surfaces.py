"""Which contexts are installed, and which of them have pages at a door.

A context's `staff/urls.py` and `portal/urls.py` stand below `/staff/<context>/` and
`/portal/<context>/`; a module variable `prefix` says otherwise (`prefix = ""` for the door's root).
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

STOREYS = ("portico.core.", "portico.engines.", "portico.features.")


def contexts() -> Iterator[str]:
    """Names of all installed contexts, such as `portico.features.tickets`."""
    for config in apps.get_app_configs():
        if config.name.startswith(STOREYS):
            yield config.name


def surface(door: str) -> list[URLPattern | URLResolver]:
    """Collect `<context>/<door>/urls.py` of every installed context."""
    found: list[URLPattern | URLResolver] = []
    for context in contexts():
        if find_spec(f"{context}.{door}") and find_spec(f"{context}.{door}.urls"):
            module = import_module(f"{context}.{door}.urls")
            prefix = getattr(module, "prefix", f"{context.rpartition('.')[2]}/")
            found.append(path(prefix, include(module)))
    return found
