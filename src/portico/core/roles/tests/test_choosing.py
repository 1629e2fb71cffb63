"""Which role somebody new gets: rules in order, the company's own, then the usual one."""

from dataclasses import dataclass

import pytest

from portico.core.access.actors import Reach
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.access.tests.factories import a_client, a_technician
from portico.core.journal.models import Entry
from portico.core.people.models import Contact
from portico.core.people.permissions import SEE_COLLEAGUES
from portico.core.people.tests.factories import a_company, a_contact, a_staff_user
from portico.core.roles.actions.access import open_access
from portico.core.roles.actions.choosing import (
    RuleExists,
    add_rule,
    move_rule_up,
    remove_rule,
    set_company_default,
    set_default_role,
)
from portico.core.roles.actions.grant import WrongKindOfRole
from portico.core.roles.actions.install import install_presets
from portico.core.roles.actions.roles import RoleInUse, change_permissions, delete_role, reset_role
from portico.core.roles.models import Grant, Role, Rule
from portico.core.roles.permissions import GIVE_ACCESS, MANAGE
from portico.core.roles.queries import codes_of_role, default_role_for, rules_of
from portico.core.roles.rules import Newcomer, TooPowerful, dangerous, matches, preset_codes
from portico.core.tenants.models import Tenant

from .factories import SETUP, a_staff_grant
from .factories import a_role as a_bare_role

pytestmark = pytest.mark.spec("S0.1.20", "S1.5.6")
boss = a_technician(MANAGE, GIVE_ACCESS)


@dataclass
class Said:
    """A rule that is not stored anywhere."""

    kind: str
    pattern: str


@pytest.fixture
def roles(tenant: Tenant) -> dict[str, Role]:
    made = install_presets(SETUP, language="en")
    a_staff_grant(a_staff_user("Olga"), made["owner"])
    return made


@pytest.mark.parametrize(
    ("kind", "pattern", "email", "title", "groups", "fits"),
    [
        ("email", "*@x.example", "Anna@X.example", "", (), True),
        ("email", "*@x.example", "anna@x.example.evil", "", (), False),
        ("email", "*@x.example", "anna@sub.x.example", "", (), False),
        ("email", "x.example", "anna@x.example", "", (), True),
        ("email", "x.example", "anna@evilx.example", "", (), False),
        ("email", "*.x.example", "anna@sub.x.example", "", (), True),
        ("email", "anna@x.example", "anna@x.example", "", (), True),
        ("email", "it-*@x.example", "it-desk@x.example", "", (), True),
        ("email", "*@x.example", "", "", (), False),
        ("title", "head of", "", "Head of Finance", (), True),
        ("title", "head of", "", "", (), False),
        ("group", "Portal Admins", "", "", (" portal admins ",), True),
        ("group", "Portal", "", "", ("Portal Admins",), False),
        ("else", "x", "x@x.example", "x", ("x",), False),
    ],
)
def test_a_rule_fits_or_not(
    kind: str, pattern: str, email: str, title: str, groups: tuple[str, ...], fits: bool
) -> None:
    newcomer = Newcomer(email=email, title=title, groups=frozenset(groups))
    assert matches(Said(kind, pattern), newcomer) is fits


def test_rules_come_first_then_the_companys_role_then_the_usual_one(
    roles: dict[str, Role],
) -> None:
    company, other = a_company(), a_company("Larch Legal")

    usual = default_role_for(boss, company, email="a@x.example")
    assert (usual.role.key, usual.reach, usual.source) == ("employee", Reach.OWN, "tenant")

    set_company_default(boss, company, role=roles["manager"], reach=Reach.SITE)
    own = default_role_for(boss, company, email="a@x.example")
    assert (own.role.key, own.reach, own.source) == ("manager", Reach.SITE, "company")
    assert company.name in str(own.why)
    assert default_role_for(boss, other, email="a@x.example").role.key == "employee"

    add_rule(boss, kind="email", pattern="*@x.example", role=roles["finance"])
    add_rule(boss, kind="title", pattern="head", role=roles["manager"], company=company)
    assert default_role_for(boss, company, email="a@x.example").role.key == "finance"
    first = default_role_for(boss, company, email="a@x.example", title="Head of IT")
    assert (first.role.key, first.source) == ("manager", "rule")
    assert "head" in str(first.why)
    assert default_role_for(boss, other, email="a@x.example", title="Head").role.key == "finance"


def test_the_first_rule_that_fits_counts_and_order_can_change(roles: dict[str, Role]) -> None:
    company = a_company()
    add_rule(boss, kind="email", pattern="*@x.example", role=roles["manager"])
    second = add_rule(boss, kind="group", pattern="Billing", role=roles["finance"])

    def chosen() -> str:
        groups = ("billing",)
        return default_role_for(boss, company, email="a@x.example", groups=groups).role.key

    assert chosen() == "manager"
    move_rule_up(boss, second)
    assert chosen() == "finance"
    move_rule_up(boss, second)
    assert [one.kind for one in rules_of(None)] == ["group", "email"]
    remove_rule(boss, Rule.objects.get(pk=second.pk))
    assert chosen() == "manager"


