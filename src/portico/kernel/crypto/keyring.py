"""The master keys of an installation (KEK), which wrap the data key of each tenant."""

import base64
import binascii
import os
import secrets
import stat
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
FORMAT = b"\x01"
NONCE_BYTES = 12
VERSION_BYTES = 4
HEAD_BYTES = len(FORMAT) + VERSION_BYTES + NONCE_BYTES


class KeyProblem(Exception):
    """A master key is missing, malformed, readable by others, or not the one that wrapped."""


class KeyRing:
    """Master keys by version. The highest one wraps; all of them unwrap."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        if not keys:
            raise KeyProblem("There is no master key.")
        for version, key in keys.items():
            if not 0 < version < 2**32 or len(key) != KEY_BYTES:
                raise KeyProblem(f"Master key {version} is malformed: it takes {KEY_BYTES} bytes.")
        self._keys = dict(keys)

    def __repr__(self) -> str:
        return f"<KeyRing versions={self.versions}>"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Keys as `1:<base64> 2:<base64> …`, apart by space or comma; one bare key is version 1."""
        parts = [line.split("#")[0] for line in text.splitlines()]
        words = " ".join(parts).replace(",", " ").split()
        return cls(_numbered(words))

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read the key file; refuses one that its group or the world can read."""
        try:
            mode = path.stat().st_mode
        except OSError as problem:
            raise KeyProblem(f"The master key {path} cannot be read.") from problem
        if stat.S_IMODE(mode) & 0o077:
            raise KeyProblem(f"Others can read the master key {path}: chmod 600 it.")
        return cls.parse(path.read_text("ascii"))

    @property
    def versions(self) -> list[int]:
        return sorted(self._keys)

    @property
    def current(self) -> int:
        return max(self._keys)

    @property
    def fingerprint(self) -> str:
        """Sixteen characters that tell one ring from another and nothing about the keys."""
        material = b"".join(v.to_bytes(VERSION_BYTES) + self._keys[v] for v in self.versions)
        return sha256(b"portico.keyring\0" + material).hexdigest()[:16]

    def wrap(self, key: bytes, *, tenant: UUID) -> bytes:
        """Lock a tenant's data key under the current master key, for this tenant only."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        version = self.current
        locked = AESGCM(self._keys[version]).encrypt(nonce, key, _bound(version, tenant))
        return FORMAT + version.to_bytes(VERSION_BYTES) + nonce + locked

    def unwrap(self, blob: bytes, *, tenant: UUID) -> bytes:
        version = wrapped_by(blob)
        if version not in self._keys:
            raise KeyProblem(f"Master key {version} is not in the ring, but a data key needs it.")
        nonce, locked = blob[HEAD_BYTES - NONCE_BYTES : HEAD_BYTES], blob[HEAD_BYTES:]
        try:
            return AESGCM(self._keys[version]).decrypt(nonce, locked, _bound(version, tenant))
        except InvalidTag as problem:
            raise KeyProblem("A data key does not open: another master key or tenant.") from problem

    def rewrap(self, blob: bytes, *, tenant: UUID) -> bytes:
        """The same data key under the current master key; the blob itself if it already is."""
        if wrapped_by(blob) == self.current:
            return blob
        return self.wrap(self.unwrap(blob, tenant=tenant), tenant=tenant)

    def with_new_key(self) -> "KeyRing":
        """This ring and one master key more, which becomes the current one."""
        return KeyRing(self._keys | {self.current + 1: secrets.token_bytes(KEY_BYTES)})

    def without(self, versions: Iterable[int]) -> "KeyRing":
        """Drop retired master keys; the current one always stays."""
        dropped = set(versions) - {self.current}
        return KeyRing({v: key for v, key in self._keys.items() if v not in dropped})

    def write(self, path: Path) -> None:
        """Replace the key file in one step, readable by its owner only, and on disk when done."""
        draft = _draft(path, self._text())
        draft.replace(path)
        _sync_directory(path.parent)

    def _text(self) -> str:
        head = "# Portico master keys. Keep a copy elsewhere, never beside a backup of the data.\n"
        lines = [f"{v}:{base64.b64encode(self._keys[v]).decode()}\n" for v in self.versions]
        return head + "".join(lines)


def new_data_key() -> bytes:
    """A fresh key for one tenant; store it only wrapped."""
    return secrets.token_bytes(KEY_BYTES)


def wrapped_by(blob: bytes) -> int:
    """The version of the master key that a wrapped key names."""
    if blob[:1] != FORMAT or len(blob) <= HEAD_BYTES:
        raise KeyProblem("A wrapped data key is malformed.")
    return int.from_bytes(blob[1 : 1 + VERSION_BYTES])


def open_or_make(path: Path) -> KeyRing:
    """The ring in this file; makes it at the first start, also when two processes start at once."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)
    return KeyRing.from_file(path)


def _make(path: Path) -> None:
    ring = KeyRing({1: secrets.token_bytes(KEY_BYTES)})
    draft = _draft(path, ring._text())
    try:
        path.hardlink_to(draft)  # unlike a rename, this never replaces the key of a faster process
    except FileExistsError:
        return
    finally:
        draft.unlink()
    _sync_directory(path.parent)


def _draft(path: Path, text: str) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _numbered(words: list[str]) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    for word in words:
        version, _, encoded = word.rpartition(":")
        try:
            number = int(version or "1")
            key = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error) as problem:
            raise KeyProblem("A master key is malformed: expected <version>:<base64>.") from problem
        if number in keys:
            raise KeyProblem(f"Master key {number} is given twice.")
        keys[number] = key
    return keys


def _bound(version: int, tenant: UUID) -> bytes:
    return b"portico.data-key\0" + version.to_bytes(VERSION_BYTES) + tenant.bytes
