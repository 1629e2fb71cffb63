"""Setting up a directory: what the pages of both doors have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.core.access.actors import Actor
from portico.core.access.forms import attempt
from portico.core.access.pages import PortalRequest, StaffRequest
from portico.core.people.models import Company
from portico.core.roles import queries as roles
from portico.core.roles.models import Role
from portico.ui.pages import form_page, page
from portico.ui.tables import asked_page, pager
from portico.ui.toasts import flash

from . import queries
from .actions.connections import (
    make_connection,
    map_group,
    remove_connection,
    rotate_token,
    set_domains,
    switch_connection,
)
from .actions.source import ask_source, remove_source, set_source
from .forms import (
    ConnectionForm,
    DomainsForm,
    GroupForm,
    SourceForm,
    StateForm,
    TokenForm,
    until,
)
from .models import ScimConnection, ScimGroup
from .rules_graph import WHY

type Request = StaffRequest | PortalRequest
type Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Door:
    """Where the pages stand: their names, their templates, and what is around them."""

    name: str
    around: Callable[[Actor, Company | None], Context]
    overview_url: Callable[[UUID | None], str]

    def url(self, what: str, *args: UUID) -> str:
        return reverse(f"{self.name}:provisioning:{what}", args=args)

    def template(self, what: str, company: UUID | None) -> str:
        door = "tenant" if self.name == "staff" and company is None else self.name
        return f"provisioning/{door}/{what}.html"


def overview(request: Request, door: Door, company: Company | None) -> HttpResponse:
    """The connections, and the form for one more; a new token is shown in this one answer."""
    form = ConnectionForm(request.POST or None)
    if request.method == "POST":
        made = attempt(
            form,
            lambda: make_connection(
                request.actor,
                company,
                name=form.cleaned_data["name"],
                kind=ScimConnection.Kind(form.cleaned_data["kind"]),
                until=form.until(),
            ),
        )
        if made is not None:
            return connection_page(request, door, made.row, secret=made.secret)
    rows = (
        queries.connections_of(request.actor, company)
        if company
        else queries.connections_of_tenant(request.actor)
    )
    found = [(one, door.url("connection", one.pk), queries.figures(one)) for one in rows]
    company_id = company.pk if company else None
    context = door.around(request.actor, company) | {"form": form, "connections": found}
    return form_page(request, door.template("overview", company_id), context)


def connection_page(
    request: Request,
    door: Door,
    row: ScimConnection,
    *,
    secret: str = "",
    domains: DomainsForm | None = None,
    source: SourceForm | None = None,
) -> HttpResponse:
    """Everything about one connection."""
    people = asked_page(request.GET, queries.people_ahead(row), "id", size=20)
    context: Context = {
        "connection": row,
        "secret": secret,
        "address": request.build_absolute_uri(f"/scim/v2/{row.pk}"),
        "overview_url": door.overview_url(row.company_id),
        "urls": {one: door.url(one, row.pk) for one in ("token", "state", "source", "reading")},
        "removal_url": "",
        "figures": queries.figures(row),
        "people": people.rows,
        "pager": pager(request.GET, people),
        "groups": _groups(request, door, row),
        "lines": queries.lines(row).order_by("-id")[:20],
        "domains_form": None,
        "token_form": TokenForm(auto_id="token_%s"),
        "states": ScimConnection.State,
        **_source(row, source),
        "vouches": roles.vouches_for_company(request.actor),
    }
    if door.name == "staff":
        initial = {"domains": "\n".join(row.domains)}
        context["domains_form"] = domains or DomainsForm(initial=initial)
        context["urls"]["domains"] = door.url("domains", row.pk)
        context["removal_url"] = door.url("removal", row.pk) if row.is_off else ""
    around = door.around(request.actor, row.company)
    status = 422 if domains is not None or source is not None else 200
    template = door.template("connection", row.company_id)
    return page(request, template, around | context, status=status)


def _source(row: ScimConnection, form: SourceForm | None) -> Context:
    """What the connection reads by itself, if it is one of Microsoft's."""
    if row.kind != ScimConnection.Kind.ENTRA:
        return {"source_form": None}
    known = queries.source_of(row)
    initial = {}
    if known:
        initial = {"directory": known.directory, "client": known.client}
        initial["groups"] = "\n".join(known.groups)
    return {
        "source": known,
        "source_problem": WHY.get(known.problem, "") if known else "",
        "source_form": form or SourceForm(initial=initial, auto_id="source_%s"),
    }


