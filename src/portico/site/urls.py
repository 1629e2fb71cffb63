"""Every address of the product, gathered from the contexts; see `surfaces.py`."""

from django.urls import URLPattern, URLResolver, include, path

from portico.core.access.pages import public
from portico.ui.appearance import theme_choose
from portico.ui.guide import guide

from . import health, live, menus
from .environment import ENV
from .later import Later
from .secret_addresses import hide_secrets
from .surfaces import contexts, surface

__all__ = ["contexts", "surface", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", health.front, name="front"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    Later("api/v1/", "portico.site.api_urls", namespace="api"),
    path("appearance/", public(theme_choose), name="appearance"),
    path("portal/events/", live.portal_events, name="portal-events"),
    path("staff/events/", live.staff_events, name="staff-events"),
    path("portal/menu/", menus.portal_menu, name="portal-menu"),
    path("staff/menu/", menus.staff_menu, name="staff-menu"),
    path("dev/", include("portico.site.dev")),
    path("staff/", include((surface("staff"), "staff"))),
    path("portal/", include((surface("portal"), "portal"))),
    path("", include((surface("public"), "public"))),
]

if ENV.demo or ENV.dev:
    urlpatterns += [path("dev/ui", public(guide), name="guide")]

hide_secrets(urlpatterns)
