"""Light, dark or as the system: the choice for those whose browser runs no script."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from .shell import THEME_COOKIE, THEMES

YEAR = 365 * 24 * 60 * 60
NEXT = {"": "light", "light": "dark", "dark": ""}


@require_POST
def theme_choose(request: HttpRequest) -> HttpResponse:
    """Step to the next theme, or to the one that is named, and go back to the page."""
    wanted = request.POST.get("theme", "")
    if wanted == "next":
        wanted = NEXT.get(request.COOKIES.get(THEME_COOKIE, ""), "")
    answer = HttpResponseRedirect(_back(request))
    if wanted in THEMES:
        answer.set_cookie(
            THEME_COOKIE, wanted, max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    else:
        answer.delete_cookie(THEME_COOKIE, samesite="Lax")
    return answer


def _back(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}, require_https=request.is_secure()
    )
    return came_from if ours else "/"
