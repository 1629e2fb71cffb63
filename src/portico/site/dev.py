"""Pages of the demo and of developers: the mailbox. They do not exist anywhere else."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from portico.core.access.pages import TenantRequest, public
from portico.core.identity.queries import demo_totp_codes
from portico.ui.pages import page

from .mailbox import Copy, copies, copy_of

# A mail is a stranger's page: no script, nothing fetched, shown in our frame and nowhere else.
CAGE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


@require_safe
@public
def mailbox(request: TenantRequest) -> HttpResponse:
    """Every mail of this MSP, newest first; `?to=` narrows, `?mail=` opens one."""
    folder = _folder(request)
    to, name = request.GET.get("to", "").strip(), request.GET.get("mail", "")
    found = copies(folder, to=to)
    chosen = copy_of(folder, name) if name else None
    if name and chosen is None:
        raise Http404("mail")
    context = {
        "mails": found,
        "to": to,
        "is_chosen": chosen is not None,
        "mail": chosen or (found[0] if found else None),
        "view": "text" if request.GET.get("view") == "text" else "html",
        "codes": demo_totp_codes(),
    }
    return page(request, "mail/dev/mailbox.html", context, "mails")


@require_safe
@public
def mail_html(request: TenantRequest, name: str) -> HttpResponse:
    """The mail's own HTML, for the frame."""
    return HttpResponse(_copy(request, name).html, headers={"Content-Security-Policy": CAGE})


def _copy(request: TenantRequest, name: str) -> Copy:
    found = copy_of(_folder(request), name)
    if found is None:
        raise Http404("mail")
    return found


def _folder(request: HttpRequest) -> Path:
    """Where this MSP's copies lie; outside a demo there are none."""
    tenant = getattr(request, "tenant", None)
    if settings.MAIL_FOLDER is None or tenant is None:
        raise Http404("demo")
    folder: Path = settings.MAIL_FOLDER
    return folder / str(tenant.slug)


app_name = "dev"
urlpatterns = [
    path("mail", mailbox, name="mailbox"),
    path("mail/<str:name>/html", mail_html, name="mail-html"),
]
