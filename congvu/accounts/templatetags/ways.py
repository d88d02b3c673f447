"""``{% ways_in as ways %}``: the ways into the officials' side beside the password."""

from django import template

from congvu.accounts import hooks

register = template.Library()


@register.simple_tag
def ways_in() -> list[dict[str, str]]:
    """Return label and name of the address of each way that is open."""
    return [{"label": way.label(), "address": way.address} for way in hooks.ways_in if way.is_open()]
