"""The rule of the same day: what arrives is registered the day it comes, what is numbered leaves by the next (Đ.4.3).

Văn bản đi, văn bản đến thuộc ngày nào được đăng ký trong ngày, chuyển chậm nhất trong ngày làm việc tiếp theo; khẩn thì
ngay (NĐ 30/2020 Đ.18, 22, 23).
"""

from datetime import datetime

from django.utils import timezone

from congvu.documents.models import Document, Urgency
from congvu.workdays import queries as workdays


def register_by(document: Document, came: datetime) -> datetime:
    """Return until when an arrival is registered: the end of its day, of the next one when it came after work."""
    if document.urgency > Urgency.NORMAL:
        return came
    calendar, day = workdays.calendar(), timezone.localdate(came)
    if calendar.is_working(day) and came <= calendar.close(day):
        return calendar.close(day)
    return calendar.close(calendar.next_working(day))


def pass_on_by(document: Document, at: datetime) -> datetime:
    """Return until when a document is before the leader, or has left: the end of the next working day."""
    if document.urgency > Urgency.NORMAL:
        return at
    return workdays.due(start=at, limit=workdays.Limit(1, workdays.Unit.WORKING_DAY)).due_at
