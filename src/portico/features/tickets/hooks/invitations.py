"""Tell invitations who asks for help."""

from portico.core.invitations.ports import asks

from .. import queries

asks(asked_most=queries.asked_most, asked_since=queries.asked_since)
