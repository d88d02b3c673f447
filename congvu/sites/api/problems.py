"""What went wrong, as RFC 9457 says it, in the language that was asked for."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from congvu.catalogue.queries import ProcedureMissing
from congvu.dossiers import operations as dossiers
from congvu.exchange.operations import KeyReused
from congvu.kit.errors import Declined, NotAllowed, NotThere, Refusal, Stale
from congvu.kit.paging import BadCursor
from congvu.payments.operations import NotDue

MEDIA_TYPE = "application/problem+json"


class Fault(Schema):
    """One value that cannot be taken: of the body by its pointer, of the address by its name."""

    pointer: str | None = Field(
        None, description=gettext_noop("JSON Pointer (RFC 6901) tới chỗ sai trong nội dung gửi lên")
    )
    name: str | None = Field(None, description=gettext_noop("Tên tham số"))
    detail: str = Field(description=gettext_noop("Sai ở đâu, sửa thế nào"))


class Problem(Schema):
    """Problem details (RFC 9457)."""

    type: str = Field("about:blank", description=gettext_noop("URI của loại lỗi"))
    title: str = Field(description=gettext_noop("Tên lỗi"))
    status: int = Field(description=gettext_noop("Mã HTTP"))
    detail: str = Field("", description=gettext_noop("Chuyện gì xảy ra và cần làm gì"))
    errors: list[Fault] = Field(default_factory=list, description=gettext_noop("Từng giá trị sai"))


class Unfit(Refusal):
    """A body that cannot be taken; ``faults`` name each place by its JSON pointer."""

    def __init__(self, faults: Sequence[tuple[str, str]], words: str = "") -> None:
        super().__init__(words or _("Sửa các chỗ nêu trong “errors” rồi gửi lại."))
        self.faults = faults


class TooFast(Refusal):
    """More calls than agreed; the next one may come after ``wait`` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(_("Gọi quá nhanh. Chờ %(wait)s giây rồi gọi lại.") % {"wait": wait})
        self.wait = wait


def titles() -> dict[int, str]:
    """Return the title of each status that a call can fail with, in the reader's language."""
    return {
        400: _("Yêu cầu không đọc được"),
        401: _("Chưa xác thực"),
        403: _("Không được phép"),
        404: _("Không tìm thấy"),
        405: _("Không có cách gọi này"),
        409: _("Không hợp với trạng thái hiện tại"),
        413: _("Nội dung quá lớn"),
        415: _("Kiểu nội dung không nhận"),
        422: _("Nội dung chưa đúng"),
        429: _("Gọi quá nhanh"),
        500: _("Lỗi của máy chủ"),
    }


