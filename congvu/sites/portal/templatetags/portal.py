"""``{{ text|words }}``: a text of a sheet in the reader's language; ``{{ event.code|event_icon }}``."""

from collections.abc import Mapping

from django import template

from congvu.catalogue import queries as catalogue

register = template.Library()
EVENTS = {
    "having_a_child": "birth",
    "school": "book",
    "work": "tasks",
    "home": "residence",
    "marriage": "marriage",
    "land_and_house": "house",
    "vehicle": "identity",
    "health": "plus",
    "papers": "stamp",
    "death": "death",
    "starting_business": "business",
    "running_business": "chart",
}


@register.filter
def words(text: str | Mapping[str, str] | None) -> str:
    """Say a text of a sheet in the language of the page."""
    return catalogue.words(text)


@register.filter
def event_icon(code: str) -> str:
    """Name the symbol of a life event."""
    return EVENTS.get(code, "paper")
