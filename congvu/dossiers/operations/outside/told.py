"""What an outside system tells, read out of its message. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from congvu.dossiers.lifecycle import State
from congvu.kit.sync import messages
from congvu.kit.sync.messages import Unreadable
from congvu.kit.text import clean

AHEAD = dt.timedelta(minutes=10)
"""How far the other side's clock may be ahead of ours."""
REFUSED = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A paper that is wanted again."""

    code: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFile:
    """A paper that came out, and where it lies."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A fee that is demanded, in đồng."""

    code: str
    name: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message: ``state`` None is progress alone."""

    number: str
    code: str
    their_number: str
    state: State | None
    at: dt.datetime
    who: str
    title: str
    unit: str
    words: str
    received_at: dt.datetime | None
    due_at: dt.datetime | None
    answer_by: dt.datetime | None
    granted: bool
    result_number: str
    result_at: dt.datetime | None
    asked: tuple[Asked, ...]
    files: tuple[ResultFile, ...]
    owed: tuple[Owed, ...]


def told_in(message: Mapping[str, Any], *, now: dt.datetime) -> Told:
    """Return what a message says.

    :raises Unreadable: naming the field: no number, no code, no moment or one in the future, an unknown state
    """
    at = messages.moment_in(message, "ThoiDiemXuLy")
    if at is None or at > now + AHEAD:
        raise Unreadable("ThoiDiemXuLy")
    return Told(
        number=_needed(message, "MaBanTin"),
        code=_needed(message, "MaHoSo"),
        their_number=_text(message, "MaHoSoNganh", 80),
        state=_state(message),
        at=at,
        who=_text(message, "NguoiXuLy", 100),
        title=_text(message, "ChucDanh", 100),
        unit=_text(message, "PhongBanXuLy", 100),
        words=_text(message, "NoiDungXuLy", 500),
        received_at=messages.moment_in(message, "NgayTiepNhan"),
        due_at=messages.moment_in(message, "NgayHenTra"),
        answer_by=messages.moment_in(message, "HanBoSung"),
        granted=str(message.get("KetQua", "1")) != REFUSED,
        result_number=_text(message, "SoKyHieu", 60),
        result_at=messages.moment_in(message, "NgayKy"),
        asked=tuple(
            Asked(code=_text(row, "MaThanhPhanHoSo", 60), problem=_text(row, "NoiDungBoSung", 500))
            for row in _rows(message, "DanhSachGiayToBoSung")
        ),
        files=tuple(
            ResultFile(name=_text(row, "TenGiayTo", 200), address=_text(row, "DuongDanTepTinKetQua", 500))
            for row in _rows(message, "DanhSachGiayToKetQua")
        ),
        owed=tuple(
            Owed(code=_text(row, "MaPhiLePhi", 60), name=_text(row, "TenPhiLePhi", 200), amount=_amount(row))
            for row in _rows(message, "DanhSachLePhi")
        ),
    )


def _state(message: Mapping[str, Any]) -> State | None:
    text = str(message.get("TrangThai") or "")
    if not text and message.get("LoaiBanTin") == messages.PROGRESS:
        return None
    if text not in {str(state.value) for state in State}:
        raise Unreadable("TrangThai")
    return State(int(text))


def _rows(message: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = message.get(name) or []
    if not isinstance(rows, list) or len(rows) > 50 or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(name)
    return rows


def _amount(row: Mapping[str, Any]) -> int:
    text = str(row.get("Gia", ""))
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**10):
        raise Unreadable("Gia")
    return int(text)


def _text(message: Mapping[str, Any], name: str, longest: int) -> str:
    found = message.get(name)
    return clean(str(found))[:longest] if found is not None else ""


def _needed(message: Mapping[str, Any], name: str) -> str:
    found = _text(message, name, 100)
    if not found:
        raise Unreadable(name)
    return found
