"""Stop e-mails of one kind from the link in one of them, without signing in (RFC 8058)."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portico.core.access.actors import Visitor
from portico.core.access.pages import TenantRequest, public
from portico.core.access.permissions import NotVisible
from portico.ui.pages import page

from .. import queries
from ..actions.choose import resume_by_mail, stop_by_mail
from ..ports import NOTICES
from ..queries.links import DIGEST, Wish, read_token

SOMEBODY = Visitor()


@csrf_exempt  # a mail program posts without cookies; the signed token is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def stop(request: TenantRequest, token: str) -> HttpResponse:
    """Looking shows a button and changes nothing, as scanners open every link; posting stops."""
    wish = _wish(token)
    context = {"notice": NOTICES.get(wish.notice), "state": "asked"}
    if request.method == "POST":
        context["state"] = _done(wish, again="again" in request.POST)
    return page(request, "notices/public/stop.html", context)


def _done(wish: Wish, *, again: bool) -> str:
    """What is true now; where nothing could be taken up again, the page does not say so."""
    if again:
        return "again" if resume_by_mail(SOMEBODY, wish) else "stopped"
    stop_by_mail(SOMEBODY, wish)
    return "stopped"


def _wish(token: str) -> Wish:
    """A link that is not ours, or whose reader is gone, leads nowhere."""
    wish = read_token(token)
    if wish is None or wish.notice not in {*NOTICES, DIGEST} or not queries.person(wish.reader):
        raise NotVisible("link")
    return wish
