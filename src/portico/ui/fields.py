"""A form's fields as HTML: label, hint, error, control, in the order screen readers need."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .icons import icon

NOTHING = mark_safe("")
Attributes = dict[str, str | bool]


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about a field, by the form or by the page that knows better."""

    label: str
    hint: str


def field(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    css: str = "",
    quiet: bool = False,
    **attributes: str | bool,
) -> SafeString:
    """The whole field. `quiet` hides the label from view; other attributes go to the control."""
    words = Words(label=str(label or bound.label), hint=str(hint or bound.help_text))
    given = {name.replace("_", "-"): value for name, value in attributes.items()}
    widget = bound.field.widget
    draw = next((draw for kind, draw in DRAWN if isinstance(widget, kind)), _one)
    if quiet:
        given["quiet"] = True
    return draw(bound, words, css, given)


def control(bound: BoundField, *, css: str = "", **attributes: str | bool) -> SafeString:
    """Only the control, with class, description and state; the label is somewhere else."""
    given = {name.replace("_", "-"): value for name, value in attributes.items()}
    return _control(bound, str(bound.help_text), css, given)


def errors(bound: BoundField) -> SafeString:
    """What is wrong with this field, at the field."""
    if not bound.errors:
        return NOTHING
    return format_html(
        '<p class="error" id="{}_error">{}{}</p>',
        bound.auto_id,
        icon("circle-alert"),
        " ".join(map(str, bound.errors)),
    )


def error_summary(form: forms.BaseForm) -> SafeString:
    """Everything that is wrong, above the form; each line leads to its field."""
    if not form.is_bound or not form.errors:
        return NOTHING
    return format_html(
        '<div class="errors" role="alert" tabindex="-1" aria-labelledby="errors-title">'
        '<h2 id="errors-title">{}</h2><ul>{}</ul></div>',
        gettext("There is a problem"),
        format_html_join("", "<li>{}</li>", ((line,) for line in _lines(form))),
    )


def _lines(form: forms.BaseForm) -> list[SafeString | str]:
    lines: list[SafeString | str] = [str(words) for words in form.non_field_errors()]
    for bound in form:
        if bound.is_hidden:  # nothing that a link could lead to
            lines += map(str, bound.errors)
            continue
        target = bound.id_for_label or bound.auto_id
        lines += [format_html('<a href="#{}">{}</a>', target, words) for words in bound.errors]
    return lines


def _one(bound: BoundField, words: Words, css: str, given: Attributes) -> SafeString:
    """A single control with a label of its own."""
    quiet = mark_safe(' class="sr"') if given.pop("quiet", False) else NOTHING
    return format_html(
        '<div class="field"><label for="{}"{}>{}{}</label>{}{}{}</div>',
        bound.id_for_label,
        quiet,
        words.label,
        NOTHING if bound.field.required else _optional(),
        _hint(bound, words.hint),
        errors(bound),
        _control(bound, words.hint, css, given),
    )


def _check(bound: BoundField, words: Words, css: str, given: Attributes) -> SafeString:
    """A checkbox: the words stand behind it and belong to the target."""
    hint = (
        format_html('<small id="{}_helptext">{}</small>', bound.auto_id, words.hint)
        if words.hint
        else NOTHING
    )
    return format_html(
        '<div class="field">{}<label class="check">{}<span>{}{}</span></label></div>',
        errors(bound),
        bound.as_widget(attrs=_attributes(bound, words.hint, css, given)),
        words.label,
        hint,
    )


def _options(bound: BoundField, words: Words, css: str, given: Attributes) -> SafeString:
    """Radio buttons or checkboxes under one question; `css` is `two` or `inline`."""
    described = _described_by(bound, words.hint)
    return format_html(
        '<fieldset class="field" id="{}"{}><legend class="label">{}{}</legend>{}{}'
        '<div class="options {}">{}</div></fieldset>',
        bound.auto_id,
        format_html(' aria-describedby="{}"', described) if described else NOTHING,
        words.label,
        NOTHING if bound.field.required else _optional(),
        _hint(bound, words.hint),
        errors(bound),
        css,
        format_html_join("", "{}", ((_option(choice, css, given),) for choice in bound)),
    )


def _option(choice: BoundWidget, css: str, given: Attributes) -> SafeString:
    choice.data["attrs"] |= given
    return format_html(
        '<label class="option{}">{}<span><b>{}</b></span></label>',
        " compact" if css == "inline" else "",
        choice.tag(),
        choice.choice_label,
    )


def _hidden(bound: BoundField, _words: Words, _css: str, given: Attributes) -> SafeString:
    return SafeString(bound.as_widget(attrs=given))


type Drawing = Callable[[BoundField, Words, str, Attributes], SafeString]
DRAWN: tuple[tuple[type[forms.Widget], Drawing], ...] = (
    (forms.HiddenInput, _hidden),
    (forms.RadioSelect, _options),
    (forms.CheckboxSelectMultiple, _options),
    (forms.CheckboxInput, _check),
)


def _control(bound: BoundField, hint: str, css: str, given: Attributes) -> SafeString:
    widget = bound.field.widget
    drawn = bound.as_widget(attrs=_attributes(bound, hint, f"input {css}".strip(), given))
    if isinstance(widget, forms.Select) and not widget.allow_multiple_selected:
        return format_html('<span class="select">{}</span>', drawn)
    return SafeString(drawn)


def _attributes(bound: BoundField, hint: str, css: str, given: Attributes) -> Attributes:
    """Django adds `aria-invalid`; class and description are ours."""
    classes = " ".join(filter(None, (css, bound.field.widget.attrs.get("class", ""))))
    described = _described_by(bound, hint)
    own = {"class": classes, "aria-describedby": described}
    return given | {name: value for name, value in own.items() if value}


def _described_by(bound: BoundField, hint: str) -> str:
    parts = (f"{bound.auto_id}_helptext" if hint else "", bound.errors and f"{bound.auto_id}_error")
    return " ".join(part for part in parts if part)


def _hint(bound: BoundField, words: str) -> SafeString:
    if not words:
        return NOTHING
    return format_html('<p class="hint" id="{}_helptext">{}</p>', bound.auto_id, words)


def _optional() -> SafeString:
    return format_html(' <span class="opt">({})</span>', gettext("optional"))
