"""What every call passes first: the language of its answer, and whether it can be read at all."""

import json
import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponseNotAllowed, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from congvu.files.operations import MOST_BYTES
from congvu.sites.api.language import spoken
from congvu.sites.api.problems import problem

View = Callable[..., HttpResponseBase]
FRAME_BYTES = 64_000
"""What a multipart body may add to its file."""
DEPTH = 60


def guarded(view: View) -> View:
    """Let a view have only what can be read, and answer in the language asked for."""

    @csrf_exempt
    @spoken
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refused = _unreadable(request)
        if refused is not None:
            return refused
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            words = _("Địa chỉ này không nhận cách gọi %(method)s; chỉ nhận: %(allowed)s.")
            told = problem(405, words % {"method": request.method, "allowed": response["Allow"]})
            told["Allow"] = response["Allow"]
            return told
        return response

    return answered


def all_guarded(patterns: list[URLResolver | URLPattern]) -> list[URLResolver | URLPattern]:
    """Return the addresses of an API, each behind the guard."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = guarded(pattern.callback)
    return patterns


def _unreadable(request: HttpRequest) -> HttpResponseBase | None:
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return problem(403, _("Gọi lại bằng https. Khoá vừa gửi đi không mã hoá: hãy thu hồi và xin khoá mới."))
    if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        return problem(404, _("Không có mục này. Kiểm tra lại mã trong địa chỉ."))
    if request.method not in {"POST", "PUT", "PATCH"}:
        return None
    try:
        return _unreadable_form(request) if request.path_info.endswith("/files") else _unreadable_json(request)
    except RequestDataTooBig:
        return _too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    except (UnreadablePostError, MultiPartParserError, SuspiciousOperation):
        return problem(400, _("Không đọc được nội dung gửi lên. Kiểm tra lại cách mã hoá rồi gọi lại."))


def _unreadable_form(request: HttpRequest) -> HttpResponseBase | None:
    if request.content_type != "multipart/form-data":
        return problem(415, _("Gửi tệp bằng multipart/form-data, tệp ở phần tên “file”."))
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not str(length).isdigit() or int(length) > MOST_BYTES + FRAME_BYTES:
        return _too_large(MOST_BYTES)
    if any("\x00" in str(value) for value in request.POST.values()) or len(request.FILES) > 1:
        return problem(400, _("Mỗi lần gửi một tệp, ở phần tên “file”."))
    return None


def _unreadable_json(request: HttpRequest) -> HttpResponseBase | None:
    if not request.body:
        return None
    if request.content_type != "application/json":
        return problem(415, _("Gửi nội dung bằng application/json, mã hoá UTF-8."))
    try:
        body = json.loads(request.body)
        place = _unprintable(body, "", 0)
    except (ValueError, RecursionError):
        return problem(400, _("Nội dung gửi lên không phải JSON đúng, hoặc lồng nhau quá sâu."))
    if place is not None:
        return problem(422, _("Nội dung có ký tự không lưu được."), faults=[(place, _("Bỏ ký tự điều khiển."))])
    return None


def _unprintable(value: Any, pointer: str, depth: int) -> str | None:
    """Return the pointer of a text that no database keeps: with NUL, or half a character.

    :raises RecursionError: nested deeper than any form
    """
    if depth > DEPTH:
        raise RecursionError
    if isinstance(value, str):
        return pointer if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value) else None
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        if any(_unprintable(name, pointer, depth) is not None for name in value):
            return pointer
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    for name, one in inner:
        found = _unprintable(one, f"{pointer}/{_escaped(str(name))}", depth + 1)
        if found is not None:
            return found
    return None


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _too_large(limit: int) -> HttpResponseBase:
    words = _("Nội dung gửi lên quá lớn: nhiều nhất %(limit)s MB. Tệp lớn gửi trước bằng POST /files.")
    return problem(413, words % {"limit": limit // 1_000_000})
