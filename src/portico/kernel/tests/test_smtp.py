"""Handing in a mail: what is taken, what is refused, and what nobody can know."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from portico.kernel import smtp
from portico.kernel.mailing import Answer, Reason, Step
from portico.kernel.smtp import Security, Server, SmtpProblem, deliver, on_the_wire, server_of_url

from .post_office import (
    HOST,
    Misbehaviour,
    PostOffice,
    asks_for,
    falls_asleep,
    free_port,
    hangs_up,
    post_office,
    says,
    throwaway_certificate,
)

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
MAIL = b"Subject: Hello\r\n\r\nOne\r\n.two\r\n..three\r\n"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as found:
        yield found


def hand_in(server: Server, content: bytes = MAIL) -> Answer:
    return deliver(server, sender="desk@msp.example", recipient="a@b.example", content=content)


def problem_with(server: Server) -> SmtpProblem:
    with pytest.raises(SmtpProblem) as caught:
        hand_in(server)
    return caught.value


def test_a_mail_arrives_as_it_was_given(office: PostOffice) -> None:
    answer = hand_in(office.server())

    assert answer.code == 250
    assert office.mails[0].raw == MAIL
    assert (office.mails[0].sender, office.mails[0].recipient) == (
        "desk@msp.example",
        "a@b.example",
    )


def test_each_step_is_told(office: PostOffice) -> None:
    steps: list[Step] = []

    deliver(office.server(), sender="a@b.c", recipient="d@e.f", content=MAIL, tell=steps.append)

    assert steps == [Step.CONNECT, Step.SENDER, Step.RECIPIENT, Step.CONTENT]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (b"a\nb", b"a\r\nb\r\n.\r\n"),
        (b".\n.\r\n", b"..\r\n..\r\n.\r\n"),
        (b"a\r.b\r\n", b"a\r\n..b\r\n.\r\n"),
        (b"", b"\r\n.\r\n"),
    ],
)
def test_no_line_can_end_a_mail_early(given: bytes, sent: bytes) -> None:
    assert on_the_wire(given) == sent


@pytest.mark.parametrize(
    ("stage", "words", "final"),
    [
        ("MAIL", "451 try again", False),
        ("MAIL", "550 not from you", True),
        ("RCPT", "450 mailbox busy", False),
        ("RCPT", "550 5.1.1 no such user", True),
        ("DATA", "451 greylisted", False),
        ("DATA", "554 looks like spam", True),
    ],
)
def test_a_refusal_is_final_only_when_the_server_says_so(
    office: PostOffice, stage: str, words: str, final: bool
) -> None:
    office.at[stage] = says(words)

    problem = problem_with(office.server())

    assert (problem.is_final, problem.is_in_doubt, problem.is_about_server) == (final, False, False)
    assert (problem.code, problem.said) == (int(words[:3]), words[4:])
    assert not office.mails


@pytest.mark.parametrize("stage", ["MAIL", "RCPT"])
def test_a_line_cut_before_the_content_leaves_no_doubt(office: PostOffice, stage: str) -> None:
    office.at[stage] = hangs_up()

    problem = problem_with(office.server())

    assert problem.reason is Reason.DROPPED
    assert not problem.is_in_doubt
    assert not problem.is_final


@pytest.mark.parametrize("stage", ["DATA", "KEPT"])
@pytest.mark.parametrize("how", [hangs_up(), falls_asleep()])
def test_no_answer_to_the_content_is_a_doubt(
    office: PostOffice, stage: str, how: Misbehaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.5)
    office.at[stage] = how

    problem = problem_with(office.server())

    assert problem.is_in_doubt
    assert len(office.mails) == (stage == "KEPT")


def test_a_server_that_wants_a_sign_in_is_no_fault_of_the_mail() -> None:
    with post_office(**asks_for("desk", "right")) as office:
        problem = problem_with(office.server())

    assert (problem.code, problem.is_about_server, problem.is_final) == (530, True, False)


def test_user_and_password_are_asked_for() -> None:
    with post_office(**asks_for("desk", "right")) as office:
        assert hand_in(office.server(user="desk", password="right")).code == 250

        problem = problem_with(office.server(user="desk", password="wrong"))

    assert (problem.step, problem.code, problem.is_final) == (Step.SIGN_IN, 535, False)
    assert "wrong" not in repr(office.server(user="desk", password="wrong"))


def test_a_server_without_sign_in_is_told_apart(office: PostOffice) -> None:
    problem = problem_with(office.server(user="desk", password="x"))

    assert (problem.step, problem.reason) == (Step.SIGN_IN, Reason.NO_SIGN_IN)


def test_starttls_is_demanded(office: PostOffice) -> None:
    problem = problem_with(office.server(Security.STARTTLS))

    assert (problem.step, problem.reason) == (Step.ENCRYPT, Reason.NO_STARTTLS)
    assert not office.mails


def test_starttls_with_a_trusted_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = throwaway_certificate(tmp_path)
    with post_office(tls_context=context, require_starttls=True) as office:
        server = Server("localhost", office.port, Security.STARTTLS)
        stranger = problem_with(server)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

        assert hand_in(server).code == 250
        assert problem_with(Server(HOST, office.port)).reason is Reason.CERTIFICATE  # other name

    assert (stranger.step, stranger.reason) == (Step.ENCRYPT, Reason.CERTIFICATE)
    assert stranger.is_about_server
    assert stranger.said


def test_tls_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, trusted = throwaway_certificate(tmp_path)
    with post_office(ssl_context=context, server_hostname="localhost") as office:
        server = Server("localhost", office.port, Security.TLS)
        assert problem_with(server).reason is Reason.CERTIFICATE
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

        assert hand_in(server).code == 250


def test_tls_to_a_server_that_speaks_none(office: PostOffice) -> None:
    assert problem_with(office.server(Security.TLS)).reason is Reason.NO_TLS


@pytest.mark.parametrize(
    ("greeting", "reason"),
    [
        (b"421 too busy\r\n", Reason.SAID_NO),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Reason.NO_SMTP),
        (b"", Reason.DROPPED),
        (None, Reason.SILENT),
    ],
)
def test_whatever_answers_is_understood(
    greeting: bytes | None, reason: Reason, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.3)
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
        problem = _greeted(listener, port, greeting)

    assert (problem.step, problem.reason) == (Step.CONNECT, reason)
    assert problem.is_about_server
    assert not problem.is_final


def _greeted(listener: socket.socket, port: int, greeting: bytes | None) -> SmtpProblem:
    open_lines: list[socket.socket] = []

    def answer() -> None:
        line, _ = listener.accept()
        if greeting is None:
            open_lines.append(line)
            return
        line.sendall(greeting)
        line.close()

    thread = Thread(target=answer)
    thread.start()
    found = problem_with(Server(HOST, port, Security.NONE))
    thread.join()
    for line in open_lines:
        line.close()
    return found


def test_nothing_listens_there() -> None:
    assert problem_with(Server(HOST, free_port(), Security.NONE)).reason is Reason.REFUSED


@pytest.mark.parametrize("host", ["a..b", "x" * 70])
def test_a_name_that_is_none(host: str) -> None:
    assert problem_with(Server(host, 25, Security.NONE)).reason is Reason.UNKNOWN_HOST


def test_words_of_the_server_are_one_harmless_line(office: PostOffice) -> None:
    office.at["RCPT"] = says("550-first\r\n550 second\x07 \u202etxt " + "x" * 400)

    assert problem_with(office.server()).said.startswith("first second txt xxx")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 25, Security.NONE)),
        ("smtps://mail.example", Server("mail.example", 465, Security.TLS)),
        (
            "smtp+starttls://a%40b:p%3Aw%2F@mail.example:2525",
            Server("mail.example", 2525, Security.STARTTLS, "a@b", "p:w/"),
        ),
        ("smtp://[::1]:1025", Server("::1", 1025, Security.NONE)),
    ],
)
def test_a_server_can_be_written_as_an_address(url: str, server: Server) -> None:
    assert server_of_url(url) == server


@pytest.mark.parametrize(
    "url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://a:0", "smtp://a:99999"]
)
def test_other_addresses_are_no_servers(url: str) -> None:
    with pytest.raises(ValueError, match="smtp"):
        server_of_url(url)


# One connection for one mail after the other


def test_many_mails_share_a_connection(office: PostOffice) -> None:
    with smtp.line() as take:
        for name in "abc":
            take(
                office.server(), sender="d@msp.example", recipient=f"{name}@b.example", content=MAIL
            )

    assert [one.recipient[0] for one in office.mails] == ["a", "b", "c"]
    assert office.calls == 1


def test_a_line_that_was_cut_between_two_mails_is_opened_again(office: PostOffice) -> None:
    with smtp.line() as take:
        take(office.server(), sender="d@msp.example", recipient="a@b.example", content=MAIL)
        office.stop()
        office.start()
        take(office.server(), sender="d@msp.example", recipient="b@b.example", content=MAIL)

    assert [one.recipient for one in office.mails] == ["a@b.example", "b@b.example"]


def test_what_is_in_doubt_is_not_handed_over_a_second_time(office: PostOffice) -> None:
    """Only what has not left goes through another connection; after a refusal the next one does."""
    with smtp.line() as take:
        take(office.server(), sender="d@msp.example", recipient="a@b.example", content=MAIL)
        office.at = {"KEPT": hangs_up()}
        with pytest.raises(SmtpProblem) as doubt:
            take(office.server(), sender="d@msp.example", recipient="b@b.example", content=MAIL)
        assert doubt.value.is_in_doubt
        office.at = {"RCPT": says("550 nobody")}
        with pytest.raises(SmtpProblem) as no:
            take(office.server(), sender="d@msp.example", recipient="c@b.example", content=MAIL)
        assert no.value.code == 550
        office.at = {}
        take(office.server(), sender="d@msp.example", recipient="d@b.example", content=MAIL)

    assert [one.recipient[0] for one in office.mails] == ["a", "b", "d"]
