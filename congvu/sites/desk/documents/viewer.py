"""The viewer: a paper and what it answers side by side, remarks at their places. Without scripts pages are pictures."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from congvu.documents import operations
from congvu.documents.models import Document, DocumentLink, Remark
from congvu.files import queries as files
from congvu.kit.errors import Refusal
from congvu.ocr import queries as readings
from congvu.sites.desk.documents.lists import is_outgoing
from congvu.sites.desk.doors import DeskRequest, official_only

PLACES = {"150": gettext_lazy("đầu trang"), "500": gettext_lazy("giữa trang"), "850": gettext_lazy("cuối trang")}
"""Where a remark stands whose writer has no pointer: thousandths of the page's height."""
DRAWN = 30
"""Pages that are drawn as pictures where no script runs; the rest is in the file."""


@dataclass(frozen=True)
class Note:
    """A remark with the number that marks its place."""

    number: int
    remark: Remark
    place: operations.Anchor

    @property
    def cy(self) -> int:
        """Its height in the units of a page's picture."""
        return self.place.y * 1414 // 1000


@dataclass(frozen=True)
class Pane:
    """One paper with its remarks."""

    key: str
    title: str
    paper: operations.Paper
    address: str
    """Where the PDF is; empty for a picture."""
    notes: list[Note] = field(default_factory=list)
    may_annotate: bool = False

    @property
    def sheets(self) -> list[tuple[int, str, list[Note]]]:
        """Pages with the addresses of their pictures and the remarks on them, for where no script runs."""
        back = reverse("desk:document_picture", args=[self.paper.document.public_id, 1])[: -len("1/")]
        query = f"?tep={self.paper.use}" if self.paper.use else ""
        return [
            (number, f"{back}{number}/{query}", [one for one in self.notes if one.place.page == number])
            for number in range(1, min(self.paper.pages, DRAWN) + 1)
        ]


@official_only
def viewer(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Show a paper of a document, beside it the one that it answers or that answers it."""
    return _page(request, public_id)


def _page(request: DeskRequest, public_id: uuid.UUID, **more: Any) -> HttpResponse:
    found = _opened(request, public_id)
    wanted = _uuid(request.GET.get("tep") or request.POST.get("tep", ""))
    panes = [_pane(request, found, "a", wanted)]
    for other in _beside(found):
        try:
            panes.append(_pane(request, _opened(request, other.public_id), "b", None))
            break
        except (operations.DocumentUnknown, files.FileMissing):
            continue  # not theirs to see, or without a paper
    shown = {
        "document": found,
        "panes": panes,
        "places": PLACES.items(),
        "back": reverse("desk:document" if is_outgoing(found) else "desk:arrival", args=[found.public_id]),
        "typed": request.POST,
        **more,
    }
    return render(request, "desk/documents/viewer.html", shown, status=422 if "refusal" in more else 200)


def _opened(request: DeskRequest, public_id: uuid.UUID) -> Document:
    return operations.open_document(public_id=public_id, by=request.desk.actor, at=request.desk.now)


def _beside(document: Document) -> list[Document]:
    answers = DocumentLink.Kind.ANSWERS
    targets = document.links.filter(kind=answers).select_related("target")
    sources = document.linked_from.filter(kind=answers).select_related("source")
    return [one.target for one in targets] + [one.source for one in sources]


def _pane(request: DeskRequest, document: Document, key: str, use: uuid.UUID | None) -> Pane:
    desk = request.desk
    paper = operations.paper_to_view(document, use=use, by=desk.actor, at=desk.now)
    address = ""
    if paper.kind == "pdf" and paper.use:
        name = "desk:document_file" if is_outgoing(document) else "desk:arrival_file"
        address = reverse(name, args=[document.public_id, paper.use])
    elif paper.kind == "pdf":
        address = reverse("desk:document_paper", args=[document.public_id])
    may = operations.may_annotate(document, by=desk.actor, at=desk.now)
    return Pane(key, f"{document.kind.name} {document.code}", paper, address, _notes(document, paper), may)


def _notes(document: Document, paper: operations.Paper) -> list[Note]:
    """Return the remarks on this paper; of a draft those to its newest version."""
    newest = document.versions.order_by("-ordinal").values_list("pk", flat=True).first()
    rows = [row for row in document.remarks.order_by("id") if row.version_id in {None, newest}]
    placed = [(row, operations.anchor_of(row.anchor)) for row in rows]
    on_it = [(row, place) for row, place in placed if place and place.use in {paper.use, None}]
    return [Note(number, row, place) for number, (row, place) in enumerate(on_it, 1)]


@official_only
def picture(request: DeskRequest, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Show one page of a paper as a picture."""
    found = _opened(request, public_id)
    paper = operations.paper_to_view(
        found, use=_uuid(request.GET.get("tep", "")), by=request.desk.actor, at=request.desk.now
    )
    answer = HttpResponse(readings.drawn(paper.content, page=number), content_type="image/png")
    answer["Cache-Control"] = "private, max-age=300"
    return answer


@official_only
@require_POST
def annotate(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Put a remark on a place of a page, and come back to the viewer it was written in."""
    desk, data = request.desk, request.POST
    found = _opened(request, public_id)
    home = _uuid(data.get("nha", "")) or public_id
    try:
        anchor = _anchor(data)
        operations.annotate(document_id=found.pk, anchor=anchor, text=data.get("gop_y", ""), by=desk.actor, at=desk.now)
    except Refusal as refusal:
        return _page(request, home, refusal=str(refusal))
    messages.success(request, _("Đã ghi vào trang %(page)s.") % {"page": anchor.page})
    query = f"?tep={anchor.use}" if anchor.use and home == public_id else ""
    return redirect(f"{reverse('desk:document_viewer', args=[home])}{query}")


def _anchor(data: Any) -> operations.Anchor:
    page, x, y = (data.get(name, "").strip() for name in ("trang", "x", "y"))
    y = y or data.get("cho", "")
    parts = (page, x or "500", y)
    if not all(one.isascii() and one.isdigit() and len(one) < 5 for one in parts):
        raise Refusal(_("Ghi số trang và chọn chỗ trên trang."))
    found = operations.anchor_of(":".join(("p" + parts[0], *parts[1:])))
    if found is None:
        raise Refusal(_("Không có chỗ này trên trang."))
    return operations.Anchor(found.page, found.x, found.y, _uuid(data.get("tep_gop", "")))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
