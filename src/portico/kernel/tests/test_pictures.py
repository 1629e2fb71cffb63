"""Uploaded pictures, drawn anew."""

import io
import resource
import subprocess
import sys
import time
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from portico.kernel import drawing
from portico.kernel.drawing import draw
from portico.kernel.pictures import (
    BrokenPicture,
    DrawingFailed,
    Picture,
    TooManyPixels,
    redraw,
)


def an_image(kind: str = "PNG", *, size: tuple[int, int] = (40, 20), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode in {"RGB", "RGBA"} else 1).save(out, kind)
    return out.getvalue()


def seen(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("WEBP", "image/webp"),
        ("GIF", "image/png"),
    ],
)
def test_each_kind_is_drawn_anew(kind: str, content_type: str) -> None:
    picture = draw(an_image(kind))

    assert (picture.content_type, picture.width, picture.height) == (content_type, 40, 20)
    assert seen(picture).size == (40, 20)
    assert Image.open(io.BytesIO(picture.thumbnail)).format == "WEBP"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_mode_of_colour_can_be_drawn(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, "JPEG" if mode == "CMYK" else "PNG")

    assert draw(out.getvalue()).width == 8


def with_exif(orientation: int) -> bytes:
    image = Image.new("RGB", (40, 20), "white")
    image.putpixel((0, 0), (255, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    out = io.BytesIO()
    image.save(out, "PNG", exif=exif)
    return out.getvalue()


@pytest.mark.spec("S2.2.2d")
def test_place_and_camera_are_gone_and_the_picture_stands_upright() -> None:
    picture = draw(with_exif(6))

    assert (picture.width, picture.height) == (20, 40)
    assert seen(picture).getpixel((19, 0)) == (255, 0, 0)
    assert not seen(picture).getexif()
    assert b"SecretCameraMaker" not in picture.data


def test_words_hidden_in_a_picture_are_gone() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>needle()</script>", zip=False)
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG", pnginfo=notes)
    polyglot = out.getvalue() + b"<script>needle()</script>"

    assert b"needle" in polyglot
    assert b"needle" not in draw(polyglot).data


def test_a_colour_profile_stays_unless_it_is_absurd() -> None:
    def profiled(profile: bytes) -> bytes:
        out = io.BytesIO()
        Image.new("RGB", (9, 9)).save(out, "PNG", icc_profile=profile)
        return out.getvalue()

    assert seen(draw(profiled(b"p" * 500))).info["icc_profile"] == b"p" * 500
    assert "icc_profile" not in seen(draw(profiled(bytes(range(256)) * 400))).info


def an_animation(frames: int, *, size: tuple[int, int] = (30, 20)) -> bytes:
    shades = [Image.new("RGB", size, (index * 7 % 256, 0, 0)) for index in range(frames)]
    out = io.BytesIO()
    shades[0].save(out, "GIF", save_all=True, append_images=shades[1:], duration=50, loop=0)
    return out.getvalue()


def test_a_short_screen_recording_keeps_moving() -> None:
    picture = draw(an_animation(5))

    assert picture.content_type == "image/gif"
    assert getattr(seen(picture), "n_frames", 1) == 5
    assert seen(picture).info["loop"] == 0


def test_a_long_one_becomes_its_first_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_FRAME_PIXELS", 1000)

    assert draw(an_animation(5)).content_type == "image/png"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("kept", [0.05, 0.5, 0.9])
def test_a_cut_off_picture_is_broken(kind: str, kept: float) -> None:
    out = io.BytesIO()
    Image.effect_noise((60, 60), 80).convert("RGB").save(out, kind)
    data = out.getvalue()

    with pytest.raises(BrokenPicture):
        draw(data[: int(len(data) * kept)])


@pytest.mark.parametrize("data", [b"", b"hello", b"<svg/>", b"%PDF-1.7", b"BM" + bytes(60)])
def test_what_is_no_picture_is_broken(data: bytes) -> None:
    with pytest.raises(BrokenPicture):
        draw(data)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damage_anywhere_is_survived(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "WEBP", "GIF"]))
    content = bytearray(an_image(kind))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(BrokenPicture, TooManyPixels):
        draw(bytes(content))


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def a_pixel_bomb(side: int) -> bytes:
    """A PNG of a few hundred kilobytes whose pixels would fill gigabytes."""
    head = side.to_bytes(4) * 2 + b"\x08\x06\0\0\0"
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side * 4 + 1)) for _ in range(min(side, 2000)))
    body = chunk(b"IHDR", head) + chunk(b"IDAT", rows + packer.flush()) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.spec("S2.2.2d")
@pytest.mark.parametrize("side", [8_000, 12_000, 30_000, 60_000])
def test_a_pixel_bomb_is_refused_at_once(side: int) -> None:
    bomb = a_pixel_bomb(side)
    start = time.monotonic()

    with pytest.raises(TooManyPixels):
        redraw(bomb)
    assert len(bomb) < 1_000_000
    assert time.monotonic() - start < 5


def test_a_process_of_its_own_draws_the_same() -> None:
    data = an_image("JPEG")

    assert redraw(data) == draw(data)
    with pytest.raises(BrokenPicture):
        redraw(b"hello")


def test_a_fault_of_ours_is_no_verdict_on_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(DrawingFailed):
        redraw(an_image())


def test_a_picture_that_strikes_a_limit_is_broken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    killed = tmp_path / "killed"
    killed.write_text("#!/bin/sh\nkill -XCPU $$\n")
    killed.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(killed))

    with pytest.raises(BrokenPicture):
        redraw(an_image())


MEASURE = """
import resource, sys
sys.argv = ["x"]
from portico.kernel import drawing
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
code = drawing.main()
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
sys.stderr.write(f"{code:d} {grown}")
"""


@pytest.mark.parametrize(("kind", "side"), [("PNG", 7_000), ("JPEG", 9_500), ("WEBP", 6_500)])
def test_the_largest_picture_stays_below_300_mib(kind: str, side: int) -> None:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(out, kind)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], input=out.getvalue(), capture_output=True, check=True
    )
    code, grown = done.stderr.split()

    assert int(code) == 0
    assert int(grown) * 1024 < 300 * 1024 * 1024


def test_the_limits_leave_the_own_process_alone() -> None:
    redraw(an_image())

    assert resource.getrlimit(resource.RLIMIT_CPU)[0] == resource.RLIM_INFINITY
