"""What a search shows of each document: columns that the reader chooses, on screen, as PDF, Word and Excel."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.documents.models import Document
from congvu.kit import answers
from congvu.kit.templatetags.addresses import of_thing
from congvu.kit.templatetags.ui import link, state_chip
from congvu.kit.word_files import table_document
from congvu.kit.workbooks import table_workbook
from congvu.sites.desk.yearly import columns_paper

MOST = 5000
"""Rows of a file; a search that finds more is made narrower."""


@dataclass(frozen=True)
class Column:
    """A column: its heading, what it says, how wide it is on paper."""

    key: str
    heading: Promise
    words: Callable[[Document], str]
    share: int = 2
    look: str = ""
    """On screen: "fill" leads to the document in the room that is left, "state" is framed, "code" does not break."""


def _day(day: date | datetime | None) -> str:
    return f"{timezone.localtime(day) if isinstance(day, datetime) else day:%d/%m/%Y}" if day else ""


COLUMNS = (
    Column("so", gettext_lazy("Số, ký hiệu"), lambda one: one.code, 3, "code"),
    Column("ngay", gettext_lazy("Ngày"), lambda one: _day(one.issued_on)),
    Column("trich-yeu", gettext_lazy("Trích yếu"), lambda one: f"{one.kind.name}: {one.subject}", 7, "fill"),
    Column("ban-hanh", gettext_lazy("Cơ quan ban hành"), lambda one: one.organ_name, 4),
    Column("chieu", gettext_lazy("Đi, đến"), lambda one: str(one.get_direction_display())),
    Column("so-den", gettext_lazy("Số đến"), lambda one: str(one.arrival_number or "")),
    Column("ngay-den", gettext_lazy("Ngày đến"), lambda one: _day(one.arrived_at)),
    Column("nguoi-ky", gettext_lazy("Người ký"), lambda one: one.signer_name, 3),
    Column("noi-nhan", gettext_lazy("Nơi nhận"), lambda one: "; ".join(str(row["name"]) for row in one.recipients), 4),
    Column("don-vi", gettext_lazy("Đơn vị"), lambda one: one.unit.name if one.unit else "", 3),
    Column("khan", gettext_lazy("Độ khẩn"), lambda one: str(one.get_urgency_display()) if one.urgency else ""),
    Column("han", gettext_lazy("Hạn"), lambda one: _day(one.due_at)),
    Column("trang", gettext_lazy("Số trang"), lambda one: str(one.pages or ""), 1),
    Column("tinh-trang", gettext_lazy("Tình trạng"), lambda one: str(one.get_state_display()), 3, "state"),
)
USUAL = ("so", "ngay", "trich-yeu", "ban-hanh", "chieu", "tinh-trang")
WAYS = ("pdf", "word", "excel")


def chosen(asked: QueryDict) -> list[Column]:
    """Return the columns that were ticked, the usual ones when none was."""
    wanted = set(asked.getlist("cot")) or set(USUAL)
    return [one for one in COLUMNS if one.key in wanted] or [one for one in COLUMNS if one.key in USUAL]


def cells(one: Document, columns: Sequence[Column]) -> list[tuple[str, str]]:
    """Return the look and the words of each cell; the first leads to the document when no other does."""
    leads = any(column.look == "fill" for column in columns)
    looks = [column.look if leads or number else "fill" for number, column in enumerate(columns)]
    return [_cell(one, look, column.words(one)) for look, column in zip(looks, columns, strict=True)]


def _cell(one: Document, look: str, words: str) -> tuple[str, str]:
    match look:
        case "fill":
            return "fill", link(of_thing("desk:document", one.public_id), words or one.kind.name)
        case "state":
            return "", state_chip(words)
    return look, words or "–"


def as_file(
    way: str, columns: Sequence[Column], found: Iterable[Document], *, title: str, head: dict[str, str], now: datetime
) -> HttpResponse:
    """Return what was found as a file: ``pdf``, ``word`` or ``excel``."""
    rows = [[column.words(one) for column in columns] for one in found]
    heads, name = [str(column.heading) for column in columns], f"van-ban-tim-duoc-{timezone.localdate(now):%Y%m%d}"
    if way == "excel":
        return answers.workbook(table_workbook(_("Văn bản"), heads, rows), f"{name}.xlsx")
    if way == "word":
        return answers.word(table_document(title, heads, rows), f"{name}.docx")
    paper = columns_paper(
        title=title,
        head=head,
        columns=[(column.heading, column.share) for column in columns],
        rows=rows,
        summary=_("Cộng %(n)s văn bản.") % {"n": len(rows)},
        at=now,
    )
    return answers.paper(paper, f"{name}.pdf")
