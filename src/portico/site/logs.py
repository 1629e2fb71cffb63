"""One line per happening, with the id of its request and never a secret.

Query strings, bodies, cookies and headers are not logged at all. Addresses of pages hold only ids,
or say which part of them is a secret.
"""

import re
import unicodedata
from typing import Any

import structlog

from portico.kernel.origin import current_origin
from portico.kernel.tenancy import current_scope

SEVERAL_LINES = {"exception", "stack", "stack_info"}
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # control, direction, half characters, line separators

_secrets: list[re.Pattern[str]] = []


def hide(before: str) -> None:
    """Write nothing down of what follows this expression, up to the next quotation mark."""
    _secrets.append(re.compile(rf"""({before})[^"'<>]+"""))


def _where(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Which request and which tenant a line belongs to."""
    origin, scope = current_origin(), current_scope()
    event.pop("request", None)  # Django's object tells its query string
    if origin.request_id:
        event["request"] = origin.request_id
    if scope is not None:
        event["tenant"] = str(scope.tenant)
    return event


def _hidden(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Nothing of what proves a right by itself."""
    return {key: _told(value) for key, value in event.items()}


def _told(value: Any) -> Any:
    """Text without secrets, also inside of lists; things that are no text as they would be shown.

    Any: whatever somebody logs.
    """
    match value:
        case str():
            return _without_secrets(value)
        case dict():
            return {key: _told(one) for key, one in value.items()}
        case list() | tuple():
            return [_told(one) for one in value]
        case None | bool() | int() | float():
            return value
        case _:
            return _without_secrets(repr(value))


def _without_secrets(text: str) -> str:
    for secret in _secrets:
        text = secret.sub(r"\1…", text)
    return text


def _harmless(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """For terminals: nothing that moves the cursor, turns the reading or begins a line of its own.

    JSON has its own way to spell such characters.
    """
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _visible(value, but="\n\t" if key in SEVERAL_LINES else "")
    return event


def _visible(text: str, *, but: str) -> str:
    if text.isprintable():  # nearly always
        return text
    return "".join(
        one.encode("unicode_escape").decode()
        if one not in but and unicodedata.category(one) in UNSEEN
        else one
        for one in text
    )


def _renderer(form: str) -> Any:
    """Lines for machines, or for people; never with the values of variables."""
    if form == "json":
        return structlog.processors.JSONRenderer()
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)


def logging_config(*, level: str, form: str) -> dict[str, Any]:
    """For Django's LOGGING: `form` is text (for people) or json (for machines)."""
    shared = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _where,
    ]
    for_people = [_harmless] if form != "json" else []
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,  # text first, so that it can be cleaned
                    _hidden,
                    *for_people,
                    _renderer(form),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "portico": {"level": level.upper()},
            "django.request": {"level": "ERROR"},
            "django.security.csrf": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # anybody can cause it
            "procrastinate": {"level": "WARNING"},
        },
    }
