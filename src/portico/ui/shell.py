"""Small drawn parts of the shells: menu entries, theme, title."""

import secrets
from dataclasses import replace
from functools import lru_cache

from django.forms import BaseForm
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from .icons import icon
from .nav import Brand, Link, NavGroup, NavItem, Shell, Who

THEME_COOKIE = "theme"
THEMES = ("light", "dark")
PRODUCT = "Portico"  # where no tenant is known
NOTHING = mark_safe("")
NO_BRAND = Brand(name="", portal_name="")
# Stand-ins in what is drawn once and sent to many; nobody can write them into a name or an address.
TOKEN = f"csrf-token-{secrets.token_hex(16)}"
WHO = f"account-menu-{secrets.token_hex(16)}"


def nav(groups: tuple[NavGroup, ...], active: str = "") -> SafeString:
    """All menu groups; drawn once and used in the side bar and in the phone menu."""
    return format_html_join("", "{}", ((_group(group, active),) for group in groups))


def _group(group: NavGroup, active: str) -> SafeString:
    title = format_html("<h2>{}</h2>", group.title) if group.title else NOTHING
    entries = format_html_join("", "{}", ((nav_item(item, active),) for item in group.items))
    return format_html('<div class="nav">{}{}</div>', title, entries)


def nav_item(item: NavItem, active: str) -> SafeString:
    """One entry, with its count and whether it is the page that is open."""
    return format_html(
        '<a href="{}"{}{}>{}<span>{}</span>{}</a>',
        item.url,
        mark_safe(' aria-current="page"') if item.slug == active else NOTHING,
        format_html(' data-key="{}"', item.key) if item.key else NOTHING,
        icon(item.icon),
        item.text,
        _count(item),
    )


def _count(item: NavItem) -> SafeString:
    """A number alone explains nothing: its words are its title, and are read out."""
    if not item.count:
        return NOTHING
    css = "count hot" if item.hot else "count"
    if item.about:
        return format_html(
            '<span class="{}" title="{}"><span aria-hidden="true">{}</span>'
            '<span class="sr">: {}</span></span>',
            *(css, item.about, item.count, item.about),
        )
    words = format_html('<span class="sr"> {}</span>', gettext("need you")) if item.hot else NOTHING
    return format_html('<span class="{}">{}{}</span>', css, item.count, words)


def frame(template: str, shell: Shell | None, *, theme: str, token: str) -> SafeString:
    """A part of the page around `<main>`, drawn once for all people with the same menu."""
    language = get_language() or ""
    if shell is None or shell.who is None:
        return SafeString(_frame(template, shell, theme, language).replace(TOKEN, token))
    anybody = replace(shell, who=Who(name=WHO, company=shell.who.company))
    drawn = _frame(template, anybody, theme, language)
    person = Shell(
        brand=NO_BRAND, who=shell.who, logout_url=shell.logout_url, theme_url=shell.theme_url
    )
    who = _frame("ui/who.html", person, theme, language)
    return SafeString(drawn.replace(WHO, who).replace(TOKEN, token))


@lru_cache(maxsize=512)
def _frame(template: str, shell: Shell | None, theme: str, _language: str) -> str:
    return render_to_string(template, {"shell": shell, "theme": theme, "csrf_token": TOKEN})


@lru_cache(maxsize=16)
def furniture(_language: str) -> SafeString:
    """Templates for scripts; the same on every page of a language, so drawn once."""
    return SafeString(render_to_string("ui/furniture.html"))


def theme_attribute(request: HttpRequest | None) -> SafeString:
    """What the person chose last; nothing means “as the system does”."""
    theme = chosen_theme(request)
    return format_html('data-theme="{}"', theme) if theme else NOTHING


def error_prefix(form: BaseForm | None) -> str:
    """Screen readers say the title first, so it starts with the trouble."""
    return gettext("Error: ") if form and form.is_bound and form.errors else ""


def chosen_theme(request: HttpRequest | None) -> str:
    """“light”, “dark” or nothing."""
    chosen = request.COOKIES.get(THEME_COOKIE, "") if request else ""
    return chosen if chosen in THEMES else ""


def theme_name(theme: str) -> str:
    """The chosen theme in words, for the account menu."""
    names = {"light": gettext("light"), "dark": gettext("dark")}
    return names.get(theme, gettext("as the system"))


def logo(brand: Brand | None) -> SafeString:
    """The tenant's logo, else the first letter on the brand's colour."""
    if brand and brand.logo_url:
        return format_html(
            '<img class="logo" src="{}" alt="" width="32" height="32">', brand.logo_url
        )
    return format_html(
        '<svg class="logo" viewBox="0 0 32 32" aria-hidden="true">'
        '<rect width="32" height="32" rx="9" fill="currentColor"></rect>'
        '<text x="16" y="22.5" text-anchor="middle">{}</text></svg>',
        (brand.name if brand else PRODUCT)[:1].upper(),
    )


def brandmark(shell: Shell | None, *, small: str = "") -> SafeString:
    """Logo and name, leading home."""
    return format_html(
        '<a class="brandmark" href="{}">{}<span class="names"><b>{}</b>{}</span></a>',
        shell.home_url if shell else "/",
        logo(shell.brand if shell else None),
        shell.brand.name if shell else PRODUCT,
        format_html("<small>{}</small>", small) if small else NOTHING,
    )


def menu_link(link: Link, token: str, *, css: str = "") -> SafeString:
    """An entry that leads somewhere, or a small form when it changes something."""
    inner = format_html("{}{}", icon(link.icon) if link.icon else NOTHING, link.text)
    if not link.post:
        return format_html('<a class="{}" href="{}">{}</a>', css, link.url, inner)
    return format_html(
        '<form method="post" action="{}">{}<button class="{}" type="submit">{}</button></form>',
        link.url,
        csrf_input(token),
        css,
        inner,
    )


def csrf_input(token: str) -> SafeString:
    """What `{% csrf_token %}` draws."""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


def phone_link(number: str) -> str:
    """Digits only, for `tel:`."""
    return "".join(c for c in number if c.isdigit() or c == "+")


def first_name(name: str) -> str:
    """How the top bar calls somebody."""
    return (name.split() or [""])[0]
