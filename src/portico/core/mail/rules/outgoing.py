"""A mail as it travels: headers and MIME parts, nothing in them that people could forge."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.generator import BytesGenerator
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, quote
from io import BytesIO
from uuid import UUID

from portico.kernel.text import one_line

from .addresses import reply_address, wire
from .letters import LOGO, Letter

UTF8 = Charset("utf-8")
UTF8.body_encoding = QP
WIRE = compat32.clone(linesep="\r\n", max_line_length=0)
KEPT_REFERENCES = 10
PLAIN = re.compile(r"[\x20-\x7e]*")


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name mail leaves."""

    address: str
    name: str
    reply_to: str = ""  # where answers go, if not to the address
    marks_replies: bool = False  # the mailbox takes `name+mark@domain`


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """All that is on and in one mail. A mail in a person's name was not made by a machine."""

    id: UUID
    sender: Sender
    to: str
    name: str
    letter: Letter
    message_id: str
    moment: datetime
    references: Sequence[str] = ()
    person: str = ""
    reply_to: str = ""
    reply_token: str = ""
    unsubscribe: str = ""
    logo: bytes = b""


def new_message_id(mail: UUID, domain: str) -> str:
    return f"<{mail}@{domain}>"


def packed(parcel: Parcel) -> bytes:
    """The mail as the server gets it, lines ended by CRLF."""
    headers = [f"{name}: {value}" for name, value in _headers(parcel) if value]
    return "\r\n".join([*headers, ""]).encode("ascii") + _body(parcel)


def _headers(parcel: Parcel) -> list[tuple[str, str]]:
    sender = parcel.sender
    name = f"{parcel.person} ({sender.name})" if parcel.person else sender.name
    by_machine = "" if parcel.person else "auto-generated"
    return [
        ("Date", format_datetime(parcel.moment)),
        ("From", address_header("From", name, sender.address)),
        ("To", address_header("To", parcel.name, parcel.to)),
        ("Reply-To", _reply_to(parcel)),
        ("Subject", text_header("Subject", parcel.letter.subject)),
        ("Message-ID", parcel.message_id),
        ("In-Reply-To", parcel.references[-1] if len(parcel.references) > 1 else ""),
        ("References", "\r\n ".join(_kept(parcel.references))),
        ("List-Unsubscribe", f"<{parcel.unsubscribe}>" if parcel.unsubscribe else ""),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click" if parcel.unsubscribe else ""),
        ("Auto-Submitted", by_machine),  # RFC 3834: nobody's holiday notice should answer
        ("X-Auto-Response-Suppress", "All" if by_machine else ""),  # the same, for Exchange
    ]


def _reply_to(parcel: Parcel) -> str:
    if parcel.reply_to:
        return wire(parcel.reply_to)
    if parcel.sender.marks_replies and parcel.reply_token:
        return wire(reply_address(parcel.sender.address, token=parcel.reply_token))
    return wire(parcel.sender.reply_to) if parcel.sender.reply_to else ""


def _kept(references: Sequence[str]) -> list[str]:
    """The first one and the latest ones: enough for every mail program, and never endless."""
    return [*references[:1], *references[1:][-KEPT_REFERENCES:]]


def text_header(name: str, text: str) -> str:
    """One header's words, folded; anything but plain ASCII becomes encoded words."""
    text = one_line(text, longest=500)
    is_plain = PLAIN.fullmatch(text) and "=?" not in text
    return Header(text, None if is_plain else "utf-8", header_name=name).encode(linesep="\r\n")


def address_header(header: str, name: str, address: str) -> str:
    """`"Name" <address>`, with the name quoted or encoded as it needs."""
    name = one_line(name, longest=250)
    if not name:
        return wire(address)
    if PLAIN.fullmatch(name) and "=?" not in name:
        return f'"{quote(name)}" <{wire(address)}>'
    return f"{text_header(header, name)}\r\n <{wire(address)}>"


def _body(parcel: Parcel) -> bytes:
    letter = parcel.letter
    both = MIMEMultipart("alternative", boundary=f"=_{parcel.id.hex}")
    both.attach(MIMEText(letter.text, "plain", UTF8))  # type: ignore[arg-type] # takes a Charset
    both.attach(_with_logo(parcel, MIMEText(letter.html, "html", UTF8)))  # type: ignore[arg-type]
    out = BytesIO()
    BytesGenerator(out, mangle_from_=False, policy=WIRE).flatten(both)
    return out.getvalue()


def _with_logo(parcel: Parcel, html: MIMEText) -> MIMEBase:
    """The picture travels inside: nothing to fetch, nobody to track."""
    if not parcel.logo:
        return html
    kind = "png" if parcel.logo.startswith(b"\x89PNG") else "jpeg"
    picture = MIMEImage(parcel.logo, kind)
    picture.add_header("Content-ID", f"<{LOGO}>")
    picture.add_header("Content-Disposition", "inline", filename=f"{LOGO}.{kind}")
    related = MIMEMultipart("related", boundary=f"=_{parcel.id.hex}_1")
    related.attach(html)
    related.attach(picture)
    return related
