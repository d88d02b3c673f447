"""Taking numbers and codes. A number is taken inside the caller's transaction: who fails gives it back."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import NotThere, Refusal
from congvu.kit.text import clean
from congvu.numbering import queries
from congvu.numbering.models import Book, BookEntry, BookNote, CodeFormat, Series, VoidedNumber
from congvu.numbering.shipped import FORMATS
from congvu.numbering.templates import faults, fill, pattern
from congvu.people import queries as people
from congvu.people.models import Agency


class CodeRefused(Refusal):
    """The code made by the format breaks the format's own check, mostly because of the agency's code."""


class NumberNotTaken(Refusal):
    """A number that was never given cannot be voided."""


class BookClosed(Refusal):
    """The book is closed, or cannot be closed yet."""


class BookUnknown(NotThere):
    """There is no such book."""


class FormatRefused(Refusal):
    """A format of codes cannot be set, or withdrawn: the text says why."""


EDITORS = ("province_admin",)
READERS = ("reception", "case_officer", "unit_head", "leader", "clerk", "auditor")
"""Roles that may open the books of their agency."""


def take(*, series: str, at: datetime) -> int:
    """Return the next number of ``series``, from 1, without gaps and never twice.

    The row of the series stays locked until the caller's transaction ends, so take the number late.

    :raises TransactionManagementError: outside a transaction
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A number is taken inside the transaction that uses it.")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Series._meta.db_table} (key, last) VALUES (%s, 1) "
            f"ON CONFLICT (key) DO UPDATE SET last = {Series._meta.db_table}.last + 1 RETURNING last",
            [series],
        )
        return int(cursor.fetchone()[0])


def issue_code(*, kind: str, agency_code: str, at: datetime) -> str:
    """Return a fresh code in the format in force at ``at``, such as ``H17.21-20261123-0000001`` or ``12/2026``.

    :raises FormatMissing: when no format is in force for ``kind``
    :raises CodeRefused: when the agency's code does not fit the format
    """
    return _issue(kind=kind, agency_code=agency_code, at=at).code


class Issued(NamedTuple):
    """A code with the number in it and the series that gave the number."""

    series: str
    number: int
    code: str


def _issue(*, kind: str, agency_code: str, at: datetime) -> Issued:
    day = timezone.localdate(at)
    form = queries.format_of(kind=kind, on=day)
    series = fill(form.scope, kind=kind, agency=agency_code, day=day)
    number = take(series=series, at=at)
    code = fill(form.template, kind=kind, agency=agency_code, day=day, number=number)
    if not re.fullmatch(form.regex, code):
        raise CodeRefused(
            _("Mã “%(code)s” không đúng kiểu mã số đang dùng. Kiểm tra mã định danh của cơ quan “%(agency)s”.")
            % {"code": code, "agency": agency_code}
        )
    return Issued(series, number, code)


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
    issued = _issue(kind=kind, agency_code=agency.code, at=at)
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


@transaction.atomic
def propose_format(*, kind: str, template: str, valid_from: date, legal_basis: str = "") -> CodeFormat | None:
    """Take in how codes of a new kind look, counted anew each year in each agency; None when the kind is known.

    What administrators made of a known kind is never changed.

    :raises BadTemplate: when the template names what is not there
    """
    if CodeFormat.objects.filter(kind=kind).exists():
        return None
    row, made = CodeFormat.objects.get_or_create(  # two may meet the new kind at the same moment
        kind=kind,
        valid_from=valid_from,
        defaults={
            "template": template,
            "regex": pattern(template),
            "scope": "{kind}:{agency}:{yyyy}",
            "legal_basis": legal_basis[:300],
        },
    )
    return row if made else None


def draft_format(*, kind: str, template: str, scope: str, valid_from: date, legal_basis: str = "") -> CodeFormat:
    """Return a format as it would be set, unsaved, to be tried on a code.

    :raises FormatRefused: the kind is unknown, or the format could give one code twice
    """
    template, scope = clean(template), clean(scope)
    last = CodeFormat.objects.filter(kind=kind).order_by("valid_from").last()
    if last is None:
        raise FormatRefused(_("Không có loại mã “%(kind)s”.") % {"kind": kind})
    if wrong := faults(template, scope):
        raise FormatRefused(" ".join(wrong))
    if template == last.template and scope != last.scope and (valid_from.month, valid_from.day) != (1, 1):
        raise FormatRefused(_("Cùng mẫu mà đổi cách đếm giữa năm thì số sẽ trùng. Chọn ngày 01/01, hoặc đổi mẫu."))
    return CodeFormat(
        kind=kind,
        template=template,
        regex=pattern(template),
        scope=scope,
        valid_from=valid_from,
        legal_basis=clean(legal_basis)[:300],
    )


