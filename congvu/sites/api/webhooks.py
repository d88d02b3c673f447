"""What partners are told of by webhook, as OpenAPI 3.1 describes it."""

from typing import Any

from django.utils.translation import gettext_noop as _

EVENT: dict[str, Any] = {
    "type": "object",
    "description": _("CloudEvents 1.0; không có dữ liệu cá nhân"),
    "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "format": "uuid"},
        "source": {"type": "string", "format": "uri"},
        "type": {"const": "vn.congvu.dossier.state_changed"},
        "subject": {"type": "string", "description": _("Mã hồ sơ")},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "data": {
            "type": "object",
            "required": ["code", "status_code", "previous_status_code", "at"],
            "properties": {
                "code": {"type": "string"},
                "status_code": {"type": "integer", "minimum": 1, "maximum": 10},
                "previous_status_code": {"type": ["integer", "null"]},
                "at": {"type": "string", "format": "date-time"},
            },
        },
    },
}
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
WEBHOOKS: dict[str, Any] = {
    "dossier.state_changed": {
        "post": {
            "summary": _("Hồ sơ đổi trạng thái"),
            "description": _(
                "Ký theo Standard Webhooks: HMAC-SHA256 của “id.timestamp.body”. Tin của một hồ sơ đến đúng thứ tự; "
                "có thể đến hai lần, cùng webhook-id."
            ),
            "parameters": [
                {"name": name, "in": "header", "required": True, "schema": {"type": "string"}} for name in HEADERS
            ],
            "requestBody": {"required": True, "content": {"application/cloudevents+json": {"schema": EVENT}}},
            "responses": {
                "2XX": {"description": _("Đã nhận")},
                "410": {"description": _("Thôi gửi cho đến khi quản trị viên mở lại")},
                "429": {"description": _("Chờ theo Retry-After rồi gửi lại")},
            },
        }
    }
}
