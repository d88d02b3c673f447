"""Procedures: search, all parts of one, a filled example."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router
from ninja.params.functions import Query

from congvu.catalogue import queries
from congvu.catalogue.models import Procedure, ProcedureVersion
from congvu.processes import queries as processes
from congvu.sites.api import samples
from congvu.sites.api.bodies import DossierBody
from congvu.sites.api.problems import Problem
from congvu.sites.api.shapes import ProcedureDetail, ProcedurePage

router = Router(tags=["Thủ tục"])
NAMED = {"code", "name", "short_name", "field", "summary", "limit", "fees", "papers", "legal_basis", "about", "aliases"}
UNTOLD = NAMED | {"valid_from", "valid_to", "popularity", "notes"}
"""Parts of a sheet that stand elsewhere in the answer, or are for the office alone."""


@router.get(
    "",
    response={200: ProcedurePage, 422: Problem},
    summary=_("Tìm thủ tục"),
    operation_id="list_procedures",
    description=_("Thủ tục đang áp dụng, khớp nhất trước."),
)
def search(
    request: HttpRequest,
    q: str = Query("", max_length=200, description=_("Từ cần tìm, không cần dấu; để trống thì lấy tất cả")),
    limit: int = Query(20, ge=1, le=100, description=_("Số thủ tục mỗi trang")),
    cursor: str = Query("", max_length=200, description=_("Dấu trang, lấy từ next của trang trước")),
) -> dict[str, Any]:
    """Return procedures in force that fit the words, best first."""
    page = queries.search(q, limit=limit, cursor=cursor or None)
    versions = queries.in_force_of([procedure.pk for procedure in page.rows], on=timezone.localdate())
    return {"items": [_item(one, versions.get(one.pk)) for one in page.rows], "next": page.next}


@router.get(
    "/{code}",
    response={200: ProcedureDetail, 404: Problem},
    summary=_("Mọi phần của một thủ tục"),
    operation_id="get_procedure",
    description=_("Bản đang áp dụng hôm nay, kèm tờ khai dạng JSON Schema."),
)
def show(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return the version in force today with its form as JSON Schema."""
    version = queries.in_force(code=code, on=timezone.localdate())
    sheet = in_language(version.sheet)
    return {
        **_item(version.procedure, version),
        "version": version.number,
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
        "summary": sheet.get("summary", ""),
        "limit": sheet["limit"],
        "fees": sheet["fees"],
        "papers": [{**in_language(row), "copies": row["copy"]} for row in version.papers],
        "legal_basis": sheet["legal_basis"],
        "steps": [
            {"name": step.label, "role": step.role, "limit_minutes": step.limit_minutes}
            for step in processes.planned(version.definition_id)
        ],
        "parts": {name: part for name, part in sheet.items() if name not in UNTOLD},
        "form_schema": version.form.schema(),
    }


@router.get(
    "/{code}/sample",
    response={200: DossierBody, 404: Problem},
    summary=_("Hồ sơ mẫu để thử"),
    operation_id="get_procedure_sample",
    description=_(
        "Gửi nguyên như vậy cho POST /dossiers là được nhận. Người, số và giấy tờ trong mẫu đều không có thật."
    ),
)
def sample(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return a dossier filled with invented people."""
    today = timezone.localdate()
    return samples.body_of(queries.in_force(code=code, on=today), on=today)


def _item(procedure: Procedure, version: ProcedureVersion | None) -> dict[str, Any]:
    names = version.sheet if version else {"name": procedure.name, "short_name": procedure.short_name}
    return {
        "code": procedure.code,
        "name": queries.words(names["name"]),
        "short_name": queries.words(names["short_name"]),
        "field": {"code": procedure.field.code, "name": procedure.field.name},
    }


def in_language(part: Any) -> Any:
    """Return a part of a sheet with each text in the language of the request."""
    if isinstance(part, Mapping):
        if "vi" in part and set(part) <= {"vi", "en"}:
            return queries.words(part)
        return {name: in_language(inner) for name, inner in part.items()}
    return [in_language(inner) for inner in part] if isinstance(part, list) else part
