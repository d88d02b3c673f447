"""Questions about numbers and codes."""

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.errors import Refusal
from congvu.kit.kept import kept
from congvu.kit.paging import SIZE, Page, keyset
from congvu.numbering.models import Block, Book, BookEntry, CodeFormat, HeldCode, Series, VoidedNumber
from congvu.numbering.templates import BadTemplate, fill
from congvu.numbering.templates import problems as template_problems

__all__ = [
    "BadTemplate",
    "FormatMissing",
    "all_formats",
    "block_with_codes",
    "blocks",
    "book_entries",
    "book_headings",
    "book_page",
    "books",
    "ended_blocks",
    "format_of",
    "free_codes",
    "held_code",
    "held_code_of",
    "is_code",
    "last_number",
    "sample_code",
    "series_of",
    "template_problems",
    "voided",
]


class FormatMissing(Refusal):
    """No format of codes is in force for this kind and day."""


def format_of(*, kind: str, on: date) -> CodeFormat:
    """Return the format in force; of several, the one that began last.

    :raises FormatMissing: when there is none
    """
    found = _format_of(kind, on)
    if found is None:
        raise FormatMissing(
            _("Chưa có kiểu mã số “%(kind)s” cho ngày %(day)s. Quản trị tỉnh cần khai báo kiểu mã số.")
            % {"kind": kind, "day": f"{on:%d/%m/%Y}"}
        )
    return found


@kept(CodeFormat)
def _format_of(kind: str, on: date) -> CodeFormat | None:
    return CodeFormat.objects.on(on).filter(kind=kind).order_by("-valid_from").first()


def series_of(*, kind: str, agency_code: str, at: datetime) -> str:
    """Return the key of the series that the next code of this kind takes its number from.

    :raises FormatMissing: when no format is in force
    """
    day = timezone.localdate(at)
    return fill(format_of(kind=kind, on=day).scope, kind=kind, agency=agency_code, day=day)


def all_formats() -> list[CodeFormat]:
    """Return every format that ever was decided, by kind, the newest first."""
    return list(CodeFormat.objects.order_by("kind", "-valid_from"))


def sample_code(form: CodeFormat, *, agency_code: str, number: int = 1) -> str:
    """Return a code as the format would make it on its first day, for reading."""
    return fill(form.template, kind=form.kind, agency=agency_code, day=form.valid_from, number=number)


def is_code(*, kind: str, text: str) -> bool:
    """Tell whether ``text`` looks like a code of any format this kind ever had."""
    regexes = CodeFormat.objects.filter(kind=kind).values_list("regex", flat=True)
    return any(re.fullmatch(regex, text) for regex in regexes)


def last_number(*, series: str) -> int:
    """Return the last number taken from a series, 0 when none was."""
    return Series.objects.filter(key=series).values_list("last", flat=True).first() or 0


def voided(*, series: str) -> list[VoidedNumber]:
    """Return the spoilt numbers of a series with their reasons, in order."""
    return list(VoidedNumber.objects.filter(series__key=series))


def books(*, agency_ids: Collection[int]) -> list[Book]:
    """Return the books of these agencies, the newest year first, each with its series."""
    return list(Book.objects.filter(agency_id__in=agency_ids).select_related("agency", "series"))


def _entries(book: Book, month: int | None) -> QuerySet[BookEntry]:
    found = BookEntry.objects.filter(book=book).prefetch_related("notes")
    return found.filter(entered_on__month=month) if month else found


def book_page(*, book: Book, month: int | None = None, after: str | None = None, size: int = SIZE) -> Page[BookEntry]:
    """Return a page of a book's entries by number, each with its notes; of one month, or of the whole year."""
    return keyset(_entries(book, month), order=("number", "id"), after=after, size=size)


def book_entries(*, book: Book, month: int | None = None) -> list[BookEntry]:
    """Return all entries of a book by number, each with its notes, to be printed."""
    return list(_entries(book, month).order_by("number"))


def book_headings(entries: Iterable[BookEntry]) -> list[str]:
    """Return the headings that these entries were written under, in the order in which they first stand there."""
    return list(dict.fromkeys(cell["name"] for entry in entries for cell in entry.cells))


def blocks(*, agency_id: int, kind: str) -> list[Block]:
    """Return the blocks of codes an agency holds or held, the newest first, each counted.

    Each has ``all``, ``given``, ``voided`` and ``free``: how many of its codes are so.
    """
    rows = Block.objects.filter(agency_id=agency_id, kind=kind).annotate(
        all=Count("codes"),
        given=Count("codes", filter=~Q(codes__subject="")),
        voided=Count("codes", filter=Q(codes__voided__isnull=False)),
        free=Count("codes", filter=Q(codes__subject="", codes__voided=None)),
    )
    return list(rows.order_by("-id"))


def block_with_codes(*, block_id: int, agency_ids: Collection[int]) -> tuple[Block, list[HeldCode]] | None:
    """Return a block of one of these agencies with its codes in order, None when they hold no such block."""
    block = Block.objects.select_related("agency__parent").filter(pk=block_id, agency_id__in=agency_ids).first()
    if block is None:
        return None
    return block, list(block.codes.select_related("voided").order_by("number"))


def held_code(*, code_id: int, agency_id: int) -> HeldCode | None:
    """Return a code of a block that an agency holds, with its block; None when it holds no such code."""
    return HeldCode.objects.select_related("block").filter(pk=code_id, block__agency_id=agency_id).first()


def held_code_of(*, subject: str) -> HeldCode | None:
    """Return the held code that a thing was given by hand, None when it has none."""
    return HeldCode.objects.select_related("block").filter(subject=subject).first()


def free_codes(*, agency_id: int, kind: str) -> int:
    """Return how many codes an agency holds that were neither given nor voided."""
    return HeldCode.objects.filter(
        block__agency_id=agency_id, block__kind=kind, block__closed_at=None, subject="", voided=None
    ).count()


def ended_blocks(*, before: date) -> list[int]:
    """Return the open blocks whose last day lies before a day."""
    return list(Block.objects.filter(closed_at=None, valid_until__lt=before).values_list("pk", flat=True))
