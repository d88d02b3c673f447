"""Quiet hours, pure: when a message may go out that stands ready now."""

from datetime import datetime, time, timedelta

from django.utils.timezone import localtime


def allowed_from(at: datetime, *, starts: time, ends: time) -> datetime:
    """Return the first moment from ``at`` on outside the quiet hours ``starts``–``ends``, by the office's clock.

    ``starts`` is quiet, ``ends`` is not. Hours may run over midnight; equal ends mean that there are none.
    """
    local = localtime(at)
    clock = local.time()
    over_midnight = starts > ends
    inside = clock >= starts or clock < ends if over_midnight else starts <= clock < ends
    if not inside:
        return at
    day = local.date() + timedelta(days=1) if over_midnight and clock >= starts else local.date()
    return datetime.combine(day, ends, local.tzinfo)
