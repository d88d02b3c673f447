"""``{% load i18n %}`` as Django has it, but words that stand alone are looked up once a language.

None change while we run. In a list the same words stand in each row; Django makes a promise of each, keeps it and
escapes it, again and again.
"""

from functools import cache

from django.template import Library, Node
from django.template.base import Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class Fixed(Node):
    """Words without a variable, a filter or a context: neither escaped nor kept under a name."""

    def __init__(self, words: str) -> None:
        self.words = words

    def render(self, context: Context) -> SafeString:
        """Return the words in the reader's language."""
        return _said(self.words, get_language())


@cache
def _said(words: str, language: str | None) -> SafeString:
    """Signs of percent are doubled in catalogues, as Django does it."""
    return mark_safe(gettext(words.replace("%", "%%")).replace("%%", "%"))  # noqa: S308


@register.tag("trans")
@register.tag("translate")
def trans(parser: Parser, token: Token) -> Node:
    """Parse ``{% trans %}``."""
    node: i18n.TranslateNode = i18n.do_translate(parser, token)
    words = node.filter_expression.var.literal
    if not isinstance(words, str) or node.filter_expression.filters or node.noop or node.asvar or node.message_context:
        return node
    return Fixed(words)
