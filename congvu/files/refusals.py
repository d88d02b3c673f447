"""Why a file is not taken, in the words of the one who sends it."""

from django.utils.translation import gettext as _

from congvu.kit.errors import NotThere, Refusal


def readable_size(size: int) -> str:
    """Write a size for people: ``65,4 GB``, ``2,5 MB``, ``300 kB``."""
    if size < 1_000_000:
        return f"{max(1, size // 1000)} kB"
    number, unit = (size / 1e9, "GB") if size >= 10**9 else (size / 1e6, "MB")
    return f"{number:.1f} {unit}".replace(".0 ", " ").replace(".", ",")


class FileRefused(Refusal):
    """The file is not taken; nothing of it is kept."""


class FileMissing(NotThere):
    """There is no such file, or no longer."""

    def __init__(self) -> None:
        super().__init__(_("Không tìm thấy tệp này hoặc tệp đã được gỡ."))


class FileTooLarge(FileRefused):
    """More bytes than allowed."""

    def __init__(self, name: str, limit: int) -> None:
        words = _("Tệp “%(name)s” lớn hơn %(limit)s. Hãy nén hoặc quét lại ở độ phân giải thấp hơn rồi tải lên.")
        super().__init__(words % {"name": name, "limit": readable_size(limit)})


class ShelfFull(FileRefused):
    """There is no room for it on our disk."""

    def __init__(self, name: str) -> None:
        words = _("Kho lưu trữ đã hết chỗ nên chưa nhận được tệp “%(name)s”. Hãy thử lại sau; người quản trị được báo.")
        super().__init__(words % {"name": name})


class FileEmpty(FileRefused):
    """No byte in it."""

    def __init__(self, name: str) -> None:
        super().__init__(_("Tệp “%(name)s” rỗng. Hãy chọn lại tệp.") % {"name": name})


class WrongKind(FileRefused):
    """Its content is of a kind that is not asked for here."""

    def __init__(self, name: str, found: str, wanted: str) -> None:
        words = (
            _("Nội dung tệp “%(name)s” là %(found)s. Ở đây chỉ nhận: %(wanted)s.")
            if found
            else _("Không nhận ra nội dung tệp “%(name)s”. Ở đây chỉ nhận: %(wanted)s.")
        )
        super().__init__(words % {"name": name, "found": found, "wanted": wanted})


class FileBroken(FileRefused):
    """It says what it is, but cannot be read."""

    def __init__(self, name: str) -> None:
        words = _("Tệp “%(name)s” bị hỏng, không đọc được. Hãy mở thử trên máy, lưu lại rồi tải lên.")
        super().__init__(words % {"name": name})


class FileLocked(FileRefused):
    """A PDF or office file behind a password."""

    def __init__(self, name: str) -> None:
        words = _("Tệp “%(name)s” đặt mật khẩu nên cán bộ không mở được. Hãy bỏ mật khẩu rồi tải lên.")
        super().__init__(words % {"name": name})


class FileWithMacros(FileRefused):
    """An office file that carries a program."""

    def __init__(self, name: str) -> None:
        super().__init__(_("Tệp “%(name)s” có macro. Hãy lưu thành tệp không có macro rồi tải lên.") % {"name": name})


class StateSecret(FileRefused):
    """The text carries a secrecy stamp (Luật Bảo vệ bí mật nhà nước 117/2025/QH15 Đ.5): never into this system."""

    def __init__(self, stamp: str) -> None:
        words = _(
            "Tệp có dấu chỉ độ mật “%(stamp)s”. Tài liệu bí mật nhà nước không được đưa lên hệ thống này; "
            "tệp đã bị chặn và không được lưu lại. Hãy nộp bản giấy trực tiếp cho bộ phận bảo mật của cơ quan; "
            "nếu đã lưu tệp trên máy nối mạng, hãy báo ngay cho người phụ trách bảo vệ bí mật nhà nước."
        )
        super().__init__(words % {"stamp": stamp})


class FileInfected(FileRefused):
    """The scanner found something."""

    def __init__(self, name: str, finding: str) -> None:
        words = _("Tệp “%(name)s” chứa mã độc (%(finding)s) nên không được nhận. Hãy quét vi-rút máy của bạn.")
        super().__init__(words % {"name": name, "finding": finding})


class ScannerSilent(FileRefused):
    """The scanner is configured, but gives no answer: nothing comes in unseen."""

    def __init__(self) -> None:
        super().__init__(_("Hiện chưa kiểm tra được mã độc nên chưa nhận tệp. Hãy thử lại sau ít phút."))
