"""How a test of the mail server is told: four steps, each done, going on, failed or not tried."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from portico.kernel.mailing import Step
from portico.kernel.smtp import Security

from .. import queries
from ..models import MailTest
from ..rules.words import Explanation, explained

ORDER = list(Step)


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of the list; `state` is done, now, bad or open."""

    text: str
    detail: str
    state: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A test as the page shows it."""

    test: MailTest
    is_running: bool
    is_lost: bool
    took: timedelta | None
    explanation: Explanation | None
    stages: tuple[Stage, ...]


def progress_of(test: MailTest | None) -> Progress | None:
    if test is None:
        return None
    is_lost = queries.is_lost(test)
    has_failed = test.state == MailTest.State.FAILED
    return Progress(
        test=test,
        is_running=test.state == MailTest.State.RUNNING and not is_lost,
        is_lost=is_lost,
        took=test.ended_at - test.asked_at if test.ended_at else None,
        explanation=_explained(test) if has_failed else None,
        stages=tuple(_stages(test)),
    )


def _explained(test: MailTest) -> Explanation:
    return explained(test.reason, step=test.step, code=test.code, answer=test.answer)


def _stages(test: MailTest) -> Iterator[Stage]:
    if not test.server:
        return
    yield _stage(test, _("Server"), test.server, Step.CONNECT)
    if not test.security:  # a provider: always encrypted
        pass
    elif test.security == Security.NONE:
        yield Stage(_("No encryption"), "", _state(test, Step.ENCRYPT, Step.ENCRYPT))
    else:
        yield _stage(test, _("Encryption"), "", Step.ENCRYPT)
    if test.user:
        yield _stage(test, _("Sign-in"), test.user, Step.SIGN_IN)
    yield _stage(test, _("Test e-mail"), test.to, Step.SENDER, Step.ANSWER)


def _stage(test: MailTest, text: str, detail: str, first: Step, last: Step | None = None) -> Stage:
    return Stage(text, detail, _state(test, first, last or first))


def _state(test: MailTest, first: Step, last: Step) -> str:
    if test.state == MailTest.State.ARRIVED:
        return "done"
    at = ORDER.index(Step(test.step)) if test.step else -1
    if at > ORDER.index(last):
        return "done"
    if at < ORDER.index(first):
        return "open"
    return "bad" if test.state == MailTest.State.FAILED else "now"
