"""Handing in a mail at Microsoft or Google: taken once, refused in words, or nobody knows."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from portico.kernel.gmail import BadKey, Gmail, check_key, read_key
from portico.kernel.graph import Graph
from portico.kernel.mailing import Answer, Reason, Step
from portico.kernel.provider_mail import ProviderProblem, deliver

from .mail_provider import (
    CLIENT,
    DIRECTORY,
    SECRET,
    Provider,
    Reply,
    mail_provider,
    persons_key,
    private_pem,
    service_key,
)

pytestmark = pytest.mark.spec("S1.6.4")
MAIL = b"From: help@acme.example\r\nMessage-ID: <1@acme.example>\r\n\r\n.Gr=C3=B6=C3=9Fe\r\n"
MICROSOFT = Graph(DIRECTORY, CLIENT, "help@acme.example", SECRET)
type Account = Graph | Gmail


def google(key: str | None = None) -> Gmail:
    return Gmail("help@acme.example", read_key(key or service_key()))


ACCOUNTS: dict[str, Any] = {
    "microsoft": lambda: MICROSOFT,
    "google": google,
    "person": lambda: google(persons_key()),
}


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """At the beginning no token is known."""
    with mail_provider(settings) as found:
        yield found


@pytest.fixture(params=ACCOUNTS)
def account(request: pytest.FixtureRequest) -> Account:
    found: Account = ACCOUNTS[request.param]()
    return found


def problem_with(account: Account) -> ProviderProblem:
    with pytest.raises(ProviderProblem) as caught:
        deliver(account, content=MAIL)
    return caught.value


def google_says(status: int, reason: str, words: str = "No.") -> Reply:
    return Reply(status, {"error": {"message": words, "errors": [{"reason": reason}]}})


def microsoft_says(status: int, code: str) -> Reply:
    return Reply(status, {"error": {"code": code, "message": "No."}})


def test_each_mail_is_taken_once_byte_by_byte_with_one_token(
    provider: Provider, account: Account
) -> None:
    steps: list[Step] = []
    first = deliver(account, content=MAIL, tell=steps.append)
    deliver(account, content=MAIL)

    assert [(one.mailbox, one.raw) for one in provider.mails] == [("help@acme.example", MAIL)] * 2
    assert provider.asked == 1
    assert first in {Answer(202, "7b1d"), Answer(200, "18c0ffee")}
    assert steps == [Step.CONNECT, Step.CONTENT]


def test_a_token_that_ended_is_fetched_anew_once(provider: Provider, account: Account) -> None:
    deliver(account, content=MAIL)
    provider.end_tokens()
    deliver(account, content=MAIL)
    assert (provider.asked, len(provider.mails)) == (2, 2)

    provider.replies += [Reply(401), Reply(401)]
    problem = problem_with(account)
    assert (problem.step, problem.code, problem.is_about_server) == (Step.SIGN_IN, 401, True)
    assert (provider.asked, len(provider.mails)) == (3, 2)


def test_a_token_is_renewed_before_it_ends(provider: Provider) -> None:
    deliver(MICROSOFT, content=MAIL)
    with time_machine.travel(timezone.now() + timedelta(minutes=59), tick=False):
        deliver(MICROSOFT, content=MAIL)

    assert (provider.asked, provider.tried) == (2, 2)


@pytest.mark.parametrize(
    ("reply", "pause"),
    [
        (Reply(429, headers={"Retry-After": "90"}), 90),
        (Reply(429, headers={"Retry-After": "99999999999"}), 86400),
        (Reply(429, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}), 0),
        (Reply(429, headers={"Retry-After": "soon"}), None),
        (google_says(403, "rateLimitExceeded", "Retry after 2999-01-01T00:00:00.123Z"), 86400),
        (Reply(503, headers={"Retry-After": "7"}), 7),
    ],
)
def test_a_pause_is_as_long_as_the_provider_asks(
    provider: Provider, reply: Reply, pause: int | None
) -> None:
    provider.replies.append(reply)
    problem = problem_with(google(persons_key()))

    assert problem.pause == (None if pause is None else timedelta(seconds=pause))
    assert problem.reason is (Reason.PROVIDER_AWAY if reply.status == 503 else Reason.THROTTLED)
    assert (problem.is_about_server, problem.is_final, problem.is_in_doubt) == (True, False, False)


@pytest.mark.parametrize(
    ("name", "reply", "reason", "about_all"),
    [
        ("microsoft", microsoft_says(403, "ErrorAccessDenied"), Reason.MICROSOFT_RIGHTS, True),
        ("microsoft", microsoft_says(403, "ErrorSendAsDenied"), Reason.SEND_AS, True),
        ("microsoft", microsoft_says(404, "ErrorInvalidUser"), Reason.NO_MAILBOX, True),
        ("microsoft", microsoft_says(400, "ErrorInvalidRecipients"), Reason.BAD_RECIPIENT, False),
        ("microsoft", microsoft_says(413, "Whatever"), Reason.TOO_LARGE, False),
        ("microsoft", Reply(400, ["odd"]), Reason.MAIL_REFUSED, False),
        ("person", google_says(403, "insufficientPermissions"), Reason.GOOGLE_RIGHTS, True),
        ("person", google_says(400, "failedPrecondition"), Reason.NO_MAILBOX, True),
        (
            "person",
            google_says(400, "invalidArgument", "Invalid To header"),
            Reason.BAD_RECIPIENT,
            False,
        ),
        ("person", google_says(413, "uploadTooLarge"), Reason.TOO_LARGE, False),
    ],
)
def test_a_refusal_has_a_reason_and_is_about_this_mail_or_about_all(
    provider: Provider, name: str, reply: Reply, reason: Reason, about_all: bool
) -> None:
    provider.replies.append(reply)
    problem = problem_with(ACCOUNTS[name]())

    assert (problem.reason, problem.code) == (reason, reply.status)
    assert (problem.is_about_server, problem.is_final) == (about_all, not about_all)
    assert not problem.is_in_doubt
    assert not provider.mails


@pytest.mark.parametrize(
    ("name", "said", "reason"),
    [
        ("microsoft", {"error": "invalid_client", "error_codes": [7000222]}, "microsoft_expired"),
        ("microsoft", {"error": "invalid_request", "error_codes": [90002]}, "microsoft_directory"),
        ("microsoft", {"error": "unauthorized_client", "error_codes": "?"}, "microsoft_sign_in"),
        ("google", {"error": "unauthorized_client"}, "google_rights"),
        ("google", {"error": "invalid_grant", "error_description": "Bad JWT"}, "google_sign_in"),
        (
            "google",
            {"error": "invalid_grant", "error_description": "Invalid email or User ID"},
            "no_mailbox",
        ),
        ("person", {"error": "invalid_grant"}, "google_revoked"),
    ],
)
def test_a_refused_sign_in_says_why(
    provider: Provider, name: str, said: dict[str, Any], reason: str
) -> None:
    provider.token_replies.append(Reply(400, said))
    problem = problem_with(ACCOUNTS[name]())

    assert (problem.step, problem.reason) == (Step.SIGN_IN, reason)
    assert problem.said.startswith(said["error"])
    assert (problem.is_about_server, problem.is_final) == (True, False)
    assert not provider.tried


def test_a_wrong_secret_is_told_in_microsofts_words_without_the_secret(provider: Provider) -> None:
    problem = problem_with(Graph(DIRECTORY, CLIENT, "help@acme.example", "Qm8Q~wrong"))
    assert problem.said == f"AADSTS7000215: Invalid client secret provided for app '{CLIENT}'."

    provider.token_replies.append(Reply(400, {"error": f"you sent {SECRET}"}))
    assert problem_with(MICROSOFT).said == "you sent …"
    assert SECRET not in repr(MICROSOFT)
    assert "PRIVATE KEY" not in repr(google())
    assert "of-nobody" not in repr(google(persons_key()))


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("microsoft", Reply(0, keeps=True)),
        ("google", Reply(0, keeps=True)),
        *(("microsoft", Reply(status)) for status in (500, 502, 504)),
    ],
)
def test_a_mail_that_may_have_been_taken_is_a_doubt_and_no_second_one(
    provider: Provider, name: str, reply: Reply
) -> None:
    provider.replies.append(reply)
    problem = problem_with(ACCOUNTS[name]())

    assert problem.is_in_doubt
    assert not problem.is_final
    assert provider.tried == 1


@pytest.mark.parametrize("reply", [Reply(0), Reply(500), Reply(200, {"access_token": "a\nb"})])
def test_without_a_token_nothing_has_left(provider: Provider, reply: Reply) -> None:
    provider.token_replies.append(reply)
    problem = problem_with(MICROSOFT)

    assert (problem.reason, problem.is_about_server) == (Reason.PROVIDER_AWAY, True)
    assert (problem.is_in_doubt, provider.tried) == (False, 0)


def test_a_provider_that_cannot_be_reached_has_nothing(settings: Any) -> None:
    with mail_provider(settings) as provider:
        deliver(MICROSOFT, content=MAIL)
    problem = problem_with(MICROSOFT)  # the token is still known; nobody is there to take mail

    assert (problem.step, problem.reason) == (Step.CONNECT, Reason.PROVIDER_AWAY)
    assert not problem.is_in_doubt
    assert len(provider.mails) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"x"',
        json.dumps({"type": "service_account"}),
        persons_key(refresh_token=""),
        persons_key(type="external_account"),
        service_key(private_key="-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
        service_key(client_email=7),
        service_key()[:-9],
        service_key() + " " * 30_000,
    ],
    ids=[str(n) for n in range(11)],  # keys are new in each process
)
def test_what_is_no_key_file_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(BadKey) as caught:
        check_key(read_key(text))

    assert caught.value.__cause__ is None
    assert private_pem()[40:80] not in str(caught.value)
