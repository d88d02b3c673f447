"""Steps and the result."""

from django.utils.translation import gettext_lazy as _

from congvu.people.models import Role
from congvu.processes.models import StepKind
from congvu.sites.control.drafting.inputs import Choices, Input
from congvu.sites.control.drafting.shapes.shape import CODE, Page, Rows, named

STEPS = Rows(place="steps", title=_("Các bước giải quyết"), one=_("Bước"), name=named("name", "id"), identity="id")
STEP_ROLES: Choices = tuple(
    (str(role.value), role.label)
    for role in Role
    if role
    in {Role.RECEPTION, Role.CASE_OFFICER, Role.UNIT_HEAD, Role.LEADER, Role.CLERK, Role.RETURN_DESK, Role.CASHIER}
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
        Input(key="each", label=_("Làm cho từng nơi trong danh sách")),
        Input(key="agency", label=_("Ở cơ quan"), help=_("superior: cơ quan cấp trên.")),
        Input(key="unit", label=_("Ở phòng"), help=_("department: phòng thụ lý ghi ở tờ thủ tục.")),
        Input(key="message", label=_("Chờ tin báo"), help=_("Ví dụ payment: chờ nộp tiền; khi đó không ghi vai trò.")),
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
