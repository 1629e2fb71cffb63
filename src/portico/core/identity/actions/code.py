"""Prove a mailbox by a mailed code, whoever it belongs to: for those who are about to join.

The same request, code, limits and tries as signing in; only the mail goes out at once, since it
goes to everybody alike and so tells nothing about the address.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.jobs.job import SIGN_IN as SIGN_IN_LANE
from portico.core.journal.acting import action
from portico.core.mail.actions.queue import queue_mail
from portico.kernel.crypto.tokens import fingerprint, new_code, new_secret, shown_code
from portico.kernel.origin import current_origin

from ..models import LoginRequest
from ..permissions import SIGN_IN
from ..rules import lazy_device_words
from .ask import Browser, make_room


@action(SIGN_IN)  # not recorded: whoever calls it records what it is for
def ask_for_code(  # noqa: PLR0913  every one of these is a fact about the mail
    actor: Actor,
    *,
    email: str,
    host: str,
    browser: Browser,
    minutes: int,
    template: str,
    context: dict[str, Any],
    language: str = "",
) -> LoginRequest:
    """Mail a code that proves this mailbox in this browser. There is no link in the mail."""
    now, origin, code = timezone.now(), current_origin(), new_code()
    email = email.strip().lower()
    make_room(email, before=browser.before)
    request = LoginRequest(
        email=email,
        host=host,
        browser_hash=fingerprint(browser.secret),
        secret_hash=fingerprint(new_secret()),
        code_hash=fingerprint(code),
        ip=origin.ip,
        user_agent=origin.user_agent,
        known_device=browser.known_device,
        created_at=now,
        handled_at=now,
        expires_at=now + timedelta(minutes=minutes),
    )
    request.save(force_insert=True)
    about = {"code": shown_code(code), "minutes": minutes, **context}
    _queue(actor, request, template=template, context=about, language=language)
    return request


def _queue(
    actor: Actor,
    request: LoginRequest,
    *,
    template: str,
    context: dict[str, Any],
    language: str,
) -> None:
    queue_mail(
        actor,
        to=request.email,
        name="",
        template=template,
        context={"device": lazy_device_words(request.user_agent), **context},
        language=language,
        lane=SIGN_IN_LANE,
        sensitive=True,
        until=request.expires_at,
    )
