"""The form: pages, groups, questions."""

from django.utils.translation import gettext_lazy as _

from congvu.sites.control.drafting.fields import FIELD
from congvu.sites.control.drafting.inputs import Input
from congvu.sites.control.drafting.shapes.shape import CODE, Page, Rows, named

FORM = Page(
    place="form",
    title=_("Tờ khai"),
    inputs=(
        Input(key="title", label=_("Tên tờ khai"), kind="both", is_wide=True),
        Input(
            key="context",
            label=_("Giá trị mà phần mềm đưa thêm cho công thức"),
            kind="lines",
            help=_("Ít thủ tục cần; mỗi dòng một tên."),
        ),
    ),
    lists=("pages",),
)
FORM_PAGES = Rows(
    place="form.pages",
    title=_("Các trang của tờ khai"),
    one=_("Trang"),
    name=named("title"),
    identity="code",
    coded=True,
)
FORM_PAGE = Page(
    place="form.pages.*",
    title=_("Trang"),
    inputs=(
        Input(key="title", label=_("Tên trang"), kind="both", is_wide=True),
        Input(key="help", label=_("Hướng dẫn đầu trang"), kind="both_long"),
        Input(key="show_if", label=_("Chỉ hiện khi"), kind="formula"),
        CODE,
    ),
    lists=("groups",),
)
GROUPS = Rows(
    place="form.pages.*.groups",
    title=_("Nhóm câu hỏi"),
    one=_("Nhóm"),
    name=named("title", "code"),
    identity="code",
    coded=True,
)
GROUP = Page(
    place="form.pages.*.groups.*",
    title=_("Nhóm câu hỏi"),
    inputs=(
        Input(key="title", label=_("Tên nhóm"), kind="both", help=_("Để trống nếu trang chỉ có một nhóm.")),
        Input(key="of", label=_("Của ai"), kind="both", help=_("Ví dụ “của trẻ”; dùng trong lời báo lỗi.")),
        Input(key="help", label=_("Hướng dẫn"), kind="both_long"),
        Input(key="show_if", label=_("Chỉ hiện khi"), kind="formula"),
        Input(key="repeat.max", label=_("Khai được nhiều lần, tối đa"), kind="int", help=_("Để trống: một lần.")),
        Input(key="repeat.min", label=_("Ít nhất"), kind="int"),
        Input(key="repeat.add", label=_("Chữ trên nút thêm"), kind="both"),
        CODE,
    ),
    lists=("fields",),
)
FIELDS = Rows(
    place="form.pages.*.groups.*.fields",
    title=_("Câu hỏi"),
    one=_("Câu hỏi"),
    name=named("label"),
    identity="code",
    coded=True,
)
FIELD_PAGE = Page(place="form.pages.*.groups.*.fields.*", title=_("Câu hỏi"), inputs=FIELD, lists=("checks",))
CHECKS = Rows(
    place="form.pages.*.groups.*.fields.*.checks",
    title=_("Kiểm tra câu trả lời"),
    one=_("Quy tắc kiểm tra"),
    name=named("say"),
    identity="that",
)
CHECK = Page(
    place="form.pages.*.groups.*.fields.*.checks.*",
    title=_("Quy tắc kiểm tra"),
    inputs=(
        Input(key="that", label=_("Chỉ nhận khi"), kind="formula", help=_("value là câu trả lời vừa ghi.")),
        Input(key="say", label=_("Nói gì khi không đạt"), kind="both_long"),
    ),
)
