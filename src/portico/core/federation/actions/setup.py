"""Describe an identity provider, switch it on and off."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, NotVisible, Refusal, can
from portico.core.jobs.job import DEFAULT, defer, is_awaited
from portico.core.journal.acting import action, record
from portico.core.people.models import Company
from portico.core.roles import queries as roles
from portico.core.tenants.queries import this_tenant
from portico.core.tenants.vault import seal_text
from portico.kernel.outbound import Unreachable, check_url
from portico.kernel.text import one_line

from ..events import (
    ConnectionActivated,
    ConnectionAdded,
    ConnectionChanged,
    ConnectionRemoved,
    ConnectionStopped,
    StaffSubjectForgotten,
    SubjectForgotten,
)
from ..models import Connection, StaffSubject, Subject
from ..permissions import MANAGE, MANAGE_STAFF
from ..rules.oidc import discovery_of
from ..rules.proven import Doubt
from ..rules.saml import Described, read_metadata
from ..rules.trust import mark_of
from ..rules.words import explained_setup
from .domains import release_all
from .forget import part_accounts

LOOK = "federation.look_at_provider"  # the job, by name: actions do not import jobs
MOST = 10  # connections of one company


class NotTested(Conflict):
    """Nobody has seen it work."""

    def __init__(self) -> None:
        super().__init__(_("Test it first: only what has worked once can be switched on."))


class ChangedMeanwhile(Conflict):
    """What would be switched on is not what the page showed."""

    def __init__(self) -> None:
        super().__init__(
            _("The connection was changed meanwhile. Look at it again, then switch it on.")
        )


class NeedsAdmin(Conflict):
    """A client's IT gets it ready; whoever gives access there switches it on."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody who may give access at your company has to do this. It is ready for them.")
        )


@action(MANAGE)
def add_connection(
    actor: Actor, company: Company | None, *, provider: Connection.Provider
) -> Connection:
    """Begin to set a provider up, without a company that of our own staff; nothing changes yet."""
    _require_visible(actor, company.pk if company else None)
    there = Connection.objects.filter(company=company).exclude(state=Connection.State.REMOVED)
    if there.count() >= MOST:
        raise Refusal(_("There are enough connections. Remove one that you do not need."))
    now = timezone.now()
    is_saml = provider == Connection.Provider.SAML
    connection = Connection(
        company=company,
        provider=provider,
        kind=Connection.Kind.SAML if is_saml else Connection.Kind.OIDC,
        name=_usual_name(provider, company),
        created_at=now,
        changed_at=now,
    )
    connection.save(force_insert=True)
    fact = ConnectionAdded(connection=connection.pk, provider=provider.value)
    record(actor, fact, on=connection)
    return connection


@action(MANAGE)
def describe_oidc(
    actor: Actor, connection: Connection, *, address: str, client_id: str, secret: str
) -> Connection:
    """Where the provider is and how it calls us; a job reads the rest from its document.

    No secret means that the one we have stays, at the provider that it was given for. Another
    provider or client has to be tested again.
    """
    connection = _locked(actor, connection)
    wanted = {"discovery_url": _checked(discovery_of(address)), "client_id": client_id.strip()}
    changed = [key for key, value in wanted.items() if getattr(connection, key) != value]
    for key in changed:
        setattr(connection, key, wanted[key])
    if secret:
        connection.client_secret = seal_text(connection, "client_secret", secret)
        changed.append("client_secret")
    elif not connection.client_secret or "discovery_url" in changed:
        raise Refusal(_("Enter the client secret from the provider."), field="secret")
    if {"discovery_url", "client_id"} & set(changed):
        _untested(connection)
    if "discovery_url" in changed:
        _forget_addresses(connection)
        changed += part_accounts(connection)
    return _asked_anew(actor, connection, changed)


