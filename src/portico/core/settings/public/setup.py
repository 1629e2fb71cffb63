"""The first run, on one exact route: it is there only while nobody lives here."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portico.core.access.forms import attempt
from portico.core.access.pages import public
from portico.core.identity import cookies
from portico.core.mail.queries import explanation
from portico.core.tenants.making import has_tenants
from portico.kernel.mailing import MailProblem
from portico.ui.pages import page

from ..actions.first_run import WHO, is_setup_token, send_test, set_up
from ..actions.make_tenant import NotTheFirst
from .forms import SetupForm

TEMPLATE = "settings/public/setup.html"
ZONES = {"de": "Europe/Berlin"}
FIELDS = {"email": "owner_email", "name": "owner_name"}

type View = Callable[[HttpRequest], HttpResponse]


def _while_nobody_lives_here(view: View) -> View:
    """Decided here and nowhere else: 404 from the first tenant on, whatever token comes."""

    def guarded(request: HttpRequest) -> HttpResponse:
        if has_tenants():
            raise Http404("setup")
        with override(get_language_from_request(request)):
            token = request.POST.get("token", "") or request.GET.get("token", "")
            if not is_setup_token(token):
                return page(request, "settings/public/setup_locked.html", {}, status=403)
            return view(request)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
@_while_nobody_lives_here
def setup(request: HttpRequest) -> HttpResponse:
    """One form; with the button “Test” only the mail server is tried."""
    form = SetupForm(request.POST or None, initial=_first(request))
    if request.method == "POST" and form.is_valid():
        if "test" in request.POST:
            return _try_mail(request, form)
        try:
            opened = attempt(
                form,
                lambda: set_up(WHO, form.house(), mailer=form.mailer()),
                fields=FIELDS,
                ending=NotTheFirst,
            )
        except NotTheFirst as late:
            raise Http404("setup") from late
        if opened is not None:
            response = HttpResponseRedirect(_next(request, form.cleaned_data["host"]))
            cookies.give(response, cookies.STAFF, opened.secret, until=opened.until)
            return response
    refused = form.errors or (form.mailbox and form.mailbox.errors)
    return page(request, TEMPLATE, {"form": form}, status=422 if refused else 200)


def _try_mail(request: HttpRequest, form: SetupForm) -> HttpResponse:
    context: dict[str, object] = {"form": form}
    if (mailer := form.mailer()) is None:
        form.add_error("smtp_host", _("Write the name of the mail server."))
        return page(request, TEMPLATE, context, status=422)
    to = form.cleaned_data["owner_email"]
    try:
        send_test(mailer, to=to)
    except MailProblem as problem:
        context["trouble"] = explanation(problem)
    else:
        context["tested"] = to
    return page(request, TEMPLATE, context)


def _first(request: HttpRequest) -> dict[str, str]:
    language = get_language_from_request(request)
    return {
        "token": request.GET.get("token", ""),
        "host": _here(request),
        "language": language,
        "zone": ZONES.get(language, "Europe/London"),
    }


def _next(request: HttpRequest, host: str) -> str:
    """To the second factor, on the host that the tenant answers on."""
    here = request.get_host()
    if host.strip().lower() == _here(request):
        return "/staff/login/app/"
    port = here.removeprefix(_here(request))
    return f"{request.scheme}://{host.strip().lower()}{port}/staff/login/"


def _here(request: HttpRequest) -> str:
    host = request.get_host()
    name, _colon, port = host.rpartition(":")
    return (name if port.isdigit() and name else host).lower()
