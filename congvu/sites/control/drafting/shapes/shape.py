"""What a place of a sheet is: a page of boxes over a mapping, or a list of rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from congvu.catalogue.queries import words
from congvu.sites.control.drafting.inputs import Choices, Input, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Boxes over the mapping at a place; ``*`` stands for a position in a list. ``root`` pages stand over the sheet."""

    place: str
    title: Text
    inputs: tuple[Input, ...] | Callable[[Any], tuple[Input, ...]]
    help: Text = ""
    lists: tuple[str, ...] = ()
    """Keys of the lists below it; of a root page, their places in the sheet."""
    root: bool = False

    def place_of(self, key: str, own: str) -> str:
        """Return where a list of the page stands, when the page itself stands at ``own``."""
        return key if self.root else f"{own}.{key}"

    def inputs_for(self, row: Any) -> tuple[Input, ...]:
        """Return the boxes for a row: what is asked of a question hangs on its type."""
        return self.inputs if isinstance(self.inputs, tuple) else self.inputs(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A list of rows at a place."""

    place: str
    title: Text
    one: Text
    """How one row is called: "Giấy tờ"."""
    name: Callable[[Any], str]
    identity: str
    """The key that tells rows apart when two sheets are compared."""
    help: Text = ""
    coded: bool = False
    """Whether a row without a code is given one made of its name."""


def named(*keys: str) -> Callable[[Any], str]:
    """Return who names a row by the first of these keys that says something."""

    def name(row: Any) -> str:
        found = (words(row.get(key)) if isinstance(row, dict) else "" for key in keys)
        return next(filter(None, found), "")

    return name


LAW = (
    Input(
        key="law.act", label=_("Văn bản căn cứ"), kind="act", help=_("Số, ký hiệu; văn bản phải có trong phần Căn cứ.")
    ),
    Input(key="law.article", label=_("Điều, khoản")),
    Input(key="law.unchecked", label=_("Điều, khoản này chưa đối chiếu"), kind="yes"),
)
CODE = Input(key="code", label=_("Mã"), help=_("Dùng trong điều kiện. Để trống thì lấy theo tên."))
UNCHECKED = Input(key="unchecked", label=_("Chưa đối chiếu với văn bản gốc"), kind="yes")
UNITS: Choices = (
    ("working_day", _("ngày làm việc")),
    ("working_hour", _("giờ làm việc")),
    ("calendar_day", _("ngày")),
    ("month", _("tháng")),
    ("hour", _("giờ")),
)
ANY_UNIT: Choices = (("", "–"), *UNITS)
DAYS: Choices = (("", "–"), UNITS[0], UNITS[2])
HOURS_TOO: Choices = (("", "–"), UNITS[1], UNITS[0], UNITS[2], UNITS[4])


def law(key: str, words: Text, article: Text) -> tuple[Input, ...]:
    """Return the boxes of an article; ``words`` and ``article`` say whose it is."""
    return (
        Input(key=f"{key}.act", label=words, kind="act"),
        Input(key=f"{key}.article", label=article),
        Input(key=f"{key}.unchecked", label=format_lazy("{} {}", article, _("chưa đối chiếu")), kind="yes"),
    )
