"""``{% load desk %}``: ``{{ minutes|spell }}`` says working time, ``{{ paper|paper_state }}`` how a paper stands,
``{{ name|step_words }}`` what a step is called.
"""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.people.models import Role
from congvu.processes import queries as processes
from congvu.vault import queries as vault
from congvu.vault.models import Paper

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


@register.filter
def step_words(name: str) -> str:
    """Say the name of a step in the reader's language."""
    return processes.said(name)


@register.filter
def paper_state(paper: Paper) -> str:
    """Say how a paper of the vault stands today: «Còn hiệu lực», «Đã thu hồi»."""
    return vault.ended_words(paper, on=timezone.localdate()) or str(paper.get_state_display())


@register.filter
def of_key(rows: dict[str, list[int]], key: str) -> list[int]:
    """Return what stands under a key, nothing when nothing does."""
    return rows.get(key, [])


@register.filter
def role_words(role: str) -> str:
    """Say a role."""
    return str(Role(role).label) if role in Role.values else role


@register.filter
def deed_words(labels: dict[str, str], code: str) -> str:
    """Say what a button does."""
    return str(labels.get(code, code))
