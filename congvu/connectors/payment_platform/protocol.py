"""The messages of the payment platform: their fields in order, and the code that signs them. Pure.

Names of fields are those met in public integrations of the national platform; MaXacThuc is HMAC-SHA256 over the values
joined by ``|`` in the order given here. Compare both with the contract before going live; they stand here alone.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

VERSION = "1.0"
DONG = "VND"
DONE = "00"
"""MaLoi, TrangThai: it worked."""
INIT = [
    "LoaiBanTin",
    "PhienBan",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "LoaiHinhThanhToan",
    "MaKenhThanhToan",
    "MaTienTe",
    "MaNganHang",
    "ThongTinGiaoDich",
    "ThoiGianGD",
    "Ip",
]
OPENED = ["MaLoi", "MaThamChieu", "MaGiaoDich", "UrlThanhToan"]
RESULT = [
    "LoaiBanTin",
    "PhienBan",
    "MaDoiTac",
    "MaBanTin",
    "MaThamChieu",
    "MaGiaoDich",
    "SoTien",
    "MaTienTe",
    "TrangThai",
    "ThoiGianGD",
]
STATEMENT = ["LoaiBanTin", "PhienBan", "MaDoiTac", "NgayGD"]
LINE = ["MaThamChieu", "MaGiaoDich", "SoTien"]


def code(message: Mapping[str, Any], fields: Sequence[str], secret: str) -> str:
    """Return the code (MaXacThuc) of a message."""
    text = "|".join(str(message.get(name, "")) for name in fields)
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def signed(message: Mapping[str, Any], fields: Sequence[str], secret: str) -> dict[str, Any]:
    """Return the message with its code."""
    return {**message, "MaXacThuc": code(message, fields, secret)}


def holds(message: Mapping[str, Any], fields: Sequence[str], secret: str) -> bool:
    """Tell whether a message bears the right code; takes the same time for every wrong one."""
    given = str(message.get("MaXacThuc", ""))
    return hmac.compare_digest(given.encode(), code(message, fields, secret).encode())


def statement_code(day: str, lines: Sequence[Mapping[str, Any]], secret: str) -> str:
    """Return the code of a statement: of its day and of every line."""
    rows = ["|".join(str(line.get(name, "")) for name in LINE) for line in lines]
    return hmac.new(secret.encode(), "\n".join([day, *rows]).encode(), hashlib.sha256).hexdigest()
