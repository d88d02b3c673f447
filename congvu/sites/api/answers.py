"""What partners are told of dossiers."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

from congvu.dossiers import queries
from congvu.dossiers.models import Dossier, Slip
from congvu.workdays import queries as workdays


class Named(Schema):
    """Something with a code and a name."""

    code: str
    name: str


class DossierItem(Schema):
    """A dossier in a list, or just filed."""

    code: str = Field(description=_("Mã hồ sơ, ghi trên giấy hẹn"))
    status_code: int = Field(ge=1, le=10, description=_("Mã trạng thái quốc gia, 1 đến 10"))
    status: str = Field(description=_("Trạng thái bằng lời"))
    procedure: Named
    agency: Named = Field(description=_("Cơ quan giải quyết"))
    title: str
    submitted_at: dt.datetime
    due_at: dt.datetime | None = Field(
        None, description=_("Ngày hẹn trả; trước khi tiếp nhận là ngày dự kiến nếu được tiếp nhận ngay")
    )
    due_is_promised: bool = Field(description=_("Ngày hẹn đã ghi trên giấy hẹn hay mới là dự kiến"))
    track_url: str = Field(description=_("Trang tra cứu công khai của hồ sơ"))


class DossierPage(Schema):
    """Some dossiers, the newest first."""

    items: list[DossierItem]
    next: str | None = Field(None, description=_("Dấu trang tiếp, gửi lại trong tham số cursor; null ở trang cuối"))


class Happening(Schema):
    """One line of the timeline."""

    at: dt.datetime
    title: str
    who: str
    note: str
    kind: str = Field(description=_("done: đổi trạng thái; step: xong một bước"))


class AskedItem(Schema):
    """One thing to mend."""

    kind: str = Field(description=_("field: câu trả lời; paper: giấy tờ"))
    pointer: str = Field(description=_("Câu trả lời nào (a.b.c), hoặc mã giấy tờ"))
    label: str
    problem: str


class Supplement(Schema):
    """What the office asks for (yêu cầu bổ sung)."""

    reason: str
    contact: str
    asked_at: dt.datetime
    answer_by: dt.datetime | None = None
    items: list[AskedItem]


class PaperHeld(Schema):
    """A paper of the dossier."""

    code: str
    name: str
    check: str = Field(description=_("unchecked, good, wrong, replaced"))
    note: str


class Document(Schema):
    """A paper that the office issued: receipt, request, result."""

    id: uuid.UUID
    kind: str = Field(description=_("m01 giấy hẹn, m02 yêu cầu bổ sung, m03 từ chối, result kết quả"))
    name: str
    issued_at: dt.datetime


class DossierDetail(DossierItem):
    """A dossier whole."""

    applicant: str
    origin: str
    return_by: str
    received_at: dt.datetime | None = None
    done_at: dt.datetime | None = None
    returned_at: dt.datetime | None = None
    outcome: str = Field(description=_("granted, refused, hoặc rỗng khi chưa xong"))
    result_number: str
    answers: dict[str, Any]
    papers: list[PaperHeld]
    supplement: Supplement | None = Field(None, description=_("Yêu cầu bổ sung đang chờ trả lời"))
    documents: list[Document]
    timeline: list[Happening]


def item(dossier: Dossier) -> dict[str, Any]:
    """Return a dossier as lists and receipts show it."""
    due_at = dossier.due_at
    if due_at is None and dossier.received_at is None:
        cutoff = dossier.version.cutoff
        due_at = workdays.due(start=dossier.submitted_at, limit=dossier.limit, cutoff=cutoff).due_at
    procedure = dossier.version.procedure
    return {
        "code": dossier.code,
        "status_code": int(dossier.state),
        "status": dossier.state_label,
        "procedure": {"code": procedure.code, "name": procedure.name},
        "agency": {"code": dossier.competent_agency.code, "name": dossier.competent_agency.name},
        "title": dossier.title,
        "submitted_at": dossier.submitted_at.isoformat(),
        "due_at": due_at.isoformat() if due_at else None,
        "due_is_promised": dossier.due_at is not None,
        "track_url": settings.PUBLIC_URL + reverse("portal:tracked", kwargs={"code": dossier.code}),
    }


def detail(dossier: Dossier) -> dict[str, Any]:
    """Return a dossier with all that its filer may know."""
    asked = dossier.supplement_requests.filter(answered_at=None).order_by("-id").first()
    slips = dossier.slips.exclude(kind=Slip.Kind.SIGNED_RESULT).order_by("id")
    return {
        **item(dossier),
        "applicant": str(dossier.owner_snapshot.get("name", "")),
        "origin": dossier.origin,
        "return_by": dossier.return_by,
        "received_at": dossier.received_at,
        "done_at": dossier.done_at,
        "returned_at": dossier.returned_at,
        "outcome": dossier.outcome,
        "result_number": dossier.result_number,
        "answers": dossier.values,
        "papers": [
            {"code": paper.code, "name": paper.name, "check": paper.check_state, "note": paper.note}
            for paper in dossier.papers.order_by("id")
        ],
        "supplement": asked
        and {
            "reason": asked.reason,
            "contact": asked.contact,
            "asked_at": asked.asked_at,
            "answer_by": asked.answer_by,
            "items": asked.items,
        },
        "documents": [
            {"id": slip.file_use, "kind": slip.kind, "name": slip.name, "issued_at": slip.issued_at} for slip in slips
        ],
        "timeline": [
            {"at": line.at, "title": line.title, "who": line.who, "note": line.note, "kind": line.kind}
            for line in queries.timeline(dossier=dossier)
        ],
    }
