"""The cash book: what came in and went out today, by means; counted and closed in the evening, for good."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit import answers
from congvu.kit.asking import optional_day
from congvu.kit.errors import Declined, NotAllowed, Refusal
from congvu.payments import operations, queries
from congvu.payments.queries import CashSheet
from congvu.people import operations as people
from congvu.people import queries as people_queries
from congvu.people.models import Agency
from congvu.printing import operations as printing
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import framed
from congvu.sites.desk.payments.cashier import money

READERS = ("cashier", "leader", "agency_admin", "auditor")


def _place(request: DeskRequest) -> Agency:
    """Return the agency whose cash book is one's to see: where one takes money, else where one leads.

    :raises NotAllowed: nowhere
    """
    held = [grant for role in READERS for grant in request.desk.grants if grant.role == role]
    if not held:
        raise NotAllowed(_("Sổ quỹ dành cho người thu phí, lãnh đạo và người kiểm tra của cơ quan."))
    return people_queries.agency_of_id(held[0].agency_id)


def _sheet(request: DeskRequest, agency: Agency, purpose: str) -> CashSheet:
    day = optional_day(request.POST or request.GET, "ngay", _("Ngày")) or request.desk.today
    sheet = queries.cash_sheet(agency_id=agency.pk, day=day)
    shown = [
        people.Shown(line.receipt.charge.subject, line.receipt.charge.payer_id, (agency.pk,)) for line in sheet.lines
    ]
    people.note_shown(
        shown, grants=request.desk.grants, roles=READERS, purpose=purpose, by=request.desk.actor, at=request.desk.now
    )
    return sheet


@official_only
def page(request: DeskRequest) -> HttpResponse:
    """Show a day of the cash book with the days before; close it."""
    agency = _place(request)
    if request.method != "POST":
        try:
            return _show(request, agency)
        except Declined as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("desk:cashbook"))
    try:
        closed = _close(request, agency)
    except Refusal as refusal:
        return _show(request, agency, error=str(refusal))
    messages.success(request, _("Đã khóa sổ quỹ ngày %(day)s.") % {"day": str(closed)})
    return HttpResponseRedirect(f"{reverse('desk:cashbook')}?ngay={closed.day.isoformat()}")


def _close(request: DeskRequest, agency: Agency) -> Any:
    data = request.POST
    counted = money(data.get("dem", ""))
    if counted is None:
        raise Refusal(_("Ghi số tiền mặt đếm được."))
    return operations.close_cash_day(
        agency_id=agency.pk,
        day=optional_day(data, "ngay", _("Ngày")) or request.desk.today,
        counted=counted,
        deposited=money(data.get("nop", "")) or 0,
        reason=data.get("ly_do", ""),
        by=request.desk.actor,
        at=request.desk.now,
    )


def _show(request: DeskRequest, agency: Agency, *, error: str = "") -> HttpResponse:
    sheet = _sheet(request, agency, "collect")
    shown = {
        "agency": agency,
        "sheet": sheet,
        "days": queries.cash_days(agency_id=agency.pk),
        "earlier": queries.first_open_cash_day(agency_id=agency.pk, before=sheet.day),
        "closes": any(grant.role == "cashier" and grant.agency_id == agency.pk for grant in request.desk.grants),
        "error": error,
        "typed": request.POST,
    }
    return render(request, "desk/cashbook.html", shown, status=422 if error else 200)


@official_only
def printed(request: DeskRequest) -> HttpResponse:
    """Print a day of the cash book on A4, to be signed."""
    agency = _place(request)
    sheet = _sheet(request, agency, "book")
    closed = sheet.closed
    data = {
        "agency": agency.name,
        "place": agency.place.name if agency.place else "",
        "date": sheet.day.isoformat(),
        "opening": sheet.opening,
        "rows": [
            {
                "at": f"{timezone.localtime(line.at):%H:%M}",
                "number": line.receipt.digits,
                "payer": str(line.receipt.data["payer"]["name"]),
                "code": str(line.receipt.data["code"]),
                "amount": line.amount,
                "reason": line.reason,
            }
            for line in sheet.lines
        ],
        "means": [{"name": name, "n": n, "total": total} for name, n, total in sheet.means],
        "received": sheet.received,
        "returned": sheet.returned,
        "expected": sheet.expected,
        "closed": {
            "deposited": closed.deposited,
            "counted": closed.counted,
            "difference": closed.difference,
            "reason": closed.reason,
            "by": str(closed.closed_by.get("name", "")),
            "at": timezone.localtime(closed.closed_at).isoformat() if closed.closed_at else "",
        }
        if closed
        else None,
    }
    pdf = printing.print_paper(template="cash_book", data=data, at=request.desk.now)
    answer = answers.paper(pdf, f"so-quy-{sheet.day.isoformat()}.pdf")
    framed(answer)
    return answer
