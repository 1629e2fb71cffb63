"""SCIM filters as conditions on our tables; what no column answers is refused, not guessed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import CompareOperator as Op
from scim2_models.path import (
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)

from ..queries import groups_with_user, users_in_group
from ..rules import key_of

LONGEST = 2000  # characters
MOST_PARTS = 30

type Value = Any  # Any: text, number, yes or no, as the filter has it
type Column = Callable[[Op, Value], Q]

NOBODY = Q(pk__in=[])
LOOKUPS = {
    Op.eq: "exact",
    Op.ne: "exact",
    Op.co: "contains",
    Op.sw: "startswith",
    Op.ew: "endswith",
    Op.gt: "gt",
    Op.ge: "gte",
    Op.lt: "lt",
    Op.le: "lte",
}
ORDERS = {Op.eq, Op.ne, Op.gt, Op.ge, Op.lt, Op.le}


def condition(expression: ScimFilter[Any] | None, kind: str) -> Q:
    """The filter as a condition; everything without one."""
    if expression is None:
        return Q()
    if len(str(expression)) > LONGEST or "\x00" in str(expression):
        raise InvalidFilterException(detail=f"A filter has at most {LONGEST} characters")
    return _Conditions(COLUMNS[kind]).visit(expression.ast)


def _text(column: str, *, folded: bool) -> Column:
    def compare(op: Op, value: Value) -> Q:
        if value is None:
            return Q(**{column: ""}) if op == Op.eq else ~Q(**{column: ""})
        if not isinstance(value, str) or "\x00" in value:
            return NOBODY
        text = key_of(value) if folded else value
        found = Q(**{f"{column}__{LOOKUPS[op]}": text})
        return ~found if op == Op.ne else found

    return compare


def _loose(column: str) -> Column:
    """A text that is stored as it was written, and compared without case."""

    def compare(op: Op, value: Value) -> Q:
        if op in ORDERS - {Op.eq, Op.ne} or not isinstance(value, str | None):
            raise InvalidFilterException(detail=f"{op} does not fit this attribute")
        if value is None or "\x00" in value:
            return _text(column, folded=False)(op, value)
        found = Q(**{f"{column}__i{LOOKUPS[op]}": value})
        return ~found if op == Op.ne else found

    return compare


def _moment(column: str) -> Column:
    def compare(op: Op, value: Value) -> Q:
        moment = parse_datetime(value) if isinstance(value, str) else None
        if moment is None or moment.tzinfo is None or op not in ORDERS:
            raise InvalidFilterException(detail="Compare with a moment and its time zone")
        found = Q(**{f"{column}__{LOOKUPS[op]}": moment})
        return ~found if op == Op.ne else found

    return compare


def _yes_or_no(column: str) -> Column:
    def compare(op: Op, value: Value) -> Q:
        wanted = {"true": True, "false": False}.get(str(value).lower())
        if wanted is None or op not in {Op.eq, Op.ne}:
            raise InvalidFilterException(detail="Compare with true or false")
        return Q(**{column: wanted if op == Op.eq else not wanted})

    return compare


def _identity(found: Callable[[UUID], Q]) -> Column:
    def compare(op: Op, value: Value) -> Q:
        if op not in {Op.eq, Op.ne}:
            raise InvalidFilterException(detail="Compare identifiers with eq or ne")
        try:
            wanted = found(UUID(str(value)))
        except ValueError:
            wanted = NOBODY
        return ~wanted if op == Op.ne else wanted

    return compare


def _anything(op: Op, value: Value) -> Q:  # noqa: ARG001
    """Which of somebody's addresses it is does not matter: one is kept."""
    return Q()


MOMENTS = {"meta.created": _moment("created_at"), "meta.lastmodified": _moment("changed_at")}
COLUMNS: dict[str, dict[str, Column]] = {
    "User": MOMENTS
    | {
        "id": _identity(lambda pk: Q(pk=pk)),
        "externalid": _text("external_id", folded=False),
        "username": _text("user_key", folded=True),
        "displayname": _loose("display_name"),
        "name.familyname": _loose("family_name"),
        "name.givenname": _loose("given_name"),
        "emails": _text("email", folded=True),
        "emails.value": _text("email", folded=True),
        "emails.type": _anything,
        "emails.primary": _anything,
        "active": _yes_or_no("active"),
        "groups": _identity(users_in_group),
        "groups.value": _identity(users_in_group),
    },
    "Group": MOMENTS
    | {
        "id": _identity(lambda pk: Q(pk=pk)),
        "externalid": _text("external_id", folded=False),
        "displayname": _text("name_key", folded=True),
        "members": _identity(groups_with_user),
        "members.value": _identity(groups_with_user),
    },
}
ALWAYS = {"id", "username", "active", "meta.created", "meta.lastmodified"}
PRESENT = {
    "externalid": "external_id",
    "emails": "email",
    "emails.value": "email",
    "name.familyname": "family_name",
    "name.givenname": "given_name",
}
PRESENT_OF = {"User": PRESENT | {"displayname": "display_name"}, "Group": PRESENT}


class _Conditions(FilterVisitor[Q]):
    """Walks the filter; `host` is the attribute whose values are being chosen."""

    def __init__(self, columns: dict[str, Column], host: str = "") -> None:
        self.columns = columns
        self.host = host
        self.parts = 0

    def visit(self, node: FilterNode) -> Q:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise InvalidFilterException(detail=f"A filter has at most {MOST_PARTS} parts")
        return super().visit(node)

    def visit_comparison(self, node: Comparison) -> Q:
        return self._column(self._name(node))(node.op, node.value)

    def visit_present(self, node: Present) -> Q:
        name = self._name(node)
        self._column(name)
        if name in ALWAYS or (name == "displayname" and "username" not in self.columns):
            return Q()
        if column := PRESENT_OF["User"].get(name):
            return ~Q(**{column: ""})
        raise InvalidFilterException(detail=f"pr does not fit {name}")

    def visit_not(self, node: Not) -> Q:
        return ~self.visit(node.expr)

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        first, *rest = [self.visit(term) for term in node.terms]
        for one in rest:
            first = first & one if node.op == LogicalOperator.and_ else first | one
        return first

    def visit_value_path(self, node: ValuePath) -> Q:
        inside = _Conditions(self.columns, host=node.attr_path.attr.lower())
        inside.parts = self.parts
        return inside.visit(node.val_filter)

    def _name(self, node: Comparison | Present) -> str:
        path = node.attr_path
        parts = [self.host, path.attr, path.sub_attr or ""]
        return ".".join(part.lower() for part in parts if part)

    def _column(self, name: str) -> Column:
        if (found := self.columns.get(name)) is None:
            raise InvalidFilterException(detail=f"Nothing can be found by {name} here")
        return found
