"""The files of a brand: stylesheet, logo, browser icon. Public, and cached for ever by their hash.

The tenant comes from the host, so a hash of another tenant's file finds nothing here.
"""

from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from portico.core.access.pages import TenantRequest, public

from ..actions.stylesheet import CSS
from ..queries import brand_file
from ..rules.icon import icon_svg
from ..rules.logo import PNG, SVG

YEAR = 31_536_000
DAY = 86_400
DRAWING = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
@public
def stylesheet(request: TenantRequest, file_hash: str) -> HttpResponse:  # noqa: ARG001
    """The tokens of the tenant's colour."""
    return _file(file_hash, kinds=(CSS,))


@require_safe
@public
def logo(request: TenantRequest, file_hash: str) -> HttpResponse:  # noqa: ARG001
    """The tenant's logo."""
    return _file(file_hash, kinds=(PNG, SVG))


@require_safe
@public
def browser_icon(request: TenantRequest, file_hash: str) -> HttpResponse:
    """For a tenant without a logo; the hash of its stylesheet stands in the address."""
    if file_hash != request.tenant.css_hash:
        raise Http404
    drawn = icon_svg(request.tenant.name, request.tenant.colour)
    return _answer(drawn.encode(), SVG, seconds=DAY)


def _file(file_hash: str, *, kinds: tuple[str, ...]) -> HttpResponse:
    if (found := brand_file(file_hash, kinds=kinds)) is None:
        raise Http404
    return _answer(bytes(found.content), found.kind, seconds=YEAR)


def _answer(content: bytes, kind: str, *, seconds: int) -> HttpResponse:
    charset = "; charset=utf-8" if kind == CSS else ""
    response = HttpResponse(content, content_type=f"{kind}{charset}")
    if kind == SVG:
        response["Content-Security-Policy"] = DRAWING
    patch_cache_control(response, public=True, max_age=seconds)
    if seconds == YEAR:
        patch_cache_control(response, immutable=True)
    return response
