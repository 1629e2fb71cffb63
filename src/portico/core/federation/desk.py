"""The pages on which single sign-on is set up, for both doors: what they show, what they do.

A door says who asks, which company it is about, and where its own pages are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portico.core.access.actors import Actor
from portico.core.access.forms import attempt as attempt_form
from portico.core.access.pages import TenantRequest
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.jobs.job import is_awaited
from portico.core.people.models import Company, Contact, StaffUser
from portico.core.roles import queries as roles
from portico.ui.forms import Form
from portico.ui.pages import page, refused
from portico.ui.toasts import flash

from . import queries
from .actions import domains as domain_deeds
from .actions import setup
from .actions.begin import Begun, begin_test
from .addresses import answer_url, our_name, start_url
from .forms import DomainForm, NameForm, OidcForm, RulesForm, SamlForm
from .models import Connection, SsoAttempt, VerifiedDomain
from .rules.domains import record_name, record_value
from .rules.trust import fingerprints, mark_of
from .rules.words import DNS, OUTCOMES, explained, explained_setup

EXAMPLES = {  # what addresses of providers look like
    "saml": "https://login.example.com/metadata",
    "entra": "https://login.microsoftonline.com/…/v2.0",
    "google": "https://accounts.google.com",
    "other": "https://login.example.com",
}


@dataclass(frozen=True, slots=True)
class Door:
    """One of the two doors, in front of one company or, without one, of our own colleagues."""

    actor: Actor
    company: Company | None
    template: str  # the folder of its templates
    url: Callable[..., str]  # name and id → address
    around: dict[str, Any] = field(default_factory=dict)  # Any: context of templates
    tests: bool = True  # staff have no account at the client's provider

    @property
    def company_id(self) -> UUID | None:
        return self.company.pk if self.company else None


def show_overview(request: TenantRequest, door: Door, form: Form | None = None) -> HttpResponse:
    """Connection, domains, and who has stood before the door."""
    connection = queries.connection_of(door.actor, door.company_id)
    around = {
        **door.around,
        "company": door.company,
        "connection": connection,
        "form": form or DomainForm(),
        "providers": Connection.Provider.choices,
        "add_url": door.url("add"),
        "here": door.url("overview"),
        "rows": [],
    }
    if door.company:
        domains = queries.domains_of(door.actor, door.company.pk)
        around |= {
            "domains_url": door.url("domains"),
            "rows": [_domain_row(door, one) for one in domains],
        }
    around["is_looking"] = any(row["is_looking"] for row in around["rows"])
    if connection:
        around |= {
            "connection_url": door.url("connection", connection.pk),
            "ends": queries.ends_soon(connection),
            "turned": [
                (one, explained(one.reason)) for one in queries.turned_away(door.actor, connection)
            ],
            "subjects": list(_subjects(door, connection)),
        }
    answer = refused if form is not None and form.errors else page
    return answer(request, f"{door.template}/overview.html", around)


def _subjects(door: Door, connection: Connection) -> Iterator[tuple[str, Any, str]]:
    """Whose account it is, the account, and where to forget it. Any: of contacts or colleagues."""
    if door.company is None:
        for ours in queries.staff_subjects(door.actor, connection):
            yield ours.staff.name, ours, door.url("forget", ours.pk)
        return
    for one in queries.subjects(door.actor, connection):
        yield one.contact.name, one, door.url("forget", one.pk)


def show_connection(
    request: TenantRequest,
    door: Door,
    connection: Connection,
    *,
    facts: Form | None = None,
    rules: Form | None = None,
) -> HttpResponse:
    """Step by step: what the provider needs, what we need, a test, and the switch."""
    broken = next((one for one in (facts, rules) if one is not None and one.errors), None)
    around = {
        **door.around,
        "company": door.company,
        "connection": connection,
        "is_saml": connection.kind == Connection.Kind.SAML,
        "copies": list(_copies(connection)),
        "facts": facts or _facts_form(connection),
        "rules": rules or _rules_form(connection),
        "form": broken or Form(),
        "problem": explained_setup(connection.problem) if connection.problem else "",
        "is_reading": is_awaited(connection.asked_at),
        "ends": queries.ends_soon(connection),
        "start": start_url(connection),
        "urls": _urls(door, connection),
        "tests": door.tests,
        "mark": mark_of(connection),
        "fingerprints": fingerprints(connection),
        "vouches": roles.vouches_for_company(door.actor),
        "overview_url": door.url("overview"),
    }
    answer = refused if broken else page
    return answer(request, f"{door.template}/connection.html", {"examples": EXAMPLES, **around})


def _urls(door: Door, connection: Connection) -> dict[str, str]:
    names = ["connection", "facts", "rules", "activation", "stop", "refresh", "remove"]
    return {one: door.url(one, connection.pk) for one in names + ["test"] * door.tests}


def add(request: TenantRequest, door: Door) -> HttpResponse:
    chosen = request.POST.get("provider", "")
    if chosen not in Connection.Provider.values:
        raise Refusal(_("Choose your identity provider."))
    provider = Connection.Provider(chosen)
    connection = setup.add_connection(door.actor, door.company, provider=provider)
    return redirect(door.url("connection", connection.pk))


def save_facts(request: TenantRequest, door: Door, connection: Connection) -> HttpResponse:
    """What the provider gave; a job reads the rest from it."""
    if connection.kind == Connection.Kind.SAML:
        saml = SamlForm(request.POST)
        done = attempt_form(
            saml,
            lambda: setup.describe_saml(
                door.actor,
                connection,
                metadata=saml.cleaned_data["metadata"].encode(),
                address=saml.cleaned_data["address"],
            ),
        )
        return _after(request, door, connection, done, facts=saml)
    oidc = OidcForm(request.POST)
    done = attempt_form(
        oidc, lambda: setup.describe_oidc(door.actor, connection, **oidc.cleaned_data)
    )
    return _after(request, door, connection, done, facts=oidc)


def save_rules(request: TenantRequest, door: Door, connection: Connection) -> HttpResponse:
    form = _rules(connection)(request.POST)
    done = attempt_form(
        form, lambda: setup.choose_rules(door.actor, connection, **form.cleaned_data)
    )
    return _after(request, door, connection, done, rules=form)


def refresh(door: Door, connection: Connection) -> HttpResponse:
    if connection.discovery_url:
        setup.ask_provider(door.actor, connection)
    return redirect(door.url("connection", connection.pk))


def test(request: TenantRequest, door: Door, connection: Connection) -> Begun:
    """There and back in this browser; nobody is signed in by it."""
    here = request.get_host()
    if urlsplit(start_url(connection)).hostname != here.partition(":")[0].lower():
        raise Refusal(
            _("Providers know this portal as %(address)s. Sign in there, and test from there.")
            % {"address": "/".join(start_url(connection).split("/")[:3])}
        )
    return begin_test(door.actor, connection, host=here[:260])


def activate(request: TenantRequest, door: Door, connection: Connection) -> HttpResponse:
    setup.activate(door.actor, connection, seen=request.POST.get("seen", ""))
    flash(request, _("Single sign-on is switched on."))
    return redirect(door.url("overview"))


def stop(request: TenantRequest, door: Door, connection: Connection) -> HttpResponse:
    setup.stop(door.actor, connection)
    words = _("Single sign-on is switched off. Everybody signs in by mailed link again.")
    ours = _("Single sign-on is switched off. Colleagues sign in with their password.")
    flash(request, words if door.company else ours)
    return redirect(door.url("overview"))


def remove(request: TenantRequest, door: Door, connection: Connection) -> HttpResponse:
    setup.remove_connection(door.actor, connection)
    flash(request, _("Removed. Nothing is left of it but lines in the log."))
    return redirect(door.url("overview"))


def forget(request: TenantRequest, door: Door, subject_id: UUID) -> HttpResponse:
    if door.company:
        setup.forget_subject(door.actor, queries.subject(door.actor, subject_id))
    else:
        setup.forget_staff_subject(door.actor, queries.staff_subject(door.actor, subject_id))
    flash(request, _("Forgotten. The next account with this address can take its place."))
    return redirect(door.url("overview"))


def show_result(request: TenantRequest, door: Door, attempt: SsoAttempt) -> HttpResponse:
    """What the provider said, and what signing in would do."""
    around = {
        **door.around,
        "company": door.company,
        "attempt": attempt,
        "connection": attempt.connection,
        "has_worked": attempt.state == SsoAttempt.State.PROVED,
        "problem": explained(attempt.reason) if attempt.reason else "",
        "outcome": OUTCOMES.get(attempt.outcome, ""),
        "who": _who(attempt),
        "claims": list(_claims(attempt.claims)),
        "counts_two": attempt.aal > 1,
        "can_activate": attempt.connection.tested_at
        and not attempt.connection.is_active
        and roles.vouches_for_company(door.actor),
        "urls": {one: door.url(one, attempt.connection_id) for one in ("test", "activation")},
        "connection_url": door.url("connection", attempt.connection_id),
    }
    return page(request, f"{door.template}/result.html", around)


def _who(attempt: SsoAttempt) -> str:
    """Who it would be, by name."""
    if attempt.staff_id:
        return StaffUser.objects.get(pk=attempt.staff_id).name
    contact = Contact.objects.filter(pk=attempt.contact_id).first() if attempt.contact_id else None
    return contact.name if contact else ""


def add_domain(request: TenantRequest, door: Door) -> HttpResponse:
    form, company = DomainForm(request.POST), door.company
    if company is None:
        raise NotVisible("company")
    done = attempt_form(
        form, lambda: domain_deeds.add_domain(door.actor, company, **form.cleaned_data)
    )
    return redirect(door.url("overview")) if done else show_overview(request, door, form)


def change_domain(
    door: Door, domain: VerifiedDomain, deed: Callable[[Actor, VerifiedDomain], None]
) -> HttpResponse:
    deed(door.actor, domain)
    return redirect(door.url("overview"))


def _after(
    request: TenantRequest, door: Door, connection: Connection, done: object, **forms: Form
) -> HttpResponse:
    if done is None:
        return show_connection(request, door, connection, **forms)
    flash(request, _("Saved."))
    return redirect(door.url("connection", connection.pk))


def _facts_form(connection: Connection) -> Form:
    known = {"address": connection.discovery_url, "client_id": connection.client_id}
    return SamlForm(initial=known) if _is_saml(connection) else OidcForm(initial=known)


def _rules_form(connection: Connection) -> Form:
    form = _rules(connection)
    return form(initial={one: getattr(connection, one) for one in form.base_fields})


def _rules(connection: Connection) -> type[NameForm]:
    return RulesForm if connection.company_id else NameForm


def _copies(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """What to copy into the provider's own pages: a name for the field, words, value."""
    if _is_saml(connection):
        yield "acs", _("Reply address (assertion consumer service)"), answer_url(connection)
        yield "entity", _("Entity ID (audience)"), our_name(connection)
        yield "metadata", _("Address of our metadata"), our_name(connection)
    else:
        yield "redirect", _("Redirect URI"), answer_url(connection)


def _domain_row(door: Door, one: VerifiedDomain) -> dict[str, Any]:
    """Any: context of a template."""
    return {
        "row": one,
        "name": record_name(one.domain),
        "value": record_value(one.proof),
        "problem": DNS.get(one.problem, ""),
        "is_looking": is_awaited(one.asked_at),
        "check": door.url("domain_check", one.pk),
        "removal": door.url("domain_removal", one.pk),
        "enforcement": door.url("enforcement", one.pk),
        "release": door.url("release", one.pk),
    }


def _claims(kept: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Lasting id"), str(kept.get("subject", ""))
    yield _("E-mail"), str(kept.get("email", "")) or "–"
    yield _("Name"), str(kept.get("name", "")) or "–"
    yield _("Groups"), ", ".join(kept.get("groups", ())) or "–"
    yield _("How they signed in (acr, amr)"), ", ".join(kept.get("marks", ())) or "–"


def _is_saml(connection: Connection) -> bool:
    return connection.kind == Connection.Kind.SAML
