"""The fold: everything is in it, nothing is missing, and a cold page stays small."""

import gzip
import re
from pathlib import Path

import pytest

from portico.ui import fonts, scripts, sprite
from portico.ui.assets import SOURCES, build_assets, squeeze

PAGE = ("portico.css", "portico.js", "icons.svg", "favicon.svg", "fonts/inter-latin.woff2")
BUDGET = 100_000  # bytes over the wire, which leaves 20 KB for the page, the brand and the logo


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("assets")
    build_assets(target)
    return target / "ui"


def test_every_style_is_in_the_fold(built: Path) -> None:
    sheet = (built / "portico.css").read_text()
    sources = list((SOURCES / "css").rglob("*.css"))

    assert len(sources) > 50
    for source in sources:
        assert squeeze(source.read_text()) in sheet, source.name


def test_the_layers_are_declared_before_anything_else(built: Path) -> None:
    sheet = (built / "portico.css").read_text()

    assert sheet.startswith("@layer reset,tokens,brand,base,layout,components,utilities;")
    assert sheet.count("{") == sheet.count("}")


def test_nothing_that_a_style_names_is_missing(built: Path) -> None:
    named = re.findall(r'url\("?([^")]+)"?\)', (built / "portico.css").read_text())

    assert [name for name in named if not (built / name).is_file()] == []
    assert "@import" not in (built / "portico.css").read_text()


def test_without_fonts_no_page_asks_for_one() -> None:
    assert fonts.faces([]) == ""


def test_every_module_is_in_the_fold_and_none_is_left_to_fetch(built: Path) -> None:
    script = (built / "portico.js").read_text()
    entries = {"portico", "branding", "palette", "matrix", "signature"}
    modules = {path.stem for path in (SOURCES / "js").glob("*.js")} - entries

    assert {name for name in modules if f"const m_{name} =" not in script} == set()
    assert re.search(r"^(import|export) ", script, re.MULTILINE) is None
    assert "var htmx" in script


def test_a_module_stands_behind_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "top.js").write_text('import { low } from "./low.js";\nlow();\n')
    (tmp_path / "low.js").write_text("/* why */\nexport function low() {}\nexport const one = 1;\n")

    assert scripts.folded(tmp_path, "top.js") == (
        "(() => {\n"
        "const m_low = (() => {\nfunction low() {}\nconst one = 1;\nreturn {low, one};\n})();\n"
        "const m_top = (() => {\nconst { low } = m_low;\nlow();\nreturn {};\n})();\n"
        "})();\n"
    )


def test_every_icon_that_is_named_is_drawn(built: Path) -> None:
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (built / "icons.svg").read_text()))

    assert set(sprite.used()) <= drawn
    assert {"circle-check", "paperclip", "g-waiting", "g-lock"} <= drawn


def test_an_icon_that_does_not_exist_stops_the_build() -> None:
    with pytest.raises(LookupError, match="bel1"):
        sprite.shape("bel1")


def test_icons_are_found_in_templates_and_in_code(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text('{% icon "bell" "sm" %}')
    (tmp_path / "menu.py").write_text('NavItem(icon="house" if home else "users", text="Mail")\n')
    (tmp_path / "list.py").write_text('ICONS = {\n    "a": ("film", "x1"),\n}\nname = "phone"\n')

    assert sprite.used(tmp_path) == ["bell", "film", "house", "users"]


def test_a_cold_page_is_small(built: Path) -> None:
    sizes = {
        name: len(gzip.compress((built / name).read_bytes()))
        for name in PAGE
        if (built / name).is_file()
    }

    assert sum(sizes.values()) < BUDGET, sizes
    assert len(PAGE) + 3 <= 10  # and the page itself, the brand's style and its logo
