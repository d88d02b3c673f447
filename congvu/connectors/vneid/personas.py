"""The invented holders of VNeID accounts. Claims are named as those met in public integrations."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from congvu.accounts.hooks.invented import Persona


def _person(number: str, name: str, born: str, sex: str, level: str = "2", **more: Any) -> dict[str, Any]:
    return {
        "LoaiTaiKhoan": "1",
        "SoDinhDanh": number,
        "HoVaTen": name,
        "NgayThangNamSinh": born,
        "GioiTinh": sex,
        "LoAs": level,
        **more,
    }


HOA = _person("031192001234", "Nguyễn Thị Hoa", "14/05/1992", "2", Email="hoa@vi-du.vn", SoDienThoai="0912000001")
MINH = _person("031088004567", "Trần Văn Minh", "02/03/1988", "1", Email="minh@vi-du.vn", SoDienThoai="0912000002")
PERSONAS = (
    Persona("hoa", _("mức 2"), HOA),
    Persona("minh", _("mức 2"), MINH),
    Persona("nam", _("mức 1"), _person("031099007890", "Phạm Văn Nam", "20/11/1999", "1", level="1")),
    Persona(
        "song-cam",
        _("tổ chức; người đại diện Trần Văn Minh"),
        {**MINH, "LoaiTaiKhoan": "2", "MaSoThue": "0201234569", "TenToChuc": "Công ty TNHH Thương mại Sông Cấm"},
    ),
    Persona(
        "anh",
        _("mức 1; trẻ em, người giám hộ Nguyễn Thị Hoa"),
        _person("031315002468", "Lê Minh Anh", "01/09/2015", "2", level="1", NguoiGiamHo=HOA),
    ),
    Persona(
        "binh", _("mức 2; công dân số"), _person("031085006789", "Vũ Thanh Bình", "09/08/1985", "1", CongDanSo="1")
    ),
    Persona("lan", _("phiên đã hết hạn"), _person("031179003579", "Đỗ Thị Lan", "09/12/1979", "2"), late=True),
)
BY_KEY = {persona.key: persona for persona in PERSONAS}
