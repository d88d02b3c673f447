"""Books: entries that never change, notes to them, reading and closing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import NotThere, Refusal
from congvu.kit.operation import joining
from congvu.kit.text import clean
from congvu.numbering import queries
from congvu.numbering.models import Book, BookEntry, BookNote, Series
from congvu.numbering.operations.issuing import CodeRefused, issue
from congvu.numbering.templates import fill
from congvu.people import queries as people
from congvu.people.models import Agency


class BookClosed(Refusal):
    """The book is closed, or cannot be closed yet."""


class BookUnknown(NotThere):
    """There is no such book."""


READERS = ("reception", "case_officer", "unit_head", "leader", "clerk", "auditor")
"""Roles that may open the books of their agency."""


def enter(
    *,
    kind: str,
    title: str,
    agency: Agency,
    cells: Sequence[Mapping[str, str]],
    subject: str,
    by: Actor,
    at: datetime,
) -> BookEntry:
    """Enter something in its book (vào sổ): the next number of the book, its code, and what the book says of it.

    Call it inside the transaction of what is entered. A book is opened by its first entry.

    :param kind: the kind of code that numbers the book; its format's scope makes the book's year and agency
    :param cells: ``[{"name": heading, "value": text}]``, kept as they are now
    :param subject: what is entered, ``dossier:12``
    :raises FormatMissing, CodeRefused: as for :func:`issue_code`
    :raises BookClosed: when the book was closed
    """
    issued = issue(kind=kind, agency_code=agency.code, at=at)[0]
    book = Book.objects.filter(series__key=issued.series).first() or Book.objects.create(
        series=Series.objects.get(key=issued.series),  # whoever took the number holds its lock: nobody opens it twice
        kind=kind,
        title=title,
        agency=agency,
        year=timezone.localdate(at).year,
        opened_at=at,
    )
    if book.closed_at is not None:
        raise BookClosed(_("%(title)s năm %(year)s đã khóa, không ghi thêm được.") % _named(book))
    return BookEntry.objects.create(
        book=book,
        number=issued.number,
        code=issued.code,
        subject=subject,
        entered_on=timezone.localdate(at),
        cells=[{"name": cell["name"], "value": clean(cell["value"])} for cell in cells],
        by=by.snapshot(),
        entered_at=at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A line whose number another system gave: it is entered as it is."""

    number: int
    subject: str
    cells: Sequence[Mapping[str, str]]
    entered_on: date
    entered_at: datetime


@joining
def enter_given(
    *, kind: str, title: str, agency: Agency, lines: Sequence[Given], note: str, by: Actor, at: datetime
) -> list[BookEntry]:
    """Enter, in this year's book, lines that an older system numbered; each with a note that says so.

    The run goes on behind them first (:func:`go_on_after`), so that no number is given twice; numbers between them that
    nobody brought stay empty, and are not made up.

    :raises FormatMissing: when no format is in force for ``kind``
    :raises BookClosed: when the book was closed
    :raises CodeRefused: a number lies beyond the run, or stands in the book already
    """
    day = timezone.localdate(at)
    form = queries.format_of(kind=kind, on=day)
    series = Series.objects.select_for_update().get(key=queries.series_of(kind=kind, agency_code=agency.code, at=at))
    book, _made = Book.objects.get_or_create(
        series=series, defaults={"kind": kind, "title": title, "agency": agency, "year": day.year, "opened_at": at}
    )
    if book.closed_at is not None:
        raise BookClosed(_("%(title)s năm %(year)s đã khóa, không ghi thêm được.") % _named(book))
    numbers = [line.number for line in lines]
    stand = set(BookEntry.objects.filter(book=book, number__in=numbers).values_list("number", flat=True))
    if wrong := [one for one in numbers if one in stand or one > series.last or numbers.count(one) > 1]:
        words = _("Số %(number)s đã có trong %(title)s, hoặc ở ngoài dãy số.")
        raise CodeRefused(words % {"number": wrong[0], "title": book.title})
    entries = BookEntry.objects.bulk_create(
        BookEntry(
            book=book,
            number=line.number,
            code=fill(form.template, kind=kind, agency=agency.code, day=line.entered_on, number=line.number),
            subject=line.subject,
            entered_on=line.entered_on,
            cells=[{"name": cell["name"], "value": clean(cell["value"])} for cell in line.cells],
            by=by.snapshot(),
            entered_at=line.entered_at,
        )
        for line in lines
    )
    BookNote.objects.bulk_create(BookNote(entry=one, text=note[:500], at=at, by=by.snapshot()) for one in entries)
    data: dict[str, object] = {"lines": len(entries), "first": min(numbers, default=0), "last": max(numbers, default=0)}
    _trace("numbering.enter_given", book, by=by, at=at, data=data)
    return entries


