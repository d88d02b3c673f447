"""What partners are told of by webhook, as OpenAPI 3.1 describes it."""

from typing import Any

from django.utils.translation import gettext_noop as _

from congvu.exchange.models import Kind
from congvu.exchange.operations import TYPE

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
WORDS = _(
    "Ký theo Standard Webhooks: HMAC-SHA256 của “id.timestamp.body”. Tin của một hồ sơ đến đúng thứ tự; "
    "có thể đến hai lần, cùng webhook-id."
)
EXAMPLE = {
    "specversion": "1.0",
    "id": "3f0f6d0e-6f6f-4d0b-9b52-0b1c7a9d2e11",
    "source": "https://dichvucong.example.vn/api/v1",
    "subject": "H24.166-20261120-0000001",
    "time": "2026-11-20T09:05:00+07:00",
    "datacontenttype": "application/json",
}
DATA: dict[str, dict[str, Any]] = {
    Kind.DOSSIER_STATE: {
        "status_code": {"type": "integer", "minimum": 1, "maximum": 10, "examples": [2]},
        "previous_status_code": {"type": ["integer", "null"], "examples": [1]},
    },
    Kind.DOSSIER_PAID: {
        "reference": {"type": "string", "examples": ["CV0123456789"]},
        "amount": {"type": "integer", "minimum": 0, "description": _("Đồng"), "examples": [100000]},
        "receipt": {"type": ["string", "null"], "description": _("Số biên lai"), "examples": ["0000123"]},
    },
}
SUMMARIES = {Kind.DOSSIER_STATE: _("Hồ sơ đổi trạng thái"), Kind.DOSSIER_PAID: _("Đã nhận phí, lệ phí của hồ sơ")}


def _event(kind: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "code": {"type": "string", "examples": [EXAMPLE["subject"]]},
        **DATA[kind],
        "at": {"type": "string", "format": "date-time", "examples": [EXAMPLE["time"]]},
    }
    example = {**EXAMPLE, "type": TYPE + kind, "data": {name: each["examples"][0] for name, each in told.items()}}
    return {
        "type": "object",
        "description": _("CloudEvents 1.0; không có dữ liệu cá nhân"),
        "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "format": "uuid"},
            "source": {"type": "string", "format": "uri"},
            "type": {"const": TYPE + kind},
            "subject": {"type": "string", "description": _("Mã hồ sơ")},
            "time": {"type": "string", "format": "date-time"},
            "datacontenttype": {"const": "application/json"},
            "data": {"type": "object", "required": list(told), "properties": told},
        },
        "examples": [example],
    }


def _webhook(kind: str) -> dict[str, Any]:
    return {
        "post": {
            "summary": SUMMARIES[Kind(kind)],
            "description": WORDS,
            "parameters": [
                {"name": name, "in": "header", "required": True, "schema": {"type": "string"}} for name in HEADERS
            ],
            "requestBody": {"required": True, "content": {"application/cloudevents+json": {"schema": _event(kind)}}},
            "responses": {
                "2XX": {"description": _("Đã nhận")},
                "410": {"description": _("Thôi gửi cho đến khi quản trị viên mở lại")},
                "429": {"description": _("Chờ theo Retry-After rồi gửi lại")},
            },
        }
    }


WEBHOOKS: dict[str, Any] = {str(kind): _webhook(str(kind)) for kind in Kind.values}
