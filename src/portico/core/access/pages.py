"""Decorators that make a function a page: of the staff app, of the portal, or for everybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from uuid import UUID

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from portico.core.tenants.models import Tenant

from .actors import Actor, Contact, Staff
from .permissions import NotVisible, Permission, Refusal, can
from .proof import require_proof


class TenantRequest(HttpRequest):
    """A request whose host belongs to a tenant."""

    tenant: Tenant
    actor: Actor | None
    menu_slug: str  # which menu entry is open, where it is not the one of the context


class StaffRequest(TenantRequest):
    actor: Staff
    session_row: Any  # Any: a row of `identity`, which stands above


class PortalRequest(TenantRequest):
    actor: Contact
    session_row: Any  # Any: a row of `identity`, which stands above


class SignInNeeded(Exception):
    """No session of the right kind; the middleware leads to that door's sign-in page."""


PUBLIC = "public"
SIGNED_IN = "signed in"

type View[R: HttpRequest, **P] = Callable[Concatenate[R, P], HttpResponseBase]


def switched_on(context: str, tenant: Tenant) -> bool:
    """Contexts that are not optional are always on."""
    optional = getattr(apps.app_configs.get(context), "optional", False)
    return not optional or tenant.has(context)


def _page[R: HttpRequest, **P](
    door: type[Staff | Contact], permission: Permission | None
) -> Callable[[View[R, P]], View[R, P]]:
    def decorate(view: View[R, P]) -> View[R, P]:
        context = view.__module__.split(".")[2]

        @wraps(view)
        def guarded(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            tenant: Tenant = request.tenant  # type: ignore[attr-defined] # set by the middleware
            if not switched_on(context, tenant):
                raise Http404(context)
            actor: Actor | None = getattr(request, "actor", None)
            if not isinstance(actor, door):
                raise SignInNeeded
            if permission and not can(actor, permission):
                raise NotVisible(permission.code)
            if permission and permission.step_up:
                require_proof()
            return view(request, *args, **kwargs)

        guarded.permission = permission or SIGNED_IN  # type: ignore[attr-defined] # for the house rules
        guarded.door = door  # type: ignore[attr-defined]
        return guarded

    return decorate


def staff_page[**P](
    permission: Permission,
) -> Callable[[View[StaffRequest, P]], View[StaffRequest, P]]:
    """A page for signed-in staff who hold `permission`; without it the page does not exist."""
    return _page(Staff, permission)


def portal_page[**P](
    permission: Permission,
) -> Callable[[View[PortalRequest, P]], View[PortalRequest, P]]:
    """A page for signed-in contacts who hold `permission`; without it the page does not exist."""
    return _page(Contact, permission)


def signed_in_staff[**P](view: View[StaffRequest, P]) -> View[StaffRequest, P]:
    """A page that every signed-in employee has: the own account, signing out."""
    return _page(Staff, None)(view)


def signed_in_contact[**P](view: View[PortalRequest, P]) -> View[PortalRequest, P]:
    """A page that every signed-in contact has: home, the own account, signing out."""
    return _page(Contact, None)(view)


class OneCompanyOnly(Refusal):
    """The token is for one company, and this operation is about all of them."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("This token is for one company only, and this is about all of them."))


def api[**P, R](
    permission: Permission, *, to: tuple[type[Staff | Contact], ...] = (Staff,), bound: bool = False
) -> Callable[[Callable[Concatenate[Any, P], R]], Callable[Concatenate[Any, P], R]]:
    """An operation of the API for holders of a token whose owner holds `permission` right now.

    `to` names who may use it: employees, and contacts where that is safe. A token of an employee
    may be for one company only; such a token opens nothing but operations that mind it, which say
    so with `bound` and look at `own_company` or ask `mind_company`.
    """

    def decorate(
        operation: Callable[Concatenate[Any, P], R],
    ) -> Callable[Concatenate[Any, P], R]:
        @wraps(operation)
        def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                raise SignInNeeded
            if not isinstance(actor, to) or not can(actor, permission):
                raise NotVisible(permission.code)
            if not bound and getattr(request, "only_company", None):
                raise OneCompanyOnly
            return operation(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined] # for the house rules
        guarded.door = to[0]  # type: ignore[attr-defined]
        guarded.audiences = to  # type: ignore[attr-defined]
        return guarded

    return decorate


def own_company(request: Any) -> UUID | None:
    """The company that the request's token is for: a contact's own, or a limited token's."""
    found: UUID | None = getattr(request, "only_company", None)
    return getattr(request.actor, "company_id", found)


def mind_company(request: Any, company_id: UUID | None) -> None:
    """A row of another company is not there for a token that is for one company."""
    mine = own_company(request)
    if mine is not None and company_id != mine:
        raise NotVisible("company")


def public[**P](view: View[Any, P]) -> View[Any, P]:
    """A page for anybody: signing in, brand files, health."""
    view.permission = PUBLIC  # type: ignore[attr-defined] # for the house rules
    view.door = None  # type: ignore[attr-defined]
    return view
