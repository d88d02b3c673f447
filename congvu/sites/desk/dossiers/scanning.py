"""Scans of a dossier's papers: send one, see its pages, say which page is of which paper and how it lies, sign."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Dossier, Paper
from congvu.files import queries as files
from congvu.kit.errors import NotAllowed, Refusal
from congvu.printing import operations as printing
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import may_scan, opened

MOST_DIGITS = 16
TURNS = ((0, "0°"), (90, "90° ↻"), (180, "180°"), (270, "90° ↺"))


def _held(request: DeskRequest, public_id: uuid.UUID) -> Dossier:
    """Open the dossier for whoever digitises at one of its two agencies.

    :raises NotAllowed: for anybody else
    """
    found = opened(request, public_id, purpose="file")
    if not may_scan(request, found):
        raise NotAllowed(_("Chỉ bộ phận tiếp nhận, văn thư và người thụ lý số hóa giấy tờ."))
    return found


@official_only
def scans(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """List the scans of a dossier; take another in."""
    found, error = _held(request, public_id), ""
    if request.method == "POST":
        upload = request.FILES.get("ban_quet")
        try:
            if upload is None:
                raise Refusal(_("Chọn tệp quét: PDF hoặc ảnh."))
            kept = operations.keep_scan(
                dossier_id=found.pk, stream=upload, name=upload.name or "", by=request.desk.actor, at=request.desk.now
            )
        except Refusal as refusal:
            error = str(refusal)
        else:
            return redirect("desk:scan", public_id=public_id, use_id=kept)
    uses = [files.use(one) for one in dossiers.scans_of(found)]
    shown = {
        "dossier": found,
        "scans": sorted(uses, key=lambda use: use.at),
        "papers": dossiers.papers_to_digitise(found),
        "error": error,
    }
    return render(request, "desk/scans.html", shown, status=422 if error else 200)


@official_only
def scan(request: DeskRequest, public_id: uuid.UUID, use_id: uuid.UUID) -> HttpResponse:
    """Show the pages of a scan; make signed copies of them. From a walk-in entry one goes on to its end."""
    found, error = _held(request, public_id), ""
    entering = (request.POST.get("sau") or request.GET.get("sau")) == "nhap"
    content, mime, name = _content(found, use_id)
    if request.method == "POST":
        try:
            copies = operations.digitise(
                dossier_id=found.pk, scan=use_id, parts=_parts(request), by=request.desk.actor, at=request.desk.now
            )
        except Refusal as refusal:
            error = str(refusal)
        else:
            done = _("Đã số hóa %(n)s giấy tờ, có chữ ký số của cơ quan.")
            messages.success(request, done % {"n": len(copies)})
            return redirect("desk:entered" if entering else "desk:dossier", public_id)
    papers = dossiers.papers_to_digitise(found)
    pages = files.scan_pages(content=content, mime=mime)
    meant = _meant(papers, len(pages)) if request.method != "POST" else {}
    shown = {
        "dossier": found,
        "name": name,
        "use_id": use_id,
        "papers": papers,
        "turns": TURNS,
        "rows": [
            {
                "page": page,
                "paper": request.POST.get(f"giay.{page.number}", meant.get(page.number, "")),
                "turn": request.POST.get(f"xoay.{page.number}", "0"),
            }
            for page in pages
        ],
        "poor": [page.number for page in pages if page.is_poor],
        "entering": entering,
        "error": error,
    }
    return render(request, "desk/scan.html", shown, status=422 if error else 200)


def _meant(papers: list[Paper], pages: int) -> dict[int, str]:
    """Return which page is likely of which paper: one each where they are as many, else all of the first."""
    bare = [str(paper.pk) for paper in papers if not paper.file_use]
    if len(bare) == pages:
        return dict(enumerate(bare, start=1))
    return dict.fromkeys(range(1, pages + 1), bare[0]) if bare else {}


@official_only
def page(request: DeskRequest, public_id: uuid.UUID, use_id: uuid.UUID, number: int) -> HttpResponse:
    """Give one page of a scan as a picture."""
    found = _held(request, public_id)
    content, mime, _name = _content(found, use_id)
    pictures = printing.pictures_of(content=content, mime=mime)
    if not 1 <= number <= len(pictures):
        raise Http404
    return HttpResponse(pictures[number - 1].jpeg, content_type="image/jpeg")


def _content(found: Dossier, use_id: uuid.UUID) -> tuple[bytes, str, str]:
    if use_id not in dossiers.scans_of(found):
        raise Http404(_("Không có bản quét này."))
    use = files.use(use_id)
    return files.content_of(use), use.blob.mime, use.name


def _parts(request: DeskRequest) -> dict[int, list[operations.Sheet]]:
    """Return the pages of each paper, in their order, as they were chosen."""
    parts: dict[int, list[operations.Sheet]] = {}
    chosen = [(name[5:], str(value)) for name, value in request.POST.items() if name.startswith("giay.")]
    numbers = sorted((int(page), paper) for page, paper in chosen if page.isdecimal() and len(page) < MOST_DIGITS)
    for number, paper in numbers:
        turn = request.POST.get(f"xoay.{number}", "0")
        if paper.isdecimal() and len(paper) < MOST_DIGITS:
            sheet = operations.Sheet(number=number, turn=int(turn) if turn in {"0", "90", "180", "270"} else 0)
            parts.setdefault(int(paper), []).append(sheet)
    return parts
