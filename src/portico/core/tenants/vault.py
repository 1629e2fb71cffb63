"""The key of each tenant: made on first use, wrapped by the master key, never kept in plain.

    row.password = seal_text(row, "password", "hunter2")
    open_text(row, "password", row.password)

A sealed value opens only in its own tenant, table, row and column.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from portico.kernel.crypto import envelope
from portico.kernel.crypto.keyring import (
    KeyProblem,
    KeyRing,
    new_data_key,
    open_or_make,
    wrapped_by,
)
from portico.kernel.tenancy import current_tenant, scope, staff_scope
from portico.kernel.writes import writing

from .at_hand import kept
from .making import known_tenants
from .models import DataKey


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """What an operator needs to know about the keys; nothing of it is secret."""

    fingerprint: str
    versions: tuple[int, ...]
    source: str
    wrapped: dict[int, int]  # version of the master key → how many tenants' keys it wraps
    is_copy_confirmed: bool

    @property
    def current(self) -> int:
        return max(self.versions)

    @property
    def behind(self) -> int:
        """Tenants whose key an older master key still wraps."""
        return sum(count for version, count in self.wrapped.items() if version != self.current)


def keyring() -> KeyRing:
    """The master keys; read anew when the file has changed, so that rotation needs no restart."""
    if settings.KEK:
        return _parsed(settings.KEK)
    file: Path = settings.KEK_FILE
    if not file.exists():
        return open_or_make(file)
    stat = file.stat()
    return _read(file, stat.st_ino, stat.st_mtime_ns, stat.st_mode)


def data_key() -> bytes:
    """The key of the tenant whose scope is open; the first use makes it."""
    return kept("key", _read_key)


def _read_key() -> bytes:
    found = DataKey.objects.first()
    return keyring().unwrap(bytes((found or _make()).wrapped), tenant=current_tenant())


def seal_text(row: Model, column: str, text: str) -> bytes:
    """Encrypt a text for one column of one row; an empty one stays empty."""
    if not text:
        return b""
    return envelope.seal(data_key(), text.encode(), context=_place(row, column))


def open_text(row: Model, column: str, sealed: bytes | memoryview) -> str:
    """Raises `CannotOpen` when the value was changed or comes from another place."""
    if not sealed:
        return ""
    return envelope.open_sealed(data_key(), bytes(sealed), context=_place(row, column)).decode()


def text_digest(model: type[Model], column: str, text: str) -> bytes:
    """A keyed digest to store beside a sealed column, to find equal values by."""
    place = (current_tenant(), model._meta.label_lower, column)
    return envelope.digest(data_key(), text, context=place)


def rotate() -> int:
    """Make a new master key and wrap every tenant's key with it; how many were wrapped anew.

    A ring from the environment cannot grow by itself: add `2:<key>` to it, restart, and rotate.
    """
    if not settings.KEK:
        keyring().with_new_key().write(settings.KEK_FILE)
    return rewrap()


def rewrap() -> int:
    """Wrap what an older master key wraps with the current one; safe to repeat after a fault."""
    ring, count = keyring(), 0
    for tenant in known_tenants():
        with scope(staff_scope(tenant.id)), writing("tenants"):
            row = DataKey.objects.select_for_update().first()
            if row and wrapped_by(bytes(row.wrapped)) != ring.current:
                row.wrapped = ring.rewrap(bytes(row.wrapped), tenant=tenant.id)
                row.save(update_fields=["wrapped"])
                count += 1
    return count


def key_status() -> KeyStatus:
    """Which master keys there are, what they wrap, and whether a copy is known to exist."""
    ring = keyring()
    wrapped: Counter[int] = Counter()
    for tenant in known_tenants():
        with scope(staff_scope(tenant.id)):
            wrapped.update(wrapped_by(bytes(row.wrapped)) for row in DataKey.objects.all())
    return KeyStatus(
        fingerprint=ring.fingerprint,
        versions=tuple(ring.versions),
        source="PORTICO_KEK" if settings.KEK else str(settings.KEK_FILE),
        wrapped=dict(wrapped),
        is_copy_confirmed=is_copy_confirmed(),
    )


def confirm_copy(copy: Path | None = None) -> bool:
    """Remember that the master keys are kept elsewhere too; a given copy is compared first."""
    fingerprint = keyring().fingerprint
    if copy is not None and not _is_copy(copy, fingerprint):
        return False
    note = _note()
    note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    note.write_text(f"{fingerprint} {timezone.now():%Y-%m-%d}\n")
    return True


def is_copy_confirmed() -> bool:
    """False again after each rotation: the copy does not know the new key."""
    note = _note()
    return note.exists() and note.read_text().split()[:1] == [keyring().fingerprint]


def _is_copy(copy: Path, fingerprint: str) -> bool:
    """The same keys in another file."""
    try:
        if not settings.KEK and copy.samefile(settings.KEK_FILE):
            return False
        return KeyRing.parse(copy.read_text("ascii")).fingerprint == fingerprint
    except (OSError, UnicodeDecodeError) as problem:
        raise KeyProblem(f"The copy {copy} cannot be read.") from problem


def _make() -> DataKey:
    """Two at once: the second waits for the first, inserts nothing and reads the first's."""
    wrapped = keyring().wrap(new_data_key(), tenant=current_tenant())
    with writing("tenants"):
        DataKey.objects.bulk_create([DataKey(wrapped=wrapped)], ignore_conflicts=True)
    return DataKey.objects.get()


def _place(row: Model, column: str) -> envelope.Place:
    return (current_tenant(), row._meta.label_lower, row.pk, column)


def _note() -> Path:
    return settings.KEYS_FOLDER / "copy-confirmed"


@lru_cache(maxsize=4)
def _parsed(text: str) -> KeyRing:
    return KeyRing.parse(text)


@lru_cache(maxsize=4)
def _read(file: Path, _inode: int, _changed: int, _mode: int) -> KeyRing:
    return KeyRing.from_file(file)


__all__ = [
    "KeyProblem",
    "KeyStatus",
    "confirm_copy",
    "data_key",
    "is_copy_confirmed",
    "key_status",
    "keyring",
    "open_text",
    "rewrap",
    "rotate",
    "seal_text",
    "text_digest",
]
