"""Looking at one file: scanner, type, picture. Needs no open transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings

from portico.kernel import clamd, pictures
from portico.kernel.crypto.frames import DamagedFile
from portico.kernel.filetypes import HEAD_BYTES, detect
from portico.kernel.stores import NotStored
from portico.kernel.tenancy import current_tenant

from .contents import Content, Form, Kept, keep, opened
from .models import Reason, StoredFile
from .rules import is_drawable, verdict_on_name

LARGEST_PICTURE = 64 * 1024 * 1024  # larger ones are kept as they are, for downloading only


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What to keep of a file, or why it is refused."""

    reason: Reason = Reason.NONE
    is_refused: bool = False
    detected_type: str = ""
    was_scanned: bool = False
    picture: Kept | None = None
    thumbnail: Kept | None = None
    width: int | None = None
    height: int | None = None

    @property
    def keys(self) -> list[str]:
        return [kept.key for kept in (self.picture, self.thumbnail) if kept]


def inspect(row: StoredFile, *, data_key: bytes) -> Verdict:
    """What to do with the file. Raises `ScannerAway` while there is no answer."""
    try:
        tenant = current_tenant()
        with opened(data_key, tenant=tenant, file=row.id, key=row.storage_key) as content:
            return _inspect(row, content, data_key=data_key)
    except (DamagedFile, NotStored):
        return _refused(Reason.DAMAGED)


def _inspect(row: StoredFile, content: Content, *, data_key: bytes) -> Verdict:
    if refusal := _scanned(content.read()):
        return _refused(refusal)
    return replace(_looked_at(row, content, data_key=data_key), was_scanned=bool(settings.CLAMD))


def _looked_at(row: StoredFile, content: Content, *, data_key: bytes) -> Verdict:
    """By its type: a picture is drawn anew, and no name may mislead."""
    detected = detect(b"".join(content.read(0, HEAD_BYTES)))
    if is_drawable(detected) and content.size <= LARGEST_PICTURE:
        return _drawn(row.id, content, data_key=data_key)
    reason = verdict_on_name(row.name, detected)
    if reason is Reason.DISGUISED:
        return _refused(reason)
    return Verdict(reason=reason, detected_type=detected)


def _scanned(chunks: Iterable[bytes]) -> Reason:
    """No scanner configured: nothing is found. Scanner away: no verdict, so no file."""
    if not settings.CLAMD:
        return Reason.NONE
    try:
        return Reason.VIRUS if clamd.scan(settings.CLAMD, chunks) else Reason.NONE
    except clamd.TooLargeToScan:
        return Reason.TOO_LARGE_TO_SCAN


def _drawn(file: UUID, content: Content, *, data_key: bytes) -> Verdict:
    try:
        picture = pictures.redraw(b"".join(content.read()))
    except pictures.TooManyPixels:
        return _refused(Reason.PIXELS)
    except pictures.BrokenPicture:
        return _refused(Reason.BROKEN)
    return Verdict(
        detected_type=picture.content_type,
        picture=keep(data_key, [picture.data], file=file, form=Form.PICTURE),
        thumbnail=keep(data_key, [picture.thumbnail], file=file, form=Form.THUMBNAIL),
        width=picture.width,
        height=picture.height,
    )


def _refused(reason: Reason) -> Verdict:
    return Verdict(reason=reason, is_refused=True)
