"""How every form of these pages ends: done and on to the next page, or shown again."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from portico.core.access.permissions import Conflict, Refusal
from portico.ui.forms import Form
from portico.ui.pages import page


def attempt(form: Form, deed: Callable[[], object]) -> bool:
    """Do it; what a rule refuses becomes an error at its field, and the input stays."""
    try:
        deed()
    except Conflict:
        raise
    except Refusal as no:
        form.add_error(no.field if no.field in form.fields else None, str(no.words))
        return False
    return True


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *pieces: str
) -> HttpResponse:
    """The page; with status 422 when its `form` was refused."""
    form = context.get("form")
    refused = form is not None and form.is_bound and bool(form.errors)
    return page(request, template, context, *pieces, status=422 if refused else 200)
