"""Books and reports of an agency for a year or a month: what is asked for, and the table in columns on paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.asking import optional_row
from congvu.kit.errors import NotAllowed
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.printing import operations as printing
from congvu.sites.desk.doors import BOOK_READERS, Desk, DeskRequest

MONTHS = range(1, 13)
YEARS_BACK = 6
"""Years that are offered, this one included."""
HEAD = ("Thủ trưởng cơ quan", "(Ký, ghi rõ họ tên và đóng dấu)")
CLERK = ("Văn thư", "(Ký, ghi rõ họ tên)")
MAKER = ("Người lập", "(Ký, ghi rõ họ tên)")
Columns = Iterable[tuple[Any, int]]
"""Headings, and how wide each is beside the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The time whose book or report is asked for; no month: the whole year."""

    year: int
    month: int | None

    @property
    def words(self) -> str:
        """The period as it stands on paper, Vietnamese."""
        return f"Tháng {self.month} năm {self.year}" if self.month else f"Năm {self.year}"

    @property
    def query(self) -> str:
        """The period as links keep it."""
        return f"nam={self.year}" + (f"&thang={self.month}" if self.month else "")

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The first moment of the period, and the first after it."""
        zone, year, month = timezone.get_current_timezone(), self.year, self.month
        first, after = ((year, month), (year + month // 12, month % 12 + 1)) if month else ((year, 1), (year + 1, 1))
        return datetime(*first, 1, tzinfo=zone), datetime(*after, 1, tzinfo=zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Agency and time whose book or report is asked for."""

    agency: Agency
    times: Times
    agencies: list[Agency]
    """All that one may ask for."""

    def shown(self, this_year: int, *, years: int = YEARS_BACK) -> dict[str, Any]:
        """Return what the form shows in which one asks for another period."""
        return {
            "agency": self.agency,
            "agencies": self.agencies,
            "year": self.times.year,
            "years": range(this_year, this_year - years, -1),
            "month": self.times.month,
            "months": MONTHS,
        }


def asked(request: DeskRequest) -> Asked:
    """Return agency, year and month that are asked for.

    :raises NotAllowed: who reads no books anywhere
    """
    mine = dict.fromkeys(grant.agency_id for grant in request.desk.grants if grant.role in BOOK_READERS)
    agencies = [people.agency_of_id(agency_id) for agency_id in mine]
    if not agencies:
        raise NotAllowed(_("Sổ dành cho văn thư, lãnh đạo và người kiểm tra của cơ quan."))
    wanted = optional_row(request.GET, "co-quan")
    agency = next((one for one in agencies if one.pk == wanted), agencies[0])
    return Asked(agency=agency, times=times_of(request), agencies=agencies)


def times_of(request: DeskRequest) -> Times:
    """Return the year and month that are asked for, this year when none or no such one is."""
    year, month = optional_row(request.GET, "nam"), optional_row(request.GET, "thang")
    return Times(
        year=year if year and 2000 <= year <= 2200 else request.desk.today.year,
        month=month if month in MONTHS else None,
    )


def paper_head(agency: Agency | None, desk: Desk) -> dict[str, str]:
    """Return what stands above a printed table: its agency, empty for an official who works in none, and the day."""
    if agency is None:
        return {"agency": "", "parent": "", "place": "", "date": desk.today.isoformat()}
    return {
        "agency": agency.name,
        "parent": agency.parent.name if agency.parent else "",
        "place": agency.place.name if agency.place else agency.name,
        "date": desk.today.isoformat(),
    }


def columns_paper(
    *,
    title: str,
    head: dict[str, str],
    columns: Columns,
    rows: Sequence[Sequence[str]],
    summary: str,
    at: datetime,
    subtitle: str = "",
    signers: Iterable[tuple[str, str]] = (),
) -> bytes:
    """Return a table as PDF/A.

    :param head: as from :func:`paper_head`
    :param signers: who signs below, each with the note under the title
    """
    data = {
        "title": title,
        "subtitle": subtitle,
        **head,
        "columns": [{"heading": str(heading), "share": share, "left": share > 2} for heading, share in columns],
        "rows": rows,
        "summary": summary,
        "signers": [{"title": signer, "note": note} for signer, note in signers],
    }
    return printing.print_paper(template="columns", data=data, at=at)
