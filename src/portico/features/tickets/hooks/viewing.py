"""The reason for viewing as a client may have to be one of that client's tickets."""

import re
from uuid import UUID

from portico.core.access.actors import Actor
from portico.core.viewing.ports import known_by

from .. import queries

NUMBER = re.compile(r"\d{1,12}")
MOST = 5  # numbers in one reason


@known_by
def names_a_ticket(actor: Actor, company_id: UUID, words: str) -> bool:
    """Does a number in here belong to a ticket of this company?"""
    numbers = [int(one) for one in NUMBER.findall(words)[:MOST]]
    found = queries.tickets(actor).filter(company_id=company_id, number__in=numbers)
    return bool(numbers) and found.exists()
