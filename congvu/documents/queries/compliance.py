"""How agencies keep the rules on documents, each share with numerator and denominator (NĐ 30/2020, QĐ 28/2018)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import CopyOrder, Delivery, Document, DocumentFile, Holding, ImportedDocument
from congvu.documents.queries.annexes import agency_signature
from congvu.documents.queries.seen import seen
from congvu.kit.paging import SIZE, Page
from congvu.people.queries import Grant
from congvu.signing.models import SignatureRecord

Task = Holding.Task
ELECTRONIC = ("system", "axis", "email")
FAULTS = ("late_registration", "no_acknowledgement", "overdue", "late_issue", "unsigned")
"""Shares that count what should not be, in the order in which they are shown."""
LIMITED = {"late_registration": Task.RECEIVE, "no_acknowledgement": Task.RECEIVE, "late_issue": Task.ISSUE}
"""The works whose limit is asked after."""
GOOD = ("electronic", "electronic_documents", "digitised", "pages")


@dataclass(frozen=True, slots=True)
class Share:
    """A number out of a number."""

    key: str
    count: int
    of: int

    @property
    def bad(self) -> bool:
        """Tell whether it counts what should not be."""
        return self.key in FAULTS

    @property
    def percent(self) -> float | None:
        """Return the share in per cent with one decimal, None of nothing."""
        return round(self.count * 100 / self.of, 1) if self.of else None


@dataclass(frozen=True, slots=True)
class _Counted:
    """Rows that are read once, and the shares that come out of them."""

    rows: QuerySet[Any]
    agency: str
    """The column that names the agency they are counted for."""
    document: str
    """The column that names the document of that agency."""
    faults: Mapping[str, tuple[Q, Q]] = field(default_factory=dict)
    """Which rows are at fault, and of which rows."""
    good: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    """The number, and out of which number."""

    def sums(self) -> dict[str, Any]:
        """Return what the database counts, the wholes under their key with ``_of``."""
        found: dict[str, Any] = {}
        for key, (part, of) in self.faults.items():
            found |= {key: Count("pk", filter=of & part), f"{key}_of": Count("pk", filter=of)}
        for key, (number, whole) in self.good.items():
            found |= {key: number, f"{key}_of": whole}
        return found


def compliance(
    *, agency_ids: Collection[int], since: datetime, until: datetime, now: datetime
) -> dict[int, list[Share]]:
    """Return the shares of each agency that had any document in a time, in four questions however many they are.

    ``late_registration``: registered later than the day it came, or the next working day when it came after work;
    ``no_acknowledgement``: what others sent and nobody has accepted nor returned by then; ``overdue``: past the
    deadline, open or ended late; ``late_issue``: left later than the working day after its number; ``unsigned``:
    issued without a signature, or with an annex that the agency has not signed; ``electronic``: deliveries that went
    electronically, of all; ``electronic_documents``: issued documents that went to every receiver electronically, of
    all that were sent; ``digitised``: registered documents of which there is a file, of all; ``pages``: pages of
    electronic deliveries, times copies, that nobody printed.
    """
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for one in _counted(since=since, until=until, now=now):
        rows = one.rows.filter(**{f"{one.agency}__in": agency_ids})
        for row in rows.order_by().values(one.agency).annotate(**one.sums()):
            shares = {key: (row[key], row[f"{key}_of"]) for key in (*one.faults, *one.good)}
            found.setdefault(row[one.agency], {}).update(shares)
    return {agency_id: [Share(key, *row.get(key, (0, 0))) for key in FAULTS + GOOD] for agency_id, row in found.items()}


def sum_of_shares(rows: Iterable[Iterable[Share]]) -> list[Share]:
    """Return the shares of all agencies together."""
    sums = dict.fromkeys(FAULTS + GOOD, (0, 0))
    for row in rows:
        for one in row:
            count, of = sums[one.key]
            sums[one.key] = (count + one.count, of + one.of)
    return [Share(key, *sums[key]) for key in FAULTS + GOOD]


def at_fault(
    fault: str,
    *,
    agency_id: int,
    since: datetime,
    until: datetime,
    now: datetime,
    held: Iterable[Grant],
    official_id: int,
    after: str | None = None,
    size: int = SIZE,
) -> Page[Document]:
    """Return the documents behind a share that counts what should not be, as far as an official sees them.

    :param fault: one of ``FAULTS``
    """
    one = next(one for one in _counted(since=since, until=until, now=now) if fault in one.faults)
    part, of = one.faults[fault]
    keys = one.rows.filter(of, part, **{one.agency: agency_id}).values(one.document)
    return seen(Q(pk__in=keys), held=held, official_id=official_id, after=after, size=size)


def limits(fault: str, documents: Iterable[Document]) -> dict[int, tuple[datetime | None, datetime | None]]:
    """Return by when each of documents at fault had to be done with, and when it was; unsigned ones had no limit."""
    rows = list(documents)
    if fault == "overdue":
        return {one.pk: (one.due_at, one.ended_at) for one in rows}
    if fault not in LIMITED:
        return {}
    works = Holding.objects.filter(document__in=rows, task=LIMITED[fault]).order_by("id")
    return {of: (due_at, done_at) for of, due_at, done_at in works.values_list("document_id", "due_at", "done_at")}


def _counted(*, since: datetime, until: datetime, now: datetime) -> list[_Counted]:
    # Lists are sorted by arrival or issue: the same indexes find the rows of a time
    came = Document.objects.filter(direction=Direction.INCOMING, sort_at__gte=since, sort_at__lt=until)
    left = Document.objects.filter(direction=Direction.OUTGOING, issued_at__isnull=False)
    elsewhere = ImportedDocument.objects.filter(document=OuterRef("pk"))  # an older system issued it, and signed it
    issued = left.filter(~Exists(elsewhere), sort_at__gte=since, sort_at__lt=until)
    received = Delivery.objects.filter(arrival__in=came)
    sent = Delivery.objects.filter(document__in=issued)
    registered = Q(registered_at__isnull=False)
    due = Q(due_at__isnull=False) & ~Q(state__in=[State.RETURNED, State.RECALLED])
    waiting = _held("arrival_id", Task.RECEIVE).filter(due_at__lt=now)
    accepted_late = _held("arrival_id", Task.RECEIVE, since="accepted_at")
    silent = (Q(status=Delivery.Status.ARRIVED) & Exists(waiting)) | Q(Exists(accepted_late), accepted_at__isnull=False)
    by_file = ~Q(copy_order__target=CopyOrder.Medium.PAPER)  # a copy on paper is signed by hand
    files = DocumentFile.objects.filter(document=OuterRef("pk"), replaced_at=None)
    bare_annex = files.filter(~Exists(agency_signature()), role=DocumentFile.Role.ANNEX)
    subject = Concat(Value("document:"), Cast(OuterRef("pk"), CharField()))
    signatures = SignatureRecord.objects.filter(subject=subject)
    by_wire = Q(way__in=ELECTRONIC)
    documents = Count("document_id", distinct=True)
    pages = Coalesce(Sum(F("document__pages") * F("copies"), filter=by_wire), 0)
    return [
        _Counted(
            came,
            "agency_id",
            "pk",
            faults={
                "late_registration": (Q(Exists(_held("pk", Task.RECEIVE, since="registered_at"))), registered),
                "overdue": (Q(ended_at__isnull=True, due_at__lt=now) | Q(ended_at__gt=F("due_at")), due),
            },
            good={
                "digitised": (Count("pk", filter=registered & Q(Exists(files))), Count("pk", filter=registered)),
            },
        ),
        _Counted(received, "arrival__agency_id", "arrival_id", faults={"no_acknowledgement": (silent, Q())}),
        _Counted(
            issued,
            "agency_id",
            "pk",
            faults={
                "late_issue": (Q(Exists(_held("pk", Task.ISSUE, since="issued_at"))), Q()),
                "unsigned": (Q(~Exists(signatures)) | Q(Exists(bare_annex)), by_file),
            },
        ),
        _Counted(
            sent,
            "document__agency_id",
            "document_id",
            good={
                "electronic": (Count("pk", filter=by_wire), Count("pk")),
                "electronic_documents": (
                    documents - Count("document_id", distinct=True, filter=~by_wire),
                    documents,
                ),
                "pages": (pages, pages),
            },
        ),
    ]


def _held(of: str, task: Task, *, since: str = "") -> QuerySet[Holding]:
    """Return the works of a kind on the document that an outer row names, those alone that ended past their limit.

    :param since: the column of the outer row that says when they ended
    """
    found = Holding.objects.filter(document=OuterRef(of), task=task)
    return found.filter(due_at__lt=OuterRef(since)) if since else found
