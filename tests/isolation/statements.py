"""Does a statement name the tenant of every tenant table that it touches?

A small reader of the SQL that Django and we write: it knows tables, aliases, JOINs and
conjunctions, and takes nothing for a proof that stands under an OR or a NOT.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""'(?:[^']|'')*' | \$\$.*?\$\$ | "(?:[^"]|"")*" | %\(\w+\)s | %s | [A-Za-z_]\w*
      | \d+(?:\.\d+)? | :: | [<>=!@~&|?#*/+^-]+ | [().,;:\[\]{}]""",
    re.VERBOSE | re.DOTALL,
)
QUERY = {"SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "VALUES", "MERGE"}
ENDS = {"GROUP", "ORDER", "LIMIT", "OFFSET", "HAVING", "RETURNING", "FOR", "WINDOW", "SET", "FETCH"}
JOINS = {"JOIN", "LEFT", "RIGHT", "INNER", "OUTER", "FULL", "CROSS", "NATURAL", "LATERAL", "ONLY"}
SETS = {"UNION", "INTERSECT", "EXCEPT", "ALL"}
NO_ALIAS = ENDS | JOINS | SETS | {"ON", "WHERE", "USING", "VALUES", "SELECT", "DEFAULT", "AS"}

type Node = str | tuple["Node", ...]  # a tuple is what stands in parentheses


@dataclass
class Part:
    """One SELECT, UPDATE or DELETE: its tables by alias, and its conditions."""

    tables: dict[str, str] = field(default_factory=dict)
    conditions: list[Sequence[Node]] = field(default_factory=list)


def faults(sql: str, tables: set[str]) -> list[str]:
    """Each tenant table that the statement touches without naming its tenant."""
    return [fault for query in _queries(_nested(sql)) for fault in _faults(query, tables)]


def _nested(sql: str) -> list[Node]:
    stack: list[list[Node]] = [[]]
    for token in TOKEN.findall(re.sub(r"--[^\n]*", "", sql)):
        if token == "(":
            stack.append([])
        elif token == ")":
            inner = tuple(stack.pop())
            stack[-1].append(inner)
        else:
            stack[-1].append(token if token[0] in "\"'$" else _upper(token))
    return stack[0]


def _upper(token: str) -> str:
    """Keywords are compared in capitals; names keep their letters."""
    return token.upper() if token.upper() in NO_ALIAS | QUERY | WORDS else token


WORDS = {"FROM", "INTO", "AND", "OR", "NOT", "CONFLICT", "DISTINCT", "IS", "DO", "BETWEEN"}


def _queries(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    """Every query of the tree, outermost first; those joined by UNION one by one."""
    if nodes and nodes[0] in QUERY:
        yield from _divided(nodes)
    for node in nodes:
        if isinstance(node, tuple):
            yield from _queries(node)


def _divided(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    part: list[Node] = []
    for node in nodes:
        if node in SETS or (node in {"SELECT", "UPDATE", "DELETE", "INSERT"} and _complete(part)):
            yield part
            part = []
        if node not in SETS:
            part.append(node)
    yield part


def _complete(part: list[Node]) -> bool:
    """Has this part begun as a query of its own? (`DO UPDATE`, `FOR UPDATE` continue one.)"""
    if not part or part[-1] in {"DO", "FOR"}:
        return False
    return part[0] in QUERY


def _faults(query: list[Node], tables: set[str]) -> Iterator[str]:
    if query and query[0] == "INSERT":
        yield from _insert_faults(query, tables)
        return
    part = _read(query)
    mine = {alias: table for alias, table in part.tables.items() if table in tables}
    named, same = set(), []
    for condition in part.conditions:
        for left, right in _equal(condition, mine):
            if left in mine and right in mine:
                same.append((left, right))
            else:
                named |= {left, right} & mine.keys()
    for _ in same:
        for left, right in same:
            if {left, right} & named:
                named |= {left, right}
    yield from (f"{mine[alias]} ({alias})" for alias in mine if alias not in named)


def _insert_faults(query: list[Node], tables: set[str]) -> Iterator[str]:
    table = _name(query[2])
    columns: Sequence[Node] = next((node for node in query[3:] if isinstance(node, tuple)), ())
    if table in tables and "tenant_id" not in {_name(one) for one in columns}:
        yield f"{table} (insert)"


def _name(node: Node) -> str:
    return node.strip('"') if isinstance(node, str) else ""


def _read(query: list[Node]) -> Part:
    part, at, clause = Part(), 0, ""
    while at < len(query):
        node = query[at]
        expects = node in {"FROM", "UPDATE", "JOIN", "USING"} or (node == "," and clause == "from")
        if node == "FROM" and at and query[at - 1] == "DISTINCT":
            expects = False
        if expects and not (node == "UPDATE" and at):
            clause = "from"
            at = _table(query, at + 1, part)
            continue
        if node in {"ON", "WHERE"}:
            clause = "from" if node == "ON" else "where"
            end = _end(query, at + 1, on=node == "ON")
            part.conditions.append(query[at + 1 : end])
            at = end
            continue
        if node in ENDS:
            clause = ""
        at += 1
    return part


def _table(query: list[Node], at: int, part: Part) -> int:
    """Note the table that begins here; returns where to read on."""
    while at < len(query) and query[at] in {"ONLY", "LATERAL"}:
        at += 1
    if at >= len(query) or isinstance(query[at], tuple):
        return at + 1
    name, at = _name(query[at]), at + 1
    if query[at : at + 1] == ["."]:
        name, at = _name(query[at + 1]), at + 2
    if at < len(query) and isinstance(query[at], tuple):  # a function
        return at + 1
    if query[at : at + 1] == ["AS"]:
        at += 1
    alias = name
    if at < len(query) and isinstance(query[at], str) and _may_be_alias(query[at]):
        alias, at = _name(query[at]), at + 1
    part.tables[alias] = name
    return at


def _may_be_alias(node: Node) -> bool:
    return (
        isinstance(node, str)
        and node not in NO_ALIAS | WORDS
        and re.match(r'["A-Za-z_]', node) is not None
    )


def _end(query: list[Node], at: int, *, on: bool) -> int:
    stops = ENDS | (JOINS | {"WHERE", ","} if on else set())
    while at < len(query) and query[at] not in stops:
        at += 1
    return at


def _equal(nodes: Sequence[Node], mine: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs `alias, alias` or `alias, ""` whose tenants must be equal for a row to be found."""
    if "OR" in nodes or (nodes and nodes[0] in QUERY):
        return
    term: list[Node] = []
    for node in [*nodes, "AND"]:
        if node != "AND":
            term.append(node)
            continue
        if len(term) == 1 and isinstance(term[0], tuple):
            yield from _equal(term[0], mine)
        elif "=" in term and "NOT" not in term:
            at = term.index("=")
            left, right = _tenant_of(term[:at], mine), _tenant_of(term[at + 1 :], mine)
            if left is not None or right is not None:
                yield left or "", right or ""
        term = []


def _tenant_of(nodes: Sequence[Node], mine: dict[str, str]) -> str | None:
    """The alias whose `tenant_id` these nodes are; None when they are something else."""
    while len(nodes) == 1 and isinstance(nodes[0], tuple):
        nodes = nodes[0]
    match [_name(node) for node in nodes]:
        case [alias, ".", "tenant_id"]:
            return alias
        case ["tenant_id"]:
            return next(iter(mine)) if len(mine) == 1 else None
    return None


__all__ = ["faults"]
