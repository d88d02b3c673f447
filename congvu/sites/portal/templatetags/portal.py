"""``{{ text|words }}``: a text of a sheet in the reader's language.

``{{ event.code|event_icon }}`` names the symbol of a life event, ``{% unread as n %}`` counts unread notices.
"""

from collections.abc import Mapping

from django import template
from django.template.context import RequestContext

from congvu.catalogue import queries as catalogue
from congvu.notices import queries as notices

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


@register.simple_tag(takes_context=True)
def unread(context: RequestContext) -> int:
    """Count the notices the citizen has not opened; once a page, though the menu is drawn twice."""
    request = context["request"]
    if not hasattr(request, "unread_notices"):
        request.unread_notices = notices.unread(party_id=request.user.party_id)
    return int(request.unread_notices)