@action(MANAGE)
def describe_saml(
    actor: Actor, connection: Connection, *, metadata: bytes = b"", address: str = ""
) -> Connection:
    """What the provider's metadata says, given as text, or by the address where a job reads it."""
    connection = _locked(actor, connection)
    if metadata:
        connection.discovery_url = ""  # what was pasted is not what stands at an address
        try:
            take_described(actor, connection, read_metadata(metadata))
        except Doubt as problem:
            raise Refusal(explained_setup(problem.reason), field="metadata") from problem
        return connection
    wanted = _checked(address.strip())
    if connection.discovery_url == wanted:
        return ask_provider(actor, connection)
    connection.discovery_url = wanted
    _untested(connection)
    return _asked_anew(actor, connection, ["discovery_url"])


@action(MANAGE)
def take_described(
    actor: Actor, connection: Connection, said: Described, *, asked: str = ""
) -> None:
    """Keep what the metadata says; another provider or address has to be tested again.

    `asked` is the address where it was read. What another one said meanwhile is not kept.
    """
    _require_visible(actor, connection.company_id)
    if connection.discovery_url != asked or connection.state == Connection.State.REMOVED:
        return
    before = (connection.issuer, connection.authorize_url, connection.keys)
    connection.issuer, connection.authorize_url = said.entity_id, said.sign_on_url
    connection.keys = said.certificates
    connection.fetched_at, connection.asked_at, connection.problem = timezone.now(), None, ""
    after = (connection.issuer, connection.authorize_url, connection.keys)
    names = ("issuer", "authorize_url", "keys")
    changed = [key for key, was, now in zip(names, before, after, strict=True) if was != now]
    is_other = bool({"issuer", "authorize_url"} & set(changed))
    if is_other:
        changed += part_accounts(connection)
    if is_other or ("keys" in changed and not roles.vouches_for_company(actor)):
        _untested(connection)  # whoever holds the key of a certificate can come in as anybody
    _save(actor, connection, changed)


@action(MANAGE)
def choose_rules(
    actor: Actor,
    connection: Connection,
    *,
    name: str,
    creates_contacts: bool = False,
    group_claim: str = "",
    second_factor: str = "",
) -> Connection:
    """What the button says, who may come in for the first time, and what counts as two factors."""
    connection = _locked(actor, connection)
    wanted: dict[str, Any] = {  # Any: texts and one switch
        "name": one_line(name)[:80] or connection.name,
        "creates_contacts": creates_contacts,
        "group_claim": group_claim.strip(),
        "second_factor": " ".join(second_factor.split()),
    }
    changed = [key for key, value in wanted.items() if getattr(connection, key) != value]
    for key in changed:
        setattr(connection, key, wanted[key])
    if changed and connection.is_active:
        _require_admin(actor)
    _save(actor, connection, changed)
    return connection


@action(MANAGE)  # not recorded: what the job finds is
def ask_provider(actor: Actor, connection: Connection) -> Connection:
    """Have the provider's own document read anew, by a job. What it says is recorded then."""
    _require_visible(actor, connection.company_id)
    if is_awaited(connection.asked_at):
        return connection
    connection.asked_at, connection.problem = timezone.now(), ""
    connection.save(update_fields=["asked_at", "problem"])
    defer(LOOK, DEFAULT, {"connection": str(connection.pk)})
    return connection


@action(MANAGE)
def activate(actor: Actor, connection: Connection, *, seen: str | None = None) -> Connection:
    """People of the company sign in with it from now on; the one before is switched off.

    `seen` is the mark of what the page showed: nobody switches on what they have not seen.
    """
    connection = _locked(actor, connection)
    if connection.is_active:
        return connection
    if seen is not None and seen != mark_of(connection):
        raise ChangedMeanwhile
    if connection.tested_at is None or not connection.is_known:
        raise NotTested
    _require_admin(actor)
    others = Connection.objects.select_for_update().filter(
        company=connection.company, state=Connection.State.ACTIVE
    )
    for other in others:
        _set_state(other, Connection.State.OFF)
        record(actor, ConnectionStopped(connection=other.pk), on=other)
    _set_state(connection, Connection.State.ACTIVE)
    record(actor, ConnectionActivated(connection=connection.pk), on=connection)
    return connection


