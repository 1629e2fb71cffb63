"""One line per happening, with the id of its request and never a secret.

Query strings, bodies, cookies and headers are not logged at all. Addresses of pages hold only ids,
or say which part of them is a secret.
"""

import re
from typing import Any

import structlog

from portico.kernel.origin import current_origin
from portico.kernel.tenancy import current_scope

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
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _without_secrets(value)
    return event


def _without_secrets(text: str) -> str:
    for secret in _secrets:
        text = secret.sub(r"\1…", text)
    return text


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
    ending = [structlog.processors.format_exc_info] if form == "json" else []
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *ending,
                    _hidden,
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