def _groups(request: Request, door: Door, row: ScimConnection) -> list[Context]:
    """Each group with its form; without roles to give, only what is so."""
    given = queries.roles_to_give(request.actor)
    return [
        {
            "mapped": one,
            "url": door.url("group", row.pk, one.group.pk),
            "form": _group_form(door, given, one) if _may_change(given, one) else None,
        }
        for one in queries.groups(row)
    ]


def _may_change(given: list[Role], one: queries.Mapped) -> bool:
    held = one.role.role_id if one.role else None
    return bool(given) and (held is None or held in {role.pk for role in given})


def _group_form(door: Door, given: list[Role], one: queries.Mapped) -> GroupForm:
    gives = one.role
    initial = {"role": str(gives.role_id), "reach": str(gives.reach or "")} if gives else {}
    return GroupForm(
        roles=given,
        may_reach=door.name == "staff",
        initial=initial,
        auto_id=f"group_{one.group.pk.hex}_%s",
    )


def rotate(request: Request, door: Door, row: ScimConnection) -> HttpResponse:
    """The new token is shown in this one answer."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return redirect(door.url("connection", row.pk))
    hours, days = int(form.cleaned_data["hours"]), form.cleaned_data["days"]
    made = rotate_token(request.actor, row, hours=hours, until=until(days))
    return connection_page(request, door, made.row, secret=made.secret)


def switch(request: Request, door: Door, row: ScimConnection) -> HttpResponse:
    form = StateForm(request.POST)
    if form.is_valid():
        state = ScimConnection.State(form.cleaned_data["state"])
        switch_connection(request.actor, row, state=state)
        flash(request, SAID[state]())
    return redirect(door.url("connection", row.pk))


SAID: dict[ScimConnection.State, Callable[[], str]] = {
    ScimConnection.State.OFF: lambda: _("The connection is switched off."),
    ScimConnection.State.DRY_RUN: lambda: _("The connection only says what it would do."),
    ScimConnection.State.ACTIVE: lambda: _("The connection is live. People follow in a moment."),
}


def name_domains(request: StaffRequest, door: Door, row: ScimConnection) -> HttpResponse:
    form = DomainsForm(request.POST)
    if not form.is_valid():
        return connection_page(request, door, row, domains=form)
    set_domains(request.actor, row, domains=form.cleaned_data["domains"])
    flash(request, _("Domains saved"))
    return redirect(door.url("connection", row.pk))


def save_source(request: Request, door: Door, row: ScimConnection) -> HttpResponse:
    """Which directory is read with which application; or none any more."""
    if "remove" in request.POST:
        remove_source(request.actor, row)
        flash(request, _("Nothing is read at Microsoft any more. People stay as they are."))
        return redirect(door.url("connection", row.pk))
    form = SourceForm(request.POST, auto_id="source_%s")
    if attempt(form, lambda: set_source(request.actor, row, **form.cleaned_data)) is None:
        return connection_page(request, door, row, source=form)
    flash(request, _("Saved. The directory is being read."))
    return redirect(door.url("connection", row.pk))


def read_again(request: Request, door: Door, row: ScimConnection) -> HttpResponse:
    if source := queries.source_of(row):
        ask_source(request.actor, source)
        flash(request, _("The directory is being read."))
    return redirect(door.url("connection", row.pk))


def give_role(request: Request, door: Door, row: ScimConnection, group: ScimGroup) -> HttpResponse:
    """What members of a group hold from now on."""
    given = queries.roles_to_give(request.actor)
    form = GroupForm(request.POST, roles=given, may_reach=door.name == "staff")
    if form.is_valid():
        map_group(
            request.actor,
            row,
            group=group,
            role=form.role_chosen(),
            reach=form.reach_chosen(),
        )
        flash(request, _("Role saved. People follow in a moment."))
    return redirect(door.url("connection", row.pk))


def remove(request: Request, door: Door, row: ScimConnection) -> HttpResponse:
    remove_connection(request.actor, row)
    flash(request, _("Connection removed. Its people stay as they are."))
    return redirect(door.overview_url(row.company_id))
