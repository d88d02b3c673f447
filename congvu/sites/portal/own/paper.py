"""The copy of one's own data as a paper: the same words as the JSON, under headings that people read."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.printing import operations as printing


def printed(data: Mapping[str, Any], *, at: dt.datetime) -> bytes:
    """Return the paper as PDF/A."""
    titles = _titles()
    sections = [
        {"title": titles[key], "rows": [row for one in data[key] for row in [*_rows(one, titles), ["", ""]]][:-1]}
        for key in titles
        if key in data
    ]
    name = str(data["person"][-1]["name"]) if data["person"] else ""
    said = {"name": name, "made_at": f"{timezone.localtime(at):%H:%M %d/%m/%Y}", "sections": sections}
    return printing.print_paper(template="own_data", data=said, at=at)


def _titles() -> dict[str, str]:
    return {
        "person": _("Thông tin cá nhân"),
        "reach": _("Cách nhận thông báo"),
        "dossiers": _("Hồ sơ"),
        "issued_papers": _("Giấy tờ trong kho"),
        "petitions": _("Phản ánh, kiến nghị"),
        "mandates": _("Nộp thay"),
        "corrections": _("Đề nghị sửa dữ liệu"),
        "notices": _("Thông báo đã gửi"),
        "readings": _("Ai đã xem"),
    }


def _words() -> dict[str, str]:
    """Return what the fields are called that people read most; others keep their name from the JSON."""
    return {
        "name": _("Tên"),
        "identifier": _("Số giấy tờ"),
        "birth_date": _("Ngày sinh"),
        "sex": _("Giới tính"),
        "phone": _("Điện thoại"),
        "email": _("Thư điện tử"),
        "address_text": _("Địa chỉ"),
        "verified_at": _("VNeID xác nhận lúc"),
        "created_at": _("Có từ"),
        "code": _("Mã hồ sơ"),
        "title": _("Tên hồ sơ"),
        "procedure": _("Mã thủ tục"),
        "agency": _("Cơ quan"),
        "state": _("Trạng thái"),
        "submitted_at": _("Nộp lúc"),
        "due_at": _("Hẹn trả"),
        "ended_at": _("Kết thúc lúc"),
        "result_number": _("Số kết quả"),
        "result_date": _("Ngày kết quả"),
        "answers": _("Lời khai"),
        "as_filed": _("Người nộp khi nộp"),
        "papers": _("Giấy tờ"),
        "messages": _("Trao đổi"),
        "charges": _("Phí, lệ phí"),
        "number": _("Số"),
        "issuer_name": _("Nơi cấp"),
        "issued_on": _("Ngày cấp"),
        "valid_from": _("Có giá trị từ"),
        "valid_to": _("Có giá trị đến"),
        "at": _("Lúc"),
        "body": _("Cơ quan xem"),
        "purpose": _("Để làm gì"),
        "what": _("Xem gì"),
        "text": _("Nội dung"),
        "title_vi": _("Tiêu đề"),
        "body_vi": _("Nội dung"),
        "reason": _("Lý do"),
        "wanted": _("Đề nghị sửa thành"),
        "now": _("Đang lưu"),
        "answer": _("Trả lời"),
    }


def _rows(one: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield a row a value; what holds others is written under its own name."""
    words = _words()
    for key, value in one.items():
        for path, said in _flat(value):
            yield [" › ".join([words.get(key, key), *path]), said]


def _flat(value: Any) -> Iterator[tuple[list[str], str]]:
    words = _words()
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (([words.get(str(key), str(key)), *path], said) for path, said in _flat(inner))
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from (([str(number), *path], said) for path, said in _flat(inner))
    elif value is True or value is False:
        yield [], _("có") if value else _("không")
    elif value not in (None, ""):
        yield [], str(value)
