"""Whatever colour a tenant has, everybody can read its pages."""

import json
import shutil
import subprocess
from itertools import product
from pathlib import Path

import pytest

from portico.ui.colours import contrast
from portico.ui.palette import check, css, palette

TWIN = Path(__file__).parent.parent / "static" / "ui" / "js" / "palette.js"
BRANDS = ("#0e6371", "#f2b705", "#20242b", "#e5486d", "#ffffff", "#000000", "#00ff00")


def test_every_brand_colour_is_readable() -> None:
    for red, green, blue in product(range(0, 256, 17), repeat=3):
        brand = f"#{red:02x}{green:02x}{blue:02x}"
        assert check(palette(brand)) == [], brand


def test_a_broken_promise_is_said_in_words() -> None:
    tokens = palette("#0e6371") | {"ink": ("#cccccc", "#ffffff")}

    assert any(line.startswith("ink on surface (light): 1.61") for line in check(tokens))


def test_a_bright_brand_keeps_its_colour_and_gets_dark_ink() -> None:
    tokens = palette("#f2b705")

    assert tokens["accent"][0] == "#f2b705"
    assert contrast(tokens["on-accent"][0], "#ffffff") > 7


def test_a_pale_blue_is_deepened_until_white_is_readable_on_it() -> None:
    tokens = palette("#4a90d9")

    assert tokens["accent"][0] != "#4a90d9"
    assert contrast(tokens["accent"][0], "#ffffff") >= 4.5


@pytest.mark.parametrize("bad", ["red", "#fff", "#0e6371;}body{", "#0e637", "", "#gggggg"])
def test_only_a_full_hex_colour_gets_into_a_stylesheet(bad: str) -> None:
    with pytest.raises(ValueError, match="Not a colour"):
        palette(bad)


def test_the_stylesheet_has_a_light_and_a_dark_side() -> None:
    sheet = css(palette("#0e6371"))

    assert sheet.startswith("@layer brand{:root{--canvas:light-dark(#f0f5f7,#0b1112);")
    assert "--on-accent:#ffffff" in sheet


def test_the_live_preview_computes_the_same_palette(tmp_path: Path) -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("not run here: no node for the twin of palette.py")
    twin = tmp_path / "palette.mjs"
    asked = f"console.log(JSON.stringify({json.dumps(BRANDS)}.map(palette)))"
    twin.write_text(TWIN.read_text() + asked)
    done = subprocess.run([node, twin], capture_output=True, text=True, check=True)

    for brand, tokens in zip(BRANDS, json.loads(done.stdout), strict=True):
        assert {name: tuple(pair) for name, pair in tokens.items()} == palette(brand)
