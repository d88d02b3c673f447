"""Reading what was typed: days, moments, numbers of rows. What cannot be read is refused with words."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from congvu.kit.errors import Refusal


class Unreadable(Refusal):
    """A field was left empty or cannot be understood; the text names it."""


def text_in(data: QueryDict, name: str, label: str, *, required: bool = True) -> str:
    """Return the words of a field.

    :raises Unreadable: empty though required
    """
    words = data.get(name, "").strip()
    if required and not words:
        raise Unreadable(_("Ghi “%(label)s”.") % {"label": label})
    return words


def day_in(data: QueryDict, name: str, label: str) -> dt.date:
    """Return the day of a field, typed 2026-11-20 by the browser's own picker.

    :raises Unreadable: empty, or a day that does not exist
    """
    day = optional_day(data, name, label)
    if day is None:
        raise Unreadable(_("Chọn ngày ở ô “%(label)s”.") % {"label": label})
    return day


def optional_day(data: QueryDict, name: str, label: str) -> dt.date | None:
    """Return the day of a field that may be empty.

    :raises Unreadable: a day that does not exist
    """
    typed = data.get(name, "").strip()
    if not typed:
        return None
    try:
        day = parse_date(typed)
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:
        raise Unreadable(_("Ô “%(label)s”: không có ngày %(typed)s.") % {"label": label, "typed": typed[:20]})
    return day


def moment_in(data: QueryDict, name: str, label: str) -> dt.datetime:
    """Return the moment of a field, typed 2026-11-20T08:00, in the zone of the office.

    :raises Unreadable: empty, or a moment that does not exist
    """
    typed = data.get(name, "").strip()
    try:
        moment = parse_datetime(typed)
    except ValueError:
        moment = None
    if moment is None or not 1900 <= moment.year <= 2200:
        raise Unreadable(_("Chọn ngày và giờ ở ô “%(label)s”.") % {"label": label})
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def row_in(data: QueryDict, name: str, label: str) -> int:
    """Return the number of the row chosen in a list.

    :raises Unreadable: nothing was chosen
    """
    row = optional_row(data, name)
    if row is None:
        raise Unreadable(_("Chọn “%(label)s” trong danh sách.") % {"label": label})
    return row


def optional_row(data: QueryDict, name: str) -> int | None:
    """Return the number of the row chosen, None for none."""
    typed = data.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else None
