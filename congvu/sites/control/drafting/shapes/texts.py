"""Names, limits, law and declared forms of a version."""

from django.utils.translation import gettext_lazy as _

from congvu.sites.control.drafting.inputs import CHANNEL_WORDS, Choices, Input
from congvu.sites.control.drafting.shapes.shape import LAW, UNCHECKED, Page, Rows, named

UNITS: Choices = (
    ("working_day", _("ngày làm việc")),
    ("working_hour", _("giờ làm việc")),
    ("calendar_day", _("ngày")),
    ("month", _("tháng")),
    ("hour", _("giờ")),
)
CHANNELS: Choices = (
    ("online", _("Trực tuyến")),
    ("counter", _("Tại quầy")),
    ("post", _("Qua bưu chính")),
    ("kiosk", _("Máy tự phục vụ")),
    ("mobile", _("Ứng dụng điện thoại")),
)
assert {code for code, _label in CHANNELS} == set(CHANNEL_WORDS)

ABOUT = Page(
    place="sheet",
    root=True,
    title=_("Tên và mô tả"),
    inputs=(
        Input(key="name", label=_("Tên thủ tục"), kind="both", is_wide=True),
        Input(key="short_name", label=_("Tên thường gọi"), kind="both", is_wide=True),
        Input(key="summary", label=_("Mô tả ngắn"), kind="both_long"),
        Input(key="field.name", label=_("Lĩnh vực")),
        Input(key="field.code", label=_("Mã lĩnh vực")),
        Input(key="audience", label=_("Đối tượng thực hiện"), kind="both_lines", help=_("Mỗi dòng một đối tượng.")),
        Input(
            key="agency.level",
            label=_("Cấp thực hiện"),
            kind="choice",
            choices=(("commune", _("Cấp xã")), ("province", _("Cấp tỉnh")), ("ministry", _("Bộ, ngành"))),
        ),
        Input(key="agency.competent", label=_("Cơ quan có thẩm quyền"), kind="both", is_wide=True),
        Input(
            key="service_level",
            label=_("Mức độ dịch vụ công trực tuyến"),
            kind="choice",
            choices=(
                ("full", _("Toàn trình")),
                ("partial", _("Một phần")),
                ("information", _("Cung cấp thông tin")),
            ),
        ),
        Input(
            key="login_level",
            label=_("Mức tài khoản VNeID khi nộp trực tuyến"),
            kind="number_choice",
            choices=(("1", _("Mức 1")), ("2", _("Mức 2"))),
        ),
        Input(key="channels", label=_("Cách nộp"), kind="channels", choices=CHANNELS),
        Input(key="procedure_steps", label=_("Trình tự thực hiện"), kind="both_lines", help=_("Mỗi dòng một bước.")),
        Input(key="sets", label=_("Số bộ hồ sơ"), kind="int"),
        Input(key="aliases", label=_("Tên người dân hay gọi"), kind="lines", help=_("Để tìm kiếm; mỗi dòng một tên.")),
    ),
)
TIMES = Page(
    place="times",
    root=True,
    title=_("Thời hạn"),
    help=_("Hệ thống hẹn ngày trả theo thời hạn của tỉnh. Nếu tỉnh đã cắt giảm, ghi thêm thời hạn theo luật."),
    inputs=(
        Input(key="limit.value", label=_("Thời hạn giải quyết"), kind="int", help=_("0 ngày làm việc: trong ngày.")),
        Input(key="limit.unit", label=_("Đơn vị"), kind="choice", choices=UNITS),
        Input(key="limit.words", label=_("Viết bằng lời"), kind="both", is_wide=True),
        Input(
            key="limit.cutoff",
            label=_("Nhận sau giờ này tính sang ngày sau"),
            help=_("Ví dụ 15:00; để trống nếu không có."),
        ),
        Input(
            key="limit.restart",
            label=_("Sau khi bổ sung"),
            kind="choice",
            choices=(("reset", _("tính lại từ đầu")), ("resume", _("tính tiếp"))),
        ),
        Input(key="limit.law.act", label=_("Văn bản căn cứ"), kind="act"),
        Input(key="limit.law.article", label=_("Điều, khoản")),
        Input(
            key="limit.statutory.value",
            label=_("Thời hạn theo luật"),
            kind="int",
            help=_("Chỉ ghi khi tỉnh đã cắt giảm."),
        ),
        Input(key="limit.statutory.unit", label=_("Đơn vị (theo luật)"), kind="choice", choices=(("", "–"), *UNITS)),
        Input(key="limit.statutory.words", label=_("Viết bằng lời (theo luật)"), kind="both", is_wide=True),
        Input(key="limit.statutory.law.act", label=_("Văn bản quy định thời hạn theo luật"), kind="act"),
        Input(key="limit.statutory.law.article", label=_("Điều, khoản (theo luật)")),
        Input(
            key="supplement.value",
            label=_("Người dân được bổ sung trong"),
            kind="int",
            help=_("Để trống nếu không hạn."),
        ),
        Input(
            key="supplement.unit",
            label=_("Đơn vị (bổ sung)"),
            kind="choice",
            choices=(("", "–"), UNITS[0], UNITS[2], UNITS[3]),
        ),
        Input(key="supplement.words", label=_("Viết bằng lời (bổ sung)"), kind="both", is_wide=True),
        Input(key="supplement.set_by", label=_("Ai quy định thời hạn bổ sung"), kind="both", is_wide=True),
    ),
)
ACTS = Rows(
    place="legal_basis", title=_("Căn cứ pháp lý"), one=_("Văn bản"), name=named("act", "title"), identity="act"
)
ACT = Page(
    place="legal_basis.*",
    title=_("Văn bản"),
    inputs=(
        Input(key="act", label=_("Số, ký hiệu")),
        Input(key="title", label=_("Trích yếu"), is_wide=True),
        Input(key="articles", label=_("Điều, khoản áp dụng")),
        Input(key="issued_on", label=_("Ngày ban hành"), kind="day"),
        Input(key="valid_from", label=_("Có hiệu lực từ"), kind="day"),
        Input(key="valid_to", label=_("Hết hiệu lực từ"), kind="day"),
        UNCHECKED,
    ),
)
DECLARATIONS = Rows(
    place="declaration_forms", title=_("Mẫu đơn, tờ khai"), one=_("Mẫu"), name=named("name"), identity="name"
)
DECLARATION = Page(
    place="declaration_forms.*",
    title=_("Mẫu đơn, tờ khai"),
    inputs=(
        Input(key="name", label=_("Tên mẫu"), kind="both", is_wide=True),
        Input(key="code", label=_("Ký hiệu mẫu")),
        *LAW,
        UNCHECKED,
    ),
)