@transaction.atomic
def set_format(
    *, kind: str, template: str, scope: str, valid_from: date, legal_basis: str, by: Actor, at: datetime
) -> CodeFormat:
    """Set how codes of a kind look from a day to come; the format of now ends there, codes given stay as they are.

    :param scope: the key of the run of numbers: ``{kind}:{agency}:{yyyy}`` counts anew each year in each agency
    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises FormatRefused: not of a day to come, without its law, or as for :func:`draft_format`
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    known = CodeFormat.objects.select_for_update().filter(kind=kind)
    last = known.order_by("valid_from").last()
    row = draft_format(kind=kind, template=template, scope=scope, valid_from=valid_from, legal_basis=legal_basis)
    if valid_from <= timezone.localdate(at):
        raise FormatRefused(_("Kiểu mã số mới chỉ áp dụng được từ ngày mai trở đi: mã đã cấp không đổi."))
    if not row.legal_basis:
        raise FormatRefused(_("Ghi căn cứ của kiểu mã số mới."))
    if last and last.valid_from >= valid_from:
        raise FormatRefused(
            _("Đã có kiểu mã số áp dụng từ %(day)s. Chọn ngày sau đó, hoặc rút kiểu ấy trước.")
            % {"day": f"{last.valid_from:%d/%m/%Y}"}
        )
    known.filter(valid_to=None).update(valid_to=valid_from)
    row.save()
    _record_format("numbering.set_format", row, by=by, at=at)
    return row


@transaction.atomic
def withdraw_format(*, format_id: int, by: Actor, at: datetime) -> None:
    """Take back a format that has not begun; the one before it holds on.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises FormatRefused: there is none, or codes may have been given by it
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    row = CodeFormat.objects.select_for_update().filter(pk=format_id).first()
    if row is None or row.valid_from <= timezone.localdate(at):
        raise FormatRefused(_("Chỉ rút được kiểu mã số chưa đến ngày áp dụng."))
    before = CodeFormat.objects.filter(kind=row.kind, valid_from__lt=row.valid_from).order_by("valid_from").last()
    _record_format("numbering.withdraw_format", row, by=by, at=at)
    row.delete()
    if before is not None and before.valid_to == row.valid_from:
        before.valid_to = row.valid_to
        before.save(update_fields=["valid_to"])


def _record_format(action: str, row: CodeFormat, *, by: Actor, at: datetime) -> None:
    data = {"scope": row.scope, "valid_from": row.valid_from.isoformat(), "legal_basis": row.legal_basis}
    audit.record(action=action, subject=f"code_format:{row.kind}", label=str(row), data=data, by=by, at=at)


@transaction.atomic
def void(*, series: str, number: int, reason: str, by: Actor, at: datetime) -> VoidedNumber:
    """Mark a given number as spoilt. It is never given again.

    :raises NumberNotTaken: when the series has not come so far
    """
    row = Series.objects.select_for_update().filter(key=series).first()
    if row is None or not 1 <= number <= row.last:
        raise NumberNotTaken(
            _("Số %(number)s chưa được cấp trong dãy “%(series)s” nên không hủy được.")
            % {"number": number, "series": series}
        )
    voided, made = VoidedNumber.objects.get_or_create(
        series=row, number=number, defaults={"reason": clean(reason), "voided_at": at}
    )
    if made:
        audit.record(
            action="numbering.void",
            subject=f"series:{row.pk}",
            label=f"{series}: {voided}",
            data={"series": series, "number": number},
            by=by,
            at=at,
        )
    return voided


@transaction.atomic
def load_shipped() -> int:
    """Write the shipped formats of every kind that has none yet; return how many were written."""
    known = set(CodeFormat.objects.values_list("kind", flat=True))
    return len(CodeFormat.objects.bulk_create(CodeFormat(**row) for row in FORMATS if row["kind"] not in known))
