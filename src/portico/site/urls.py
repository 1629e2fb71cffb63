"""Every surface, assembled from the contexts that have one.

A context's `staff/urls.py` and `portal/urls.py` stand below `/staff/<context>/` and
`/portal/<context>/`; a module variable `prefix` says otherwise (`prefix = ""` for the door's root).
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from . import health, live


def contexts() -> Iterator[str]:
    """Names of all installed contexts, such as `portico.features.tickets`."""
    for config in apps.get_app_configs():
        if config.name.startswith(("portico.core.", "portico.engines.", "portico.features.")):
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


urlpatterns: list[URLPattern | URLResolver] = [
    path("", health.front, name="front"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("portal/events/", live.portal_events, name="portal-events"),
    path("staff/events/", live.staff_events, name="staff-events"),
    path("staff/", include((surface("staff"), "staff"))),
    path("portal/", include((surface("portal"), "portal"))),
]
