"""Quiet hours: data, changed by the province."""

from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.notices.models import QuietHours
from congvu.notices.queries import quiet_hours
from congvu.people import queries as people
from congvu.people.models import Role


class HoursUnfit(Refusal):
    """There is no such channel with quiet hours."""


@transaction.atomic
def change_quiet_hours(*, channel: str, starts: time, ends: time, by: Actor, at: datetime) -> QuietHours:
    """Set when a channel stays silent; equal ends: never. Messages that wait keep the moment they were given.

    :raises HoursUnfit: letters have none
    :raises NotAllowed: not an administrator of the province
    """
    by = people.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    if channel not in quiet_hours():
        raise HoursUnfit(_("Kênh này không có giờ yên tĩnh."))
    row, _made = QuietHours.objects.update_or_create(channel=channel, defaults={"starts": starts, "ends": ends})
    data = {"channel": channel, "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
    audit.record(action="notices.change_quiet_hours", subject=f"notice_channel:{channel}", by=by, at=at, data=data)
    return row
