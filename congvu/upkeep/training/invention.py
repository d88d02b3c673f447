"""What stands in the place of a name, a number, a mail: the same for the same one, by a secret that is thrown away."""

import hashlib
import hmac
import secrets
from datetime import date, timedelta

FAMILIES = (
    *("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ"),
    *("Hồ", "Ngô", "Dương", "Lý", "Đào", "Đinh", "Mai", "Lương", "Tạ", "Trịnh"),
)
MIDDLES = ("Ví Dụ", "Mẫu", "Tập", "Huấn")
"""Hardly anybody is called so, with marks or without: who reads the name knows that it is invented."""
GIVEN = (
    *("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Hải", "Hạnh", "Hiền", "Hòa", "Hương", "Khánh", "Lan", "Liên"),
    *("Linh", "Long", "Mai", "Minh", "Nam", "Nga", "Ngọc", "Phúc", "Phương", "Quân", "Sơn", "Tâm", "Thảo", "Thu"),
)
STREETS = ("Cây Đa", "Bến Nước", "Sân Đình", "Giếng Cổ", "Hoa Phượng", "Con Thuyền")
MATTERS = (
    *("mở lớp tập huấn", "sửa đường liên thôn", "tổng kết phong trào", "dọn vệ sinh khu phố", "trồng cây đầu xuân"),
    *("kiểm tra phòng cháy", "chuẩn bị hội nghị", "khám sức khỏe học đường", "nạo vét kênh mương", "lắp đèn đường"),
)
SENTENCE = "Nội dung tập huấn."
DOMAIN = "tap-huan.invalid"


class Invention:
    """Makes invented things of real ones."""

    def __init__(self, secret: bytes | None = None) -> None:
        self._secret = secret or secrets.token_bytes(32)

    def _number(self, *parts: object) -> int:
        text = "\x1f".join(map(str, parts)).encode()
        return int.from_bytes(hmac.digest(self._secret, text, hashlib.sha256)[:12], "big")

    def name(self, real: str, turn: int = 0) -> str:
        """Return a person's name.

        :param turn: another try, when the name of the turn before is somebody's
        """
        at = self._number("name", real, turn)
        at, family = divmod(at, len(FAMILIES))
        at, middle = divmod(at, len(MIDDLES))
        at, second = divmod(at, len(GIVEN))
        return f"{FAMILIES[family]} {MIDDLES[middle]} {GIVEN[second]} {GIVEN[at % len(GIVEN)]}"

    def organisation(self, real: str, turn: int = 0) -> str:
        """Return an organisation's name; ``turn`` as for a person's."""
        return f"Tổ chức Ví Dụ {self._number('organisation', real, turn) % 1_000_000:06d}"

    def place(self, real: str, turn: int = 0) -> str:
        """Return house and street; ``turn`` as for a person's name."""
        at = self._number("place", real, turn)
        return f"Số {at % 400 + 1} đường {STREETS[at // 400 % len(STREETS)]}"

    def matter(self, real: str, turn: int = 0) -> str:
        """Return what a letter is about; ``turn`` as for a person's name."""
        at = self._number("matter", real, turn)
        return f"Việc tập huấn {at // len(MATTERS) % 1_000_000:06d}: {MATTERS[at % len(MATTERS)]}"

    def email(self, real: str) -> str:
        """Return an address that no mail can reach (RFC 2606)."""
        return f"nguoi-{self._number('email', real.lower()) % 10**9:09d}@{DOMAIN}"

    def digits(self, real: str, turn: int = 0) -> str:
        """Return a number of the same length: twelve digits keep province, sex and year, others their first three.

        :param turn: another try, when the number of the turn before is somebody's
        """
        keep = 6 if len(real) == 12 else min(3, len(real) - 1)
        size = len(real) - keep
        return real[:keep] + f"{self._number('digits', real, turn) % 10**size:0{size}d}"

    def birth(self, real: date) -> date:
        """Return a day of the same year, not after the real one."""
        first = date(real.year, 1, 1)
        return first + timedelta(days=self._number("birth", real.isoformat()) % ((real - first).days + 1))

    def code(self, prefix: str, real: str) -> str:
        """Return a code of somebody, unique as the real one was."""
        return f"{prefix}{self._number(prefix, real) % 10**12:012d}"
