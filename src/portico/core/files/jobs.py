"""Looking at files after they arrived, and clearing away what nobody needs."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import Patience, job, schedule
from portico.core.tenants.vault import data_key
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from . import inspection, queries
from .actions.remove import clear_away_loose_files
from .actions.settle import settle_file
from .storage import storage

ACTOR = System(called("files", _("Files")))
WHILE_SCANNER_IS_AWAY = Patience(tries=20, first=4, longest=600)  # two hours, then staff hear
ORPHAN_SECONDS = 24 * 3600


@job(patience=WHILE_SCANNER_IS_AWAY)
def inspect_file(*, file: str) -> None:
    """Find out what a file is and whether it is harmful; until then nobody gets it.

    No transaction is open while we look: scanning and drawing take their time.
    """
    tenant = current_tenant()
    with scope(staff_scope(tenant)):
        row, key = queries.file_to_inspect(UUID(file)), data_key()
    if row is not None:
        verdict = inspection.inspect(row, data_key=key)
        with scope(staff_scope(tenant)):
            settle_file(ACTOR, row.id, verdict=verdict)


@schedule("17 * * * *")
@job()
def inspect_forgotten_files() -> None:
    """Files whose job gave up while the scanner was away, or was lost with a worker."""
    with scope(staff_scope(current_tenant())):
        for file_id in queries.forgotten_files():
            inspect_file.later(file=str(file_id))


@schedule("23 3 * * *")
@job()
def clear_away() -> None:
    """Uploads that nobody used, and objects that belong to no row."""
    with scope(staff_scope(current_tenant())):
        clear_away_loose_files(ACTOR)
    for key in storage().older_than(ORPHAN_SECONDS, under=str(current_tenant())):
        with scope(staff_scope(current_tenant())):
            is_orphan = not queries.is_kept(key)
        if is_orphan:
            storage().delete(key)
