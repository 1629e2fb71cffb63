"""`{% url %}` that works a page's address out once for all its rows, as those are many."""

from functools import cache
from uuid import UUID

from django.template import Node
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.urls import reverse

ANY = UUID(int=0)


class Address(Node):
    """The address of a page about one row, whose id is all that changes."""

    def __init__(self, node: URLNode, name: str, row: FilterExpression) -> None:
        self._node, self._name, self._row = node, name, row

    def render(self, context: Context) -> str:
        found = self._row.resolve(context)
        if not isinstance(found, UUID):
            return str(self._node.render(context))
        before, after = _around(self._name)
        return f"{before}{found}{after}"


def url(parser: Parser, token: Token) -> Node:
    """Django's tag; whatever is not a fixed name and one id is left to it."""
    node = django_url(parser, token)
    name = node.view_name.var
    is_plain = isinstance(name, str) and not (node.view_name.filters or node.kwargs or node.asvar)
    return Address(node, name, node.args[0]) if is_plain and len(node.args) == 1 else node


@cache
def _around(name: str) -> tuple[str, str]:
    """What stands before and after the id."""
    before, _id, after = reverse(name, args=[ANY]).partition(str(ANY))
    return before, after
