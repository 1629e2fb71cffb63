"""Reading what concerns signing in: addresses, running sessions, who waits for a code."""

import hashlib
from uuid import UUID


def opaque(session: UUID) -> str:
    """How logs and the journal call a session: recognisable, and of no use to anybody."""
    return hashlib.sha256(b"portico.session\0" + session.bytes).hexdigest()[:32]
