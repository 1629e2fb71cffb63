"""Which role somebody new gets, and why: rules in order, then the company's, then the usual one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portico.core.access.actors import Actor, Reach
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import NotVisible, can
from portico.core.people.models import Company, Contact

from ..models import CompanyDefault, CompanyRule, Grant, Role, Rule
from ..permissions import MANAGE, VIEW
from ..rules import Newcomer, first_match, rule_words
from .roles import default_role


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody new gets, and the reason in words."""

    role: Role
    reach: Reach
    why: str | Promise
    source: Grant.Source = Grant.Source.TENANT


def default_role_for(
    actor: Actor,
    company: Company | None,
    *,
    email: str,
    title: str = "",
    groups: Collection[str] = (),
) -> Chosen:
    """The company's rules come first, then those for everybody, then what is usual.

    Without a company it is what holds for a company that says nothing of its own.
    The address has to be verified and the groups signed by whoever vouches for them: this is asked
    by what lets people in.
    """
    if company is not None:
        _require_inside(actor, company)
    newcomer = Newcomer(email=email, title=title, groups=frozenset(groups))
    rules: list[Rule | CompanyRule] = [*(rules_of(company) if company else ()), *rules_of(None)]
    rule = first_match(rules, newcomer)
    if rule is not None:
        return _by_rule(rule)
    if company is not None and (own := company_default(company)) is not None:
        return _by_company(own, company)
    return _usual(default_role())


def default_roles_for(actor: Actor, contacts: Sequence[Contact]) -> dict[UUID, Chosen]:
    """The same for many contacts, loaded with their companies: four statements for all of them."""
    companies = {one.company_id: one.company for one in contacts}
    for company in companies.values():
        _require_inside(actor, company)
    own = CompanyRule.objects.select_related("role").filter(company_id__in=companies)
    first: dict[UUID, list[Rule | CompanyRule]] = {}
    for rule in own.order_by("position", "id"):
        first.setdefault(rule.company_id, []).append(rule)
    defaults = CompanyDefault.objects.select_related("role").filter(company_id__in=companies)
    usual_at = {one.company_id: _by_company(one, companies[one.company_id]) for one in defaults}
    then, usual = rules_of(None), _usual(default_role())
    found = {}
    for one in contacts:
        newcomer = Newcomer(email=one.email, title=one.title, groups=frozenset())
        fits = first_match([*first.get(one.company_id, ()), *then], newcomer)
        found[one.pk] = _by_rule(fits) if fits else usual_at.get(one.company_id, usual)
    return found


def _by_rule(rule: Rule | CompanyRule) -> Chosen:
    return Chosen(rule.role, Reach(rule.reach), rule_words(rule), Grant.Source.RULE)


def _by_company(own: CompanyDefault, company: Company) -> Chosen:
    why = _("The usual role at %(company)s") % {"company": company.name}
    return Chosen(own.role, Reach(own.reach), why, Grant.Source.COMPANY)


def _usual(role: Role) -> Chosen:
    return Chosen(role, Reach(role.default_reach), _("The usual role for everybody"))


def rules_of(company: Company | None) -> list[CompanyRule] | list[Rule]:
    """In the order in which they are tried; None means the rules for every company."""
    if company is None:
        return list(Rule.objects.select_related("role").order_by("position", "id"))
    mine = CompanyRule.objects.select_related("role").filter(company=company)
    return list(mine.order_by("position", "id"))


def company_default(company: Company) -> CompanyDefault | None:
    return CompanyDefault.objects.select_related("role").filter(company=company).first()


def _require_inside(actor: Actor, company: Company) -> None:
    """A contact asks for the own company only."""
    if isinstance(actor, ContactActor) and actor.company_id != company.pk:
        raise NotVisible("company")


def rule(actor: Actor, rule_id: UUID) -> Rule | CompanyRule:
    """A rule for everybody or for one company."""
    if can(actor, VIEW) or can(actor, MANAGE):
        for model in (Rule, CompanyRule):
            found = model.objects.select_related("role").filter(pk=rule_id).first()
            if found is not None:
                return found
    raise NotVisible("rule")
