"""Choose the mail server, and try it out."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Staff
from portico.core.access.permissions import Refusal
from portico.core.jobs.job import DEFAULT, defer
from portico.core.journal.acting import action, record
from portico.core.tenants.queries import this_tenant
from portico.core.tenants.vault import seal_text
from portico.kernel.smtp import Security, SmtpProblem, Step

from .. import queries
from ..events import MailServerChanged, MailServerRemoved, MailServerTested
from ..models import MailServer, MailTest
from ..permissions import MANAGE
from ..rules.addresses import clean_name, domain_of, is_address
from ..rules.letters import has_picture, write_letter
from ..rules.outgoing import Parcel, new_message_id
from .deliver import Claim, claim_of, start_afresh

TEST = "mail.try_server"  # the job, by name: actions do not import jobs


class NoServer(Refusal):
    """There is nothing that could be tested."""


@action(MANAGE)
def change_server(  # noqa: PLR0913  a mail server is that many facts
    actor: Actor,
    *,
    host: str,
    port: int,
    security: Security,
    user: str,
    password: str | None,
    from_address: str,
    from_name: str,
    marks_replies: bool,
) -> MailServer:
    """Send mail through this server from now on. `password=None` keeps the one that is set."""
    if not is_address(from_address):
        raise Refusal(_("This is not an e-mail address."), field="from_address")
    server = MailServer.objects.select_for_update().first() or MailServer()
    before = _facts(server)
    is_elsewhere = (server.host, server.user) != (host, user) or security is Security.NONE
    server.host, server.port, server.security = host, port, security.value
    server.user, server.marks_replies = user, marks_replies
    server.from_address, server.from_name = from_address, clean_name(from_name)
    if not user:
        server.password = b""
    elif password is not None:
        server.password = seal_text(server, "password", password)
    elif is_elsewhere:  # a password never goes to a server it was not given for
        raise Refusal(_("Type the password for this server and user."), field="password")
    server.changed_at = timezone.now()
    server.save()
    start_afresh()
    record(
        actor, MailServerChanged(server=server.id), on=server, before=before, after=_facts(server)
    )
    return server


@action(MANAGE)
def remove_server(actor: Actor) -> None:
    """Use the installation's mail server again."""
    server = MailServer.objects.select_for_update().first()
    if server is None:
        raise NoServer(_("You have no mail server of your own."))
    before, server_id = _facts(server), server.id
    server.delete()
    start_afresh()
    record(actor, MailServerRemoved(server=server_id), before=before)


def _facts(server: MailServer) -> dict[str, str]:
    """What the audit trail keeps: everything but the password."""
    return {
        "server": str(server) if server.host else "",
        "security": server.security,
        "user": server.user,
        "from": server.from_address,
        "name": server.from_name,
    }


@action(MANAGE)
def ask_for_test(actor: Actor) -> MailTest:
    """Send a test mail to whoever asks; a job does it and writes down how far it came."""
    if not isinstance(actor, Staff):
        raise NoServer(_("Only staff can get a test e-mail."))
    route = queries.route()
    if not route.is_there:
        raise NoServer(_("There is no mail server yet."))
    server = route.server
    test = MailTest(
        staff_id=actor.id,
        to=actor.email,
        name=actor.name,
        language=actor.language,
        zone=actor.zone,
        server=f"{server.host}:{server.port}" if server else "",
        security=server.security.value if server else "",
        user=server.user if server else "",
        asked_at=timezone.now(),
    )
    test.save(force_insert=True)
    defer(TEST, DEFAULT, {"test": str(test.id)})
    record(actor, MailServerTested(test=test.id), on=test)
    return test


@action(MANAGE)  # not recorded: the beginning of a test that is recorded
def begin_test(actor: Actor, test_id: UUID) -> Claim | None:  # noqa: ARG001
    """Write the test mail; None when the test is over already or nothing can be tested."""
    test = MailTest.objects.filter(pk=test_id, state=MailTest.State.RUNNING, step="").first()
    route, tenant, now = queries.route(), this_tenant(), timezone.now()
    if test is None or not route.is_there:
        return None
    values = {"to": test.name, "server": test.server or tenant.name, "asked_at": test.asked_at}
    language, zone = test.language or tenant.language, test.zone or tenant.zone
    parcel = Parcel(
        id=test.id,
        sender=route.sender,
        to=test.to,
        name=test.name,
        letter=write_letter(tenant, "mail/mail/test", values, language=language, zone=zone),
        message_id=new_message_id(test.id, domain_of(route.sender.address)),
        moment=timezone.localtime(now, tenant.time_zone),
        logo=queries.picture(tenant.logo_hash) if has_picture(tenant) else b"",
    )
    return claim_of(parcel, route, attempt=1, folder=tenant.slug)


@action(MANAGE)  # not recorded: progress of a test that is recorded
def note_step(actor: Actor, test_id: UUID, *, step: Step) -> None:  # noqa: ARG001
    MailTest.objects.filter(pk=test_id).update(step=step.value)


@action(MANAGE)  # not recorded: the end of a test that is recorded
def end_test(actor: Actor, test_id: UUID, *, problem: SmtpProblem | None) -> None:  # noqa: ARG001
    """Write down how a test ended; a good end also ends an outage."""
    test = MailTest.objects.select_for_update().get(pk=test_id)
    test.ended_at = timezone.now()
    test.state = MailTest.State.FAILED if problem else MailTest.State.ARRIVED
    if problem:
        test.step, test.reason = problem.step.value, problem.reason.value
        test.code, test.answer = problem.code, problem.said
    else:
        start_afresh()
    test.save()
