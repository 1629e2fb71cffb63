"""Drop-down lists in Python: Django's templates include two others for each of 400 time zones."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SELECT = "django/forms/widgets/select.html"

NOTHING, SELECTED = mark_safe(""), mark_safe(" selected")

type Told = Mapping[str, Any]  # Any: what widgets tell their templates


class Renderer(DjangoTemplates):
    """Draws form controls as Django does, and the long ones sooner."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def options(choices: Iterable[tuple[Any, Any]], chosen: Any = None) -> SafeString:
    """`<option>` for each value and its words, one of them chosen. Any: as forms have it."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if value == chosen else NOTHING, words) for value, words in choices),
    )


def _select(widget: Told) -> SafeString:
    return format_html(
        '<select name="{}"{}>{}</select>',
        widget["name"],
        _attributes(widget["attrs"]),
        format_html_join("", "{}", ((_group(*one),) for one in widget["optgroups"])),
    )


def _group(name: str | None, options: Iterable[Told], _index: int) -> SafeString:
    drawn = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((str(one["value"]), _attributes(one["attrs"]), one["label"]) for one in options),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn


def _attributes(given: Told) -> SafeString:
    """` name="value"` of each; True stands alone, False is left out."""
    if not given:
        return NOTHING
    return format_html_join(
        "",
        "{}{}",
        (
            (f" {name}", "" if value is True else format_html('="{}"', str(value)))
            for name, value in given.items()
            if value is not False
        ),
    )
