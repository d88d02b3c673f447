"""What partners send: strict, so that a misspelt name is told and not lost."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import ConfigDict, Field

from congvu.dossiers.models import ReturnBy


class Strict(Schema):
    """A body without unknown names."""

    model_config = ConfigDict(extra="forbid")


class Applicant(Strict):
    """Whose dossier it is (người nộp, chủ hồ sơ)."""

    kind: Literal["person", "organisation"] = Field("person", description=_("Cá nhân hoặc tổ chức"))
    name: str = Field(min_length=1, max_length=200, description=_("Họ và tên, hoặc tên tổ chức"))
    identifier_kind: Literal["personal", "old_id", "passport", "tax", "other"] = Field(
        "personal", description=_("Số định danh cá nhân, CMND 9 số, hộ chiếu, mã số thuế, giấy tờ khác")
    )
    identifier: str = Field(min_length=1, max_length=40, description=_("Số giấy tờ"))
    birth_date: dt.date | None = Field(None, description=_("Ngày sinh, khi là cá nhân"))
    sex: Literal["", "male", "female"] = ""
    phone: str = Field("", max_length=20)
    email: str = Field("", max_length=100, description=_("Nơi nhận thông báo"))
    address: str = Field("", max_length=300)


class PaperSent(Strict):
    """A paper: a file sent before by ``POST /files``, or a small one with its content here."""

    code: str = Field(min_length=1, max_length=60, description=_("Mã giấy tờ trong thủ tục"))
    file: uuid.UUID | None = Field(None, description=_("id mà POST /files trả lời"))
    name: str = Field("", max_length=150, description=_("Tên tệp, khi gửi nội dung ngay ở đây"))
    content: str | None = Field(None, description=_("Nội dung tệp, mã hoá base64, khi không gửi trước"))


class DossierBody(Strict):
    """A dossier to file."""

    procedure: str = Field(min_length=1, max_length=30, description=_("Mã thủ tục"), examples=["1.001193"])
    agency: str = Field(min_length=1, max_length=35, description=_("Mã cơ quan tiếp nhận"), examples=["H24.166"])
    applicant: Applicant
    answers: dict[str, Any] = Field(description=_("Câu trả lời theo form_schema của thủ tục"))
    papers: list[PaperSent] = Field(default_factory=list, max_length=60, description=_("Giấy tờ kèm theo"))
    return_by: ReturnBy = Field(ReturnBy.ONLINE, description=_("Cách nhận kết quả"))
    return_address: str = Field("", max_length=300, description=_("Địa chỉ nhận, khi return_by là post"))


class SupplementBody(Strict):
    """What was asked for: only the answers and papers that the request names may differ."""

    answers: dict[str, Any] | None = Field(
        None, description=_("Những nhóm câu trả lời có sửa; nhóm không gửi thì giữ như đã nộp")
    )
    papers: list[PaperSent] = Field(default_factory=list, max_length=60)


class WithdrawalBody(Strict):
    """A wish to have the dossier back."""

    reason: str = Field("", max_length=1000, description=_("Lý do rút hồ sơ"))


class FileKept(Schema):
    """A file that was taken in; it waits seven days for its dossier."""

    id: uuid.UUID
    sha256: str
    size: int = Field(description=_("Số byte"))
    kind: str = Field(description=_("pdf, jpeg, png…, nhận theo nội dung"))
    name: str
