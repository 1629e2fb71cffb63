"""`{% translate %}` that looks fixed words up once for each language, as rows are many."""

from django.template import Node
from django.template.base import Parser, Token
from django.template.context import Context
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language


class Words(Node):
    """What Django's node says, for as long as the process lives; only for what never changes."""

    def __init__(self, node: TranslateNode) -> None:
        self._node = node
        self._said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if (said := self._said.get(language)) is None:
            said = self._said[language] = self._node.render(context)
        return said


def translate(parser: Parser, token: Token) -> Node:
    """Django's tag; variables, filters, contexts and `as` are left to it."""
    node = do_translate(parser, token)
    words = node.filter_expression
    is_fixed = words.var.literal is not None and not words.filters
    return Words(node) if is_fixed and not (node.asvar or node.message_context) else node
