"""What may become of a file. Decisions only, no storage."""

import mimetypes

from portico.kernel.filetypes import PICTURES, Lie, lie, promised_type

from .models import Reason

ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}


def verdict_on_name(name: str, detected: str) -> Reason:
    """Does the name mislead?"""
    return {Lie.NONE: Reason.NONE, Lie.DIFFERS: Reason.TYPE_DIFFERS}.get(
        lie(name, detected), Reason.DISGUISED
    )


def is_drawable(detected: str) -> bool:
    """Do we draw this picture anew, so that it may be shown on a page?"""
    return detected in PICTURES


def renamed(name: str, content_type: str) -> str:
    """The name with the ending of what the picture has become: `scan.gif` → `scan.png`."""
    if promised_type(name) == content_type:
        return name
    stem, dot, ending = name.rpartition(".")
    known = bool(dot) and mimetypes.guess_type(f"a.{ending}")[0] is not None
    return (stem if known else name) + ENDINGS[content_type]
