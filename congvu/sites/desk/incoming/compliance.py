"""The report on how agencies keep the rules on documents: every share with numerator and denominator."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.documents import queries
from congvu.kit.asking import optional_row
from congvu.kit.errors import NotAllowed
from congvu.people import queries as people
from congvu.sites.desk.doors import RULE_READERS, DeskRequest, official_only

WORDS = {
    "late_registration": gettext_lazy("Vào sổ sau ngày đến"),
    "no_acknowledgement": gettext_lazy("Không xác nhận trong ngày"),
    "overdue": gettext_lazy("Xử lý quá hạn"),
    "late_issue": gettext_lazy("Phát hành sau ngày làm việc tiếp theo"),
    "unsigned": gettext_lazy("Phát hành không có chữ ký số"),
    "electronic": gettext_lazy("Lượt gửi điện tử"),
    "electronic_documents": gettext_lazy("Văn bản gửi hoàn toàn điện tử"),
    "digitised": gettext_lazy("Văn bản đến có bản số"),
    "pages": gettext_lazy("Trang không phải in"),
}
MONTHS = range(1, 13)


@official_only
def report(request: DeskRequest) -> HttpResponse:
    """Show the report of a year or a month for the agencies that one leads or audits."""
    desk = request.desk
    mine = {grant.agency_id for grant in desk.grants if grant.role in RULE_READERS}
    if not mine:
        raise NotAllowed(_("Báo cáo dành cho văn thư, lãnh đạo và người kiểm tra của cơ quan."))
    year, month = optional_row(request.GET, "nam"), optional_row(request.GET, "thang")
    year = year if year and 2000 <= year <= 2200 else desk.today.year
    month = month if month in MONTHS else None
    since, until = span(year, month)
    found = queries.compliance_by_agency(agency_ids=mine, since=since, until=until, now=desk.now)
    shown = {
        "headings": list(WORDS.values()),
        "rows": [(people.agency_of_id(one), shares) for one, shares in found.items()],
        "year": year,
        "years": range(desk.today.year, desk.today.year - 4, -1),
        "month": month,
        "months": MONTHS,
    }
    return render(request, "desk/incoming/compliance.html", shown)


def span(year: int, month: int | None) -> tuple[dt.datetime, dt.datetime]:
    """Return the first moment of a year or a month, and the first after it."""
    zone = timezone.get_current_timezone()
    if month is None:
        return dt.datetime(year, 1, 1, tzinfo=zone), dt.datetime(year + 1, 1, 1, tzinfo=zone)
    after = (year + 1, 1) if month == 12 else (year, month + 1)
    return dt.datetime(year, month, 1, tzinfo=zone), dt.datetime(*after, 1, tzinfo=zone)
