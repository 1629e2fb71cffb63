"""What a file really is, by its first bytes; and whether its name says something else.

Nothing is unpacked and nothing is decoded here: a bomb stays shut.
"""

import mimetypes
import re
from enum import StrEnum

HEAD_BYTES = 64 * 1024
LOOKED_AT = 4096
SURE_ENOUGH = 0.4

EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
PDF = "application/pdf"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

ACTIVE = frozenset(
    {
        "text/html",
        "image/svg+xml",
        "text/xml",
        "application/xhtml+xml",
        "text/javascript",
        "text/x-shellscript",
    }
)
PROGRAMS = frozenset(
    {
        "application/vnd.microsoft.portable-executable",
        "application/x-executable",
        "application/x-mach-binary",
        "application/x-ms-shortcut",
        "application/java-archive",
        "application/vnd.android.package-archive",
        "application/x-msi",
    }
)

_OFFICE = "application/vnd.openxmlformats-officedocument."
_WORD, _SHEET, _SLIDES = (
    _OFFICE + kind
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
_OLE = "application/x-ole-storage"

# Names that the system may not know, and those whose answer differs between systems.
ENDINGS = {
    "docx": _WORD,
    "xlsx": _SHEET,
    "pptx": _SLIDES,
    "xlsm": _SHEET,
    "docm": _WORD,
    "doc": _OLE,
    "xls": _OLE,
    "ppt": _OLE,
    "msg": _OLE,
    "msi": _OLE,
    "exe": "application/vnd.microsoft.portable-executable",
    "dll": "application/vnd.microsoft.portable-executable",
    "scr": "application/vnd.microsoft.portable-executable",
    "lnk": "application/x-ms-shortcut",
    "jar": "application/java-archive",
    "apk": "application/vnd.android.package-archive",
    "js": "text/javascript",
    "hta": "text/html",
    "xhtml": "text/xml",
    "xml": "text/xml",
    "svg": "image/svg+xml",
    "sh": "text/x-shellscript",
    "heic": "image/heic",
    "webp": "image/webp",
    "7z": "application/x-7z-compressed",
    "rar": "application/vnd.rar",
    "eml": "message/rfc822",
    "csv": TEXT,
    "log": TEXT,
    "txt": TEXT,
    "json": TEXT,
    "md": TEXT,
    "ps1": TEXT,
    "bat": TEXT,
    "cmd": TEXT,
    "ini": TEXT,
    "rtf": "application/rtf",
}

SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", PDF),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLE),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xfe\xed\xfa\xcf", "application/x-mach-binary"),
    (b"L\0\0\0\x01\x14\x02\0", "application/x-ms-shortcut"),
    (b"#!", "text/x-shellscript"),
)
INSIDE_ZIP = (
    (b"AndroidManifest.xml", "application/vnd.android.package-archive"),
    (b"META-INF/MANIFEST.MF", "application/java-archive"),
    (b"word/", _WORD),
    (b"xl/", _SHEET),
    (b"ppt/", _SLIDES),
)
OPEN_DOCUMENT = re.compile(rb"mimetype(application/vnd\.oasis\.opendocument\.[a-z-]+)")
BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"avif": "image/avif",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
}
MARKUP = (
    (re.compile(rb"<svg[\s>]", re.IGNORECASE), "image/svg+xml"),
    (
        re.compile(rb"<(!doctype\s+html|html|head|body|script|iframe)[\s>]", re.IGNORECASE),
        "text/html",
    ),
    (re.compile(rb"<\?xml[\s?]", re.IGNORECASE), "text/xml"),
    (re.compile(rb"<(!--|[a-z]+[\s>])", re.IGNORECASE), "text/html"),
)
SPACE_AND_MARKS = b" \t\r\n\x0b\x0c\xef\xbb\xbf"


