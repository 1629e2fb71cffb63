"""What a file really is, whatever it is called."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portico.kernel import filetypes
from portico.kernel.filetypes import Lie, detect, lie


def a_zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return out.getvalue()


def an_image(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, kind)
    return out.getvalue()


EXE = "application/vnd.microsoft.portable-executable"
CONTENTS = [
    (an_image("PNG"), "image/png"),
    (an_image("JPEG"), "image/jpeg"),
    (an_image("GIF"), "image/gif"),
    (an_image("WEBP"), "image/webp"),
    (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
    (b"", "application/x-empty"),
    (b"Hello, the printer is on fire.\n", "text/plain"),
    ("Grüße aus Köln".encode("cp1252"), "text/plain"),
    ("Grüße".encode("utf-16"), "text/plain"),
    (b"a,b\n1,2\n", "text/plain"),
    (b"<!DOCTYPE html><p>", "text/html"),
    (b"\xef\xbb\xbf \n<!-- c --><HTML>", "text/html"),
    (b"From: ada@example.com\n\n<html><body>Hello</body></html>", "text/plain"),
    (b"<p>Hello</p>", "text/html"),
    (b"<3 you all", "text/plain"),
    ("<script>alert(1)</script>".encode("utf-16"), "text/html"),
    (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>", "image/svg+xml"),
    (b"<?xml version='1.0'?><!-- x --><svg >", "image/svg+xml"),
    (b"<?xml version='1.0'?><invoice/>", "text/xml"),
    (b"#!/bin/sh\nrm -rf /", "text/x-shellscript"),
    (b"MZ\x90\x00\x03", EXE),
    (b"\x7fELF\x02\x01", "application/x-executable"),
    (b"L\0\0\0\x01\x14\x02\0" + bytes(60), "application/x-ms-shortcut"),
    (a_zip("a.txt"), "application/zip"),
    (a_zip("[Content_Types].xml", "word/document.xml"), filetypes.ENDINGS["docx"]),
    (a_zip("[Content_Types].xml", "xl/workbook.xml"), filetypes.ENDINGS["xlsx"]),
    (a_zip("META-INF/MANIFEST.MF"), "application/java-archive"),
    (
        b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text" + bytes(9),
        "application/vnd.oasis.opendocument.text",
    ),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "application/x-ole-storage"),
    (b"\0\0\0\x20ftypheic", "image/heic"),
    (b"\0\0\0\x20ftypisom", "video/mp4"),
    (bytes(range(256)), "application/octet-stream"),
]


@pytest.mark.parametrize(("content", "found"), CONTENTS)
def test_the_content_tells_the_type(content: bytes, found: str) -> None:
    assert detect(content) == found


@given(st.binary(max_size=2000))
def test_any_bytes_at_all_have_a_type(content: bytes) -> None:
    assert "/" in detect(content)


@pytest.mark.parametrize(
    ("name", "detected", "verdict"),
    [
        ("photo.jpg", "image/jpeg", Lie.NONE),
        ("photo.jpg", "image/png", Lie.NONE),
        ("photo.JPG", EXE, Lie.DISGUISED),
        ("invoice.pdf", "text/html", Lie.DISGUISED),
        ("photo.png", "image/svg+xml", Lie.DISGUISED),
        ("invoice.pdf", "text/plain", Lie.DIFFERS),
        ("invoice.pdf", "application/octet-stream", Lie.DIFFERS),
        ("letter.docx", "application/zip", Lie.NONE),
        ("letter.docx", EXE, Lie.DISGUISED),
        ("page.html", "text/html", Lie.NONE),
        ("page.xml", "text/html", Lie.NONE),
        ("mail.txt", "text/html", Lie.DIFFERS),
        ("app.log", "text/html", Lie.DIFFERS),
        ("notes.md", "text/plain", Lie.NONE),
        ("export.csv", "text/plain", Lie.NONE),
        ("setup.exe", EXE, Lie.NONE),
        ("letter.doc", "application/x-ole-storage", Lie.NONE),
        ("backup.bak", "application/octet-stream", Lie.NONE),
        ("noending", EXE, Lie.NONE),
        ("empty.pdf", filetypes.EMPTY, Lie.NONE),
        ("film.mp4", "video/quicktime", Lie.NONE),
    ],
)
def test_a_misleading_name_is_noticed(name: str, detected: str, verdict: Lie) -> None:
    assert lie(name, detected) is verdict


@given(st.text(), st.sampled_from([found for _, found in CONTENTS]))
def test_any_name_at_all_has_a_verdict(name: str, detected: str) -> None:
    assert lie(name, detected) in Lie


@pytest.mark.parametrize("detected", sorted(filetypes.ACTIVE | filetypes.PROGRAMS))
def test_nothing_active_is_ever_sent_as_itself(detected: str) -> None:
    assert filetypes.sent_as(detected) == "application/octet-stream"


def test_a_bomb_stays_shut() -> None:
    head = a_zip("a")[:4] + b"\0" * 26 + b"bomb.zip" + b"\xff" * 60_000

    assert detect(head) == "application/zip"
