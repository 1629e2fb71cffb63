"""Compare every sealed line with its seal, and write down what came of it."""

from portico.core.access.actors import Actor
from portico.core.jobs.job import DEFAULT, defer
from portico.core.journal.acting import action, record
from portico.core.journal.models import Seal
from portico.core.journal.verify import verify

from ..events import ChainChecked
from ..models import Alert
from ..permissions import VIEW
from .alerts import Pattern, raise_alert

CHECK = "log.check_chain"  # the job, by name: actions do not import jobs


@action(VIEW)  # not recorded: what the check finds is
def ask_for_check(actor: Actor) -> None:  # noqa: ARG001
    """Have the chain checked now; it takes a moment, so a job does it."""
    defer(CHECK, DEFAULT, {})


@action(VIEW)
def check_chain(actor: Actor) -> int:
    """Walk the whole chain; how many lines do not fit. An alert is raised for the first one."""
    verdict = verify()
    last = Seal.objects.order_by("-position").values_list("hash", flat=True).first() or ""
    found = len(verdict.findings)
    record(actor, ChainChecked(lines=verdict.sealed, findings=found, seal=last[:16]))
    if found:
        pattern = Pattern(Alert.Kind.BROKEN_CHAIN, "chain", found, 0, verdict.findings[0][:200])
        raise_alert(actor, pattern)
    return found
