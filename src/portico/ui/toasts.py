"""“Done” in one voice: a toast for htmx, a flash message for the next page, both with undo."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .icons import icon
from .shell import csrf_input

UNDO_TAG = "undo:"


def toast(
    response: HttpResponse, text: str, *, undo_url: str = "", tone: str = "ok"
) -> HttpResponse:
    """Let htmx show a toast when this response arrives; other triggers are kept."""
    triggers: dict[str, Any] = json.loads(response.headers.get("HX-Trigger", "{}"))
    triggers["toast"] = {"text": str(text), "tone": tone, "undo": undo_url}
    response.headers["HX-Trigger"] = json.dumps(triggers)
    return response


def flash(request: HttpRequest, text: str, *, undo_url: str = "", tone: str = "ok") -> None:
    """Show the toast on the next whole page, also without script."""
    level = messages.ERROR if tone == "bad" else messages.SUCCESS
    messages.add_message(request, level, str(text), extra_tags=f"{UNDO_TAG}{undo_url}")


def drawn(message: Message, token: str) -> SafeString:
    """A flash message as a toast; its undo is an ordinary form."""
    url = (message.extra_tags or "").removeprefix(UNDO_TAG)
    bad = message.level >= messages.ERROR
    return shape(str(message), bad=bad, undo=undo_form(url, token) if url else mark_safe(""))


def shape(text: str, *, undo: SafeString, bad: bool = False) -> SafeString:
    """One toast."""
    return format_html(
        '<div class="toast{}">{}<span>{}</span>{}</div>',
        " bad" if bad else "",
        icon("circle-alert" if bad else "circle-check"),
        text,
        undo,
    )


def undo_form(url: str, token: str) -> SafeString:
    """The button that takes it back."""
    return format_html(
        '<form method="post" action="{}">{}<button type="submit">{}</button></form>',
        url,
        csrf_input(token),
        gettext("Undo"),
    )
