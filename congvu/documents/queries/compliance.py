"""How an agency keeps the rules on documents, each share with numerator and denominator (NĐ 30/2020, QĐ 28/2018)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat

from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import CopyOrder, Delivery, Document, DocumentFile, Holding
from congvu.documents.queries.annexes import agency_signature
from congvu.signing.models import SignatureRecord

ELECTRONIC = ("system", "axis", "email")


@dataclass(frozen=True, slots=True)
class Share:
    """A number out of a number; ``bad`` when it counts what should not be."""

    key: str
    count: int
    of: int
    bad: bool = True

    @property
    def percent(self) -> float | None:
        """Return the share in per cent with one decimal, None of nothing."""
        return round(self.count * 100 / self.of, 1) if self.of else None


def compliance(*, agency_ids: Collection[int], since: datetime, until: datetime, now: datetime) -> list[Share]:
    """Return the shares of agencies in a time.

    ``late_registration``: registered later than the day it came, or the next working day when it came after work;
    ``no_acknowledgement``: what others sent and nobody has accepted nor returned by then; ``overdue``: past the
    deadline, open or ended late; ``late_issue``: left later than the working day after its number; ``unsigned``:
    issued without a signature, or with an annex that the agency has not signed; ``electronic``: deliveries that went
    electronically, of all; ``electronic_documents``: issued documents that went to every receiver electronically, of
    all that were sent; ``digitised``: registered documents of which there is a file, of all; ``pages``: pages of
    electronic deliveries, times copies, that nobody printed.
    """
    came = Document.objects.filter(
        agency_id__in=agency_ids, direction=Direction.INCOMING, arrived_at__gte=since, arrived_at__lt=until
    )
    registered = came.filter(registered_at__isnull=False)
    entered_late = Exists(_held("pk", Holding.Task.RECEIVE, since="registered_at"))
    sent_here = Delivery.objects.filter(receiver_id__in=agency_ids, arrived_at__gte=since, arrived_at__lt=until)
    waiting = _held("arrival_id", Holding.Task.RECEIVE).filter(due_at__lt=now)
    silent = (Q(status=Delivery.Status.ARRIVED) & Exists(waiting)) | Q(
        Exists(_held("arrival_id", Holding.Task.RECEIVE, since="accepted_at")), accepted_at__isnull=False
    )
    due = came.filter(due_at__isnull=False).exclude(state__in=[State.RETURNED, State.RECALLED])
    overdue = Q(ended_at__isnull=True, due_at__lt=now) | Q(ended_at__gt=F("due_at"))
    issued = Document.objects.filter(
        agency_id__in=agency_ids, direction=Direction.OUTGOING, issued_at__gte=since, issued_at__lt=until
    )
    subject = Concat(Value("document:"), Cast(OuterRef("pk"), CharField()))
    bare_annex = DocumentFile.objects.filter(document=OuterRef("pk"), role=DocumentFile.Role.ANNEX, replaced_at=None)
    signed = Exists(SignatureRecord.objects.filter(subject=subject)) & ~Exists(
        bare_annex.filter(~Exists(agency_signature()))
    )
    numbered = issued.count()
    went = Delivery.objects.filter(document__in=issued)
    by_wire = went.filter(way__in=ELECTRONIC)
    by_file = issued.exclude(copy_order__target=CopyOrder.Medium.PAPER)  # a copy on paper is signed by hand
    ways = Delivery.objects.filter(document=OuterRef("pk"))
    sent = issued.filter(Exists(ways))
    by_wire_alone = sent.filter(~Exists(ways.exclude(way__in=ELECTRONIC)))
    has_file = Exists(DocumentFile.objects.filter(document=OuterRef("pk"), replaced_at=None))
    pages = by_wire.aggregate(n=Sum(F("document__pages") * F("copies")))["n"] or 0
    return [
        Share("late_registration", registered.filter(entered_late).count(), registered.count()),
        Share("no_acknowledgement", sent_here.filter(silent).count(), sent_here.count()),
        Share("overdue", due.filter(overdue).count(), due.count()),
        Share(
            "late_issue", issued.filter(Exists(_held("pk", Holding.Task.ISSUE, since="issued_at"))).count(), numbered
        ),
        Share("unsigned", by_file.filter(~signed).count(), by_file.count()),
        Share("electronic", by_wire.count(), went.count(), bad=False),
        Share("electronic_documents", by_wire_alone.count(), sent.count(), bad=False),
        Share("digitised", registered.filter(has_file).count(), registered.count(), bad=False),
        Share("pages", int(pages), int(pages), bad=False),
    ]


def _held(of: str, task: Holding.Task, *, since: str = "") -> QuerySet[Holding]:
    """Return the works of a kind on the document that an outer row names, those alone that ended past their limit.

    :param since: the column of the outer row that says when they ended
    """
    found = Holding.objects.filter(document=OuterRef(of), task=task)
    return found.filter(due_at__lt=OuterRef(since)) if since else found


def compliance_by_agency(
    *, agency_ids: Collection[int], since: datetime, until: datetime, now: datetime
) -> dict[int, list[Share]]:
    """Return the shares of each agency that had any document in the time."""
    active = (
        Document.objects.filter(agency_id__in=agency_ids, sort_at__gte=since, sort_at__lt=until)
        .values_list("agency_id")
        .annotate(n=Count("id"))
        .order_by("agency__sort_key")
    )
    return {one: compliance(agency_ids=[one], since=since, until=until, now=now) for one, _n in active}
