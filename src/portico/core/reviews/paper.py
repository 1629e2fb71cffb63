"""The evidence as PDF/A. What people have typed reaches it as data, never as markup."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portico.core.tenants.queries import this_tenant

from .models import AccessReview, ReviewLine
from .rules import CONTROLS

HERE = Path(__file__).parent / "documents"


def draw(review: AccessReview, lines: Sequence[ReviewLine]) -> bytes:
    """The document in the language and zone of the MSP."""
    tenant = this_tenant()
    with override(tenant.language), timezone.override(ZoneInfo(tenant.zone or "UTC")):
        told = _told(review, lines, tenant.name) | {"lang": tenant.language}
    compiler = typst.Compiler(
        input=(HERE / "evidence.typ").read_bytes(),
        root=HERE,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(told)},
    )
    drawn = compiler.compile(
        format="pdf",
        pdf_standards="a-2b",
        timestamp=(review.finished_at or timezone.now()).replace(microsecond=0),
    )
    if not isinstance(drawn, bytes):
        raise TypeError("a PDF is one file")
    return drawn


def _told(review: AccessReview, lines: Sequence[ReviewLine], msp: str) -> dict[str, Any]:
    """Texts only. Any: JSON."""
    people = [line.decision for line in lines]
    ended = sum(one in ReviewLine.ENDED for one in people)
    facts = [
        (_("Company"), review.company.name),
        (_("Kept by"), msp),
        (_("Time zone"), timezone.get_current_timezone_name()),
        (_("Started"), f"{_moment(review.started_at)}, {review.started_by or _('by itself')}"),
        (_("Due"), review.due.isoformat()),
        (_("Finished"), f"{_moment(review.finished_at)}, {review.finished_by}"),
        (_("People"), str(len(lines))),
        (_("Keep access"), str(people.count(ReviewLine.Decision.KEEP))),
        (_("Access ended"), str(ended)),
        (_("Another role"), str(people.count(ReviewLine.Decision.CHANGE))),
        (_("Answers"), ", ".join(CONTROLS)),
    ]
    return {
        "title": _("Access review: %(company)s") % {"company": review.company.name},
        "facts": [list(map(str, one)) for one in facts],
        "head": [_("Person"), _("Role"), _("Last seen"), _("Decision"), _("Decided")],
        "rows": [_row(line) for line in lines],
        "fingerprint": review.sha256,
        "fingerprint_words": _("SHA-256 of the data of this review (the file “data.json”)"),
    }


def _row(line: ReviewLine) -> list[str]:
    role = f"{line.role} ({line.get_reach_display()})" if line.role else "–"
    decision = str(line.get_decision_display())
    if line.new_role:
        decision += f": {line.new_role}"
    if line.by_themselves:
        decision += "\n" + _("confirmed by themselves, as the only admin")
    if line.reason:
        decision += f"\n{line.reason}"
    return [
        f"{line.name}\n{line.email}",
        role,
        _moment(line.last_seen_at) or _("Never"),
        decision,
        f"{line.decided_by}\n{_moment(line.decided_at)}".strip(),
    ]


def _moment(at: Any) -> str:  # Any: a moment, or none
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
