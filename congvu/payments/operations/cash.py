"""The cash book: cash goes through an open day; closing counts the box and is final."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.money import dong
from congvu.kit.text import clean
from congvu.payments import cashbook
from congvu.payments.models import CashDay
from congvu.people import queries as people


class CashDayClosed(Refusal):
    """The cash book of that day is closed: nothing is taken or given back in cash any more."""


class CashUnclear(Refusal):
    """The day cannot be closed so: the text says what is missing."""


def pass_cash(*, agency_id: int, at: dt.datetime) -> CashDay:
    """Let cash come in or go out on the day of ``at``, under the lock of its sheet, which is opened when needed.

    :raises CashDayClosed: when it was closed
    """
    day = timezone.localdate(at)
    CashDay.objects.bulk_create([CashDay(agency_id=agency_id, day=day)], ignore_conflicts=True)
    sheet = CashDay.objects.select_for_update().get(agency_id=agency_id, day=day)
    if sheet.closed_at is not None:
        raise CashDayClosed(
            _("Sổ quỹ ngày %(day)s đã khóa lúc %(at)s. Tiền mặt thu, trả từ ngày làm việc sau.")
            % {"day": f"{day:%d/%m/%Y}", "at": f"{timezone.localtime(sheet.closed_at):%H:%M}"}
        )
    return sheet


@transaction.atomic
def close_cash_day(
    *, agency_id: int, day: dt.date, counted: int, deposited: int, reason: str, by: Actor, at: dt.datetime
) -> CashDay:
    """Close a day of the cash book: the box was counted, what differs has its reason. For the cashier; final.

    :param counted: đồng in the box, after what was brought to treasury or bank
    :param deposited: đồng brought there that day
    :raises NotAllowed: for anybody but the agency's cashier
    :raises CashUnclear: a day to come, closed already, an earlier one is open, or a difference without its reason
    """
    by = people.require(by=by, roles=["cashier"], agency_id=agency_id, at=at)
    if day > timezone.localdate(at):
        raise CashUnclear(_("Chỉ khóa được sổ của hôm nay hoặc ngày đã qua."))
    CashDay.objects.bulk_create([CashDay(agency_id=agency_id, day=day)], ignore_conflicts=True)
    sheet = CashDay.objects.select_for_update().get(agency_id=agency_id, day=day)
    if sheet.closed_at is not None:
        raise CashUnclear(_("Sổ quỹ ngày %(day)s đã khóa, không sửa được.") % {"day": f"{day:%d/%m/%Y}"})
    earlier = cashbook.first_open(agency_id=agency_id, before=day)
    if earlier is not None:
        raise CashUnclear(_("Khóa sổ ngày %(day)s trước: số dư chuyển từ ngày ấy sang.") % {"day": str(earlier)})
    later = CashDay.objects.filter(agency_id=agency_id, day__gt=day).exclude(closed_at=None).exists()
    if later:
        raise CashUnclear(_("Sổ quỹ của ngày sau đã khóa, không mở lại ngày trước được."))
    known = cashbook.sheet(agency_id=agency_id, day=day)
    difference = counted - (known.expected - deposited)
    reason = clean(reason)[:500]
    if difference and not reason:
        raise CashUnclear(
            _("Số đếm được lệch %(money)s so với sổ. Đếm lại; nếu vẫn lệch, ghi lý do.")
            % {"money": dong(abs(difference))}
        )
    sheet.opening, sheet.received, sheet.returned = known.opening, known.received, known.returned
    sheet.deposited, sheet.counted, sheet.difference, sheet.reason = deposited, counted, difference, reason
    sheet.closed_at, sheet.closed_by = at, by.snapshot()
    sheet.save()
    data = {"counted": counted, "difference": difference, "deposited": deposited, "reason": reason}
    audit.record(
        action="payments.close_cash_day", subject=f"cash_day:{sheet.pk}", label=str(sheet), data=data, by=by, at=at
    )
    return sheet
