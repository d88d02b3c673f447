"""What the sheets of an Excel list look like. Titles are the format: they do not change with the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from congvu.people.models import Agency, OrgUnit, Role

ERRORS = "Lỗi"
"""Title of the column in which a sheet comes back with what is wrong; ignored when read."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``choices`` are values by the words that stand in the cells."""

    key: str
    title: str
    hint: str = ""
    needed: bool = False
    is_day: bool = False
    choices: Mapping[str, str] | None = None
    width: int = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of rows."""

    key: str
    title: str
    columns: tuple[Column, ...]


ROLES = {
    "Tiếp nhận hồ sơ": Role.RECEPTION,
    "Thụ lý hồ sơ": Role.CASE_OFFICER,
    "Lãnh đạo phòng": Role.UNIT_HEAD,
    "Lãnh đạo cơ quan": Role.LEADER,
    "Văn thư": Role.CLERK,
    "Thu phí, lệ phí": Role.CASHIER,
    "Trả kết quả": Role.RETURN_DESK,
    "Quản trị cơ quan": Role.AGENCY_ADMIN,
    "Quản trị toàn tỉnh": Role.PROVINCE_ADMIN,
    "Kiểm tra, giám sát": Role.AUDITOR,
}
_STAFF_CODE = Column("staff_code", "Mã cán bộ", "Mã duy nhất, không đổi suốt thời gian công tác", needed=True, width=16)
_FROM = Column("valid_from", "Từ ngày", "Ngày bắt đầu, ví dụ 01/07/2025", is_day=True, width=12)
_TO = Column("valid_to", "Đến trước ngày", "Ngày đầu tiên không còn; để trống nếu chưa kết thúc", is_day=True, width=14)
OFFICIALS = Sheet(
    "officials",
    "Cán bộ",
    (
        _STAFF_CODE,
        Column("full_name", "Họ và tên", "Viết có dấu", needed=True, width=26),
        Column("email", "Thư điện tử", "Nơi nhận liên kết tài khoản; ô trống: giữ nguyên", width=28),
        Column("phone", "Điện thoại", "Ô trống: giữ nguyên", width=16),
        Column("agency", "Mã cơ quan", "Xem tờ Danh mục; để trống nếu chưa giữ chức vụ", width=16),
        Column("unit", "Mã bộ phận", "Để trống nếu không thuộc bộ phận nào", width=12),
        Column("title", "Chức vụ", "Như in dưới chữ ký", width=34),
        _FROM,
        _TO,
    ),
)
HOLDINGS = Sheet(
    "roles",
    "Vai trò",
    (
        _STAFF_CODE,
        Column("role", "Vai trò", "Chọn trong danh sách", needed=True, choices=ROLES, width=22),
        Column("agency", "Mã cơ quan", "Nơi vai trò có hiệu lực", needed=True, width=16),
        Column("unit", "Mã bộ phận", "Để trống: cả cơ quan", width=12),
        Column("valid_from", "Từ ngày", "Ngày bắt đầu, ví dụ 01/07/2025", needed=True, is_day=True, width=12),
        _TO,
    ),
)
KINDS = {
    "Ủy ban nhân dân cấp tỉnh": Agency.Kind.PROVINCE,
    "Ủy ban nhân dân cấp huyện": Agency.Kind.DISTRICT,
    "Ủy ban nhân dân cấp xã": Agency.Kind.COMMUNE,
    "Sở, ban, ngành": Agency.Kind.DEPARTMENT,
    "Văn phòng": Agency.Kind.OFFICE,
    "Trung tâm Phục vụ hành chính công": Agency.Kind.CENTER,
    "Hội đồng nhân dân": Agency.Kind.COUNCIL,
    "Cơ quan ngành dọc": Agency.Kind.VERTICAL,
    "Đơn vị sự nghiệp công lập": Agency.Kind.PUBLIC_UNIT,
    "Cấp ủy, cơ quan Đảng": Agency.Kind.PARTY_COMMITTEE,
    "Ủy ban Mặt trận Tổ quốc": Agency.Kind.FRONT_COMMITTEE,
    "Tổ chức chính trị - xã hội": Agency.Kind.MASS_ORGANISATION,
    "Tổ chức khác": Agency.Kind.OTHER,
}
REALMS = {
    "Nhà nước": Agency.Realm.STATE,
    "Đảng": Agency.Realm.PARTY,
    "Mặt trận Tổ quốc": Agency.Realm.FRONT,
    "Tổ chức chính trị - xã hội": Agency.Realm.MASS,
}
UNIT_KINDS = {
    "Lãnh đạo": OrgUnit.Kind.LEADERSHIP,
    "Văn phòng": OrgUnit.Kind.OFFICE,
    "Phòng chuyên môn": OrgUnit.Kind.DIVISION,
    "Bộ phận Một cửa": OrgUnit.Kind.DESK,
}
AGENCIES = Sheet(
    "agencies",
    "Cơ quan",
    (
        Column("code", "Mã cơ quan", "Theo QĐ 20/2020/QĐ-TTg, ví dụ H24.101", needed=True, width=16),
        Column("name", "Tên cơ quan", "", needed=True, width=48),
        Column("short_name", "Tên ngắn", "Ô trống: giữ nguyên", width=28),
        Column("kind", "Loại", "Chọn trong danh sách", needed=True, choices=KINDS, width=28),
        Column("realm", "Khối", "Chọn trong danh sách", needed=True, choices=REALMS, width=20),
        Column("parent", "Mã cơ quan cấp trên", "Cùng khối; để trống nếu đứng đầu khối", width=18),
        Column("invented", "Mã tạm đặt", "Ghi x nếu mã chưa được công bố", choices={"x": "x"}, width=12),
        _FROM,
        Column("address", "Địa chỉ", "Ô trống: giữ nguyên", width=40),
        Column("phone", "Điện thoại", "Ô trống: giữ nguyên", width=16),
        Column("email", "Thư điện tử", "Ô trống: giữ nguyên", width=28),
    ),
)
UNITS = Sheet(
    "units",
    "Bộ phận",
    (
        Column("agency", "Mã cơ quan", "", needed=True, width=16),
        Column("code", "Mã bộ phận", "Riêng trong cơ quan, ví dụ VP", needed=True, width=14),
        Column("name", "Tên bộ phận", "", needed=True, width=44),
        Column("kind", "Loại", "Chọn trong danh sách", needed=True, choices=UNIT_KINDS, width=22),
        _FROM,
    ),
)
BOOKS: dict[str, tuple[Sheet, ...]] = {"officials": (OFFICIALS, HOLDINGS), "agencies": (AGENCIES, UNITS)}
SHEETS = {sheet.key: sheet for sheets in BOOKS.values() for sheet in sheets}
