"""Answers to the browser: the whole page, or only the piece htmx asked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *pieces: str,
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or `template#piece` when htmx 4 asks for the element `piece`.

    Pieces are `{% partialdef %}`s in the page's own file; the element's id is the piece's name.
    """
    piece = asked_for(request)
    name = f"{template}#{piece}" if piece in pieces else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Target", "HX-Request-Type"])
    return response


def refused(
    request: HttpRequest, template: str, context: dict[str, Any], *pieces: str
) -> HttpResponse:
    """The same page again with what was wrong (HTTP 422); htmx 4 swaps it in as it is."""
    return page(request, template, context, *pieces, status=422)


def form_page(
    request: HttpRequest, template: str, context: dict[str, Any], *pieces: str
) -> HttpResponse:
    """The page around `form` in the context: refused if there is something wrong with it."""
    answer = refused if context["form"].errors else page
    return answer(request, template, context, *pieces)


def asked_for(request: HttpRequest) -> str:
    """The id of the element htmx wants to replace (it sends `tag#id`), else nothing."""
    if request.headers.get("HX-Request-Type") != "partial":
        return ""
    return request.headers.get("HX-Target", "").rpartition("#")[2]
