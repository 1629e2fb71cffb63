"""What single sign-on does when something happened elsewhere."""

from portico.core.identity.events import ContactParted
from portico.core.journal.events import subscribe

from ..actions.forget import forget_accounts_of
from ..jobs import SELF


@subscribe(to=ContactParted)
def forget_those_of_the_old_address(fact: ContactParted) -> None:
    """Whoever came in under the mistaken address does not come back as somebody else."""
    forget_accounts_of(SELF, contact_id=fact.contact)
