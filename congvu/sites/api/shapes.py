"""The shapes of answers. Texts come in the language asked for; money is whole đồng; days are ISO 8601."""

import datetime as dt
from typing import Any, Literal

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import ConfigDict, Field


class Open(Schema):
    """A part of a procedure's sheet: the fields named here, and whatever else the sheet says."""

    model_config = ConfigDict(extra="allow")


class ProcedureField(Schema):
    """A field of procedures (lĩnh vực)."""

    code: str
    name: str


class ProcedureItem(Schema):
    """A procedure in a list."""

    code: str = Field(description=_("Mã thủ tục theo Cơ sở dữ liệu quốc gia"), examples=["1.001193"])
    name: str
    short_name: str
    field: ProcedureField


class ProcedurePage(Schema):
    """Some procedures, the best match first."""

    items: list[ProcedureItem]
    next: str | None = Field(None, description=_("Dấu trang tiếp, gửi lại trong tham số cursor; null ở trang cuối"))


class Limit(Open):
    """How long solving may take (thời hạn giải quyết); 0 working days means within the day."""

    value: int
    unit: str = Field(description=_("working_day, calendar_day, working_hour, month"))
    cutoff: str | None = Field(None, description=_("Nhận sau giờ này thì tính như nhận ngày làm việc tiếp theo"))
    words: str = ""


class Fee(Open):
    """A fee that may fall due; ``amount`` in whole đồng, or a CEL expression over the answers."""

    code: str
    name: str
    amount: int | str
    when: str = Field("", description=_("Điều kiện CEL trên câu trả lời; rỗng là luôn thu"))


class Paper(Open):
    """A paper of a dossier (thành phần hồ sơ)."""

    code: str
    name: str
    required: bool = False
    required_if: str = Field("", description=_("Điều kiện CEL trên câu trả lời; rỗng là không có điều kiện"))
    shown_only: bool = Field(False, description=_("Chỉ xuất trình, không nộp"))
    original: int = 0
    copies: int = Field(0, description=_("Số bản sao"))
    kinds: list[str] = Field(default_factory=list)
    max_mb: int = 10


class LegalBasis(Open):
    """An act that the procedure rests on."""

    act: str
    title: str = ""
    articles: str = ""


class ProcedureStep(Schema):
    """A step of solving."""

    name: str
    role: str
    limit_minutes: int | None = Field(None, description=_("Phút làm việc"))


class ProcedureDetail(Schema):
    """All parts of a procedure as in force on the day asked for."""

    code: str
    name: str
    short_name: str
    field: ProcedureField
    version: int
    valid_from: dt.date
    valid_to: dt.date | None = Field(None, description=_("Ngày đầu tiên không còn áp dụng"))
    summary: str
    limit: Limit
    fees: list[Fee]
    papers: list[Paper]
    legal_basis: list[LegalBasis]
    steps: list[ProcedureStep]
    parts: dict[str, Any] = Field(description=_("Các phần còn lại của bản mô tả thủ tục, theo tên trong bản mô tả"))
    form_schema: dict[str, Any] = Field(description=_("Tờ khai điện tử, JSON Schema 2020-12"))


class PlaceItem(Schema):
    """An administrative unit as it was on a day."""

    code: str
    name: str
    full_name: str
    kind: str
    level: Literal[1, 2, 3] = Field(description=_("1 tỉnh, 2 huyện (đến 30/6/2025), 3 xã"))
    parent: str | None = None
    province: str = Field(description=_("Mã tỉnh, thành phố; của chính nó nếu là tỉnh"))


class FormerPlace(Schema):
    """A unit that is no more, and the units on its ground."""

    was: PlaceItem
    became: list[PlaceItem]


class FormerPlaceList(Schema):
    """Some former units."""

    items: list[FormerPlace]


class PlaceList(Schema):
    """Some administrative units."""

    items: list[PlaceItem]


class Completion(Schema):
    """All that the public look-up tells of a dossier (TT 01/2018/TT-VPCP Đ.16.2d)."""

    code: str
    degree: int = Field(ge=1, le=5, description=_("Mức độ hoàn thành, từ 1 đến 5"))
