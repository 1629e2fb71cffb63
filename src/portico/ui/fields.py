"""A form's fields as HTML: label, hint, error, control, in the order screen readers need."""

from collections.abc import Callable

from django import forms
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .icons import icon

NOTHING = mark_safe("")
Attributes = dict[str, str | bool]


def field(bound: BoundField, **attributes: str | bool) -> SafeString:
    """The whole field. Attributes go to the control: `{% field form.q autofocus=True %}`.

    `css` adds classes, `label` and `hint` replace the form's, `quiet` hides the label from view.
    """
    drawing = next((draw for kind, draw in DRAWN if isinstance(bound.field.widget, kind)), _one)
    return drawing(bound, {key.replace("_", "-"): value for key, value in attributes.items()})


def _one(bound: BoundField, attributes: Attributes) -> SafeString:
    """A single control with a label of its own."""
    label, hint = _take(bound, attributes)
    hidden = "sr" if attributes.pop("quiet", False) else ""
    return format_html(
        '<div class="field"><label for="{}" class="{}">{}</label>{}{}{}</div>',
        bound.id_for_label,
        hidden,
        label,
        hint,
        errors(bound),
        control(bound, attributes),
    )


def _check(bound: BoundField, attributes: Attributes) -> SafeString:
    """A checkbox: the words stand behind it and belong to the target."""
    label, _ = _take(bound, attributes)
    words = str(bound.help_text)
    small = (
        format_html('<small id="{}_helptext">{}</small>', bound.auto_id, words)
        if words
        else NOTHING
    )
    return format_html(
        '<div class="field">{}<label class="check">{}<span>{}{}</span></label></div>',
        errors(bound),
        bound.as_widget(attrs=_attributes(bound, attributes, "")),
        label,
        small,
    )


def _options(bound: BoundField, attributes: Attributes) -> SafeString:
    """Radio buttons or checkboxes under one question."""
    label, hint = _take(bound, attributes)
    style = attributes.pop("css", "")
    described = _described_by(bound)
    return format_html(
        '<fieldset class="field" id="{}"{}><legend class="label">{}</legend>{}{}'
        '<div class="options {}">{}</div></fieldset>',
        bound.auto_id,
        format_html(' aria-describedby="{}"', described) if described else NOTHING,
        label,
        hint,
        errors(bound),
        style,
        format_html_join("", "{}", ((_option(choice, style),) for choice in bound)),
    )


def _option(choice: forms.boundfield.BoundWidget, style: str | bool) -> SafeString:
    return format_html(
        '<label class="option {}">{}<span><b>{}</b></span></label>',
        "compact" if style == "inline" else "",
        choice.tag(),
        choice.choice_label,
    )


def _hidden(bound: BoundField, attributes: Attributes) -> SafeString:
    return SafeString(bound.as_widget(attrs=attributes))


DRAWN: tuple[tuple[type[forms.Widget], Callable[[BoundField, Attributes], SafeString]], ...] = (
    (forms.HiddenInput, _hidden),
    (forms.RadioSelect, _options),
    (forms.CheckboxSelectMultiple, _options),
    (forms.CheckboxInput, _check),
)


def control(bound: BoundField, attributes: Attributes | None = None) -> SafeString:
    """Only the control, with class, description and state; the label is somewhere else."""
    widget = bound.as_widget(attrs=_attributes(bound, dict(attributes or {}), "input"))
    if (
        isinstance(bound.field.widget, forms.Select)
        and not bound.field.widget.allow_multiple_selected
    ):
        return format_html('<span class="select">{}</span>', widget)
    return SafeString(widget)


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
        target = bound.id_for_label or bound.auto_id
        lines += [format_html('<a href="#{}">{}</a>', target, words) for words in bound.errors]
    return lines


def _take(bound: BoundField, attributes: Attributes) -> tuple[SafeString, SafeString]:
    """Label (with “optional” where it is) and hint."""
    label = attributes.pop("label", "") or bound.label
    optional = bound.field.required or isinstance(bound.field.widget, forms.CheckboxInput)
    mark = (
        NOTHING if optional else format_html(' <span class="opt">({})</span>', gettext("optional"))
    )
    words = attributes.pop("hint", "") or bound.help_text
    hint = (
        format_html('<p class="hint" id="{}_helptext">{}</p>', bound.auto_id, words)
        if words
        else NOTHING
    )
    return format_html("{}{}", label, mark), hint


def _attributes(bound: BoundField, given: Attributes, css: str) -> Attributes:
    """Django adds `aria-invalid` and `aria-describedby`; the class is ours."""
    extra = given.pop("css", "")
    own = bound.field.widget.attrs.get("class", "")
    classes = " ".join(str(part) for part in (css, own, extra) if part)
    return given | ({"class": classes} if classes else {})


def _described_by(bound: BoundField) -> str:
    parts = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    return " ".join([*parts, f"{bound.auto_id}_error"] if bound.errors else parts)
