"""Beside the clerk's entry: the first page as a picture, how far its reading is, what was read and where it stands."""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from congvu.documents import operations
from congvu.documents.models import Document
from congvu.kit.asking import optional_row
from congvu.kit.errors import Refusal
from congvu.ocr import queries as readings
from congvu.sites.desk.doors import DeskRequest, official_only

FIELDS = {
    "organ_name": gettext_lazy("Nơi ban hành"),
    "code": gettext_lazy("Số, ký hiệu"),
    "issued_on": gettext_lazy("Ngày văn bản"),
    "kind": gettext_lazy("Loại văn bản"),
    "subject": gettext_lazy("Trích yếu"),
    "urgency": gettext_lazy("Độ khẩn"),
}
"""Fields that may be proposed, in the order of the form."""
SURE, FAIR = 85, 60
"""From which sureness on a value counts as read clearly, or as to be looked at."""
WIDE, HIGH = 1000, 1414
"""The page in the units of its picture's drawing: A4."""
AROUND = 12


@dataclass(frozen=True)
class Seen:
    """A proposed value and where it stands, for the box beside its field."""

    name: str
    value: str
    sureness: int
    window: str
    """``viewBox`` of the piece of the page."""
    x: int
    y: int
    width: int
    height: int

    @property
    def state(self) -> str:
        """``done``, ``soon`` or ``late``, as the chips of the desk are coloured."""
        return "done" if self.sureness >= SURE else "soon" if self.sureness >= FAIR else "late"


def seen_of(upload: operations.Upload, values: dict[str, str]) -> dict[str, Seen]:
    """Return what was read of an upload by the field it fills, for values that still stand in the form as read."""
    found = {}
    for name, place in upload.places.items():
        field = "kind" if name == "kind_name" else name
        left, top, width, height = place.box
        x, y, w, h = (round(one) for one in (left * WIDE, top * HIGH, width * WIDE, height * HIGH))
        window = f"{max(0, x - AROUND)} {max(0, y - AROUND)} {max(60, w + 2 * AROUND)} {max(20, h + 2 * AROUND)}"
        found[field] = Seen(field, values.get(field, ""), place.sureness, window, x, y, w, h)
    return found


def unseen(data: Any) -> list[str]:
    """Return the fields whose value stands as the machine read it and that nobody has looked at: ``doc.<field>``."""
    return [
        name
        for name in FIELDS
        if data.get(f"doc.{name}") and data.get(f"doc.{name}") == data.get(name) and f"thay.{name}" not in data
    ]


@dataclass(frozen=True)
class Readings:
    """How far the scans of a document are, together."""

    pages: int = 0
    pages_done: int = 0
    is_open: bool = False
    troubles: tuple[str, ...] = ()
    is_done: bool = False
    may_ask: bool = False
    """There is a picture or a PDF that nobody has read: it may be given to the worker."""
    lacks: tuple[str, ...] = ()


def readings_shown(document: Document) -> Readings:
    """Return how far the scans of a document are, for its page."""
    rows = [row for row in operations.scans_of(document) if row.use.kind in readings.KINDS]
    found = list(readings.readings_of([row.use.blob_id for row in rows]).values())
    stopped = [one for one in found if one.state in {one.State.FAILED, one.State.CANCELLED}]
    came_as_scan = [row for row in rows if row.role == row.Role.SCAN or row.use.kind != "pdf"]
    return Readings(
        pages=sum(one.pages for one in found),
        pages_done=sum(one.pages_done for one in found),
        is_open=any(one.is_open for one in found),
        troubles=tuple(one.trouble or str(one.get_state_display()) for one in stopped),
        is_done=bool(found) and all(one.state == one.State.DONE for one in found),
        may_ask=bool(stopped) or (not found and bool(came_as_scan)),
        lacks=readings.missing() if came_as_scan and not found else (),
    )


@official_only
def picture(request: DeskRequest, use_id: uuid.UUID, number: int) -> HttpResponse:
    """Show a page of a file on my shelf."""
    use = operations.upload_on_shelf(use_id=str(use_id), by=request.desk.actor)
    answer = HttpResponse(readings.page_picture(use, page=number), content_type="image/png")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@official_only
def progress(request: DeskRequest, use_id: uuid.UUID) -> HttpResponseBase:
    """Say how far the reading of a file on my shelf is."""
    agency_id, desk = _agency_id(request), request.desk
    reading = operations.follow_upload(use_id=str(use_id), agency_id=agency_id, by=desk.actor, at=desk.now)
    is_gone = reading is not None and reading.state == reading.State.SECRET
    name = "" if is_gone else operations.upload_on_shelf(use_id=str(use_id), by=request.desk.actor).name
    shown = {"reading": reading, "name": name, "agency_id": agency_id, "first_use": str(use_id)}
    return render(request, "desk/incoming/reading.html", shown)


@official_only
@require_POST
def deed(request: DeskRequest, use_id: uuid.UUID, deed: str) -> HttpResponseBase:
    """Stop the reading of a file on my shelf, or have it read again."""
    doing = {"dung": operations.stop_upload, "lai": operations.read_upload_again}
    agency_id = _agency_id(request)
    if deed in doing:
        with suppress(Refusal):  # it ended meanwhile: the page says how
            doing[deed](use_id=str(use_id), agency_id=agency_id, by=request.desk.actor, at=request.desk.now)
    return redirect(f"{reverse('desk:arrival_reading', args=[use_id])}?agency={agency_id}")


def _agency_id(request: DeskRequest) -> int:
    return optional_row(request.POST or request.GET, "agency") or 0
