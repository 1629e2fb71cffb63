"""Copies of a review for whoever may have them: the document, a table, the data itself."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from portico.core.access.actors import Actor
from portico.kernel.keyset import page_of, pieces
from portico.ui.exports import csv_download

from . import queries
from .actions.evidence import take_copy
from .models import AccessReview, ReviewLine
from .rules import as_data, canonical

PIECE = 500


def pdf_of(actor: Actor, review: AccessReview) -> HttpResponse:
    """The document as it was drawn when the review was finished."""
    document = queries.evidence(actor, review)
    take_copy(actor, review, form="pdf")
    return _file(bytes(document.content), "application/pdf", _name(review, "pdf"))


def data_of(actor: Actor, review: AccessReview) -> HttpResponse:
    """Exactly the bytes that the fingerprint was taken of."""
    lines = list(queries.lines(actor, review).order_by("name", "id"))
    take_copy(actor, review, form="json")
    return _file(canonical(as_data(review, lines)), "application/json", _name(review, "json"))


def csv_of(actor: Actor, review: AccessReview) -> HttpResponseBase:
    """One line for each person."""
    take_copy(actor, review, form="csv")
    header = [
        _("Name"),
        _("E-mail"),
        _("Role"),
        _("Reach"),
        _("Last seen"),
        _("Decision"),
        _("New role"),
        _("Reason"),
        _("Decided by"),
        _("Decided at"),
        _("Confirmed by themselves"),
    ]
    return csv_download(_name(review, ""), header, _pieces(actor, review))


def _pieces(actor: Actor, review: AccessReview) -> Iterator[list[list[object]]]:
    found = queries.lines(actor, review)
    for some in pieces(lambda after: page_of(found, "id", after=after, size=PIECE)):
        yield [_cells(line) for line in some]


def _cells(line: ReviewLine) -> list[object]:
    return [
        line.name,
        line.email,
        line.role,
        line.get_reach_display() if line.reach else "",
        line.last_seen_at,
        line.get_decision_display(),
        line.new_role,
        line.reason,
        line.decided_by,
        line.decided_at,
        _("yes") if line.by_themselves else "",
    ]


def _name(review: AccessReview, ending: str) -> str:
    day = (review.finished_at or review.started_at).date().isoformat()
    return f"access-review-{day}" + (f".{ending}" if ending else "")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
