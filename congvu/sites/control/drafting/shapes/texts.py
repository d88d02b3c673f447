"""Names, limits, law and declared forms of a version."""

from django.utils.translation import gettext_lazy as _

from congvu.sites.control.drafting import choosing
from congvu.sites.control.drafting.inputs import Input
from congvu.sites.control.drafting.shapes.shape import (
    ANY_UNIT,
    CODE,
    DAYS,
    HOURS_TOO,
    LAW,
    UNCHECKED,
    UNITS,
    Page,
    Rows,
    law,
    named,
)

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
            key="service_level",
            label=_("Mức độ dịch vụ công trực tuyến"),
            kind="choice",
            choices=(
                ("full", _("Toàn trình")),
                ("partial", _("Một phần")),
                ("information", _("Cung cấp thông tin")),
            ),
        ),
        Input(key="procedure_steps", label=_("Trình tự thực hiện"), kind="both_lines", help=_("Mỗi dòng một bước.")),
        Input(key="sets", label=_("Số bộ hồ sơ"), kind="int"),
        Input(key="aliases", label=_("Tên người dân hay gọi"), kind="lines", help=_("Để tìm kiếm; mỗi dòng một tên.")),
        Input(
            key="life_events",
            label=_("Sự kiện cuộc sống, kinh doanh"),
            kind="choices",
            choices=choosing.life_events,
            help=_("Người dân tìm thấy thủ tục dưới những mục này."),
        ),
        Input(
            key="popularity",
            label=_("Thứ hạng khi tìm"),
            kind="int",
            help=_("0–100: giữa những thủ tục cùng khớp, số lớn đứng trước."),
        ),
        Input(
            key="legacy_level",
            label=_("Mức độ cũ (NĐ 43/2011)"),
            kind="number_choice",
            choices=(("", "–"), ("1", "1"), ("2", "2"), ("3", "3"), ("4", "4")),
        ),
        Input(key="notes", label=_("Ghi chú cho người quản trị"), kind="both_lines", help=_("Không hiện ra ngoài.")),
        Input(key="valid_to", label=_("Tự hết áp dụng từ"), kind="day", help=_("Để trống: đến khi có bản sau.")),
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
        *law("limit.law", _("Văn bản căn cứ"), _("Điều, khoản")),
        Input(key="limit.unchecked", label=_("Chưa đối chiếu với văn bản gốc"), kind="yes"),
        Input(
            key="limit.statutory.value",
            label=_("Thời hạn theo luật"),
            kind="int",
            help=_("Chỉ ghi khi tỉnh đã cắt giảm."),
        ),
        Input(key="limit.statutory.unit", label=_("Đơn vị (theo luật)"), kind="choice", choices=ANY_UNIT),
        Input(key="limit.statutory.words", label=_("Viết bằng lời (theo luật)"), kind="both", is_wide=True),
        *law("limit.statutory.law", _("Văn bản quy định thời hạn theo luật"), _("Điều, khoản (theo luật)")),
        Input(key="limit.statutory.unchecked", label=_("Thời hạn theo luật chưa đối chiếu"), kind="yes"),
        Input(
            key="limit.verify.value",
            label=_("Thời hạn khi phải xác minh"),
            kind="int",
            help=_("Chỉ ghi khi luật cho thời hạn riêng lúc phải xác minh."),
        ),
        Input(key="limit.verify.unit", label=_("Đơn vị (khi xác minh)"), kind="choice", choices=ANY_UNIT),
        Input(key="limit.verify.words", label=_("Viết bằng lời (khi xác minh)"), kind="both", is_wide=True),
        *law("limit.verify.law", _("Văn bản căn cứ (khi xác minh)"), _("Điều, khoản (khi xác minh)")),
        Input(key="limit.verify.unchecked", label=_("Thời hạn xác minh chưa đối chiếu"), kind="yes"),
        Input(
            key="acknowledge.value",
            label=_("Phải báo đã tiếp nhận trong"),
            kind="int",
            help=_("Thời hạn cơ quan giải quyết báo đã nhận; để trống nếu không có."),
        ),
        Input(key="acknowledge.unit", label=_("Đơn vị (báo nhận)"), kind="choice", choices=HOURS_TOO),
        Input(key="acknowledge.words", label=_("Viết bằng lời (báo nhận)"), kind="both", is_wide=True),
        *law("acknowledge.law", _("Văn bản căn cứ (báo nhận)"), _("Điều, khoản (báo nhận)")),
        Input(key="acknowledge.unchecked", label=_("Thời hạn báo nhận chưa đối chiếu"), kind="yes"),
        Input(
            key="supplement_window.value",
            label=_("Chỉ được yêu cầu bổ sung trong"),
            kind="int",
            help=_("Kể từ khi nhận; để trống thì theo quy tắc chung của tỉnh."),
        ),
        Input(key="supplement_window.unit", label=_("Đơn vị (yêu cầu bổ sung)"), kind="choice", choices=DAYS),
        *law("supplement_window.law", _("Văn bản căn cứ (yêu cầu bổ sung)"), _("Điều, khoản (yêu cầu bổ sung)")),
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
            choices=(*DAYS, UNITS[3]),
        ),
        Input(key="supplement.words", label=_("Viết bằng lời (bổ sung)"), kind="both", is_wide=True),
        Input(
            key="supplement.remind",
            label=_("Nhắc người dân trước (ngày làm việc)"),
            kind="numbers",
            help=_("Các số cách nhau bằng dấu phẩy; để trống: 3, 1."),
        ),
        *law("supplement.law", _("Văn bản căn cứ (bổ sung)"), _("Điều, khoản (bổ sung)")),
        Input(key="supplement.set_by", label=_("Ai quy định thời hạn bổ sung"), kind="both", is_wide=True),
    ),
    lists=("limit.cases",),
)
CASES = Rows(
    place="limit.cases",
    title=_("Trường hợp có thời hạn khác"),
    one=_("Trường hợp"),
    name=named("words", "code"),
    identity="code",
    coded=True,
    help=_("Xét lần lượt từ trên; không hợp trường hợp nào thì theo thời hạn chung."),
)
CASE = Page(
    place="limit.cases.*",
    title=_("Trường hợp có thời hạn khác"),
    inputs=(
        Input(key="when", label=_("Khi"), kind="formula"),
        Input(key="value", label=_("Thời hạn giải quyết"), kind="int"),
        Input(key="unit", label=_("Đơn vị"), kind="choice", choices=UNITS),
        Input(key="words", label=_("Viết bằng lời"), kind="both", is_wide=True),
        *LAW,
        UNCHECKED,
        CODE,
    ),
    lists=("hours",),
)
CASE_HOURS = Rows(
    place="limit.cases.*.hours",
    title=_("Giờ của từng bước trong trường hợp này"),
    one=_("Bước"),
    name=named("step"),
    identity="step",
    help=_("Chỉ ghi bước có số giờ khác; tổng các bước bằng thời hạn của trường hợp."),
)
CASE_HOUR = Page(
    place="limit.cases.*.hours.*",
    title=_("Giờ của một bước"),
    inputs=(
        Input(key="step", label=_("Bước"), kind="choice", choices=choosing.step),
        Input(key="hours", label=_("Số giờ"), kind="hours"),
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
