"""The API as a whole: its parts, its description, how it fails."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from congvu.sites.api import problems
from congvu.sites.api.dossiers import router as dossiers
from congvu.sites.api.files import router as files
from congvu.sites.api.keys import KeyRefused, ScopeMissing
from congvu.sites.api.lookup import router as lookup
from congvu.sites.api.payments import router as payments
from congvu.sites.api.places import router as places
from congvu.sites.api.procedures import router as procedures
from congvu.sites.api.webhooks import WEBHOOKS

DESCRIPTION = gettext_noop(
    "Thủ tục hành chính, địa bàn và tra cứu mở cho mọi người; nộp và theo dõi hồ sơ cần khoá của đối tác "
    "(Authorization: Bearer cv_…). Ngôn ngữ theo Accept-Language (vi, en). Lỗi theo RFC 9457 "
    "(application/problem+json)."
)
PDF = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
IN_PDF = {"get_result", "get_document"}
FOLLOWED_BY = ("get_dossier", "supplement_dossier", "withdraw_dossier", "get_result", "list_charges", "pay_dossier")
"""Calls that take the code of a dossier just filed, described as links of OpenAPI."""


class Api(NinjaAPI):
    """Describes failures by their own media type, and keeps the description free of where it runs."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the OpenAPI 3.1 description."""
        schema = super().get_openapi_schema(**{**options, "path_prefix": "/api/v1/"})
        for path in schema["paths"].values():
            for operation in path.values():
                _describe_answers(operation)
        filed = schema["paths"]["/api/v1/dossiers"]["post"]["responses"]
        filed[next(iter(filed))]["links"] = {
            name: {"operationId": name, "parameters": {"code": "$response.body#/code"}} for name in FOLLOWED_BY
        }
        sample = schema["paths"]["/api/v1/procedures/{code}/sample"]["get"]["responses"]
        sample[next(iter(sample))]["links"] = {
            "submit_dossier": {"operationId": "submit_dossier", "requestBody": "$response.body"}
        }
        schema["webhooks"] = WEBHOOKS
        return schema


def _describe_answers(operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        if int(status) >= 400:
            answer["content"] = {problems.MEDIA_TYPE: next(iter(answer["content"].values()))}
        elif operation["operationId"] in IN_PDF:
            answer["content"] = PDF
        if int(status) == 429:
            answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}


api = Api(
    title="Công Vụ API",
    version="1.0.0",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-1",
)
problems.install(api)
problems.install_keys(api, KeyRefused, ScopeMissing)
api.add_router("/procedures", procedures)
api.add_router("/places", places)
api.add_router("/lookup", lookup)
api.add_router("/files", files)
api.add_router("/dossiers", dossiers)
api.add_router("/dossiers", payments)


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Say that there is no such address."""
    return problems.problem(404, _("Không có địa chỉ này trong API. Xem danh sách ở trang tài liệu."))
