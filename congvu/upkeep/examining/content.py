"""What a province must have put in before it takes the first dossier."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.kit.selfcheck import State
from congvu.people.models import Role, RoleHolding
from congvu.places.models import valid_on
from congvu.upkeep.findings import Finding

NEEDED = (Role.RECEPTION, Role.CASE_OFFICER, Role.LEADER, Role.CLERK, Role.RETURN_DESK)
"""Without one of these in an agency a dossier comes to a stand there."""


def examine(at: datetime) -> Iterator[Finding]:
    """Look at procedures and at the people who are to handle them."""
    day = timezone.localdate(at)
    offered = len(catalogue.levels_in_force(on=day))
    if not offered:
        yield Finding(State.BROKEN, _("Chưa có thủ tục nào đang áp dụng."), "manage.py load_procedures")
    else:
        yield Finding(State.GOOD, _("%(n)s thủ tục đang áp dụng.") % {"n": offered})
    held = set(RoleHolding.objects.filter(valid_on(day)).values_list("role", flat=True).distinct())
    if Role.PROVINCE_ADMIN not in held:
        yield Finding(State.BROKEN, _("Chưa ai giữ vai trò Quản trị toàn tỉnh."), "manage.py load_accounts")
    for role in NEEDED:
        if role not in held:
            words = _("Chưa ai giữ vai trò “%(role)s”.") % {"role": role.label}
            yield Finding(State.BROKEN, words, _("Giao ở trang Vai trò của mục Quản trị."))
