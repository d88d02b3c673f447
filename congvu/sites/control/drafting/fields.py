"""What is asked of a question of the form: the same for all types, and what its type alone knows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from congvu.sites.control.drafting.inputs import Choices, Input

TYPES: Choices = (
    ("text", _("Chữ, một dòng")),
    ("long_text", _("Chữ, nhiều dòng")),
    ("number", _("Số")),
    ("money", _("Số tiền")),
    ("date", _("Ngày")),
    ("time", _("Giờ")),
    ("yes_no", _("Có hoặc không")),
    ("choice", _("Chọn một")),
    ("choices", _("Chọn nhiều")),
    ("person", _("Một người: họ tên, số định danh, ngày sinh")),
    ("identifier", _("Số định danh, giấy tờ tùy thân")),
    ("tax_code", _("Mã số thuế")),
    ("phone", _("Số điện thoại")),
    ("email", _("Thư điện tử")),
    ("address", _("Địa chỉ")),
    ("country", _("Quốc gia")),
    ("ethnic", _("Dân tộc")),
    ("file", _("Tệp đính kèm")),
    ("declaration", _("Lời cam đoan")),
    ("computed", _("Máy tự tính, không hỏi")),
)
FIRST = (
    Input(key="label", label=_("Câu hỏi"), kind="both", is_wide=True),
    Input(key="type", label=_("Kiểu trả lời"), kind="choice", choices=TYPES),
)
COMMON = (
    Input(key="required", label=_("Không bắt buộc trả lời"), kind="no"),
    Input(key="help", label=_("Hướng dẫn"), kind="both_long"),
    Input(key="example", label=_("Ví dụ"), kind="both"),
    Input(key="show_if", label=_("Chỉ hỏi khi"), kind="formula", help=_("Chỉ nhìn được các câu hỏi đứng trước.")),
    Input(key="show_words", label=_("Khi nào hỏi, viết bằng lời"), kind="both"),
    Input(key="required_if", label=_("Bắt buộc trả lời khi"), kind="formula"),
    Input(
        key="prefill",
        label=_("Điền sẵn từ"),
        kind="lines",
        help=_("Mỗi dòng một nơi: login.full_name, login.identifier, login.birth_date, login.phone, login.address."),
    ),
)
WORDING = (
    Input(key="default", label=_("Câu trả lời ghi sẵn"), kind="value"),
    Input(key="missing", label=_("Lời nhắc khi bỏ trống"), kind="both", help=_("Để trống: “Ghi …” theo câu hỏi.")),
    Input(
        key="mend", label=_("Sửa thế nào, nối sau lời báo lỗi"), kind="both", help=_("Ví dụ: như trên giấy chứng sinh.")
    ),
    Input(key="of", label=_("Của ai"), kind="both", help=_("Ví dụ “của trẻ”; dùng trong lời báo lỗi.")),
    Input(key="named", label=_("Gọi câu này trong lời báo lỗi là"), kind="both"),
    Input(
        key="autocomplete",
        label=_("Trình duyệt tự điền"),
        kind="choice",
        choices=(
            ("", _("theo trình duyệt")),
            ("off", _("không tự điền")),
            ("name", _("họ và tên")),
            ("bday", _("ngày sinh")),
            ("tel", _("số điện thoại")),
            ("email", _("thư điện tử")),
            ("street-address", _("địa chỉ")),
            ("organization", _("tên tổ chức")),
        ),
    ),
    Input(
        key="width",
        label=_("Bề rộng ô (ký tự)"),
        kind="number_choice",
        choices=(("", _("vừa dòng")), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5"), ("10", "10"), ("20", "20")),
    ),
)
PERSON: Choices = (
    ("full_name", _("họ, chữ đệm và tên")),
    ("identifier", _("số định danh")),
    ("birth_date", _("ngày sinh")),
    ("sex", _("giới tính")),
    ("ethnic", _("dân tộc")),
    ("nationality", _("quốc tịch")),
    ("address", _("nơi cư trú")),
    ("phone", _("điện thoại")),
    ("email", _("thư điện tử")),
)
LAST = (
    Input(key="code", label=_("Mã"), help=_("Dùng trong điều kiện và mẫu kết quả. Để trống thì lấy theo câu hỏi.")),
)
_KINDS = (("personal", _("Số định danh")), ("old_id", _("CMND cũ")), ("passport", _("Hộ chiếu")))
_OPTIONS = Input(
    key="options",
    label=_("Các lựa chọn"),
    kind="options",
    help=_(
        "Mỗi dòng một lựa chọn; thêm bản tiếng Anh sau dấu |. Ví dụ: Hộ nghèo | Poor household. Hoặc tên danh mục: sex."
    ),
)
_LONGEST = Input(key="max_length", label=_("Nhiều nhất (ký tự)"), kind="int")
_SHORTEST = Input(key="min_length", label=_("Ít nhất (ký tự)"), kind="int")
_PATTERN = (
    Input(key="pattern", label=_("Dạng viết (biểu thức chính quy)")),
    Input(key="pattern_words", label=_("Dạng viết, nói bằng lời"), kind="both"),
)
_KIND = Input(key="kinds", label=_("Loại giấy tờ nhận"), kind="choices", choices=_KINDS)
_LEAST, _MOST = Input(key="min", label=_("Nhỏ nhất"), kind="int"), Input(key="max", label=_("Lớn nhất"), kind="int")
OWN: dict[str, tuple[Input, ...]] = {
    "text": (_LONGEST, _SHORTEST, *_PATTERN),
    "long_text": (_LONGEST, _SHORTEST, *_PATTERN, Input(key="rows", label=_("Số dòng của ô"), kind="int")),
    "number": (
        _LEAST,
        _MOST,
        Input(key="decimals", label=_("Số chữ số sau dấu phẩy"), kind="int"),
        Input(key="unit", label=_("Đơn vị"), kind="both"),
    ),
    "money": (_LEAST, _MOST),
    "date": (
        Input(key="min", label=_("Sớm nhất"), help=_("2026-01-31 hoặc today")),
        Input(key="max", label=_("Muộn nhất"), help=_("2026-01-31 hoặc today")),
        Input(key="partial", label=_("Nhận cả khi chỉ biết năm hoặc tháng"), kind="yes"),
    ),
    "choice": (
        _OPTIONS,
        Input(
            key="as",
            label=_("Hiện ra thành"),
            kind="choice",
            choices=(("", _("tùy số lựa chọn")), ("radios", _("các nút tròn")), ("select", _("danh sách thả"))),
        ),
    ),
    "choices": (_OPTIONS, _LEAST, _MOST),
    "identifier": (
        _KIND,
        Input(key="birth_date", label=_("Phải khớp ngày sinh ở câu (mã)")),
        Input(key="sex", label=_("Phải khớp giới tính ở câu (mã)")),
    ),
    "person": (
        Input(key="parts", label=_("Hỏi những gì về người ấy"), kind="choices", choices=PERSON),
        Input(key="optional", label=_("Phần được bỏ trống"), kind="choices", choices=PERSON),
        _KIND,
    ),
    "address": (
        Input(key="foreign", label=_("Nhận cả địa chỉ ở nước ngoài"), kind="yes"),
        Input(
            key="detail",
            label=_("Số nhà, đường, thôn"),
            kind="choice",
            choices=(
                ("", _("nếu có")),
                ("optional", _("nếu có (ghi rõ)")),
                ("required", _("bắt buộc")),
                ("none", _("không hỏi")),
            ),
        ),
        Input(key="province", label=_("Chỉ trong tỉnh (mã tỉnh)")),
        Input(key="on", label=_("Địa giới của ngày"), help=_("2026-01-31, hoặc câu hỏi ngày: child.birth_date")),
    ),
    "file": (
        Input(
            key="kinds",
            label=_("Loại tệp nhận"),
            kind="choices",
            choices=(("pdf", "PDF"), ("jpeg", "JPEG"), ("png", "PNG")),
        ),
        Input(key="max_mb", label=_("Dung lượng tối đa (MB)"), kind="int"),
        Input(key="max_files", label=_("Số tệp tối đa"), kind="int"),
    ),
    "declaration": (Input(key="text", label=_("Lời cam đoan"), kind="both_long"),),
    "computed": (
        Input(key="value", label=_("Công thức"), kind="formula"),
        Input(key="hidden", label=_("Không hiện cho người dân"), kind="yes"),
    ),
}
_SHARED = """
    code type label help example required required_if show_if show_words prefill default missing mend checks named
    of autocomplete width
"""
SHARED = frozenset(_SHARED.split())
"""Keys that a question keeps when its type is changed."""


def FIELD(row: Any) -> tuple[Input, ...]:  # noqa: N802  stands among the shapes
    """Return the boxes for a question of its type."""
    kind = str(row.get("type", "text")) if isinstance(row, dict) else "text"
    common = tuple(one for one in COMMON if kind not in {"declaration", "computed"} or one.key != "required")
    return (*FIRST, *OWN.get(kind, ()), *common, *WORDING, *LAST)


def retyped(before: Any, after: dict[str, Any]) -> dict[str, Any]:
    """Return a question whose type was changed, without what only the former type knows."""
    was = before.get("type") if isinstance(before, dict) else None
    if was in (None, after.get("type")):
        return after
    known = SHARED | {one.key for one in OWN.get(str(after.get("type")), ())}
    return {key: value for key, value in after.items() if key in known}
