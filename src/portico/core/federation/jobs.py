"""What talks to others: reading what providers publish, asking about codes, looking into DNS."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import SIGN_ON, Patience, job, schedule
from portico.kernel.dns import DnsAway, NoSuchName, texts_of
from portico.kernel.outbound import Unreachable
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .actions.answer import fail
from .actions.domains import ask_dns, note_dns
from .actions.look import (
    claim_exchange,
    note_keys,
    note_problem,
    note_proven,
    note_published,
    sweep_attempts,
)
from .actions.settle import settle_attempt
from .actions.setup import ask_provider, take_described
from .exchange import Question, described, keys_at, published, userinfo
from .models import Connection, SsoAttempt, VerifiedDomain
from .rules.domains import record_name, record_value
from .rules.oidc import check_token, needs_other_key, with_userinfo
from .rules.proven import Doubt, Proven

SELF = System(called("federation", _("Single sign-on")))
AGAIN = timedelta(hours=6)  # keys of providers change without a word
ONCE = Patience(tries=1)


@job()
def look_at_provider(*, connection: str) -> None:
    """Read the provider's document and keys. Old ones stay in use when that fails."""
    with scope(staff_scope(current_tenant())):
        row = Connection.objects.get(pk=UUID(connection))
    try:
        if row.kind == Connection.Kind.SAML:
            said = described(row)
            with scope(staff_scope(current_tenant())):
                now = Connection.objects.select_for_update().get(pk=row.pk)
                take_described(SELF, now, said, asked=row.discovery_url)
        else:
            document, keys = published(row)
            note_published(SELF, row.pk, said=document, keys=keys)
    except (Unreachable, Doubt) as problem:
        note_problem(SELF, row.pk, problem=_reason(problem))


@job(queue=SIGN_ON, patience=ONCE)
def exchange(*, attempt: str) -> None:
    """Claim – commit – ask – commit: a code is worth one question."""
    claimed = claim_exchange(SELF, UUID(attempt))
    if claimed is None:
        return
    try:
        note_proven(SELF, claimed.pk, _ask(claimed))
    except (Unreachable, Doubt) as problem:
        reason = "server" if isinstance(problem, Unreachable) else problem.reason
        fail(SELF, claimed, reason)
    else:
        settle_attempt(SELF, claimed.pk)


@job(queue=SIGN_ON, patience=ONCE)
def settle(*, attempt: str) -> None:
    """An assertion was believed; now see who it is."""
    settle_attempt(SELF, UUID(attempt))


@job()
def check_domain(*, domain: str) -> None:
    """Look for the TXT record."""
    with scope(staff_scope(current_tenant())):
        row = VerifiedDomain.objects.get(pk=UUID(domain))
    note_dns(SELF, row.pk, problem=_dns_problem(row))


@schedule("23 4 * * *")
@job()
def daily() -> None:
    """Domains are looked at once a day; what is over goes."""
    with scope(staff_scope(current_tenant())):
        for row in VerifiedDomain.objects.exclude(state=VerifiedDomain.State.LOST):
            ask_dns(SELF, row)
        sweep_attempts(SELF)


@schedule("41 */6 * * *")
@job()
def refresh() -> None:
    """Providers change their keys now and then, and SAML metadata brings the next certificate."""
    with scope(staff_scope(current_tenant())):
        old = Connection.objects.filter(
            state=Connection.State.ACTIVE, fetched_at__lt=timezone.now() - AGAIN / 2
        ).exclude(discovery_url="")
        for row in old:
            ask_provider(SELF, row)


def _ask(attempt: SsoAttempt) -> Proven:
    with scope(staff_scope(current_tenant())):
        question = Question(attempt)
    tokens = question.ask()
    token, keys = tokens["id_token"], list(question.connection.keys)
    if needs_other_key(token, keys):
        keys = keys_at(question.connection.keys_url)
        note_keys(SELF, question.connection.pk, keys=keys)
    access = found if isinstance(found := tokens.get("access_token"), str) else ""
    proven = check_token(token, keys, expected := question.expected(), access_token=access)
    if proven.email or not (access and question.connection.userinfo_url):
        return proven
    return with_userinfo(proven, userinfo(question.connection, access), expected)


def _dns_problem(row: VerifiedDomain) -> str:
    try:
        found = texts_of(record_name(row.domain))
    except NoSuchName:
        return "missing"
    except DnsAway:
        return "dns"
    if record_value(row.proof) in found:
        return ""
    return "different" if found else "missing"


def _reason(problem: Unreachable | Doubt) -> str:
    return problem.why.value if isinstance(problem, Unreachable) else problem.reason
