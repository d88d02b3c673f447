"""What went wrong, as RFC 9457 says it, in the language that was asked for."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from pydantic import Field

from congvu.catalogue.queries import ProcedureMissing
from congvu.kit.errors import Refusal
from congvu.kit.paging import BadCursor

MEDIA_TYPE = "application/problem+json"


class Fault(Schema):
    """One value that cannot be taken."""

    name: str = Field(description=gettext_noop("Tên tham số"))
    detail: str = Field(description=gettext_noop("Sai ở đâu, sửa thế nào"))


class Problem(Schema):
    """Problem details (RFC 9457)."""

    type: str = Field("about:blank", description=gettext_noop("URI của loại lỗi"))
    title: str = Field(description=gettext_noop("Tên lỗi"))
    status: int = Field(description=gettext_noop("Mã HTTP"))
    detail: str = Field("", description=gettext_noop("Chuyện gì xảy ra và cần làm gì"))
    errors: list[Fault] = Field(default_factory=list, description=gettext_noop("Từng giá trị sai"))


def problem(status: int, detail: str, *, faults: Iterable[tuple[str, str]] = ()) -> HttpResponse:
    """Return an answer that tells a problem."""
    titles = {
        400: _("Yêu cầu không đọc được"),
        404: _("Không tìm thấy"),
        405: _("Không có cách gọi này"),
        422: _("Tham số chưa đúng"),
        500: _("Lỗi của máy chủ"),
    }
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": titles.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
        "errors": [{"name": name, "detail": words} for name, words in faults],
    }
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})


def install(api: NinjaAPI) -> None:
    """Let every failure of the API speak so."""

    @api.exception_handler(ValidationError)
    def unfit(request: HttpRequest, failure: ValidationError) -> HttpResponse:
        faults = [(str(error["loc"][-1]), _said(error)) for error in failure.errors]
        return problem(422, _("Sửa các tham số nêu trong “errors” rồi gọi lại."), faults=faults)

    @api.exception_handler(BadCursor)
    def lost(request: HttpRequest, failure: BadCursor) -> HttpResponse:
        return problem(422, str(failure), faults=[("cursor", _("Dùng đúng giá trị “next” của trang trước."))])

    @api.exception_handler(ProcedureMissing)
    def missing(request: HttpRequest, failure: ProcedureMissing) -> HttpResponse:
        return problem(404, str(failure))

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, failure: Refusal) -> HttpResponse:
        return problem(422, str(failure))

    @api.exception_handler(ObjectDoesNotExist)
    @api.exception_handler(Http404)
    def absent(request: HttpRequest, failure: Exception) -> HttpResponse:
        return problem(404, _("Không có mục này. Kiểm tra lại mã trong địa chỉ."))


def _said(error: dict[str, Any]) -> str:
    """Say in the reader's words what pydantic found; its own are English only."""
    bounds = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return _("Thiếu tham số này.")
        case "int_parsing" | "int_type":
            return _("Phải là số nguyên.")
        case "greater_than_equal":
            return _("Không nhỏ hơn %(bound)s.") % {"bound": bounds["ge"]}
        case "less_than_equal":
            return _("Không lớn hơn %(bound)s.") % {"bound": bounds["le"]}
        case "string_too_long":
            return _("Dài nhất %(bound)s ký tự.") % {"bound": bounds["max_length"]}
        case "string_too_short":
            return _("Ngắn nhất %(bound)s ký tự.") % {"bound": bounds["min_length"]}
        case "date_from_datetime_parsing" | "date_parsing" | "date_type" | "date_from_datetime_inexact":
            return _("Phải là ngày có thật, dạng 2026-11-20.")
    return _("Giá trị này không dùng được.")
