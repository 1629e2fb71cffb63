"""Screenshots to attach."""

from io import BytesIO

from PIL import Image, ImageDraw


def a_picture(words: str = "The printer says no") -> bytes:
    """A PNG with a few words on it."""
    image = Image.new("RGB", (640, 360), "#f3f4f6")
    ImageDraw.Draw(image).text((40, 160), words, fill="#1f2937", font_size=28)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