def note_in_book(*, subject: str, text: str, kind: str = "", by: Actor, at: datetime) -> list[BookNote]:
    """Write what became of an entry in the notes of its book; entries themselves never change.

    :param kind: of which book; empty: of every book in which the subject stands

    Nothing is written when the subject stands in no book, or the same words stand there already.
    """
    text = clean(text)[:500]
    entries = BookEntry.objects.filter(subject=subject).exclude(notes__text=text)
    if kind:
        entries = entries.filter(book__kind=kind)
    return [BookNote.objects.create(entry=entry, text=text, at=at, by=by.snapshot()) for entry in entries]


@joining
def strike(*, subject: str, text: str, by: Actor, at: datetime) -> None:
    """Strike out what books say of a subject that must not stand in them (a state secret); number and note stay.

    The one change of an entry there is: Luật Bảo vệ bí mật nhà nước 117/2025/QH15 Đ.5 outweighs the book.
    """
    for entry in BookEntry.objects.select_for_update().filter(subject=subject):
        entry.cells = [{"name": cell["name"], "value": "–"} for cell in entry.cells]
        entry.save(update_fields=["cells"])
        audit.record(action="numbering.strike", subject=subject, by=by, at=at, data={"number": entry.number})
    note_in_book(subject=subject, text=text, by=by, at=at)


@transaction.atomic
def read_book(*, book_id: int, purpose: str, by: Actor, at: datetime) -> Book:
    """Open a book for an official of its agency; each opening leaves its line, for a book names many people.

    :param purpose: ``read`` or ``print``
    :raises BookUnknown: when there is none
    :raises NotAllowed: for anybody else
    """
    book = Book.objects.select_related("agency__parent", "agency__place", "series").filter(pk=book_id).first()
    if book is None:
        raise BookUnknown(_("Không có sổ này."))
    by = people.require(by=by, roles=READERS, agency_id=book.agency_id, at=at)
    _trace("numbering.read_book", book, by=by, at=at, data={"purpose": purpose})
    return book


@transaction.atomic
def close_book(*, book_id: int, by: Actor, at: datetime) -> Book:
    """Close a book whose year is over (khóa sổ): its last number is fixed, nothing is entered any more.

    :raises BookUnknown: when there is none
    :raises NotAllowed: for anybody but clerk and leader of its agency
    :raises BookClosed: when it is closed, or its year is not over
    """
    book = Book.objects.select_for_update(of=("self",)).select_related("agency", "series").filter(pk=book_id).first()
    if book is None:
        raise BookUnknown(_("Không có sổ này."))
    by = people.require(by=by, roles=["clerk", "leader"], agency_id=book.agency_id, at=at)
    if book.closed_at is not None:
        raise BookClosed(_("%(title)s năm %(year)s đã khóa từ trước.") % _named(book))
    if timezone.localdate(at).year <= book.year:
        raise BookClosed(_("%(title)s năm %(year)s chỉ khóa được sau ngày 31/12.") % _named(book))
    book.closed_at, book.closed_by = at, by.snapshot()
    book.save(update_fields=["closed_at", "closed_by"])
    _trace("numbering.close_book", book, by=by, at=at, data={"last": book.series.last})
    return book


def _named(book: Book) -> dict[str, object]:
    return {"title": book.title, "year": book.year}


def _trace(action: str, book: Book, *, by: Actor, at: datetime, data: dict[str, object]) -> None:
    audit.record(action=action, subject=f"book:{book.pk}", label=str(book), data=data, by=by, at=at)
