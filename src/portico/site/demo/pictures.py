"""Draws the attachments of the demo when it is loaded: an error dialog, a scanner's display."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from .shapes import DemoFile

WITHOUT_DOTS = str.maketrans("äöüÄÖÜ", "aouAOU")
Canvas = tuple[Image.Image, ImageDraw.ImageDraw]

WORDS = {
    "scanner": """Scan to e-mail | Send failed | Certificate not valid yet
        | To: maya@harborfinch.example | OK""",
    "scanner-de": """Scan an E-Mail | Übertragung fehlgeschlagen | Zertifikat noch nicht gültig
        | An: daniela.reiter@moser-maschinenbau.example | OK""",
    "outlook": """Windows Security | Microsoft Outlook | Connecting to sofia@harborfinch.example
        | Password | OK | Cancel""",
    "outlook-de": """Windows-Sicherheit | Microsoft Outlook
        | Verbindung mit sabine.gruber@moser-maschinenbau.example | Kennwort | OK | Abbrechen""",
    "certificate-de": """Übermittlung | Die Meldung konnte nicht gesendet werden.
        | Zertifikat abgelaufen (Fehler 4711) | Es wurden 0 von 40 Meldungen übertragen.
        | Beenden""",
}


def _words(name: str) -> list[str]:
    return [part.strip() for part in WORDS[name].split("|")]


def draw(file: DemoFile) -> bytes:
    """The bytes of an attachment in the format of its content type."""
    image = DRAWINGS[file.picture]()
    stream = BytesIO()
    image.save(stream, file.content_type.removeprefix("image/").upper())
    return stream.getvalue()


def _canvas(width: int, height: int, colour: str) -> Canvas:
    image = Image.new("RGB", (width, height), colour)
    return image, ImageDraw.Draw(image)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _write(
    pen: ImageDraw.ImageDraw, at: tuple[int, int], words: str, *, size: int, fill: str
) -> None:
    """Text in Pillow's own font, which knows no umlauts: their dots are drawn."""
    font = _font(size)
    plain = words.translate(WITHOUT_DOTS)
    pen.text(at, plain, font=font, fill=fill)
    for place, letter in enumerate(words):
        if letter == plain[place]:
            continue
        left, top, right, _ = font.getbbox(plain[place])
        middle = at[0] + font.getlength(plain[:place]) + (left + right) / 2
        for side in (-1, 1):
            x, y, half = middle + side * size * 0.11, at[1] + top - size * 0.13, size * 0.055
            pen.ellipse((x - half, y - half, x + half, y + half), fill=fill)


def _scanner(name: str) -> Image.Image:
    """A small grey display as somebody photographs it."""
    title, failed, reason, to, button = _words(name)
    image, pen = _canvas(1200, 780, "#2b3035")
    pen.rounded_rectangle((70, 60, 1130, 720), 18, fill="#dfe6ea", outline="#11151a", width=10)
    pen.rectangle((80, 70, 1120, 150), fill="#3c4a57")
    _write(pen, (110, 92), title, size=38, fill="#ffffff")
    _write(pen, (900, 96), "12:47", size=34, fill="#cfd8df")
    pen.ellipse((120, 235, 220, 335), fill="#b3261e")
    pen.line((148, 263, 192, 307), fill="#ffffff", width=10)
    pen.line((192, 263, 148, 307), fill="#ffffff", width=10)
    _write(pen, (260, 235), failed, size=54, fill="#1a1f24")
    _write(pen, (260, 312), reason, size=34, fill="#4a545d")
    _write(pen, (120, 420), to, size=32, fill="#1a1f24")
    _write(pen, (120, 470), "PDF, 3 p.   01-01-2000", size=32, fill="#4a545d")
    _button(pen, (430, 580, 770, 670), button, size=40)
    return image.rotate(-1.2, resample=Image.Resampling.BICUBIC, fillcolor="#2b3035")


