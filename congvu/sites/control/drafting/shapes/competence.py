"""Who does it: the competent level, where it is filed, which unit works on it, who has a duty beside."""

from django.utils.translation import gettext_lazy as _

from congvu.catalogue.queries import words
from congvu.sites.control.drafting import choosing
from congvu.sites.control.drafting.inputs import CHANNEL_WORDS, Choices, Input
from congvu.sites.control.drafting.shapes.shape import CODE, LAW, Page, Rows, law, named

CHANNELS: Choices = (
    ("online", _("Trực tuyến")),
    ("counter", _("Tại quầy")),
    ("post", _("Qua bưu chính")),
    ("kiosk", _("Máy tự phục vụ")),
    ("mobile", _("Ứng dụng điện thoại")),
)
assert {code for code, _label in CHANNELS} == set(CHANNEL_WORDS)

RULES_OF_COMPETENCE: Choices = (
    ("", _("Nơi nào nhận thì nơi ấy giải quyết")),
    ("residence_of_person", _("Theo nơi cư trú của người được nêu")),
    ("residence_of_parent", _("Theo nơi cư trú của cha hoặc mẹ")),
    ("residence_of_spouse", _("Theo nơi cư trú của một bên vợ, chồng")),
    ("residence_asked", _("Theo nơi cư trú ghi trong tờ khai")),
    ("residence_or_identity_card", _("Theo nơi cư trú hoặc nơi cấp căn cước")),
    ("last_residence", _("Theo nơi cư trú cuối cùng")),
    ("earlier_registration_or_residence", _("Theo nơi đã đăng ký trước hoặc nơi cư trú")),
    ("place_of_land", _("Theo nơi có đất")),
    ("place_of_building", _("Theo nơi có công trình")),
    ("place_of_plan", _("Theo nơi lập quy hoạch")),
    ("seat_of_business", _("Theo nơi đặt trụ sở kinh doanh")),
    ("any_civil_status_office", _("Cơ quan đăng ký hộ tịch nào cũng được")),
    ("any_police", _("Cơ quan công an nào cũng được")),
    ("province_police", _("Công an tỉnh")),
)


def _channel(row: object) -> str:
    known = {code: str(label) for code, label in CHANNELS}
    code = str(row.get("code", "")) if isinstance(row, dict) else ""
    return known.get(code, words(row.get("words")) if isinstance(row, dict) else "")


COMPETENCE = Page(
    place="competence",
    root=True,
    title=_("Cơ quan, nơi nộp"),
    help=_("Nơi nhận có thể khác nơi giải quyết; thời hạn chạy từ khi cơ quan giải quyết có hồ sơ."),
    inputs=(
        Input(
            key="agency.level",
            label=_("Cấp thực hiện"),
            kind="choice",
            choices=(("commune", _("Cấp xã")), ("province", _("Cấp tỉnh")), ("ministry", _("Bộ, ngành"))),
        ),
        Input(key="agency.competent", label=_("Cơ quan có thẩm quyền"), kind="both", is_wide=True),
        Input(
            key="agency.competent_rule",
            label=_("Cơ quan nào giải quyết"),
            kind="choice",
            choices=RULES_OF_COMPETENCE,
        ),
        Input(
            key="agency.non_territorial",
            label=_("Nơi khác có được nhận hộ không"),
            kind="choice",
            choices=(
                ("", "–"),
                ("none", _("Không: chỉ cơ quan giải quyết nhận")),
                ("province", _("Mọi nơi tiếp nhận trong tỉnh")),
                ("nation", _("Mọi nơi tiếp nhận trong cả nước")),
            ),
        ),
        Input(
            key="lies_at",
            label=_("Đất, công trình, sự việc nằm ở địa chỉ"),
            kind="choices",
            choices=choosing.addresses,
            help=_("Khi cơ quan chia tách, hồ sơ đi theo nơi này; không chọn: theo nơi cư trú của người nộp."),
        ),
        Input(
            key="agency.department",
            label=_("Phòng thụ lý"),
            kind="lines",
            help=_("Mã phòng, mỗi dòng một mã; lấy phòng đầu tiên mà cơ quan giải quyết có."),
        ),
        Input(
            key="agency.coordinates",
            label=_("Cơ quan phối hợp, để công bố"),
            kind="both_lines",
            help=_("Mỗi dòng một cơ quan."),
        ),
        *law("agency.law", _("Văn bản căn cứ (thẩm quyền)"), _("Điều, khoản (thẩm quyền)")),
        Input(key="agency.unchecked", label=_("Thẩm quyền chưa đối chiếu"), kind="yes"),
        Input(
            key="login_level",
            label=_("Mức tài khoản VNeID khi nộp trực tuyến"),
            kind="number_choice",
            choices=(("1", _("Mức 1")), ("2", _("Mức 2"))),
        ),
        Input(key="channels", label=_("Cách nộp"), kind="channels", choices=CHANNELS),
    ),
    lists=("channels", "agency.coordinators"),
)
WAYS_IN = Rows(
    place="channels", title=_("Lời hướng dẫn từng cách nộp"), one=_("Cách nộp"), name=_channel, identity="code"
)
WAY_IN = Page(
    place="channels.*",
    title=_("Cách nộp"),
    inputs=(
        Input(key="code", label=_("Cách nộp"), kind="choice", choices=CHANNELS),
        Input(key="words", label=_("Hướng dẫn người dân"), kind="both_long"),
    ),
)
COORDINATORS = Rows(
    place="agency.coordinators",
    title=_("Đầu việc phối hợp"),
    one=_("Đầu việc"),
    name=named("name", "code"),
    identity="code",
    coded=True,
)
COORDINATOR = Page(
    place="agency.coordinators.*",
    title=_("Đầu việc"),
    help=_("Cơ quan nào làm đầu việc này: phân công ở trang Cơ quan phối hợp; chưa thì cơ quan giải quyết tự làm."),
    inputs=(
        Input(key="name", label=_("Tên đầu việc"), kind="both", is_wide=True, help=_("Ví dụ: Xác định thuế, phí.")),
        Input(key="asked", label=_("Chọn sẵn khi lấy ý kiến"), kind="yes"),
        *LAW,
        CODE,
    ),
)
