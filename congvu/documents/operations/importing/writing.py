"""Documents of a pack, written hundreds at a time: rows, way, words, the trace, the run of numbers."""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from congvu.audit import operations as audit
from congvu.documents.lifecycle import ENDED, Direction, State
from congvu.documents.models import (
    Document,
    DocumentMove,
    DocumentText,
    Holding,
    ImportedDocument,
    Kind,
    OfficeImport,
)
from congvu.documents.operations import sight
from congvu.documents.operations.importing.tables import STATES
from congvu.documents.operations.numbers import cells_of
from congvu.documents.operations.searching import plain, short_form
from congvu.documents.queries import offices
from congvu.files.queries import stamp_in
from congvu.kit.actors import Actor
from congvu.kit.tables import Problem, Row
from congvu.numbering import operations as numbering
from congvu.numbering.models import BookEntry
from congvu.people.models import Agency, OrgUnit

CAME = gettext_noop("Chuyển từ hệ thống cũ")


@dataclass
class Case:
    """A document of the pack with its files."""

    row: Row
    files: list[Row] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """SHA-256 of all that its rows say."""
        said = json.dumps([self.row.raw, *(one.raw for one in self.files)], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def name(self) -> tuple[str, str]:
        """Agency and key."""
        return self.row["agency"] or "", self.row["key"] or ""

    def wrong(self, message: str, column: str = "key") -> Problem:
        """Return what is wrong with it."""
        return Problem(self.row.file, self.row.number, column, message)


class Office:
    """What documents point at, looked up once for a whole pack."""

    def __init__(self, *, this_year: int) -> None:
        self.this_year = this_year
        self.agencies = {one.code: one for one in Agency.objects.filter(valid_to=None)}
        self.units = {(one.agency_id, one.code): one.pk for one in OrgUnit.objects.filter(valid_to=None)}
        self.kinds = {(one.realm, one.code): one for one in Kind.objects.filter(valid_to=None)}
        self.taken: set[tuple[int, int | None, int | None]] = set()
        self.known: dict[tuple[str, str], str] = {}
        self.entered: set[tuple[int, str, int]] = set()
        self.books: dict[tuple[int, int], tuple[str, str]] = {}

    def book_of(self, case: Case) -> tuple[str, str] | None:
        """Return kind and title of this year's book in which an issued document stands; None: in none of this year."""
        row, agency = case.row, self.agencies[case.row["agency"]]
        if row["direction"] == "in" or not row["number"] or not row["issued_on"]:
            return None
        if row["issued_on"].year != self.this_year:
            return None
        kind = self.kinds[agency.realm, row["kind"]]
        if (agency.pk, kind.pk) not in self.books:
            self.books[agency.pk, kind.pk] = offices.series_of(agency_id=agency.pk, kind=kind, year=self.this_year)
        return self.books[agency.pk, kind.pk]

    def look_up(self, cases: Sequence[Case]) -> None:
        """Look up which of these documents stand here, and which of their arrival numbers are given already."""
        agencies = {case.name[0] for case in cases}
        keys = [case.name[1] for case in cases]
        stand = ImportedDocument.objects.filter(agency__code__in=agencies, key__in=keys)
        self.known = {(code, key): digest for code, key, digest in stand.values_list("agency__code", "key", "digest")}
        years = {timezone.localdate(case.row["at"]).year for case in cases if case.row["at"]}
        numbers = [case.row["arrival_number"] for case in cases if case.row["arrival_number"]]
        given = Document.objects.filter(
            direction=Direction.INCOMING,
            agency__code__in=agencies,
            arrival_year__in=years,
            arrival_number__in=numbers,
        )
        self.taken = set(given.values_list("agency_id", "arrival_year", "arrival_number"))
        entries = BookEntry.objects.filter(
            book__year=self.this_year,
            book__agency__code__in=agencies,
            number__in=[case.row["number"] for case in cases if case.row["number"]],
        )
        self.entered = set(entries.values_list("book__agency_id", "book__kind", "number"))

    def problem(self, case: Case) -> Problem | None:
        """Return the first thing that is wrong with a document."""
        row = case.row
        agency = self.agencies.get(row["agency"] or "")
        if agency is None:
            return case.wrong(_("Không có cơ quan nào đang hoạt động mang mã này."), "agency")
        if (agency.realm, row["kind"]) not in self.kinds:
            return case.wrong(_("Không có loại văn bản mang số này trong khối của cơ quan."), "kind")
        if row["unit"] and (agency.pk, row["unit"]) not in self.units:
            return case.wrong(_("Cơ quan không có bộ phận mang mã này."), "unit")
        if row["state"] not in STATES[row["direction"]]:
            return case.wrong(_("Văn bản theo chiều này không ở trạng thái đó."), "state")
        if any(stamp_in(str(row[name])) for name in ("subject", "organ", "code", "description")):
            return case.wrong(_("Có dấu chỉ độ mật: không được đưa vào hệ thống này."), "subject")
        if row["direction"] == "in" and not row["arrival_number"]:
            return case.wrong(_("Văn bản đến đã vào sổ phải có số đến."), "arrival_number")
        if row["direction"] == "in":
            number = (agency.pk, timezone.localdate(row["at"]).year, row["arrival_number"])
            if number in self.taken:
                return case.wrong(_("Số đến này đã có văn bản khác trong năm."), "arrival_number")
            self.taken.add(number)
        elif book := self.book_of(case):
            line = (agency.pk, book[0], row["number"])
            if line in self.entered:
                words = _("Số này đã có văn bản khác trong “%(book)s” năm nay.") % {"book": book[1]}
                return case.wrong(words, "number")
            self.entered.add(line)
        return None


def write(
    cases: Sequence[Case],
    office: Office,
    made_by: OfficeImport,
    *,
    by: Actor,
    at: dt.datetime,
) -> list[Document]:
    """Write documents with all but their files, in the running transaction; return them in order."""
    documents = Document.objects.bulk_create([_document(case, office, at) for case in cases])
    pairs = list(zip(cases, documents, strict=True))
    DocumentMove.objects.bulk_create(
        DocumentMove(document=one, after=one.state, by=by.snapshot(), at=one.sort_at, recorded_at=at, note=_(CAME))
        for one in documents
    )
    DocumentText.objects.bulk_create(
        DocumentText(document=one, agency_id=one.agency_id, words=SearchVector(Value(_words(one)), config="simple"))
        for one in documents
    )
    held = [_to_direct(one) for one in documents if one.state == State.REGISTERED]
    Holding.objects.bulk_create(held)
    sight.let_in(row for one in held for row in sight.of_holding(one, one.document))
    ImportedDocument.objects.bulk_create(
        ImportedDocument(
            document=one, agency_id=one.agency_id, key=case.row["key"], digest=case.digest, made_by=made_by
        )
        for case, one in pairs
    )
    _enter(pairs, office, by=by, at=at)
    audit.record_all(
        [
            audit.Line(action="documents.import", subject=one.key, label=one.code, data={"key": case.row["key"]})
            for case, one in pairs
        ],
        by=by,
        at=at,
    )
    return documents


def _enter(pairs: Sequence[tuple[Case, Document]], office: Office, *, by: Actor, at: dt.datetime) -> None:
    """Let documents that were issued this year stand in their books, under the numbers they have (NĐ 30/2020 Đ.15)."""
    books: dict[tuple[int, str, str], list[Document]] = defaultdict(list)
    for case, one in pairs:
        if book := office.book_of(case):
            books[one.agency_id, *book].append(one)
    by_id = {one.pk: one for one in office.agencies.values()}
    for (agency_id, kind, title), documents in books.items():
        lines = [
            numbering.Given(
                number=one.number or 0,
                subject=one.key,
                cells=cells_of(one),
                entered_on=one.issued_on or timezone.localdate(at),
                entered_at=one.issued_at or at,
            )
            for one in documents
        ]
        numbering.enter_given(kind=kind, title=title, agency=by_id[agency_id], lines=lines, note=_(CAME), by=by, at=at)


def _document(case: Case, office: Office, at: dt.datetime) -> Document:
    row, agency = case.row, office.agencies[case.row["agency"]]
    is_in, came = row["direction"] == "in", row["at"]
    code = row["code"] or (f"{row['number']:02}/{row['notation']}" if row["number"] else "")
    kind = office.kinds[agency.realm, row["kind"]]
    recipients = [{"name": name.strip(), "role": "to"} for name in row["recipients"].split("|") if name.strip()]
    return Document(
        agency=agency,
        realm=agency.realm,
        direction=row["direction"],
        state=row["state"],
        kind=kind,
        number=row["number"],
        notation=row["notation"],
        code=code[:50],
        issued_on=row["issued_on"],
        organ=None if is_in else agency,
        organ_name=row["organ"],
        subject=row["subject"],
        urgency=int(row["urgency"] or 0),
        signer_name=row["signer_name"],
        signer_position=row["signer_position"],
        recipients=recipients,
        unit_id=office.units.get((agency.pk, row["unit"])) if row["unit"] else None,
        pages=row["pages"],
        description=row["description"],
        arrival_number=row["arrival_number"] if is_in else None,
        arrival_year=timezone.localdate(came).year if is_in else None,
        arrived_at=came if is_in else None,
        registered_at=came if is_in else None,
        issued_at=None if is_in else came,
        due_at=row["due_at"],
        ended_at=came if State(row["state"]) in ENDED else None,
        came_by="import" if is_in else "",
        created_at=at,
        sort_at=came,
        folded=short_form(code, row["notation"], row["organ"], row["subject"]),
    )


def _words(document: Document) -> str:
    names = " ".join(str(one["name"]) for one in document.recipients)
    return plain(f"{document.folded} {document.signer_name} {document.description} {document.kind.name} {names}")


def _to_direct(document: Document) -> Holding:
    return Holding(
        document=document,
        agency_id=document.agency_id,
        role="leader",
        task=Holding.Task.DIRECT,
        begun_at=document.sort_at,
        due_at=document.due_at,
        sort_at=document.due_at or document.sort_at,
    )