def _outlook(name: str) -> Image.Image:
    """The dialog that comes back every few minutes."""
    title, program, to, password, yes, no = _words(name)
    image, pen = _canvas(1000, 620, "#0f3f63")
    pen.rounded_rectangle((150, 70, 850, 550), 12, fill="#ffffff")
    _write(pen, (185, 95), title, size=22, fill="#5a6268")
    _write(pen, (185, 135), program, size=38, fill="#16202a")
    _write(pen, (185, 200), to, size=21, fill="#34404a")
    pen.rectangle((185, 260, 815, 312), outline="#0f6cbd", width=3)
    for dot in range(10):
        pen.ellipse((202 + dot * 18, 281, 212 + dot * 18, 291), fill="#16202a")
    _write(pen, (185, 322), password, size=18, fill="#5a6268")
    _button(pen, (185, 455, 490, 515), yes, size=24, colour="#0f6cbd")
    _button(pen, (510, 455, 815, 515), no, size=24, colour="#69747d")
    return image


def _certificate(name: str) -> Image.Image:
    title, failed, reason, count, button = _words(name)
    image, pen = _canvas(940, 480, "#c9d3da")
    pen.rectangle((70, 60, 870, 420), fill="#f7f9fa", outline="#7c8a95", width=2)
    pen.rectangle((70, 60, 870, 112), fill="#ffffff", outline="#7c8a95", width=2)
    _write(pen, (92, 74), title, size=24, fill="#1b242c")
    pen.polygon(((110, 230), (150, 160), (190, 230)), fill="#e3a008")
    _write(pen, (145, 178), "!", size=40, fill="#1b242c")
    _write(pen, (225, 155), failed, size=28, fill="#1b242c")
    _write(pen, (225, 205), reason, size=24, fill="#b3261e")
    _write(pen, (225, 250), count, size=22, fill="#4a545d")
    _button(pen, (640, 345, 840, 395), button, size=22, colour="#69747d")
    return image


def _poster() -> Image.Image:
    """A plotted poster whose right edge is missing."""
    image, pen = _canvas(900, 1100, "#8d8377")
    pen.rectangle((90, 60, 780, 1040), fill="#fbfaf6")
    for floor in range(7):
        pen.rectangle((150, 420 + floor * 74, 700, 476 + floor * 74), outline="#2d3b42", width=4)
        for window in range(6):
            left = 172 + window * 90
            pen.rectangle((left, 434 + floor * 74, left + 46, 466 + floor * 74), fill="#b9cfd4")
    _write(pen, (150, 130), "Kingsland library", size=58, fill="#12343b")
    _write(pen, (150, 215), "Competition, stage two", size=34, fill="#4a5a60")
    _write(pen, (470, 975), "Harbor & Finch Arch", size=36, fill="#12343b")
    pen.rectangle((780, 60, 900, 1040), fill="#8d8377")
    return image


def _letter() -> Image.Image:
    """A test scan: a page with lines."""
    image, pen = _canvas(850, 1200, "#fdfdfb")
    _write(pen, (90, 110), "Test scan", size=44, fill="#20262b")
    _write(pen, (90, 180), "HF-PRN-02, 300 dpi, 1 page", size=26, fill="#4f5a62")
    for line in range(24):
        pen.rectangle(
            (90, 280 + line * 34, 760 - (line * 67) % 190, 290 + line * 34), fill="#c8cfd3"
        )
    return image


def _button(
    pen: ImageDraw.ImageDraw,
    box: tuple[int, int, int, int],
    words: str,
    *,
    size: int,
    colour: str = "#3c4a57",
) -> None:
    pen.rounded_rectangle(box, 8, fill=colour)
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    pen.text(middle, words, font=_font(size), fill="#ffffff", anchor="mm")


DRAWINGS: dict[str, Callable[[], Image.Image]] = {
    "scanner": lambda: _scanner("scanner"),
    "scanner-de": lambda: _scanner("scanner-de"),
    "outlook": lambda: _outlook("outlook"),
    "outlook-de": lambda: _outlook("outlook-de"),
    "certificate-de": lambda: _certificate("certificate-de"),
    "poster": _poster,
    "letter": _letter,
}
