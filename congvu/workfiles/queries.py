"""Questions about work files: lists, files of a year, what is in one, what is to be handed over."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from congvu.documents.models import Document
from congvu.people.queries import Grant
from congvu.places.models import valid_on
from congvu.workfiles import rules
from congvu.workfiles.exporting import as_pdf, as_xml, left_out, signed_xml
from congvu.workfiles.models import FileItem, FileList, Handover, Retention, Workfile
from congvu.workfiles.operations import FileUnknown

__all__ = [
    "NEAR",
    "as_pdf",
    "as_xml",
    "codes_of",
    "counts_by_keeper",
    "documents_in",
    "files_of",
    "files_of_list",
    "handed_documents",
    "handovers",
    "in_time_order",
    "items",
    "left_out",
    "lists",
    "open_files",
    "retentions",
    "signed_xml",
    "to_hand_over",
    "to_remind",
    "workfile",
]
NEAR = timedelta(days=30)
"""How long before the day of hand-over its keeper is told (NĐ 30/2020, Annex VI.5)."""


def lists(agency_ids: Collection[int]) -> list[FileList]:
    """Return the lists of agencies, the newest year first."""
    return list(FileList.objects.filter(agency_id__in=agency_ids).select_related("agency").order_by("-year", "id"))


def retentions(*, on: date) -> list[Retention]:
    """Return the retention periods in force on a day, in the order of their codes."""
    return list(Retention.objects.filter(valid_on(on)).order_by("code"))


def files_of_list(row: FileList) -> list[Workfile]:
    """Return the files of a list in its order."""
    found = row.files.select_related("heading", "heading__unit", "keeper", "retention")
    return list(found.order_by("heading__ordinal", "ordinal"))


def workfile(*, public_id: UUID, grants: Iterable[Grant], official_id: int) -> Workfile:
    """Return a file that an official sees.

    :raises FileUnknown: there is none, or it is not theirs
    """
    found = _seen(grants, official_id).filter(public_id=public_id).first()
    if found is None:
        raise FileUnknown
    return found


def items(file: Workfile) -> list[FileItem]:
    """Return the documents of a file in the order of their ordinals."""
    return list(file.items.filter(removed_at=None).select_related("document", "document__kind").order_by("ordinal"))


def in_time_order(file: Workfile) -> list[FileItem]:
    """Return the documents of a file by their days, as an export has them."""
    return sorted(items(file), key=lambda item: (item.document.issued_on or date.min, item.ordinal))


def files_of(document: Document, *, grants: Iterable[Grant], official_id: int) -> list[Workfile]:
    """Return the files that an official sees and in which a document stands."""
    places = FileItem.objects.filter(document=document, removed_at=None)
    return list(_seen(grants, official_id).filter(pk__in=places.values("workfile")).order_by("id"))


def codes_of(document_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the codes of the files in which these documents stand."""
    found: dict[int, list[str]] = {}
    places = FileItem.objects.filter(document__in=document_ids, removed_at=None).order_by("id")
    for document_id, code in places.values_list("document_id", "workfile__code"):
        found.setdefault(document_id, []).append(code)
    return found


def counts_by_keeper(*, grants: Iterable[Grant], official_id: int) -> list[tuple[str, int, int]]:
    """Return for each keeper of files that an official sees: the name, files open, files closed and not handed over."""
    state = Workfile.State
    rows = (
        Workfile.objects.filter(rules.visible(grants, official_id=official_id), keeper__isnull=False)
        .values_list("keeper__full_name", "keeper__sort_key")
        .annotate(
            open=Count("pk", filter=Q(state=state.OPEN), distinct=True),
            closed=Count("pk", filter=Q(state=state.CLOSED), distinct=True),
        )
        .filter(Q(open__gt=0) | Q(closed__gt=0))
        .order_by("keeper__sort_key", "keeper")
    )
    return [(name, open_, closed) for name, _key, open_, closed in rows]


def documents_in(words: str, *, grants: Iterable[Grant], official_id: int) -> "QuerySet[FileItem, int]":
    """Return keys of the documents in files that an official sees and whose code or title has these words."""
    found = _seen(grants, official_id)
    for word in words.split():
        found = found.filter(Q(code__icontains=word) | Q(title__icontains=word))
    return FileItem.objects.filter(workfile__in=found.values("pk"), removed_at=None).values_list(
        "document_id", flat=True
    )


def open_files(*, grants: Iterable[Grant], official_id: int, agency_id: int) -> list[Workfile]:
    """Return the open files of an agency that an official may put documents into."""
    found = _seen(grants, official_id).filter(state=Workfile.State.OPEN, list__agency_id=agency_id)
    return list(found.order_by("-list__year", "heading__ordinal", "ordinal")[:500])


def to_hand_over(*, grants: Iterable[Grant], official_id: int) -> list[Workfile]:
    """Return closed files that are not on a hand-over list yet, the most urgent first."""
    found = _seen(grants, official_id).filter(state=Workfile.State.CLOSED, handover=None)
    return list(found.order_by("hand_over_by", "id")[:500])


def handovers(agency_ids: Collection[int]) -> list[Handover]:
    """Return the hand-over lists of agencies, the newest first."""
    found = Handover.objects.filter(agency_id__in=agency_ids).select_related("unit").prefetch_related("files")
    return list(found.order_by("-made_at")[:100])


def handed_documents(*, handover_id: int) -> list[int]:
    """Return the documents of the files of a hand-over, each once."""
    places = FileItem.objects.filter(workfile__handover_id=handover_id, removed_at=None)
    return list(places.order_by("document_id").values_list("document_id", flat=True).distinct())


def to_remind(*, on: date) -> list[Workfile]:
    """Return closed files whose day of hand-over is 30 days off or less and of which nobody was told."""
    found = Workfile.objects.filter(
        state=Workfile.State.CLOSED, hand_over_by__lte=on + NEAR, reminded_at=None, handover=None
    )
    return list(found.select_related("list", "keeper").order_by("hand_over_by", "id"))


def _seen(grants: Iterable[Grant], official_id: int) -> QuerySet[Workfile]:
    found = Workfile.objects.filter(rules.visible(grants, official_id=official_id))
    return found.select_related("list", "list__agency", "heading", "heading__unit", "keeper", "retention", "handover")
