"""The API as a whole: its parts, its description, how it fails."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from congvu.sites.api import problems
from congvu.sites.api.dossiers import router as dossiers
from congvu.sites.api.places import router as places
from congvu.sites.api.procedures import router as procedures

DESCRIPTION = (
    "Dữ liệu công khai về thủ tục hành chính, địa bàn và mức độ hoàn thành của hồ sơ. "
    "Ngôn ngữ theo Accept-Language (vi, en). Lỗi theo RFC 9457 (application/problem+json)."
)


class Api(NinjaAPI):
    """Describes failures by their own media type, and keeps the description free of where it runs."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the OpenAPI 3.1 description."""
        schema = super().get_openapi_schema(**{**options, "path_prefix": "/api/v1/"})
        for path in schema["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {problems.MEDIA_TYPE: next(iter(answer["content"].values()))}
        return schema


api = Api(
    title="Công Vụ API",
    version="1.0.0",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-1",
)
problems.install(api)
api.add_router("/procedures", procedures)
api.add_router("/places", places)
api.add_router("/lookup", dossiers)


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Say that there is no such address."""
    return problems.problem(404, _("Không có địa chỉ này trong API. Xem danh sách ở trang tài liệu."))
