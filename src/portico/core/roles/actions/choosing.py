"""Say which role new people get: what is usual, and the rules that come before it."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Reach
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.core.people.models import Company
from portico.kernel.postgres.conflicts import refusing

from ..events import CompanyDefaultChanged, DefaultChanged, RuleAdded, RuleMoved, RuleRemoved
from ..models import CompanyDefault, CompanyRule, Role, Rule
from ..permissions import MANAGE
from ..queries import codes_of_role, default_role, rules_of
from ..rules import TooPowerful, a_pattern, dangerous, may_choose
from .grant import WrongKindOfRole

STEP = 10  # between the positions of two rules


class RuleExists(Refusal):
    """The same question cannot have two answers."""

    def __init__(self) -> None:
        super().__init__(_("There is a rule for this already."), field="pattern")


@action(MANAGE)
def set_default_role(actor: Actor, role: Role) -> Role:
    """From now on new people get this role, where no rule and no company says anything else."""
    role = _locked(role)
    _require_harmless(role)
    before = default_role()
    if before.pk == role.pk:
        return role
    Role.objects.filter(pk=before.pk).update(is_default=False)
    role.is_default = True
    role.save(update_fields=["is_default"])
    fact = DefaultChanged(role=role.pk)
    record(actor, fact, on=role, before={"role": before.name}, after={"role": role.name})
    return role


@action(MANAGE)
def set_company_default(
    actor: Actor, company: Company, *, role: Role | None, reach: Reach | None = None
) -> None:
    """What new people of this company get; None means the same as everywhere."""
    before = CompanyDefault.objects.select_related("role").filter(company=company).first()
    if role is None:
        CompanyDefault.objects.filter(company=company).delete()
    else:
        role = _locked(role)
        _require_harmless(role)
        wide = Reach(role.default_reach) if reach is None else reach
        CompanyDefault.objects.update_or_create(
            company=company, defaults={"role": role, "reach": wide.value}
        )
    fact = CompanyDefaultChanged(company=company.pk, role=role.pk if role else None)
    record(
        actor,
        fact,
        on=company,
        before={"role": before.role.name if before else ""},
        after={"role": role.name if role else ""},
    )


@action(MANAGE)
def add_rule(
    actor: Actor,
    *,
    kind: str,
    pattern: str,
    role: Role,
    reach: Reach | None = None,
    company: Company | None = None,
) -> Rule | CompanyRule:
    """One more rule, tried after those that are there."""
    role, text = _locked(role), a_pattern(kind, pattern)
    if role.audience != Role.Audience.CONTACTS:
        raise WrongKindOfRole
    if not may_choose(kind, text, codes := codes_of_role(role.pk)):
        raise TooPowerful(codes)
    wide = Reach(role.default_reach) if reach is None else reach
    there = rules_of(company)
    position = (there[-1].position if there else 0) + STEP
    said = {"kind": kind, "pattern": text, "role": role, "reach": wide.value, "position": position}
    rule: Rule | CompanyRule
    with refusing({name: RuleExists() for name in ("roles_rule_once", "roles_companyrule_once")}):
        if company is None:
            rule = Rule.objects.create(**said)
        else:
            rule = CompanyRule.objects.create(company=company, **said)
    fact = RuleAdded(rule=rule.pk, role=role.pk, kind=kind)
    record(actor, fact, on=rule, after={"pattern": text, "role": role.name})
    return rule


@action(MANAGE)
def remove_rule(actor: Actor, rule: Rule | CompanyRule) -> None:
    """Who came in through it keeps the role."""
    fact = RuleRemoved(rule=rule.pk, role=rule.role_id, kind=rule.kind)
    record(actor, fact, on=rule, before={"pattern": rule.pattern, "role": rule.role.name})
    rule.delete()


@action(MANAGE)
def move_rule_up(actor: Actor, rule: Rule | CompanyRule) -> None:
    """Try it before the one that stands above it."""
    there = rules_of(rule.company if isinstance(rule, CompanyRule) else None)
    order = [one.pk for one in there]
    at = order.index(rule.pk)
    if not at:
        return
    order[at - 1], order[at] = order[at], order[at - 1]
    for one in there:
        one.position = (order.index(one.pk) + 1) * STEP
        one.save(update_fields=["position"])
    record(actor, RuleMoved(rule=rule.pk), on=rule)


def _locked(role: Role) -> Role:
    """Nobody widens the role while it becomes what strangers get."""
    return Role.objects.select_for_update().get(pk=role.pk)


def _require_harmless(role: Role) -> None:
    if role.audience != Role.Audience.CONTACTS:
        raise WrongKindOfRole
    if dangerous(codes := codes_of_role(role.pk)):
        raise TooPowerful(codes)
