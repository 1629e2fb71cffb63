"""Whole addresses of pages, for mails and other places outside a request."""

from django.conf import settings

from .models import Host


def address_of(path: str, *, host: str = "") -> str:
    """`https://portal.msp.example/…` on `host`, else on the tenant's first host.

    Over https a proxy listens at the usual port; without it people come to our own.
    """
    name = host or primary_host()
    if settings.SESSION_COOKIE_SECURE:
        return f"https://{name}{path}"
    port = "" if settings.WEB_PORT == 80 else f":{settings.WEB_PORT}"
    return f"http://{name}{port}{path}"


def primary_host() -> str:
    """The host name that links carry; the staff and door roles may ask."""
    return Host.objects.filter(is_primary=True).values_list("name", flat=True)[0]
