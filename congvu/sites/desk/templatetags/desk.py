"""``{% load desk %}``: ``{{ minutes|spell }}`` says working time: 45 phút, 2 giờ, 1 giờ 30 phút."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def spell(minutes: int | None) -> str:
    """Say working minutes in hours and minutes; nothing for None."""
    if minutes is None:
        return ""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return _("%(n)s phút") % {"n": rest}
    if not rest:
        return _("%(n)s giờ") % {"n": hours}
    return _("%(n)s giờ %(rest)s phút") % {"n": hours, "rest": rest}
