"""What the cash book of a day says: opening, each receipt in and each one voided, sums by means."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Sum

from congvu.payments.models import CashDay, Method, Receipt


@dataclass(frozen=True, slots=True)
class CashLine:
    """Cash that came in with a receipt, or went out when it was voided; ``amount`` in đồng, negative when out."""

    at: dt.datetime
    receipt: Receipt
    amount: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CashSheet:
    """A day of the cash book. All sums in đồng."""

    day: dt.date
    opening: int
    lines: list[CashLine]
    means: list[tuple[str, int, int]]
    """Means of payment, number of valid receipts issued that day, their sum."""
    closed: CashDay | None

    @property
    def received(self) -> int:
        """Cash of the receipts issued."""
        return sum(line.amount for line in self.lines if line.amount > 0)

    @property
    def returned(self) -> int:
        """Cash of the receipts voided."""
        return -sum(line.amount for line in self.lines if line.amount < 0)

    @property
    def expected(self) -> int:
        """What should lie in the box before anything is brought away."""
        return self.opening + self.received - self.returned


def span_of(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the moments at which a day begins and ends here."""
    start = dt.datetime.combine(day, dt.time(), ZoneInfo(settings.TIME_ZONE))
    return start, start + dt.timedelta(days=1)


def sheet(*, agency_id: int, day: dt.date) -> CashSheet:
    """Return the cash book of a day, closed or as it stands."""
    start, end = span_of(day)
    known = CashDay.objects.filter(agency_id=agency_id, day=day).exclude(closed_at=None).first()
    own = Receipt.objects.filter(agency_id=agency_id)
    cash = own.filter(method=Method.CASH).select_related("charge")
    lines = [CashLine(row.issued_at, row, row.amount) for row in cash.filter(issued_at__gte=start, issued_at__lt=end)]
    for row in cash.filter(voided_at__gte=start, voided_at__lt=end):
        lines.append(CashLine(row.voided_at or end, row, -row.amount, row.void_reason))
    issued = own.filter(issued_at__gte=start, issued_at__lt=end, voided_at=None)
    means = issued.values_list("method").annotate(n=Count("id"), total=Sum("amount")).order_by("method")
    return CashSheet(
        day,
        known.opening if known else _carried(agency_id, day),
        sorted(lines, key=lambda line: (line.at, line.receipt.pk, line.amount)),
        [(str(Method(method).label), n, total) for method, n, total in means],
        known,
    )


def first_open(*, agency_id: int, before: dt.date) -> CashDay | None:
    """Return the first day before this one that was not closed."""
    return CashDay.objects.filter(agency_id=agency_id, day__lt=before, closed_at=None).order_by("day").first()


def _carried(agency_id: int, day: dt.date) -> int:
    """Return what the last day closed before left in the box, with the cash of the days since that nobody closed."""
    last = CashDay.objects.filter(agency_id=agency_id, day__lt=day).exclude(closed_at=None).order_by("-day").first()
    first = CashDay.objects.filter(agency_id=agency_id, day__lt=day).order_by("day").first()
    if first is None:
        return 0
    since, until = span_of(last.day)[1] if last else span_of(first.day)[0], span_of(day)[0]
    cash = Receipt.objects.filter(agency_id=agency_id, method=Method.CASH)
    took = cash.filter(issued_at__gte=since, issued_at__lt=until).aggregate(sum=Sum("amount"))["sum"] or 0
    gave = cash.filter(voided_at__gte=since, voided_at__lt=until).aggregate(sum=Sum("amount"))["sum"] or 0
    return (last.counted if last else 0) + int(took) - int(gave)


def days(*, agency_id: int, limit: int = 31) -> list[CashDay]:
    """Return the sheets of an agency, the newest first."""
    return list(CashDay.objects.filter(agency_id=agency_id).order_by("-day")[:limit])
