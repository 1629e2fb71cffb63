"""The demo's copies of mails: what was sent, to whom, and the link and code that it carries."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

NAME = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f-]{36}")
LINK = re.compile(r"https?://\S+")
CODE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$", re.MULTILINE)
SHOWN, SEARCHED = 100, 2000


@dataclass(frozen=True, slots=True)
class Copy:
    """One mail as it lies in the folder."""

    name: str
    to: str
    address: str
    sender: str
    subject: str
    moment: datetime
    text: str
    html: str

    @property
    def link(self) -> str:
        """The first address in it: to sign in, to accept, to look."""
        found = LINK.search(self.text)
        return found[0] if found else ""

    @property
    def code(self) -> str:
        found = CODE.search(self.text)
        return found[0] if found else ""


def copies(folder: Path, *, to: str = "") -> list[Copy]:
    """The newest mails to addresses or names that contain `to`."""
    found: list[Copy] = []
    for copy in _newest(folder):
        if to.lower() in f"{copy.to} {copy.address}".lower():
            found.append(copy)
        if len(found) == SHOWN:
            break
    return found


def copy_of(folder: Path, name: str) -> Copy | None:
    """One mail by its name, which comes from an address bar and is trusted with nothing."""
    file = folder / f"{name}.eml"
    return _read(file) if NAME.fullmatch(name) and file.is_file() else None


def _newest(folder: Path) -> Iterator[Copy]:
    files = sorted(folder.glob("[0-9]*.eml"), reverse=True)
    return map(_read, files[:SEARCHED])


def _read(file: Path) -> Copy:
    mail = message_from_bytes(file.read_bytes(), policy=default)
    to = mail["To"].addresses[0]
    return Copy(
        name=file.stem,
        to=to.display_name or to.addr_spec,
        address=to.addr_spec,
        sender=str(mail["From"]),
        subject=str(mail["Subject"] or ""),
        moment=mail["Date"].datetime,
        text=_body(mail, "plain"),
        html=_drawable(mail),
    )


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""


def _drawable(mail: EmailMessage) -> str:
    """The HTML with its pictures in place; links open in the whole window, not in the frame."""
    html = _body(mail, "html").replace("<head>", '<head><base target="_top">', 1)
    for part in mail.walk():
        if part.get_content_maintype() == "image" and (name := part["Content-ID"]):
            data = base64.b64encode(part.get_payload(decode=True)).decode()  # type: ignore[arg-type] # bytes, being no multipart
            source = f"data:{part.get_content_type()};base64,{data}"
            html = html.replace(f"cid:{name.strip('<>')}", source)
    return html
