"""The brand editor: one logo, one colour, a few words, and how all of it will look."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import Refusal
from portico.core.tenants.models import Tenant
from portico.core.tenants.queries import this_tenant
from portico.ui.colours import contrast
from portico.ui.pages import form_page
from portico.ui.palette import Tokens, check, css, palette
from portico.ui.toasts import flash

from ..actions.brand import change_brand
from ..permissions import MANAGE
from ..rules.links import written_links
from ..rules.places import brand_colour
from .forms import BrandForm

EXAMPLES = {
    "northbeam": "0e6371", "cobalt": "2456e6", "ember": "d9480f", "marigold": "f2b705",
    "plum": "7a2e6d", "graphite": "20242b", "forest": "1f7a4d", "rose": "e5486d",
}  # fmt: skip
PREVIEWED = "[data-brand-preview],[data-brand-ratios]"
DARK = (  # the two radio buttons above the preview work without script, too
    "[data-brand-scope]:has([data-brand-theme][value=dark]:checked) [data-brand-preview]"
    "{color-scheme:dark}\n"
)
RATIOS = {
    "button": ("on-accent", "accent"),
    "link": ("accent-text", "surface"),
    "tint": ("accent-text", "accent-soft"),
    "deep": ("on-deep", "brand-deep"),
    "small": ("ink-3", "canvas"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """How readable a colour makes the portal, in figures and one sentence."""

    ratios: dict[str, str]
    advice: str
    problems: tuple[str, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def brand(request: StaffRequest) -> HttpResponse:
    """Change the brand, or with the button “Preview” only look at it."""
    request.tenant = this_tenant()  # fresh: the request may know an older row
    form = BrandForm(request.POST or None, request.FILES or None, initial=_stored(request.tenant))
    only_look = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not only_look:
        values = {**form.cleaned_data}
        upload = values.pop("logo")
        logo = upload.read(upload.size) if upload else None
        if attempt(form, lambda: change_brand(request.actor, logo=logo, **values)):
            flash(request, _("Published. Every page and e-mail wears it from now on."))
            return redirect("staff:settings:brand:edit")
    return form_page(request, "settings/staff/brand.html", _context(request, form))


@require_safe
@staff_page(MANAGE)
def preview_css(request: StaffRequest) -> HttpResponse:
    """The palette of a colour that is not published yet, for the preview alone."""
    try:
        colour = brand_colour(request.GET.get("colour", ""))
    except Refusal:
        colour = request.tenant.colour
    sheet = css(palette(colour), selector=PREVIEWED) + DARK
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")


def _stored(tenant: Tenant) -> dict[str, str]:
    plain = ("name", "portal_name", "colour", "tagline", "intro")
    return {name: getattr(tenant, name) for name in plain} | {
        "legal_links": written_links(tenant.legal_links)
    }


def _context(request: StaffRequest, form: BrandForm) -> dict[str, object]:
    colour = _typed_colour(form) or request.tenant.colour
    return {
        "form": form,
        "colour": colour,
        "report": report(colour),
        "example_colours": EXAMPLES,
        "brand_name": form["name"].value() or request.tenant.name,
        "brand_line": form["tagline"].value() or "",
    }


def _typed_colour(form: BrandForm) -> str:
    try:
        return brand_colour(str(form["colour"].value() or ""))
    except Refusal:
        return ""


def report(colour: str) -> Report:
    """The five contrasts that people notice, and every promise that would break (none does)."""
    tokens = palette(colour)
    ratios = {
        name: f"{contrast(tokens[ink][0], tokens[paper][0]):.1f} : 1"
        for name, (ink, paper) in RATIOS.items()
    }
    return Report(ratios, _advice(colour, tokens), tuple(check(tokens)))


def _advice(colour: str, tokens: Tokens) -> str:
    accent = tokens["accent"][0]
    if tokens["on-accent"][0] != "#ffffff":
        return _("Your colour is bright, so buttons keep it and get dark text.")
    if accent == colour:
        return _("Your colour is used as it is.")
    return _(
        "Buttons use %(accent)s, a little deeper than your %(colour)s, "
        "so that white text stays readable."
    ) % {"accent": accent, "colour": colour}
