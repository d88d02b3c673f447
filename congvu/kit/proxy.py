"""Behind one reverse proxy of the province's own: who asked is the last address that the proxy wrote down."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class BehindProxy:
    """Puts the caller's address where everybody reads it; installed only when CONGVU_BEHIND_PROXY says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what stands before the last comma was written by the caller and proves nothing."""
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if told:
            request.META["REMOTE_ADDR"] = told
        return self.get_response(request)