@action(MANAGE)
def stop(actor: Actor, connection: Connection) -> Connection:
    """Nobody signs in with it any more. Where it was the only way in, the mailed link works again,
    so that nobody is shut out.
    """
    connection = _locked(actor, connection)
    if not connection.is_active:
        return connection
    _set_state(connection, Connection.State.OFF)
    if connection.company_id:
        release_all(actor, connection.company_id)
    record(actor, ConnectionStopped(connection=connection.pk), on=connection)
    return connection


@action(MANAGE)
def remove_connection(actor: Actor, connection: Connection) -> None:
    """What nobody signs in with goes, with all that is known of the provider and its accounts."""
    connection = _locked(actor, connection)
    if connection.is_active:
        raise Conflict(_("Switch single sign-on off first."))
    _set_state(connection, Connection.State.REMOVED)
    record(actor, ConnectionRemoved(connection=connection.pk), on=connection)


@action(MANAGE)
def forget_subject(actor: Actor, subject: Subject) -> None:
    """Another account with the contact's address may be connected with the contact."""
    Subject.objects.filter(pk=subject.pk).delete()
    fact = SubjectForgotten(connection=subject.connection_id, contact=subject.contact_id)
    record(actor, fact, on=subject)


@action(MANAGE_STAFF)
def forget_staff_subject(actor: Actor, subject: StaffSubject) -> None:
    """Another account with the colleague's address may be connected with the colleague."""
    StaffSubject.objects.filter(pk=subject.pk).delete()
    fact = StaffSubjectForgotten(connection=subject.connection_id, staff=subject.staff_id)
    record(actor, fact, on=subject)


def _locked(actor: Actor, connection: Connection) -> Connection:
    _require_visible(actor, connection.company_id)
    return Connection.objects.select_for_update().get(pk=connection.pk)


def _require_visible(actor: Actor, company_id: UUID | None) -> None:
    """Whoever sets up the provider of our own staff decides who they are: that takes more."""
    if company_id is None and not can(actor, MANAGE_STAFF):
        raise NotVisible("connection")


def _usual_name(provider: Connection.Provider, company: Company | None) -> str:
    short = {
        Connection.Provider.ENTRA: "Microsoft",
        Connection.Provider.GOOGLE: "Google",
        Connection.Provider.OKTA: "Okta",
    }
    ours = (company.short_name or company.name) if company else this_tenant().name
    return short.get(provider, ours)[:80]


def _checked(url: str) -> str:
    try:
        check_url(url)
    except Unreachable as problem:
        raise Refusal(explained_setup(problem.why.value), field="address") from problem
    if len(url) > 500:
        raise Refusal(explained_setup("address"), field="address")
    return url


def _require_admin(actor: Actor) -> None:
    if not roles.vouches_for_company(actor):
        raise NeedsAdmin


def _forget_addresses(connection: Connection) -> None:
    """Nothing of the former provider is asked with the secret of the next one."""
    connection.issuer = connection.authorize_url = connection.token_url = ""
    connection.keys_url = connection.userinfo_url = ""
    connection.keys = []


def _untested(connection: Connection) -> None:
    """What has been tested was another one. In use or not, it has to be seen to work again."""
    connection.tested_at = None
    connection.changed_at = timezone.now()
    if connection.state != Connection.State.OFF:
        connection.state = Connection.State.DRAFT


def _asked_anew(actor: Actor, connection: Connection, changed: list[str]) -> Connection:
    """Whoever is being asked may be another one: what the last question brings does not count."""
    if changed:
        connection.asked_at = None
    _save(actor, connection, changed)
    return ask_provider(actor, connection)


def _save(actor: Actor, connection: Connection, changed: list[str]) -> None:
    connection.save()
    if changed:
        fact = ConnectionChanged(connection=connection.pk, fields=sorted(changed))
        record(actor, fact, on=connection)


def _set_state(connection: Connection, state: Connection.State) -> None:
    connection.state = state
    connection.save(update_fields=["state"])
