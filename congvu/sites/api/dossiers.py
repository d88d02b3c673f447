"""The public look-up of a dossier: its code and degree of completion, nothing else."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router
from ninja.params.functions import Path

from congvu.dossiers import queries
from congvu.sites.api.problems import Problem
from congvu.sites.api.shapes import Completion

router = Router(tags=["Hồ sơ"])


@router.get(
    "/{code}",
    response={200: Completion, 404: Problem},
    summary="Mức độ hoàn thành của hồ sơ",
    operation_id="lookup_dossier",
)
def lookup(
    request: HttpRequest, code: str = Path(..., max_length=60, description="Mã hồ sơ trên giấy hẹn")
) -> dict[str, Any]:
    """Chỉ mã và mức độ hoàn thành, không có dữ liệu cá nhân.

    :raises Http404: no dossier has this code
    """
    found = queries.public_lookup(code=code)
    if found is None:
        raise Http404
    return {"code": found[0], "degree": found[1]}
