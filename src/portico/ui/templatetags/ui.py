"""Template tags of the design system. `{% load ui %}`; simple tags, because rows are many."""

from typing import Any

from django import forms, template
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portico.ui import (
    addresses,
    assets,
    clocks,
    dates,
    fields,
    icons,
    mail,
    people,
    selects,
    shell,
    text,
    toasts,
    uploads,
    words,
)
from portico.ui.forms import ONCE
from portico.ui.forms import once as fresh_token
from portico.ui.nav import Link, Shell

register = template.Library()

register.tag("translate", words.translate)  # templates load `i18n` first
register.tag("url", addresses.url)

register.simple_tag(icons.icon)
register.simple_tag(icons.glyph)
register.simple_tag(icons.pill)
register.simple_tag(icons.state)
register.simple_tag(icons.prio)
register.simple_tag(people.avatar)
register.simple_tag(dates.moment)
register.simple_tag(dates.day)
register.simple_tag(dates.age)
register.simple_tag(dates.clock_time)
register.simple_tag(clocks.clock)
register.simple_tag(fields.field)
register.simple_tag(fields.control)
register.simple_tag(fields.errors)
register.simple_tag(fields.error_summary)
register.simple_tag(selects.options)
register.simple_tag(shell.nav)
register.simple_tag(uploads.attach_buttons)
register.simple_tag(uploads.attached)
register.simple_tag(uploads.dropzone)
register.simple_tag(uploads.file_link)
register.simple_tag(uploads.file_shape)

register.simple_tag(mail.button, name="mail_button")
register.simple_tag(mail.code, name="mail_code")
register.simple_tag(mail.words, name="mail_words")

register.filter("moment", dates.moment_words)
register.filter("duration", dates.duration)
register.filter("prose", text.prose)
register.filter("filesize", text.filesize)
register.filter("phone_link", shell.phone_link)
register.filter("first_name", shell.first_name)


@register.simple_tag
def once() -> SafeString:
    """Hidden token that lets the server recognise a form sent twice."""
    return format_html('<input type="hidden" name="{}" value="{}">', ONCE, fresh_token())


@register.simple_tag(takes_context=True)
def theme(context: Context) -> SafeString:
    """`data-theme` for <html>, from the cookie, so that a chosen theme never flashes."""
    return shell.theme_attribute(_request(context))


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """“Error: ” in the title of a page whose form was refused."""
    form: Any = context.get("form")
    return shell.error_prefix(form if isinstance(form, forms.BaseForm) else None)


@register.simple_tag(takes_context=True)
def theme_name(context: Context) -> str:
    """“light”, “dark” or “as the system”."""
    chosen = context.get("theme")  # in a frame, which knows no request
    return shell.theme_name(shell.chosen_theme(_request(context)) if chosen is None else chosen)


@register.simple_tag(takes_context=True)
def frame(context: Context, template: str) -> SafeString:
    """A part of the page around `<main>`: it sees `shell`, and nothing else of the page."""
    token = str(context.get("csrf_token") or "")
    theme = shell.chosen_theme(_request(context))
    return shell.frame(template, _shell(context), theme=theme, token=token)


@register.simple_tag(takes_context=True)
def brandmark(context: Context, *, small: str = "") -> SafeString:
    """Logo and name; works where no tenant is known, too."""
    return shell.brandmark(_shell(context), small=small)


@register.simple_tag(takes_context=True)
def logo(context: Context) -> SafeString:
    """The tenant's logo, or its first letter."""
    around = _shell(context)
    return shell.logo(around.brand if around else None)


@register.simple_tag(takes_context=True)
def company(context: Context) -> str:
    """The company the person stands in for right now."""
    around = _shell(context)
    return around.who.company if around and around.who else ""


@register.simple_tag(takes_context=True)
def menu_link(context: Context, link: Link, css: str = "") -> SafeString:
    """A link, or a form where the link changes something."""
    return shell.menu_link(link, str(context.get("csrf_token") or ""), css=css)


@register.simple_tag(takes_context=True)
def toast(context: Context, message: Message) -> SafeString:
    """A flash message as the toast it would have been."""
    return toasts.drawn(message, str(context.get("csrf_token") or ""))


@register.simple_tag
def toast_shape(*, bad: bool = False) -> SafeString:
    """An empty toast for the script to fill."""
    return toasts.shape("", undo=toasts.undo_form("", ""), bad=bad)


@register.simple_tag
def furniture() -> SafeString:
    """What scripts fill and show."""
    return shell.furniture(get_language() or "")


@register.simple_tag
def font_preload() -> SafeString:
    """Fetch the font early, if this installation has one."""
    return assets.font_preload()


def _shell(context: Context) -> Shell | None:
    found = context.get("shell")
    found = found() if callable(found) else found
    return found if isinstance(found, Shell) else None


def _request(context: Context) -> HttpRequest | None:
    found = context.get("request")
    return found if isinstance(found, HttpRequest) else None
