"""Companies and their people by name, mail address and domain; for the desk only.

They are below the engines and cannot contribute themselves. Clients never find them: all words
are internal, and no entry belongs to a company.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, System, called
from portico.core.people import queries as people
from portico.core.people.models import Company, Contact, ContactQuerySet

from ..ports import Document
from ..rules import plain_words
from .index import found

COMPANY, CONTACT = "people.company", "people.contact"
INDEXER = System(called("search", _("Search")))  # who reads and writes the index
CLOSED = Q(status=Company.Status.INACTIVE)
OUT = Q(access=Contact.Access.DISABLED) | Q(company__status=Company.Status.INACTIVE)


def companies(actor: Actor, words: str) -> QuerySet[Company]:
    """What the actor may see and that has all the words; those that are closed come last."""
    rows = people.companies(actor).filter(pk__in=found(actor, COMPANY, words, language=""))
    return rows.order_by(_last(CLOSED), "name", "id")


def contacts(actor: Actor, words: str) -> ContactQuerySet:
    """People with all the words; those who are switched off come last."""
    rows = people.contacts(actor).filter(pk__in=found(actor, CONTACT, words, language=""))
    return rows.select_related("company").order_by(_last(OUT), "name", "id")


def _last(these: Q) -> Case:
    return Case(When(these, then=Value(1)), default=Value(0), output_field=IntegerField())


def company_documents(ids: Sequence[UUID]) -> list[Document]:
    rows = people.companies(INDEXER).filter(pk__in=ids)
    return [
        _document(one.pk, one.created_at, one.name, one.short_name, one.website) for one in rows
    ]


def contact_documents(ids: Sequence[UUID]) -> list[Document]:
    rows = people.contacts(INDEXER).filter(pk__in=ids)
    return [_document(one.pk, one.created_at, one.name, one.email) for one in rows]


def _document(id_: UUID, at: datetime, *words: str) -> Document:
    """Addresses fall into words, as what somebody types does: `carla@bluebird.example`."""
    plain = plain_words(" ".join(words))
    return Document(id=id_, company_id=None, title="", public="", internal=plain, at=at)
