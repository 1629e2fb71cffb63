"""Colleagues and teams in the log, and what happens at the doors in words."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import can
from portico.core.journal.ports import Named, named, told
from portico.core.people import queries as people
from portico.core.people.permissions import MANAGE_STAFF

from ..actions.reveal import CheckedBy
from ..models import Ending, Factor, Method

type Words = dict[Any, Any]  # keys as JSON gives them back, words that are translated later

FACTORS: Words = {1: _("one factor"), 2: _("two factors")}
REASONS: Words = {
    "unknown": _("nobody with this address has access"),
    "switched_off": _("access is switched off"),
    "wrong_password": _("wrong password"),
    "wrong_factor": _("wrong code of the second factor"),
    "unknown_request": _("nobody asked for this sign-in"),
    "expired": _("too late"),
    "used": _("used already"),
    "replaced": _("a newer e-mail was asked for"),
    "other_browser": _("in another browser than the one that asked"),
    "wrong_link": _("the link was changed"),
    "wrong_code": _("wrong code"),
    "too_many_tries": _("too many wrong codes"),
    "passkey_wrong": _("the passkey's answer did not hold"),
    "passkey_unknown": _("a passkey that is not known here"),
    "passkey_cloned": _("a passkey that seems to be copied"),
}
TRIES: Words = {
    "ask": _("asking for sign-in e-mails"),
    "try": _("trying links and codes"),
    "staff": _("passwords and codes of colleagues"),
    "client": _("passwords and codes of clients"),
    "passkey": _("trying passkeys"),
    "token": _("API tokens"),
    "reveal": _("telling codes to clients"),
}


METHODS: Words = {**dict(Method.choices), "mail": _("Code from an e-mail")}


def _tries(limit: str) -> str | Promise | None:
    return TRIES.get(limit.partition(".")[0])


def colleague_names(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Named]:
    """The MSP's people, for their colleagues."""
    found = people.staff_users(actor).filter(pk__in=ids).order_by("id")
    return _linked(actor, dict(found.values_list("pk", "name")), "staff:identity:person")


def team_names(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Named]:
    found = people.teams(actor).filter(pk__in=ids).order_by("id")
    return _linked(actor, dict(found.values_list("pk", "name")), "staff:identity:team")


def _linked(actor: Actor, names: dict[UUID, str], page: str) -> dict[UUID, Named]:
    """Their pages are for those who look after them."""
    may = can(actor, MANAGE_STAFF)
    return {
        pk: Named(title=name, path=reverse(page, args=[pk]) if may else "")
        for pk, name in names.items()
    }


named("people.staffuser", colleague_names)
named("people.team", team_names)
told(
    "identity",
    fields={
        "method": _("Signed in with"),
        "aal": _("Proof"),
        "new_device": _("Device not seen before"),
        "provider": _("Provider"),
        "how": _("Why it ended"),
        "reason": _("Reason"),
        "contact": _("Contact"),
        "staff": _("Colleague"),
        "identifier": "",  # a digest of what was typed
        "limit": _("Too much of"),
        "company": _("Company"),
        "revoked": "",  # a digest of the session
        "checked_by": _("How it was made sure who it is"),
        "person": "",  # the contact says who it is
        "passkey": "",
        "passkeys": _("Passkeys"),
        "passwords": _("Passwords"),
        "no_passwords": _("Passwords nowhere"),
        "factor": _("Who needs a second factor?"),
        "factor_roles": "",
        "session_days": _("Days until everybody signs in again"),
        "idle_hours": _("Hours until an unused session ends"),
        "left": _("Recovery codes left"),
        "fields": _("What changed"),
        "name": _("Name"),
        "title": _("Job title"),
        "phone": _("Phone"),
        "language": _("Language"),
        "zone": _("Time zone"),
        "to": _("To"),
    },
    values={
        "method": METHODS.get,
        "factor": dict(Factor.choices).get,
        "aal": FACTORS.get,
        "how": dict(Ending.choices).get,
        "reason": REASONS.get,
        "limit": _tries,
        "checked_by": dict(CheckedBy.choices).get,
        "language": dict(settings.LANGUAGES).get,
    },
)
