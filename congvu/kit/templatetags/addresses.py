"""``{% url %}`` as Django has it, but an address without arguments is looked up once: none changes while we run.

Nor does the address of one thing by its UUID, which stands in each row of a list, but for that UUID.
"""

from functools import cache
from typing import Any
from uuid import UUID

from django import template
from django.conf import settings
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
NOTHING = UUID(int=0)
"""Stands in an address for the number of the thing."""


class Fixed(URLNode):
    """The address of a page that stands alone: neither of a thing nor kept under a name."""

    def render(self, context: Context) -> SafeString:
        """Return the address, escaped."""
        name: Any = self.view_name.resolve(context)
        return _address(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


class OfThing(URLNode):
    """The address of one thing."""

    def render(self, context: Context) -> str:
        """Return the address, escaped."""
        thing = self.args[0].resolve(context)
        if type(thing) is not UUID:
            return super().render(context)
        return of_thing(self.view_name.resolve(context), thing)


def of_thing(name: str, thing: UUID) -> SafeString:
    """Return the address of one thing, escaped: in each row of a list."""
    pattern = _address(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), NOTHING)
    return mark_safe(pattern.replace(str(NOTHING), str(thing)))  # noqa: S308


@cache
def _address(name: str, urlconf: str, prefix: str, *args: UUID) -> SafeString:
    return escape(reverse(name, urlconf=urlconf, args=args))


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """Parse ``{% url %}``."""
    node = parse(parser, token)
    if node.kwargs or node.asvar or len(node.args) > 1:
        return node
    return (OfThing if node.args else Fixed)(node.view_name, node.args, {}, None)
