"""The public look-up of a dossier: its code and degree of completion, nothing else."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Router
from ninja.params.functions import Path

from congvu.dossiers import operations, queries
from congvu.sites.api.problems import Problem, TooFast
from congvu.sites.api.shapes import Completion

router = Router(tags=["Hồ sơ"])


@router.get(
    "/{code}",
    response={200: Completion, frozenset({404, 429}): Problem},
    summary=_("Mức độ hoàn thành của hồ sơ"),
    operation_id="lookup_dossier",
    description=_("Chỉ mã và mức độ hoàn thành, không có dữ liệu cá nhân. Mỗi địa chỉ mạng tra có giới hạn mỗi phút."),
)
def lookup(
    request: HttpRequest, code: str = Path(..., max_length=60, description=_("Mã hồ sơ trên giấy hẹn"))
) -> dict[str, Any]:
    """Return code and degree of a dossier.

    :raises Http404: no dossier has this code
    :raises TooFast: too many look-ups from this address
    """
    if wait := operations.count_lookup(address=request.META.get("REMOTE_ADDR", "")):
        raise TooFast(wait)
    found = queries.public_lookup(code=code)
    if found is None:
        raise Http404
    return {"code": found[0], "degree": found[1]}
