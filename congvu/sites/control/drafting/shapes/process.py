"""Steps and the result."""

from django.utils.translation import gettext_lazy as _

from congvu.people.models import Role
from congvu.processes.models import StepKind
from congvu.sites.control.drafting import choosing
from congvu.sites.control.drafting.inputs import Choices, Input
from congvu.sites.control.drafting.shapes.shape import CODE, UNCHECKED, Page, Rows, law, named

STEPS = Rows(place="steps", title=_("Các bước giải quyết"), one=_("Bước"), name=named("name", "id"), identity="id")
STEP_ROLES: Choices = tuple(
    (str(role.value), role.label)
    for role in Role
    if role
    in {Role.RECEPTION, Role.CASE_OFFICER, Role.UNIT_HEAD, Role.LEADER, Role.CLERK, Role.RETURN_DESK, Role.CASHIER}
)
DEEDS: Choices = (
    ("accept", _("Tiếp nhận")),
    ("request_supplement", _("Yêu cầu bổ sung")),
    ("refuse", _("Từ chối")),
    ("finish", _("Hoàn thành, chuyển bước sau")),
    ("return", _("Trả lại bước trước")),
    ("sign", _("Ký")),
    ("seal", _("Đóng dấu, phát hành")),
    ("hand_over", _("Trả kết quả cho người dân")),
)
STEP = Page(
    place="steps.*",
    title=_("Bước"),
    inputs=(
        Input(key="name", label=_("Tên bước"), kind="both", is_wide=True),
        Input(key="role", label=_("Vai trò"), kind="choice", choices=(("", "–"), *STEP_ROLES)),
        Input(key="kind", label=_("Việc"), kind="choice", choices=tuple((str(k.value), k.label) for k in StepKind)),
        Input(key="hours", label=_("Số giờ"), kind="hours"),
    ),
)
STEP_MORE = Page(
    place="steps.*",
    title=_("Bước"),
    inputs=(
        *STEP.inputs_for(None),
        Input(
            key="when",
            label=_("Chỉ làm khi"),
            kind="formula",
            help=_("Bỏ trống: luôn làm. Câu hỏi phải có trong phần rẽ nhánh."),
        ),
        Input(
            key="beside",
            label=_("Làm song song, cùng nhóm"),
            help=_("Các bước liền nhau cùng một chữ thì làm cùng lúc."),
        ),
        Input(
            key="actions",
            label=_("Được làm gì ở bước này"),
            kind="choices",
            choices=DEEDS,
            help=_("Để trống hết: như loại việc."),
        ),
        Input(
            key="next",
            label=_("Sau bước này"),
            kind="ways",
            choices=choosing.steps,
            help=_("Để trống: sang bước kế tiếp. Thử lần lượt từ trên; hướng cuối không cần điều kiện."),
        ),
        Input(key="agency", label=_("Ở cơ quan"), kind="choice", choices=choosing.places_of_work),
        Input(
            key="unit",
            label=_("Ở phòng"),
            kind="choice",
            choices=(("", _("Cả cơ quan")), ("department", _("Phòng thụ lý ghi ở phần Cơ quan, nơi nộp"))),
        ),
        Input(
            key="sees",
            label=_("Cơ quan khác làm bước này được xem câu trả lời"),
            kind="choices",
            choices=choosing.seen,
            help=_("Chỉ những gì được chọn; cơ quan giải quyết xem được tất cả."),
        ),
        Input(key="papers", label=_("và giấy tờ"), kind="choices", choices=choosing.papers),
        Input(
            key="asks",
            label=_("Người xong bước này lập danh sách cần hỏi, tên danh sách"),
            help=_("Ví dụ consulted; bước lấy ý kiến làm cho từng nơi trong danh sách ấy."),
        ),
        Input(key="each", label=_("Làm cho từng nơi trong danh sách")),
        Input(
            key="silence",
            label=_("Hết hạn mà không trả lời"),
            kind="choice",
            choices=(("", _("vẫn chờ")), ("agree", _("coi là đồng ý (chỉ bước cho ý kiến)"))),
        ),
        Input(
            key="days",
            label=_("Hạn tính bằng ngày liên tục"),
            kind="int",
            help=_("Ví dụ niêm yết 15 ngày; để trống: theo số giờ."),
        ),
        Input(
            key="clock",
            label=_("Thời gian của bước này"),
            kind="choice",
            choices=(("", _("nằm trong thời hạn hồ sơ")), ("own", _("tính riêng, không trừ vào thời hạn"))),
        ),
        Input(
            key="message",
            label=_("Chờ tin báo"),
            kind="choice",
            choices=(("", _("Không chờ")), ("payment", _("Chờ người dân nộp tiền (không ghi vai trò)"))),
        ),
        Input(key="id", label=_("Mã bước"), help=_("Để trống thì lấy theo tên.")),
    ),
)
RESULT = Page(
    place="result",
    title=_("Kết quả"),
    inputs=(
        Input(key="name", label=_("Tên kết quả"), kind="both", is_wide=True),
        Input(
            key="delivery",
            label=_("Cách trả"),
            kind="choices",
            choices=(("online", _("Bản điện tử")), ("counter", _("Tại quầy")), ("post", _("Qua bưu chính"))),
        ),
        Input(key="number_kind", label=_("Loại số"), help=_("Mã của kiểu số, ví dụ procedure_result.")),
        Input(key="number_template", label=_("Kiểu số"), help=_("Khi loại số chưa có: {number}/{yyyy}.")),
        Input(key="valid_months", label=_("Có giá trị (tháng)"), kind="int", help=_("Để trống: không thời hạn.")),
        Input(key="validity", label=_("Hiệu lực, viết bằng lời"), kind="both", is_wide=True),
        Input(key="paper_kind", label=_("Loại giấy tờ trong kho"), help=_("Để thủ tục khác dùng lại.")),
        Input(key="code", label=_("Mã kết quả của quốc gia")),
        Input(key="also", label=_("Kết quả khác có thể có"), kind="both_lines", help=_("Mỗi dòng một kết quả.")),
        Input(
            key="copy_of",
            label=_("Kết quả là bản sao của giấy"),
            kind="choice",
            choices=choosing.paper,
            help=_("Chỉ cho chứng thực bản sao."),
        ),
        Input(
            key="stamps.papers",
            label=_("Bản vẽ được ký, đóng dấu kèm kết quả"),
            kind="choices",
            choices=choosing.papers,
        ),
        Input(key="stamps.words", label=_("Chữ trên dấu ở bản vẽ"), kind="both", is_wide=True),
        *law("stamps.law", _("Văn bản căn cứ (dấu bản vẽ)"), _("Điều, khoản (dấu bản vẽ)")),
        Input(key="keeps_clock", label=_("Trả kết quả rồi đồng hồ vẫn chạy"), kind="yes"),
        UNCHECKED,
        Input(key="by_hand_if", label=_("Ký tay trên giấy khi"), kind="formula"),
        Input(key="book.title", label=_("Tên sổ"), is_wide=True, help=_("Để trống nếu không vào sổ.")),
    ),
    lists=("officer_fields", "book.columns"),
)
OFFICER_FIELDS = Rows(
    place="result.officer_fields",
    title=_("Cán bộ ghi thêm khi vào sổ"),
    one=_("Mục ghi thêm"),
    name=named("name"),
    identity="code",
    coded=True,
)
OFFICER_FIELD = Page(
    place="result.officer_fields.*",
    title=_("Mục ghi thêm"),
    inputs=(
        Input(key="name", label=_("Tên mục"), kind="both", is_wide=True),
        Input(
            key="kind",
            label=_("Loại"),
            kind="choice",
            choices=(
                ("text", _("Chữ")),
                ("personal_number", _("Số định danh cá nhân")),
                ("tax_code", _("Mã số thuế")),
                ("confirm", _("Ô phải đánh dấu")),
            ),
        ),
        Input(key="required", label=_("Bắt buộc"), kind="yes"),
        UNCHECKED,
        CODE,
    ),
)
COLUMNS = Rows(place="result.book.columns", title=_("Cột của sổ"), one=_("Cột"), name=named("name"), identity="name")
COLUMN = Page(
    place="result.book.columns.*",
    title=_("Cột của sổ"),
    inputs=(
        Input(key="name", label=_("Tên cột")),
        Input(
            key="of",
            label=_("Lấy từ"),
            kind="lines",
            help=_("Mỗi dòng một chỗ: child.full_name, owner.name, extra.decision."),
        ),
    ),
)
ACTIONS = {
    "receive": ["accept", "request_supplement", "refuse"],
    "work": ["finish"],
    "consult": ["finish"],
    "register": ["finish", "request_supplement", "return"],
    "sign": ["sign", "return"],
    "seal": ["seal", "return"],
    "return": ["hand_over"],
}
"""What an officer may do at a step of a kind, when the sheet says nothing else."""
