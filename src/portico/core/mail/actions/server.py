"""Choose the way out for mail, and try it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Staff
from portico.core.access.permissions import Refusal
from portico.core.jobs.job import DEFAULT, defer
from portico.core.journal.acting import action, record
from portico.core.tenants.queries import this_tenant
from portico.core.tenants.vault import seal_text
from portico.kernel.gmail import BadKey, check_key, read_key
from portico.kernel.mailing import MailProblem, Step
from portico.kernel.smtp import Security

from .. import queries
from ..events import MailServerChanged, MailServerRemoved, MailServerTested
from ..models import MailServer, MailTest
from ..permissions import MANAGE
from ..rules.addresses import clean_name, domain_of, is_address
from ..rules.letters import has_picture, write_letter
from ..rules.outgoing import Parcel, new_message_id
from ..ways import described
from .deliver import Claim, claim_of, start_afresh

TEST = "mail.try_server"  # the job, by name: actions do not import jobs
NOWHERE = {
    "host": "",
    "port": 443,
    "security": Security.TLS.value,
    "user": "",
    "directory": "",
    "client": "",
}


class NoServer(Refusal):
    """There is nothing that could be tested."""


class NoKeyFile(Refusal):
    """What was pasted is not what Google hands out, or only a part of it."""

    def __init__(self) -> None:
        words = _("This is no whole key file. Paste all of the JSON file that you got from Google.")
        super().__init__(words, field="key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """In whose name mail leaves."""

    from_address: str
    from_name: str
    marks_replies: bool


@action(MANAGE)  # not recorded here: `_use` records every way
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
    row = _locked()
    face = Face(from_address=from_address, from_name=from_name, marks_replies=marks_replies)
    is_elsewhere = (row.way, row.host, row.user) != (MailServer.Way.SMTP, host, user)
    given = "" if not user else password
    if given is None and (is_elsewhere or security is Security.NONE):
        raise Refusal(_("Type the password for this server and user."), field="password")
    place: dict[str, str | int] = {"host": host, "port": port, "user": user}
    place["security"] = security.value
    return _use(actor, row, MailServer.Way.SMTP, place, given, face)


@action(MANAGE)  # not recorded here: `_use` records every way
def use_microsoft(
    actor: Actor, *, directory: str, client: str, mailbox: str, secret: str | None, face: Face
) -> MailServer:
    """Send from this mailbox of Microsoft 365, as an application of its directory."""
    row, place = _locked(), {"directory": directory, "client": client, "user": mailbox}
    known = (MailServer.Way.GRAPH, directory, client)
    if secret is None and (row.way, row.directory, row.client) != known:
        raise Refusal(_("Type the client secret of this application."), field="secret")
    return _use(actor, row, MailServer.Way.GRAPH, place, secret, face)


@action(MANAGE)  # not recorded here: `_use` records every way
def use_google(actor: Actor, *, mailbox: str, key: str | None, face: Face) -> MailServer:
    """Send from this mailbox of Google Workspace, with a key file that may act for it."""
    row = _locked()
    if key is None and row.way != MailServer.Way.GMAIL:
        raise Refusal(_("Paste the key file."), field="key")
    client = row.client if key is None else _client_of(key)
    return _use(actor, row, MailServer.Way.GMAIL, {"client": client, "user": mailbox}, key, face)


def _client_of(key: str) -> str:
    try:
        found = read_key(key)
        check_key(found)
    except BadKey as problem:
        raise NoKeyFile from problem
    return found.client


def _locked() -> MailServer:
    return MailServer.objects.select_for_update().first() or MailServer(port=443)


def _use(
    actor: Actor,
    row: MailServer,
    way: MailServer.Way,
    place: Mapping[str, str | int],
    secret: str | None,
    face: Face,
) -> MailServer:
    """A secret never goes where it was not given for: whoever calls has seen to that."""
    if not is_address(face.from_address):
        raise Refusal(_("This is not an e-mail address."), field="from_address")
    before = _facts(row)
    row.way = way
    for name, usual in NOWHERE.items():
        setattr(row, name, place.get(name, usual))
    row.from_address, row.from_name = face.from_address, clean_name(face.from_name)
    row.marks_replies = face.marks_replies
    if secret is not None:
        row.password = seal_text(row, "password", secret)
    row.changed_at = timezone.now()
    row.save()
    start_afresh()
    record(actor, MailServerChanged(server=row.id), on=row, before=before, after=_facts(row))
    return row


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
    """What the audit trail keeps: everything but the secret."""
    return {
        "way": server.way if server.from_address else "",
        "server": str(server) if server.host else "",
        "security": server.security,
        "directory": server.directory,
        "client": server.client,
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
    test = MailTest(
        staff_id=actor.id,
        to=actor.email,
        name=actor.name,
        language=actor.language,
        zone=actor.zone,
        **(described(route.server) if route.server else {}),
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
def end_test(actor: Actor, test_id: UUID, *, problem: MailProblem | None) -> None:  # noqa: ARG001
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
