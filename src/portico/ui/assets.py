"""Folds styles, scripts, icons and fonts into the few files a page asks for; needs no Node.

`build_assets(target)` writes `target/ui/…`; the settings name `target` in STATICFILES_DIRS.
"""

import re
import shutil
from functools import cache
from importlib.resources import files
from pathlib import Path

import django_htmx
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from . import fonts, palette, scripts, sprite

SOURCES = Path(__file__).parent / "static" / "ui"
LAYERS = ("reset", "tokens", "brand", "base", "layout", "components", "utilities")
LAYOUT = ("layout", "nav", "page", "staff", "phone")
DEFAULT_BRAND = "#0e6371"
ALONE = ("branding", "matrix", "signature")  # scripts of single pages
HTMX = "static/django_htmx/htmx-4.min.js"


def build_assets(target: Path) -> None:
    """Write everything a page loads below `target/ui/`; existing files are replaced."""
    out = target / "ui"
    out.mkdir(parents=True, exist_ok=True)
    found = fonts.copy(out / "fonts")
    _write(out / "portico.css", stylesheet(found))
    _write(out / "portico.js", f"{htmx()}\n{scripts.folded(SOURCES / 'js', 'portico.js')}")
    for name in ALONE:
        _write(out / f"{name}.js", scripts.folded(SOURCES / "js", f"{name}.js"))
    _write(out / "icons.svg", sprite.drawn())
    shutil.copyfile(SOURCES / "favicon.svg", out / "favicon.svg")


def stylesheet(found: list[fonts.Face]) -> str:
    """All styles in one file: layers decide who wins, not the order of selectors."""
    css = SOURCES / "css"
    parts = [
        ("reset", [css / "reset.css"]),
        ("tokens", [css / "tokens.css"]),
        ("base", [css / "base.css"]),
        ("layout", [css / f"{name}.css" for name in LAYOUT]),
        ("components", sorted((css / "components").glob("*.css"))),
        ("utilities", [css / "utilities.css"]),
    ]
    sheets = [
        f"@layer {layer}{{{''.join(path.read_text() for path in paths)}}}" for layer, paths in parts
    ]
    own = palette.css(palette.palette(DEFAULT_BRAND), layer="tokens")
    return squeeze(
        f"@layer {', '.join(LAYERS)};{fonts.faces(found)}{own}{''.join(sheets)}"
        + (css / "page-change.css").read_text()
    )


def squeeze(css: str) -> str:
    """Drop comments and the space that means nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").strip()


def htmx() -> str:
    """The htmx that django-htmx ships."""
    return files(django_htmx).joinpath(HTMX).read_text()


@cache
def font_preload() -> SafeString:
    """A preload for the Latin font; nothing on an installation without fonts."""
    if not finders.find(fonts.LATIN):
        return mark_safe("")
    return format_html(
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>',
        static(fonts.LATIN),
    )


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
