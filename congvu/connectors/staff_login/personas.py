"""Invented holders of accounts at the demo's provider; staff codes are those of the profile's invented officials."""

from django.utils.translation import gettext_lazy as _

from congvu.accounts.hooks.invented import Persona

PERSONAS = (
    Persona(
        "hotich",
        _("mã cán bộ nq-hotich; đã xác thực hai lớp"),
        {"name": "Phạm Văn Đức", "staff_code": "nq-hotich", "amr": ["pwd", "otp", "mfa"]},
    ),
    Persona(
        "chutich",
        _("mã cán bộ nq-chutich; chỉ mật khẩu, hệ thống hỏi thêm lớp thứ hai"),
        {"name": "Nguyễn Văn Khánh", "staff_code": "nq-chutich", "amr": ["pwd"]},
    ),
    Persona(
        "vanthu",
        _("chỉ có địa chỉ thư đã xác minh; đã xác thực hai lớp"),
        {
            "name": "Hoàng Thị Ngọc",
            "email": "nq-vanthu@congvu.example",
            "email_verified": True,
            "acr": "urn:congvu:hai-lop",
        },
    ),
    Persona(
        "nguoi-la",
        _("mã cán bộ không có trên hệ thống"),
        {"name": "Người Lạ", "staff_code": "khong-co", "amr": ["mfa"]},
    ),
    Persona(
        "muon",
        _("phiên đã hết hạn"),
        {"name": "Bùi Quang Huy", "staff_code": "nq-kinhte", "amr": ["mfa"]},
        late=True,
    ),
)
