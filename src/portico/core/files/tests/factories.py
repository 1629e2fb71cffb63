"""Files for tests, made through the real actions."""

import io
from pathlib import Path
from typing import Any

from PIL import Image

from portico.core.access.actors import Actor
from portico.core.files.actions.upload import add_file
from portico.core.files.contents import opened
from portico.core.files.jobs import inspect_file
from portico.core.files.models import StoredFile
from portico.core.tenants.vault import data_key
from portico.kernel.tenancy import current_tenant


def a_picture(kind: str = "PNG", *, size: tuple[int, int] = (60, 40), **how: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **how)
    return out.getvalue()


def a_file(actor: Actor, data: bytes = b"Hello.\n", *, name: str = "notes.txt") -> StoredFile:
    """A fresh upload that nobody has looked at."""
    return add_file(actor, name=name, chunks=[data])


def a_checked_file(
    actor: Actor, data: bytes = b"Hello.\n", *, name: str = "notes.txt"
) -> StoredFile:
    """An upload after its inspection."""
    file = a_file(actor, data, name=name)
    inspect_file(file=str(file.id))
    return StoredFile.objects.get(pk=file.pk)


def content_of(file: StoredFile) -> bytes:
    with opened(data_key(), tenant=current_tenant(), file=file.id, key=file.storage_key) as content:
        return b"".join(content.read())


def stored_in(folder: Path) -> list[str]:
    """Names of all that lies in the storage, without the folders."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())
