"""What few procedures have: money before, routing, consultation, public notice, a duty; and parts of other agencies."""

from django.utils.translation import gettext_lazy as _

from congvu.sites.control.drafting import choosing
from congvu.sites.control.drafting.inputs import Input
from congvu.sites.control.drafting.shapes.shape import CODE, HOURS_TOO, UNCHECKED, Page, Rows, law, named

RULES = Page(
    place="rules",
    root=True,
    title=_("Quy tắc riêng"),
    help=_("Chỉ điền những gì thủ tục này có; để trống hết cũng được."),
    inputs=(
        Input(
            key="about",
            label=_("Trích yếu hồ sơ lấy từ câu"),
            kind="choice",
            choices=choosing.question,
            help=_("Tên người hoặc việc mà hồ sơ nói đến; hiện trong danh sách việc."),
        ),
        Input(
            key="distinct",
            label=_("Câu trả lời không được trùng hồ sơ khác"),
            kind="choices",
            choices=choosing.questions,
            help=_("Ví dụ tên hộ kinh doanh: cán bộ được báo khi đã có hồ sơ cùng tên."),
        ),
        Input(
            key="receipt_shows",
            label=_("Câu trả lời ghi trên giấy tiếp nhận (M01)"),
            kind="choices",
            choices=choosing.questions,
            help=_("Ví dụ số trang, số bản cần chứng thực."),
        ),
        Input(
            key="routing",
            label=_("Nhóm câu trả lời mà quy trình dùng để rẽ nhánh"),
            kind="choices",
            choices=choosing.groups,
        ),
        Input(
            key="pay",
            label=_("Nộp phí, lệ phí"),
            kind="choice",
            choices=(
                ("", _("Lúc nào cũng được, trước khi nhận kết quả")),
                ("before", _("Nộp xong mới tiếp nhận")),
                ("on_request", _("Khi cơ quan yêu cầu")),
            ),
        ),
        Input(
            key="fee_group",
            label=_("Câu hỏi cho biết ai được miễn, giảm phí"),
            kind="choice",
            choices=choosing.question,
        ),
        Input(
            key="duty.words",
            label=_("Nghĩa vụ của người dân, viết bằng lời"),
            kind="both_long",
            help=_("Ví dụ: phải khai sinh trong 60 ngày kể từ ngày sinh."),
        ),
        Input(key="duty.late_if", label=_("Là chậm khi"), kind="formula"),
        *law("duty.law", _("Văn bản căn cứ (nghĩa vụ)"), _("Điều, khoản (nghĩa vụ)")),
        Input(key="consultation.question", label=_("Lấy ý kiến: nội dung hỏi soạn sẵn"), kind="both_long"),
        Input(key="consultation.words", label=_("Lấy ý kiến: quy tắc hiện cho cán bộ"), kind="both_long"),
        Input(key="consultation.answers.agreed", label=_("“Đồng ý” gọi là"), kind="both"),
        Input(key="consultation.answers.agreed_if", label=_("“Đồng ý kèm yêu cầu” gọi là"), kind="both"),
        Input(key="consultation.answers.disagreed", label=_("“Không đồng ý” gọi là"), kind="both"),
        *law("consultation.law", _("Văn bản cho phép im lặng là đồng ý"), _("Điều, khoản (im lặng)")),
        Input(key="public_notice.title", label=_("Niêm yết công khai: tên thông báo"), kind="both", is_wide=True),
        Input(
            key="public_notice.shows",
            label=_("Niêm yết: câu trả lời được công khai"),
            kind="choices",
            choices=choosing.questions,
        ),
        *law("public_notice.law", _("Văn bản căn cứ (niêm yết)"), _("Điều, khoản (niêm yết)")),
        Input(
            key="outside.system",
            label=_("Hệ thống của ngành giải quyết"),
            kind="choice",
            choices=choosing.systems,
            help=_(
                "Hồ sơ được chuyển sang hệ thống này; muốn tỉnh tự giải quyết từ một ngày: trang Hệ thống của ngành."
            ),
        ),
        Input(key="outside.words", label=_("Nói với người dân về hệ thống ấy"), kind="both_long"),
        Input(key="outside.acknowledge.value", label=_("Hệ thống phải báo nhận trong"), kind="int"),
        Input(key="outside.acknowledge.unit", label=_("Đơn vị (hệ thống báo nhận)"), kind="choice", choices=HOURS_TOO),
        Input(key="outside.acknowledge.words", label=_("Viết bằng lời (hệ thống báo nhận)"), kind="both", is_wide=True),
        *law("outside.acknowledge.law", _("Văn bản căn cứ (hệ thống)"), _("Điều, khoản (hệ thống)")),
        Input(key="outside.acknowledge.unchecked", label=_("Thời hạn của hệ thống chưa đối chiếu"), kind="yes"),
    ),
)
LINKED = Rows(
    place="linked",
    title=_("Liên thông"),
    one=_("Phần liên thông"),
    name=named("name", "code"),
    identity="code",
    coded=True,
    help=_("Việc của cơ quan khác, mở ra khi hồ sơ này có kết quả. Mỗi phần là một hồ sơ trong cùng lần nộp."),
)
LINK = Page(
    place="linked.*",
    title=_("Phần liên thông"),
    inputs=(
        Input(key="name", label=_("Tên việc"), kind="both", is_wide=True),
        Input(key="when", label=_("Chỉ mở khi"), kind="formula"),
        Input(key="system", label=_("Hệ thống của ngành giải quyết"), kind="choice", choices=choosing.systems),
        Input(key="limit.value", label=_("Thời hạn giải quyết"), kind="int"),
        Input(key="limit.unit", label=_("Đơn vị"), kind="choice", choices=HOURS_TOO),
        Input(key="limit.words", label=_("Viết bằng lời"), kind="both", is_wide=True),
        *law("limit.law", _("Văn bản căn cứ"), _("Điều, khoản")),
        Input(key="limit.unchecked", label=_("Thời hạn chưa đối chiếu"), kind="yes"),
        Input(key="acknowledge.value", label=_("Phải báo đã tiếp nhận trong"), kind="int"),
        Input(key="acknowledge.unit", label=_("Đơn vị (báo nhận)"), kind="choice", choices=HOURS_TOO),
        Input(key="acknowledge.words", label=_("Viết bằng lời (báo nhận)"), kind="both", is_wide=True),
        *law("acknowledge.law", _("Văn bản căn cứ (báo nhận)"), _("Điều, khoản (báo nhận)")),
        Input(key="acknowledge.unchecked", label=_("Thời hạn báo nhận chưa đối chiếu"), kind="yes"),
        Input(key="result.name", label=_("Tên kết quả"), kind="both", is_wide=True),
        Input(key="result.paper_kind", label=_("Loại giấy tờ trong kho"), help=_("Để thủ tục khác dùng lại.")),
        Input(
            key="result.valid_months", label=_("Có giá trị (tháng)"), kind="int", help=_("Để trống: không thời hạn.")
        ),
        Input(key="papers", label=_("Giấy tờ chuyển kèm"), kind="choices", choices=choosing.papers),
        Input(key="return_by", label=_("Câu hỏi nói cách nhận kết quả này"), kind="choice", choices=choosing.question),
        UNCHECKED,
        CODE,
    ),
)
