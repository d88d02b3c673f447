"""What a dossier needs: papers, fees, conditions."""

from django.utils.translation import gettext_lazy as _

from congvu.sites.control.drafting import choosing
from congvu.sites.control.drafting.inputs import Choices, Input
from congvu.sites.control.drafting.shapes.shape import LAW, UNCHECKED, Page, Rows, named

KINDS: Choices = (("pdf", "PDF"), ("jpeg", "JPEG"), ("png", "PNG"), ("docx", "Word"), ("xlsx", "Excel"))
PAPERS = Rows(
    place="papers",
    title=_("Thành phần hồ sơ"),
    one=_("Giấy tờ"),
    name=named("name", "code"),
    identity="code",
    coded=True,
)
PAPER = Page(
    place="papers.*",
    title=_("Giấy tờ"),
    inputs=(
        Input(key="name", label=_("Tên giấy tờ"), kind="both", is_wide=True),
        Input(key="required", label=_("Luôn phải nộp"), kind="yes"),
        Input(key="required_if", label=_("Chỉ phải nộp khi"), kind="formula"),
        Input(key="required_words", label=_("Khi nào phải nộp, viết bằng lời"), kind="both", is_wide=True),
        Input(key="shown_only", label=_("Chỉ xuất trình, không nộp"), kind="yes"),
        Input(key="is_form", label=_("Là tờ khai điện tử của thủ tục này"), kind="yes"),
        Input(key="original", label=_("Số bản chính"), kind="int"),
        Input(key="copy", label=_("Số bản sao"), kind="int"),
        Input(key="kinds", label=_("Loại tệp nhận"), kind="choices", choices=KINDS),
        Input(key="max_mb", label=_("Dung lượng tối đa (MB)"), kind="int"),
        Input(key="max_files", label=_("Số tệp tối đa"), kind="int"),
        Input(key="national_code", label=_("Mã thành phần hồ sơ của quốc gia")),
        Input(
            key="paper_kinds",
            label=_("Giấy trong kho dùng được thay tệp tải lên"),
            kind="lines",
            help=_("Mã loại giấy tờ, mỗi dòng một mã."),
        ),
        Input(
            key="keeps.kind",
            label=_("Giữ bản đã kiểm tra vào kho, loại giấy tờ"),
            help=_("Để trống: không giữ."),
        ),
        Input(key="keeps.number", label=_("Số của giấy ấy ở câu"), kind="choice", choices=choosing.question),
        Input(key="keeps.issued_on", label=_("Ngày cấp ở câu"), kind="choice", choices=choosing.question),
        Input(key="keeps.issuer", label=_("Nơi cấp ở câu"), kind="choice", choices=choosing.question),
        Input(key="keeps.valid_months", label=_("Giấy ấy có giá trị (tháng)"), kind="int"),
        Input(key="e_source", label=_("Dữ liệu điện tử thay giấy lấy từ"), is_wide=True),
        Input(key="help", label=_("Hướng dẫn"), kind="both_long"),
        *LAW,
        UNCHECKED,
        Input(key="code", label=_("Mã"), help=_("Để trống thì lấy theo tên.")),
    ),
)
FEES = Rows(
    place="fees", title=_("Phí, lệ phí"), one=_("Khoản thu"), name=named("name", "code"), identity="code", coded=True
)
FEE = Page(
    place="fees.*",
    title=_("Khoản thu"),
    help=_("Cùng một mã có thể có nhiều mức: thu khi nộp trực tuyến, miễn cho hộ nghèo…"),
    inputs=(
        Input(key="name", label=_("Tên phí, lệ phí"), kind="both", is_wide=True),
        Input(
            key="amount", label=_("Mức thu"), kind="amount", help=_("Số đồng, hoặc công thức: 8000 * request.copies.")
        ),
        Input(key="unit", label=_("Đơn vị tính"), kind="both"),
        Input(key="when", label=_("Chỉ thu khi"), kind="formula"),
        Input(
            key="channel",
            label=_("Cách nộp"),
            kind="choice",
            choices=(("", _("Mọi cách")), ("online", _("Trực tuyến")), ("counter", _("Tại quầy, bưu chính"))),
        ),
        Input(key="group", label=_("Chỉ cho đối tượng"), help=_("Một giá trị của câu hỏi về miễn, giảm, ví dụ poor.")),
        Input(
            key="level",
            label=_("Mức công dân"),
            kind="choice",
            choices=(("", _("Mọi người")), ("digital", _("Công dân số"))),
        ),
        Input(key="ceiling", label=_("Không quá (đồng)"), kind="int"),
        Input(key="words", label=_("Giải thích cho người dân"), kind="both", is_wide=True),
        Input(key="set_by", label=_("Ai quy định mức thu"), kind="both"),
        Input(key="valid_from", label=_("Áp dụng từ"), kind="day", help=_("Để trống: cùng ngày với phiên bản.")),
        Input(key="valid_to", label=_("Hết áp dụng từ"), kind="day"),
        *LAW,
        UNCHECKED,
        Input(key="code", label=_("Mã"), help=_("Để trống thì lấy theo tên.")),
    ),
)
CONDITIONS = Rows(
    place="conditions", title=_("Yêu cầu, điều kiện"), one=_("Điều kiện"), name=named("words"), identity="words"
)
CONDITION = Page(
    place="conditions.*",
    title=_("Điều kiện"),
    inputs=(
        Input(key="words", label=_("Điều kiện, viết bằng lời"), kind="both_long"),
        Input(key="that", label=_("Máy kiểm tra: chỉ nộp được khi"), kind="formula"),
        Input(key="say", label=_("Nói gì khi không đạt"), kind="both_long"),
        *LAW,
        UNCHECKED,
    ),
)
