"""One work file: its documents, what can be put in, closing, export."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST

from congvu.documents import queries as documents
from congvu.kit import answers
from congvu.kit.asking import day_in, row_in
from congvu.kit.errors import Refusal
from congvu.kit.text import fold
from congvu.sites.desk.doors import DeskRequest, asked_again, official_only
from congvu.sites.desk.dossiers.reading import framed
from congvu.sites.desk.workfiles.lists import table
from congvu.workfiles import operations, queries
from congvu.workfiles.models import Workfile

SAID = {
    "put-in": gettext_lazy("Đã đưa văn bản vào hồ sơ."),
    "take-out": gettext_lazy("Đã đưa văn bản ra khỏi hồ sơ."),
    "close": gettext_lazy("Đã kết thúc hồ sơ."),
    "reopen": gettext_lazy("Đã mở lại hồ sơ."),
}
CONTENTS = [
    ("STT", 1),
    ("Số, ký hiệu", 2),
    ("Ngày tháng", 2),
    ("Tên loại và trích yếu", 6),
    ("Tác giả", 3),
    ("Số trang", 1),
    ("Ghi chú", 2),
]


def _file(request: DeskRequest, public_id: uuid.UUID) -> Workfile:
    desk = request.desk
    return queries.workfile(public_id=public_id, grants=desk.grants, official_id=desk.actor.id or 0)


@official_only
def workfile(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one file."""
    return _page(request, public_id)


def _page(request: DeskRequest, public_id: uuid.UUID, **more: Any) -> HttpResponse:
    desk = request.desk
    found = _file(request, public_id)
    words = request.GET.get("q", "").strip()[:100]
    within = {item.document_id: item for item in queries.items(found)}
    near = documents.of_agency(
        grants=desk.grants, official_id=desk.actor.id or 0, agency_id=found.list.agency_id, words=fold(words)
    )
    shown = {
        "file": found,
        "items": within.values(),
        "found": [one for one in near if one.pk not in within] if found.state == Workfile.State.OPEN else [],
        "words": words,
        "typed": request.POST,
        "may_sign": any(one.role == "clerk" and one.agency_id == found.list.agency_id for one in desk.grants),
        **more,
    }
    return render(request, "desk/workfiles/file.html", shown, status=422 if "refusal" in more else 200)


@official_only
@require_POST
def deed(request: DeskRequest, public_id: uuid.UUID, deed: str) -> HttpResponseBase:
    """Do one thing with a file."""
    found = _file(request, public_id)
    if deed not in DOING:
        return _page(request, public_id, refusal=_("Không có thao tác này."))
    try:
        DOING[deed](request, found)
    except Refusal as refusal:
        return _page(request, public_id, refusal=str(refusal))
    messages.success(request, str(SAID[deed]))
    return redirect("desk:workfile", public_id)


def _by(request: DeskRequest) -> dict[str, Any]:
    return {"by": request.desk.actor, "at": request.desk.now}


def _put_in(request: DeskRequest, found: Workfile) -> None:
    document = row_in(request.POST, "document", _("Văn bản"))
    operations.put_in(workfile_id=found.pk, document_id=document, **_by(request))


def _take_out(request: DeskRequest, found: Workfile) -> None:
    item = row_in(request.POST, "item", _("Văn bản"))
    if not any(one.pk == item for one in queries.items(found)):
        raise Refusal(_("Văn bản không có trong hồ sơ này."))
    operations.take_out(item_id=item, reason=request.POST.get("reason", ""), **_by(request))


def _close(request: DeskRequest, found: Workfile) -> None:
    ended_on = day_in(request.POST, "ended_on", _("Ngày kết thúc công việc"))
    operations.close(workfile_id=found.pk, ended_on=ended_on, **_by(request))


def _reopen(request: DeskRequest, found: Workfile) -> None:
    operations.reopen(workfile_id=found.pk, reason=request.POST.get("reason", ""), **_by(request))


DOING: dict[str, Callable[[DeskRequest, Workfile], None]] = {
    "put-in": _put_in,
    "take-out": _take_out,
    "close": _close,
    "reopen": _reopen,
}


@official_only
@override("vi")
def as_pdf(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Give the file as one PDF, its list of documents first."""
    found = _file(request, public_id)
    items = queries.in_time_order(found)
    rows = [
        [
            str(item.ordinal),
            item.document.code,
            f"{item.document.issued_on:%d/%m/%Y}" if item.document.issued_on else "",
            f"{item.document.kind.name}: {item.document.subject}",
            item.document.organ_name,
            str(item.pages or ""),
            f"ở hệ thống: {', '.join(apart)}" if (apart := queries.left_out(item.document)) else "",
        ]
        for item in items
    ]
    cover = table(
        request,
        found.list.agency_id,
        {"title": "Mục lục văn bản trong hồ sơ", "subtitle": f"Hồ sơ {found.code}: {found.title}"},
        CONTENTS,
        rows,
        summary=f"Cộng {found.documents} văn bản, {found.pages} trang. Bản gốc có chữ ký số lưu trong hệ thống.",
        signers=(),
    )
    return framed(answers.paper(queries.as_pdf(items, cover), f"ho-so-{found.code}.pdf"))


@official_only
def as_xml(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Give the metadata of file and documents as XML."""
    found = _file(request, public_id)
    return _xml(queries.as_xml(found, queries.in_time_order(found)), f"ho-so-{found.code}.xml")


@official_only
@require_POST
def signed_xml(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Give the same with the agency's signature; who asks has lately shown who they are."""
    found = _file(request, public_id)
    if (again := asked_again(request, reverse("desk:workfile", args=[public_id]))) is not None:
        return again
    xml = queries.as_xml(found, queries.in_time_order(found))
    try:
        signed = queries.signed_xml(file=found, xml=xml, **_by(request))
    except Refusal as refusal:
        return _page(request, public_id, refusal=str(refusal))
    return _xml(signed, f"ho-so-{found.code}-ky-so.xml")


def _xml(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
