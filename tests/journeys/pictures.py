"""Screenshots to attach, and the ways they come into a page."""

import base64
from io import BytesIO

from PIL import Image, ImageDraw
from playwright.sync_api import Page

PUT = """([selector, kind, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], `${kind}.png`, { type: "image/png" }));
  const how = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...how, clipboardData: data })
    : new DragEvent(kind, { ...how, dataTransfer: data });
  return !document.querySelector(selector).dispatchEvent(event);
}"""


def a_picture(words: str = "The printer says no") -> bytes:
    """A PNG with a few words on it."""
    image = Image.new("RGB", (640, 360), "#f3f4f6")
    ImageDraw.Draw(image).text((40, 160), words, fill="#1f2937", font_size=28)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def put(page: Page, selector: str, kind: str) -> bool:
    """Paste or drop a picture there; whether the page took it instead of the browser."""
    picture = base64.b64encode(a_picture(kind)).decode()
    return bool(page.evaluate(PUT, [selector, kind, picture]))