def problem(status: int, detail: str, *, faults: Iterable[tuple[str, str]] = ()) -> HttpResponse:
    """Return an answer that tells a problem; a fault is a name or, with a slash before it, a pointer, and words."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": titles().get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
        "errors": [
            {"pointer" if not place or place.startswith("/") else "name": place, "detail": words}
            for place, words in faults
        ],
    }
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})


def install(api: NinjaAPI) -> None:
    """Let every failure of the API speak so."""

    @api.exception_handler(ValidationError)
    def unfit(request: HttpRequest, failure: ValidationError) -> HttpResponse:
        faults = [(_place(error["loc"]), _said(error)) for error in failure.errors]
        return problem(422, _("Sửa các chỗ nêu trong “errors” rồi gửi lại."), faults=faults)

    @api.exception_handler(Unfit)
    def unfit_body(request: HttpRequest, failure: Unfit) -> HttpResponse:
        return problem(422, str(failure), faults=failure.faults)

    @api.exception_handler(dossiers.FormIncomplete)
    def incomplete(request: HttpRequest, failure: dossiers.FormIncomplete) -> HttpResponse:
        faults = [(f"/answers/{error.pointer.replace('.', '/')}", error.message) for error in failure.errors]
        return problem(422, str(failure), faults=faults)

    @api.exception_handler(dossiers.PapersMissing)
    def lacking(request: HttpRequest, failure: dossiers.PapersMissing) -> HttpResponse:
        words = _("Thiếu “%(name)s” (%(code)s).")
        return problem(422, str(failure), faults=[("/papers", words % dict(paper)) for paper in failure.papers])

    @api.exception_handler(dossiers.ConditionsNotMet)
    @api.exception_handler(dossiers.NotAsked)
    def not_so(request: HttpRequest, failure: Refusal) -> HttpResponse:
        return problem(422, str(failure), faults=[("/answers", str(failure))])

    @api.exception_handler(dossiers.AgencyClosed)
    def closed(request: HttpRequest, failure: Refusal) -> HttpResponse:
        return problem(422, str(failure), faults=[("/agency", str(failure))])

    @api.exception_handler(Stale)
    @api.exception_handler(dossiers.MoveNotAllowed)
    @api.exception_handler(NotDue)
    def too_late(request: HttpRequest, failure: Refusal) -> HttpResponse:
        return problem(409, str(failure))

    @api.exception_handler(KeyReused)
    def reused(request: HttpRequest, failure: KeyReused) -> HttpResponse:
        return problem(422, str(failure), faults=[("Idempotency-Key", str(failure))])

    @api.exception_handler(NotAllowed)
    def not_allowed(request: HttpRequest, failure: NotAllowed) -> HttpResponse:
        return problem(403, str(failure))

    @api.exception_handler(TooFast)
    def too_fast(request: HttpRequest, failure: TooFast) -> HttpResponse:
        answer = problem(429, str(failure))
        answer["Retry-After"] = str(failure.wait)
        return answer

    @api.exception_handler(BadCursor)
    def lost(request: HttpRequest, failure: BadCursor) -> HttpResponse:
        return problem(422, str(failure), faults=[("cursor", _("Dùng đúng giá trị “next” của trang trước."))])

    @api.exception_handler(ProcedureMissing)
    @api.exception_handler(NotThere)
    def missing(request: HttpRequest, failure: Declined) -> HttpResponse:
        return problem(404, str(failure))

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, failure: Refusal) -> HttpResponse:
        return problem(422, str(failure))

    @api.exception_handler(ObjectDoesNotExist)
    @api.exception_handler(Http404)
    def absent(request: HttpRequest, failure: Exception) -> HttpResponse:
        return problem(404, _("Không có mục này. Kiểm tra lại mã trong địa chỉ."))

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, failure: HttpError) -> HttpResponse:
        return problem(failure.status_code, _("Không đọc được nội dung gửi lên."))


def install_keys(api: NinjaAPI, refused: type[Refusal], lacking: type[Refusal]) -> None:
    """Let a door that stays shut speak so: 401 for no good key, 403 for one that is for other things."""

    @api.exception_handler(refused)
    def unknown(request: HttpRequest, failure: Refusal) -> HttpResponse:
        answer = problem(401, str(failure))
        answer["WWW-Authenticate"] = 'Bearer realm="congvu"'
        return answer

    @api.exception_handler(lacking)
    def not_for_this(request: HttpRequest, failure: Refusal) -> HttpResponse:
        return problem(403, str(failure))


def _place(loc: Sequence[Any]) -> str:
    """Return where a value stands: its pointer in the body, or the name of a parameter."""
    if loc[0] in {"body", "form", "file"}:
        parts = loc[2:] if loc[0] == "body" else loc[-1:]
        return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
    return str(loc[-1])


def _said(error: dict[str, Any]) -> str:
    """Say in the reader's words what pydantic found; its own are English only."""
    bounds = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return _("Thiếu mục này.")
        case "int_parsing" | "int_type":
            return _("Phải là số nguyên.")
        case "greater_than_equal":
            return _("Không nhỏ hơn %(bound)s.") % {"bound": bounds["ge"]}
        case "less_than_equal":
            return _("Không lớn hơn %(bound)s.") % {"bound": bounds["le"]}
        case "string_too_long" | "too_long":
            return _("Dài nhất %(bound)s.") % {"bound": bounds["max_length"]}
        case "string_too_short" | "too_short":
            return _("Ngắn nhất %(bound)s.") % {"bound": bounds["min_length"]}
        case "string_type":
            return _("Phải là chữ.")
        case "dict_type" | "model_attributes_type" | "model_type":
            return _("Phải là một nhóm {…}.")
        case "list_type":
            return _("Phải là một danh sách […].")
        case "literal_error" | "enum":
            return _("Phải là một trong: %(expected)s.") % {"expected": bounds["expected"]}
        case "extra_forbidden":
            return _("Không có mục này.")
        case "date_from_datetime_parsing" | "date_parsing" | "date_type" | "date_from_datetime_inexact":
            return _("Phải là ngày có thật, dạng 2026-11-20.")
    return _("Giá trị này không dùng được.")
