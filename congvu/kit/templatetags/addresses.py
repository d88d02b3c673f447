"""``{% url %}`` as Django has it, but an address without arguments is looked up once: none changes while we run."""

from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

register = template.Library()


class Fixed(URLNode):
    """The address of a page that stands alone: neither of a thing nor kept under a name."""

    def render(self, context: Context) -> SafeString:
        """Return the address, escaped."""
        name: Any = self.view_name.resolve(context)
        return _address(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@cache
def _address(name: str, urlconf: str, prefix: str) -> SafeString:
    return escape(reverse(name, urlconf=urlconf))


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """Parse ``{% url %}``."""
    node = parse(parser, token)
    if node.args or node.kwargs or node.asvar:
        return node
    return Fixed(node.view_name, [], {}, None)
