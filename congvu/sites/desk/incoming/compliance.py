"""How agencies keep the rules on documents: every share with numerator and denominator, and the documents behind it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from congvu.documents import queries
from congvu.documents.queries import Share
from congvu.kit import answers
from congvu.kit.asking import optional_row
from congvu.kit.errors import NotAllowed
from congvu.kit.workbooks import figures_workbook
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.sites.desk.documents import found as lines
from congvu.sites.desk.doors import RULE_READERS, Desk, DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import framed
from congvu.sites.desk.yearly import HEAD, MAKER, MONTHS, Times, columns_paper, paper_head, times_of

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
SHOWN = 50
"""Agencies on the screen; the files have all."""
COLUMNS = ("so", "trich-yeu", "ban-hanh", "tinh-trang")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which agencies' shares are asked for, and of which time; no month: the whole year."""

    agencies: dict[int, Agency]
    """All that one may see the shares of."""
    agency: Agency | None
    """The one that was chosen, or the only one; None: all together."""
    opened: frozenset[int]
    """Agencies whose documents one may be shown, as far as each is open."""
    times: Times

    @property
    def query(self) -> str:
        """Period and agency as links keep them."""
        return self.times.query + (f"&co-quan={self.agency.pk}" if self.agency else "")

    def found(self, now: dt.datetime) -> list[tuple[Agency, list[Share]]]:
        """Return the shares of each agency, those with most faults first."""
        since, until = self.times.span
        wanted = [self.agency.pk] if self.agency else list(self.agencies)
        shares = queries.compliance(agency_ids=wanted, since=since, until=until, now=now)
        rows = [(one, shares[pk]) for pk, one in self.agencies.items() if pk in shares]
        return sorted(rows, key=lambda row: -sum(one.count for one in row[1] if one.bad))


@official_only
def report(request: DeskRequest) -> HttpResponse:
    """Show the shares of a year or a month: of all agencies that one oversees, leads or audits, then of each."""
    wanted = _asked(request)
    rows = wanted.found(request.desk.now)
    opens = wanted.agency is not None and wanted.agency.pk in wanted.opened
    shown = {
        "wanted": wanted,
        "words": list(WORDS.values()),
        "whole": list(zip(WORDS.values(), queries.sum_of_shares(shares for _one, shares in rows), strict=True)),
        "opens": opens,
        "rows": [] if wanted.agency else rows[:SHOWN],
        "counted": len(rows),
        "years": range(request.desk.today.year, request.desk.today.year - 4, -1),
        "months": MONTHS,
    }
    return render(request, "desk/incoming/compliance.html", shown)


@official_only
@override("vi")
def file(request: DeskRequest) -> HttpResponseBase:
    """Give the shares of all agencies asked for as PDF, or as Excel (``?dang=excel``)."""
    wanted = _asked(request)
    rows, times = wanted.found(request.desk.now), wanted.times
    title, name = _("Báo cáo chấp hành quy chế văn bản"), f"chap-hanh-van-ban-{times.year}-{times.month or 'ca-nam'}"
    place = wanted.agency.name if wanted.agency else settings.PROVINCE
    named = [(agency.name, shares) for agency, shares in rows]
    if not wanted.agency:
        named.append((_("Cộng"), queries.sum_of_shares(shares for _name, shares in named)))
    if request.GET.get("dang") == "excel":
        book = figures_workbook(
            _("Báo cáo"),
            title=f"{title}. {times.words}. {place}",
            columns=[(_("Cơ quan"), 5), *((heading, 2) for heading in _headings())],
            rows=[[one, *_numbers(shares)] for one, shares in named],
        )
        return answers.workbook(book, f"{name}.xlsx")
    paper = columns_paper(
        title=title,
        subtitle=times.words,
        head=paper_head(people.agency_of_id(request.desk.grants[0].agency_id), request.desk),
        columns=[(_("Cơ quan"), 5), *((words, 2) for words in WORDS.values())],
        rows=[[one, *map(_on_paper, shares)] for one, shares in named],
        summary="",
        signers=[MAKER, HEAD],
        at=request.desk.now,
    )
    return framed(answers.paper(paper, f"{name}.pdf"))


@official_only
def behind(request: DeskRequest, agency_id: int, fault: str) -> HttpResponse:
    """List the documents that a share counts as faults, as far as they are open to the official."""
    wanted, desk = _asked(request), request.desk
    if agency_id not in wanted.opened or fault not in queries.FAULTS:
        raise Http404
    since, until = wanted.times.span
    page = queries.at_fault(
        fault,
        agency_id=agency_id,
        since=since,
        until=until,
        now=desk.now,
        held=desk.grants,
        official_id=desk.actor.id or 0,
        after=request.GET.get("sau"),
    )
    columns = [one for one in lines.COLUMNS if one.key in COLUMNS]
    limits = queries.limits(fault, page.rows)
    shown = {
        "wanted": wanted,
        "agency": wanted.agencies[agency_id],
        "title": WORDS[fault],
        "headings": [*(one.heading for one in columns), *([_("Phải xong"), _("Đã xong")] if limits else [])],
        "rows": [lines.cells(one, columns) + _moments(*limits.get(one.pk, ())) for one in page.rows],
        "page": page,
    }
    return render(request, "desk/incoming/compliance_documents.html", shown)


def _moments(*limit: dt.datetime | None) -> list[tuple[str, str]]:
    """Return cells that say by when a document had to be done with, and when it was."""
    words = (_("hạn %(moment)s"), _("xong %(moment)s"))
    return [
        ("cv-num", say % {"moment": f"{timezone.localtime(one):%H:%M %d/%m/%Y}"} if one else "–")
        for say, one in zip(words, limit, strict=False)
    ]


def _asked(request: DeskRequest) -> Asked:
    """Return what is asked for.

    :raises NotAllowed: who keeps, leads or audits no agency's documents and oversees none
    """
    agencies, opened = _of(request.desk)
    if not agencies:
        raise NotAllowed(_("Báo cáo dành cho văn thư, lãnh đạo và người kiểm tra của cơ quan."))
    only = next(iter(agencies.values())) if len(agencies) == 1 else None
    return Asked(
        agencies=agencies,
        agency=only or agencies.get(optional_row(request.GET, "co-quan") or 0),
        opened=opened,
        times=times_of(request),
    )


def _of(desk: Desk) -> tuple[dict[int, Agency], frozenset[int]]:
    """Return the agencies whose shares an official may see, in their order, and those whose documents behind them."""
    own = {grant.agency_id for grant in desk.grants if grant.role in RULE_READERS}
    wanted = Agency.objects.filter(pk__in=own)
    if desk.oversees:
        wanted |= Agency.objects.filter(realm__in=desk.oversees)
    rows = wanted.select_related("parent", "place").order_by("sort_key")
    return {one.pk: one for one in rows}, frozenset(own)


def _headings() -> list[str]:
    found: list[str] = []
    for key, words in WORDS.items():
        found += [str(words)] if key == "pages" else [str(words), _("%(what)s: trên tổng số") % {"what": words}]
    return found


def _numbers(shares: Iterable[Share]) -> list[int]:
    found: list[int] = []
    for one in shares:
        found += [one.count] if one.key == "pages" else [one.count, one.of]
    return found


def _on_paper(one: Share) -> str:
    if one.percent is None:
        return "–"
    count, of, percent = (number_format(number, force_grouping=True) for number in (one.count, one.of, one.percent))
    return count if one.key == "pages" else f"{percent} % ({count}/{of})"