def test_access_opened_without_a_role_says_where_the_role_came_from(
    roles: dict[str, Role],
) -> None:
    company = a_company()
    add_rule(boss, kind="title", pattern="accountant", role=roles["finance"])
    contact = a_contact(company, access=Contact.Access.NONE, title="Chief accountant")

    open_access(boss, contact)

    grant = Grant.objects.get(contact=contact)
    assert (grant.role, grant.source) == (roles["finance"], Grant.Source.RULE)
    assert "accountant" in grant.rule
    assert grant.given_by == boss.name


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("email", "*example.com"),
        ("email", "*"),
        ("email", "*@*"),
        ("email", "*@*example.com"),
        ("email", "a[b-c]@example.com"),
        ("email", "example"),
        ("title", "   "),
        ("group", ""),
    ],
)
def test_a_rule_that_would_fit_strangers_is_refused(
    roles: dict[str, Role], kind: str, pattern: str
) -> None:
    with pytest.raises(Refusal):
        add_rule(boss, kind=kind, pattern=pattern, role=roles["manager"])


def test_the_same_rule_is_there_once(roles: dict[str, Role]) -> None:
    add_rule(boss, kind="email", pattern="*@X.example", role=roles["manager"])
    with pytest.raises(RuleExists):
        add_rule(boss, kind="email", pattern="*@x.example", role=roles["finance"])


def test_nobody_gets_power_by_default(roles: dict[str, Role]) -> None:
    admin = roles["client_admin"]
    with pytest.raises(TooPowerful):
        set_default_role(boss, admin)
    with pytest.raises(TooPowerful):
        set_company_default(boss, a_company(), role=admin)
    with pytest.raises(TooPowerful):
        add_rule(boss, kind="title", pattern="admin", role=admin)
    with pytest.raises(TooPowerful):
        add_rule(boss, kind="email", pattern="*@x.example", role=admin)
    with pytest.raises(WrongKindOfRole):
        set_default_role(boss, roles["technician"])

    add_rule(boss, kind="email", pattern="ada@x.example", role=admin)
    add_rule(boss, kind="group", pattern="Portal admins", role=admin)
    assert len(rules_of(None)) == 2


@pytest.mark.parametrize("how", ["tenant", "company", "rule"])
def test_what_strangers_get_does_not_become_powerful_later(
    roles: dict[str, Role], how: str
) -> None:
    role = roles["finance"]
    if how == "tenant":
        set_default_role(boss, role)
    elif how == "company":
        set_company_default(boss, a_company(), role=role)
    else:
        add_rule(boss, kind="email", pattern="*@x.example", role=role)

    with pytest.raises(TooPowerful):
        change_permissions(boss, {role: codes_of_role(role.pk) | {GIVE_ACCESS.code}})


def test_another_default_role_replaces_the_first(roles: dict[str, Role]) -> None:
    set_default_role(boss, roles["manager"])

    kept = Role.objects.filter(audience="contacts", is_default=True)
    assert [one.key for one in kept] == ["manager"]
    entry = Entry.objects.get(name="roles.default_changed")
    assert entry.is_security


@pytest.mark.parametrize("how", ["company", "rule"])
def test_a_role_that_new_people_get_stays(roles: dict[str, Role], how: str) -> None:
    if how == "company":
        set_company_default(boss, a_company(), role=roles["finance"])
    else:
        add_rule(boss, kind="title", pattern="clerk", role=roles["finance"])
    with pytest.raises(RoleInUse):
        delete_role(boss, roles["finance"])


def test_a_contact_asks_for_the_own_company_only(roles: dict[str, Role]) -> None:
    company = a_company()
    own = default_role_for(a_client(company.pk), company, email="a@x.example")
    assert own.role == roles["employee"]
    with pytest.raises(NotVisible):
        default_role_for(a_client(company.pk), a_company("Larch"), email="a@x.example")


def test_a_preset_goes_back_to_how_it_came(roles: dict[str, Role]) -> None:
    role = roles["employee"]
    change_permissions(boss, {role: set()})

    reset_role(boss, role)

    assert codes_of_role(role.pk) == preset_codes("employee") != set()
    with pytest.raises(Refusal):
        reset_role(boss, a_bare_role("Own", SEE_COLLEAGUES))


def test_what_ordinary_presets_hold_is_harmless_and_all_else_is_not() -> None:
    ordinary = preset_codes("employee") | preset_codes("manager") | preset_codes("finance")
    assert not dangerous(ordinary)
    beyond = preset_codes("client_admin") - ordinary
    assert {one.code for one in dangerous(beyond)} == beyond >= {GIVE_ACCESS.code}
