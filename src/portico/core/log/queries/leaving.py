"""Lines as they leave the house: without rows, with every name that belongs to them."""

from portico.core.access.actors import Actor
from portico.core.journal.events import readings, refusals, words_of
from portico.core.journal.models import Seal

from ..rules.shapes import Plain
from .lines import Line, things_of


def plain(actor: Actor, piece: list[Line]) -> list[Plain]:
    """The lines with the names and seals that belong to them."""
    things = things_of(actor, piece)
    ids = [one.entry.pk for one in piece]
    seals = dict(Seal.objects.filter(entry_id__in=ids).values_list("entry_id", "hash"))
    reads, refused = set(readings()), set(refusals())
    return [
        Plain(
            id=str(entry.pk),
            at=entry.at,
            name=entry.name,
            words=words_of(entry.name),
            actor_kind=entry.actor_kind,
            actor_id=str(entry.actor_id or ""),
            actor=entry.who,
            behind_id=str(entry.behind_id or ""),
            behind=entry.behind_name,
            company_id=str(entry.company_id or ""),
            company=one.company,
            subject_kind=entry.subject_kind,
            subject_id=str(entry.subject_id or ""),
            subject=str(things.get(entry.subject_id, "")) if entry.subject_id else "",
            ip=one.personal.ip,
            user_agent=one.personal.user_agent,
            security=entry.is_security,
            financial=entry.is_financial,
            reads=entry.name in reads,
            refused=entry.name in refused,
            seal=seals.get(entry.pk, ""),
            data=entry.data,
        )
        for one in piece
        for entry in [one.entry]
    ]
