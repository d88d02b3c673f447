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
    Input(
        key="prefill",
        label=_("Điền sẵn từ"),
        kind="lines",
        help=_("Mỗi dòng một nơi: login.full_name, login.identifier, login.birth_date, login.phone, login.address."),
    ),
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
_LEAST, _MOST = Input(key="min", label=_("Nhỏ nhất"), kind="int"), Input(key="max", label=_("Lớn nhất"), kind="int")
OWN: dict[str, tuple[Input, ...]] = {
    "text": (
        _LONGEST,
        Input(key="pattern", label=_("Dạng viết (biểu thức chính quy)")),
        Input(key="pattern_words", label=_("Dạng viết, nói bằng lời"), kind="both"),
    ),
    "long_text": (_LONGEST, Input(key="rows", label=_("Số dòng của ô"), kind="int")),
    "number": (_LEAST, _MOST, Input(key="unit", label=_("Đơn vị"), kind="both")),
    "money": (_LEAST, _MOST),
    "date": (
        Input(key="min", label=_("Sớm nhất"), help=_("2026-01-31 hoặc today")),
        Input(key="max", label=_("Muộn nhất"), help=_("2026-01-31 hoặc today")),
        Input(key="partial", label=_("Nhận cả khi chỉ biết năm hoặc tháng"), kind="yes"),
    ),
    "choice": (_OPTIONS,),
    "choices": (_OPTIONS, _LEAST, _MOST),
    "identifier": (Input(key="kinds", label=_("Loại giấy tờ nhận"), kind="choices", choices=_KINDS),),
    "address": (
        Input(key="foreign", label=_("Nhận cả địa chỉ ở nước ngoài"), kind="yes"),
        Input(
            key="detail",
            label=_("Số nhà, đường, thôn"),
            kind="choice",
            choices=(("", _("nếu có")), ("required", _("bắt buộc")), ("none", _("không hỏi"))),
        ),
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
    return (*FIRST, *OWN.get(kind, ()), *common, *LAST)


def retyped(before: Any, after: dict[str, Any]) -> dict[str, Any]:
    """Return a question whose type was changed, without what only the former type knows."""
    was = before.get("type") if isinstance(before, dict) else None
    if was in (None, after.get("type")):
        return after
    known = SHARED | {one.key for one in OWN.get(str(after.get("type")), ())}
    return {key: value for key, value in after.items() if key in known}
