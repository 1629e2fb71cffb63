"""The log as a file: a table for people, lines for other systems; streamed, however long."""

import json
from collections.abc import Callable, Iterator

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portico.core.access.actors import Actor
from portico.core.journal.events import words_of
from portico.ui.exports import csv_download, stream_download

from ..queries import Line, Wanted, chunks, plain, things_of
from ..rules.shapes import Plain, as_cef, as_ocsf
from .rows import ACTORS

FORMS = {
    "csv": gettext_lazy("CSV, for a spreadsheet"),
    "ocsf": gettext_lazy("JSON lines (OCSF), for a SIEM"),
    "cef": gettext_lazy("CEF, for a SIEM"),
}


def as_file(actor: Actor, wanted: Wanted, form: str) -> StreamingHttpResponse:
    """The whole filtered log, a piece at a time."""
    name = f"log-{timezone.localdate()}"
    pieces = chunks(actor, wanted)
    if form == "csv":
        return csv_download(name, _header(), (_table(actor, piece) for piece in pieces))
    write = _ocsf if form == "ocsf" else as_cef
    kind, ending = ("application/x-ndjson", "jsonl") if form == "ocsf" else ("text/plain", "cef")
    return stream_download(f"{name}.{ending}", _written(actor, pieces, write), content_type=kind)


def _written(
    actor: Actor, pieces: Iterator[list[Line]], write: Callable[[Plain], str]
) -> Iterator[list[str]]:
    return ([write(one) + "\n" for one in plain(actor, piece)] for piece in pieces)


def _ocsf(line: Plain) -> str:
    return json.dumps(as_ocsf(line), ensure_ascii=False, sort_keys=True)


def _header() -> list[str]:
    return [
        _("Time"), _("Who"), _("Kind"), _("Behind it"), _("What"), _("About"), _("Company"),
        _("Security"), _("Money"), _("Address"), _("Device"), _("Details"), _("Before"),
        _("After"), _("Line"),
    ]  # fmt: skip


def _table(actor: Actor, piece: list[Line]) -> list[list[object]]:
    things = things_of(actor, piece)
    return [
        [
            timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds"),
            entry.who,
            ACTORS.get(entry.actor_kind, entry.actor_kind),
            entry.behind_name,
            words_of(entry.name),
            (things.get(entry.subject_id) if entry.subject_id else None) or "",
            one.company,
            _("yes") if entry.is_security else "",
            _("yes") if entry.is_financial else "",
            one.personal.ip,
            " ".join(filter(None, (one.personal.browser, one.personal.platform))),
            _json(entry.data),
            _json(one.personal.before),
            _json(one.personal.after),
            entry.pk,
        ]
        for one in piece
        for entry in [one.entry]
    ]


def _json(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True) if values else ""
