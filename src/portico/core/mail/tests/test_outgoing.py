"""A mail as it travels: every header says what it should, and nobody can add one."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portico.core.mail.rules.addresses import is_address, reply_address, wire
from portico.core.mail.rules.letters import Letter
from portico.core.mail.rules.outgoing import Parcel, Sender, new_message_id, packed
from portico.kernel.text import one_line

ID = UUID("019a0000-0000-7000-8000-000000000001")
PARCEL = Parcel(
    id=ID,
    sender=Sender("hilfe@größe.example", "Größe & Söhne IT"),
    to="jörg@bücher.example".replace("jörg", "joerg"),
    name="Jörg Müller-Lüdenscheidt, Buchhaltung",
    letter=Letter("Ihre Anfrage: Drücker – „klemmt“", "Grüße\n\n.\nFrom hier\n", "<p>Grüße</p>"),
    message_id=new_message_id(ID, "xn--gre-6ka8i.example"),
    moment=datetime(2026, 11, 21, 9, 5, tzinfo=UTC),
)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 200


def read(parcel: Parcel) -> EmailMessage:
    return message_from_bytes(packed(parcel), policy=default)


def test_umlauts_arrive_in_subject_names_and_bodies() -> None:
    mail = read(PARCEL)

    assert mail["Subject"] == "Ihre Anfrage: Drücker – „klemmt“"
    assert mail["From"].addresses[0].display_name == "Größe & Söhne IT"
    assert mail["From"].addresses[0].addr_spec == "hilfe@xn--gre-6ka8i.example"
    assert mail["To"].addresses[0].display_name == "Jörg Müller-Lüdenscheidt, Buchhaltung"
    assert mail["To"].addresses[0].addr_spec == "joerg@xn--bcher-kva.example"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == "Grüße\n\n.\nFrom hier\n"
    assert html.get_content().strip() == "<p>Grüße</p>"


def test_everything_on_the_wire_is_ascii_in_short_lines() -> None:
    content = packed(replace(PARCEL, letter=Letter("ü" * 250, "ü" * 5000, "<p>" + "x" * 5000)))

    content.decode("ascii")
    assert max(map(len, content.split(b"\r\n"))) <= 200
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_mail_says_that_a_machine_made_it() -> None:
    mail = read(PARCEL)

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["List-Unsubscribe"] is None


def test_a_mail_in_a_persons_name_does_not() -> None:
    mail = read(replace(PARCEL, person="Sam Patel"))

    assert mail["Auto-Submitted"] is None
    assert mail["From"].addresses[0].display_name == "Sam Patel (Größe & Söhne IT)"


def test_no_maker_s_mark_stands_in_any_header() -> None:
    content = packed(replace(PARCEL, logo=PNG)).lower()

    assert b"portico" not in content
    assert b"python" not in content
    assert b"x-mailer" not in content
    assert b"django" not in content


def test_a_message_id_is_our_own_and_names_the_tenants_domain() -> None:
    assert read(PARCEL)["Message-ID"] == f"<{ID}@xn--gre-6ka8i.example>"
    assert read(PARCEL)["Date"].datetime == PARCEL.moment


@pytest.mark.spec("S1.2.1")
def test_a_thread_hangs_together() -> None:
    earlier = [f"<{number}.{ID}@a-rather-long-name-of-a-domain.example>" for number in range(30)]

    mail = read(replace(PARCEL, references=["<root@a.example>", *earlier]))

    assert mail["In-Reply-To"] == earlier[-1]
    assert mail["References"].split() == ["<root@a.example>", *earlier[-10:]]


def test_the_first_mail_of_a_thread_answers_nothing() -> None:
    mail = read(replace(PARCEL, references=["<root@a.example>"]))

    assert mail["In-Reply-To"] is None
    assert mail["References"] == "<root@a.example>"


def test_answers_go_where_they_find_their_thread() -> None:
    marking = Sender("help@acme.example", "Acme", marks_replies=True)
    parcel = replace(PARCEL, sender=marking, reply_token="r0123")

    assert read(parcel)["Reply-To"] == "help+r0123@acme.example"
    assert read(replace(parcel, reply_to="sam@acme.example"))["Reply-To"] == "sam@acme.example"
    assert read(replace(parcel, sender=replace(marking, marks_replies=False)))["Reply-To"] is None
    assert reply_address("a@b.example", token="r1") == "a+r1@b.example"


def test_the_logo_travels_inside() -> None:
    mail = read(replace(PARCEL, logo=PNG))

    pictures = [part for part in mail.walk() if part.get_content_maintype() == "image"]
    assert [part["Content-ID"] for part in pictures] == ["<logo>"]
    assert pictures[0].get_content() == PNG
    assert mail.get_content_type() == "multipart/alternative"


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_no_text_can_forge_a_header(subject: str, name: str, person: str) -> None:
    letter = Letter(one_line(subject, longest=250), "x\n", "<p>x</p>")
    parcel = replace(PARCEL, name=name, person=person, letter=letter)

    mail = message_from_bytes(packed(parcel))

    assert not mail.defects
    expected = {"date", "from", "to", "message-id", "content-type", "mime-version"}
    if letter.subject:
        expected |= {"subject"}
    if not person:
        expected |= {"auto-submitted", "x-auto-response-suppress"}
    assert {key.lower() for key in mail.keys()} == expected  # noqa: SIM118  Message is no dict
    decoded = str(make_header(decode_header(mail["Subject"] or "")))
    assert decoded == one_line(subject, longest=250)


@given(st.text(max_size=120))
def test_names_come_out_as_they_went_in(name: str) -> None:
    raw = message_from_bytes(packed(replace(PARCEL, name=name)))["To"]
    shown, address = raw.rsplit("<", 1) if "<" in raw else ("", f"{raw}>")

    assert address == "joerg@xn--bcher-kva.example>"
    decoded = str(make_header(decode_header(shown.strip()))) if shown else ""
    assert unquote(decoded) == one_line(name, longest=250)


@pytest.mark.parametrize(
    "address", ["a@b.example", "first.last+tag@sub.b.example", "x@bücher.example", "o'n@b.example"]
)
def test_addresses_that_are_some(address: str) -> None:
    assert is_address(address)
    wire(address).encode("ascii")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@b.example",
        "a@",
        "a@b@c.example",
        '"a b"@c.example',
        "a@[127.0.0.1]",
        "a@b.example\r\nX: y",
        "jörg@b.example",
        "a@" + "b" * 300 + ".example",
        "a@b..example",
    ],
)
def test_addresses_that_are_none(address: str) -> None:
    assert not is_address(address)
