"""Hand one mail to a provider of mailboxes over HTTP, with a token instead of a password.

The token stays in the memory of this process until shortly before it ends; one that is no longer
accepted is fetched anew, once. "Nobody knows" is what we say when the mail had left us and no
answer came, and of answers that providers also give to mails that they send all the same.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Any, Protocol

from django.utils import timezone

from . import outbound
from .mailing import Answer, MailProblem, Reason, Step, nobody, one_answer
from .outbound import Unreachable, Why

SECONDS = 30.0  # for one question and its whole answer
SPARE = timedelta(minutes=2)  # a token must not end on the way
USUAL_LIFE = 3600
LONGEST_PAUSE = timedelta(hours=24)
MOST_KEPT = 1000
MOST_BYTES = 100_000
MAYBE_TAKEN = frozenset({500, 502, 504})
LATER = frozenset({408, 409, 425})
ABOUT_ALL_MAIL = frozenset(
    {
        Reason.PROVIDER_AWAY,
        Reason.THROTTLED,
        Reason.MICROSOFT_RIGHTS,
        Reason.GOOGLE_RIGHTS,
        Reason.NO_MAILBOX,
        Reason.SEND_AS,
    }
)
TOKEN = re.compile(r"[\x21-\x7e]+")
RETRY_AFTER = re.compile(r"[Rr]etry after (\d{4}-\d\d-\d\dT[\d:.]+Z)")  # Gmail writes it in words


class ProviderProblem(MailProblem):
    """What a provider answered, or did not answer; `code` is the status of HTTP."""

    @property
    def is_in_doubt(self) -> bool:
        return self.step is Step.ANSWER and (not self.code or self.code in MAYBE_TAKEN)

    @property
    def is_about_server(self) -> bool:
        return super().is_about_server or self.reason in ABOUT_ALL_MAIL

    @property
    def is_final(self) -> bool:
        return 400 <= self.code < 500 and self.code not in LATER and not self.is_about_server


@dataclass(frozen=True, slots=True)
class Question:
    """One request; a form, or bytes whose kind the headers tell."""

    url: str
    data: Mapping[str, str] | bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that is no yes; Any: what it says is JSON of many shapes."""

    status: int
    said: Mapping[str, Any]


class Account(Protocol):
    """A mailbox at a provider, and what proves that we may send from it. Hashable."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be repeated in words."""

    def token_question(self, now: datetime) -> Question: ...

    def mail_question(self, content: bytes) -> Question: ...

    def why_no_token(self, no: Refused) -> tuple[Reason, str]:
        """The reason, and the provider's own words."""

    def why_no_mail(self, no: Refused) -> tuple[Reason, str]: ...

    def receipt(self, yes: outbound.Answer) -> str:
        """By what the provider finds this mail again."""


def deliver(account: Account, *, content: bytes, tell: Callable[[Step], None] = nobody) -> Answer:
    """Hand in one mail; returns when the provider took it, else raises `ProviderProblem`."""
    tell(Step.CONNECT)
    token = _token(account)
    tell(Step.CONTENT)
    answer = _hand_in(account, content, token)
    if answer.status == 401:  # not taken: it ended early, or rights have changed since
        TOKENS.forget(account)
        token = _token(account)
        answer = _hand_in(account, content, token)
    if 200 <= answer.status < 300:
        return Answer(answer.status, one_answer(account.receipt(answer)))
    if answer.status == 401:
        TOKENS.forget(account)
    raise _refusal(account, answer, account.why_no_mail, Step.ANSWER, token)


class _Tokens:
    """Tokens of this process, each for exactly one account with exactly these secrets."""

    def __init__(self) -> None:
        self._kept: dict[Account, tuple[str, datetime]] = {}
        self._lock = Lock()

    def get(self, account: Account, now: datetime) -> str:
        with self._lock:
            token, until = self._kept.get(account, ("", now))
            return token if now < until else ""

    def keep(self, account: Account, token: str, *, until: datetime, now: datetime) -> None:
        with self._lock:
            self._kept = {one: kept for one, kept in self._kept.items() if now < kept[1]}
            if len(self._kept) < MOST_KEPT:
                self._kept[account] = (token, until)

    def forget(self, account: Account) -> None:
        with self._lock:
            self._kept.pop(account, None)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


TOKENS = _Tokens()


def _token(account: Account) -> str:
    now = timezone.now()
    if known := TOKENS.get(account, now):
        return known
    answer = _ask(account.token_question(now), Step.CONNECT)
    if answer.status != 200:
        raise _refusal(account, answer, account.why_no_token, Step.SIGN_IN)
    said = _read(answer.body)
    token = said.get("access_token")
    if not isinstance(token, str) or not TOKEN.fullmatch(token):
        raise ProviderProblem(Step.SIGN_IN, Reason.PROVIDER_AWAY, code=answer.status)
    life = timedelta(seconds=_seconds(str(said.get("expires_in", USUAL_LIFE)), USUAL_LIFE))
    TOKENS.keep(account, token, until=now + life - SPARE, now=now)
    return token


def _hand_in(account: Account, content: bytes, token: str) -> outbound.Answer:
    question = account.mail_question(content)
    headers = {**question.headers, "Authorization": f"Bearer {token}"}
    return _ask(Question(question.url, question.data, headers), Step.ANSWER)


def _ask(question: Question, step: Step) -> outbound.Answer:
    headers = {"Accept": "application/json", **question.headers}
    try:
        return outbound.fetch(
            question.url, data=question.data, headers=headers, seconds=SECONDS, most=MOST_BYTES
        )
    except Unreachable as problem:
        if problem.is_in_doubt and step is Step.ANSWER:
            silent = problem.why is Why.SILENT
            raise ProviderProblem(step, Reason.SILENT if silent else Reason.DROPPED) from problem
        trouble = Reason.CERTIFICATE if problem.why is Why.CERTIFICATE else Reason.PROVIDER_AWAY
        raise ProviderProblem(Step.CONNECT, trouble) from problem


def _refusal(
    account: Account,
    answer: outbound.Answer,
    why: Callable[[Refused], tuple[Reason, str]],
    step: Step,
    token: str = "",
) -> ProviderProblem:
    reason, words = why(Refused(answer.status, _read(answer.body)))
    if not 400 <= answer.status < 500:
        reason = Reason.PROVIDER_AWAY
    elif answer.status == 429:
        reason = Reason.THROTTLED
    if answer.status == 401:
        step = Step.SIGN_IN
    for secret in filter(None, (*account.secrets, token)):
        words = words.replace(secret, "…")
    return ProviderProblem(
        step, reason, code=answer.status, said=one_answer(words), pause=_pause(answer, words)
    )


def _pause(answer: outbound.Answer, words: str) -> timedelta | None:
    """How long to leave it alone: seconds or a date in a header, or a moment in words."""
    asked = answer.headers.get("retry-after", "").strip()
    found, now = RETRY_AFTER.search(words), timezone.now()
    try:
        if asked.isascii() and asked.isdigit():
            pause = timedelta(seconds=int(asked[:9]))
        elif asked:
            pause = parsedate_to_datetime(asked) - now
        elif found:
            pause = datetime.fromisoformat(found[1]) - now
        else:
            return None
    except (ValueError, TypeError):  # no date, or one without a zone
        return None
    return min(max(pause, timedelta(0)), LONGEST_PAUSE)


def _seconds(text: str, usual: int) -> int:
    return int(text[:9]) if text.isascii() and text.isdigit() else usual


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