class Lie(StrEnum):
    """How a name can mislead."""

    NONE = ""
    DIFFERS = "type_differs"  # a text called .pdf: odd, harmless
    DISGUISED = "disguised"  # a program or a web page called .pdf


def detect(head: bytes) -> str:
    """The content type of a file that begins with `head` (up to `HEAD_BYTES` of it)."""
    found = glance(head)
    return _by_library(head) if found == UNKNOWN else found


def glance(head: bytes) -> str:
    """The same from what we know by heart; `UNKNOWN` for rarer kinds."""
    if not head:
        return EMPTY
    return _by_signature(head) or _as_markup(head) or _as_text(head) or UNKNOWN


def lie(name: str, detected: str) -> Lie:
    """Does the ending of the name promise something else than the content is?"""
    promised = promised_type(name)
    if not promised or detected == EMPTY or _fits(promised, detected):
        return Lie.NONE
    if detected in PROGRAMS or (detected in ACTIVE and promised not in ACTIVE | {TEXT}):
        return Lie.DISGUISED
    return Lie.DIFFERS


def promised_type(name: str) -> str:
    """What the ending of a name stands for; empty when it stands for nothing known."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return ENDINGS.get(ending) or mimetypes.guess_type(f"a.{ending}")[0] or ""


def sent_as(detected: str) -> str:
    """The type to answer a download with: nothing that a browser would run or lay out."""
    if detected in ACTIVE | PROGRAMS or detected == EMPTY:
        return UNKNOWN
    return detected


def _by_signature(head: bytes) -> str:
    for signature, found in SIGNATURES:
        if head.startswith(signature):
            return found
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], "video/mp4")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _inside_zip(head)
    return ""


def _inside_zip(head: bytes) -> str:
    """Names of the first members stand in the clear; that is all we look at."""
    if found := OPEN_DOCUMENT.search(head[:200]):
        return found[1].decode()
    return next((found for name, found in INSIDE_ZIP if name in head), "application/zip")


def _as_markup(head: bytes) -> str:
    """As browsers guess: it begins with a tag, behind nothing but space. A mail does not."""
    start = head[: LOOKED_AT * 2]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", "replace").encode()
    start = start[:LOOKED_AT].lstrip(SPACE_AND_MARKS)
    if not start.startswith(b"<"):
        return ""
    return next((found for pattern, found in MARKUP if pattern.search(start)), "")


def _as_text(head: bytes) -> str:
    start = head[:LOOKED_AT]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return TEXT
    return "" if _has_controls(start) else TEXT


def _has_controls(start: bytes) -> bool:
    return any(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1b" for byte in start)


def _by_library(head: bytes) -> str:
    import puremagic  # noqa: PLC0415  6 MB that web processes do not need

    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    sure = (one.mime_type for one in found if one.confidence >= SURE_ENOUGH and one.mime_type)
    return next(sure, UNKNOWN)


def _fits(promised: str, detected: str) -> bool:
    """Is it what was promised, or a close relative that nobody needs to hear about?"""
    if promised == detected:
        return True
    kinds = {promised.partition("/")[0], detected.partition("/")[0]}
    if promised in PICTURES or detected in PICTURES:
        return kinds == {"image"} and detected not in ACTIVE
    if detected == TEXT:
        return promised.startswith("text/") or promised in TEXT_LIKE or promised in ACTIVE
    if detected == UNKNOWN:
        return promised not in RECOGNISABLE
    if {promised, detected} <= ACTIVE | {TEXT}:
        return promised in ACTIVE
    related = {frozenset({"application/zip", zipped}) for zipped in (_WORD, _SHEET, _SLIDES)}
    return kinds <= {"audio", "video"} or frozenset({promised, detected}) in related


TEXT_LIKE = frozenset({"message/rfc822", "application/json", "application/x-sh", "application/sql"})
RECOGNISABLE = frozenset({found for _, found in SIGNATURES}) | {_WORD, _SHEET, _SLIDES} | PICTURES
