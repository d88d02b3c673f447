"""What personal data is looked at for, in words for the one whose data it is. Keys stand in the rows for ever."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PURPOSES: dict[str, Promise] = {
    "work": _("Giải quyết hồ sơ"),
    "file": _("Mở giấy tờ trong hồ sơ"),
    "list": _("Thấy tên trong danh sách công việc"),
    "search": _("Tìm hồ sơ"),
    "book": _("Xem, in sổ của cơ quan"),
    "api": _("Bên kết nối lấy hồ sơ của bạn"),
    "collect": _("Thu phí, lệ phí"),
    "counter": _("Tìm giấy tờ của bạn để nộp kèm hồ sơ tại quầy"),
    "hall": _("Gọi bạn đến quầy theo lượt chờ, lịch hẹn"),
    "receipt": _("Xem biên lai thu phí, lệ phí"),
    "petition": _("Xử lý phản ánh, kiến nghị bạn gửi"),
    "vault": _("Xem giấy tờ trong Kho giấy tờ của bạn"),
    "audit": _("Tra cứu nhật ký hệ thống"),
    "own": _("Bạn tự xem"),
    "mandate": _("Người được bạn cho nộp thay xem hồ sơ đã nộp"),
}
FIELDS: dict[str, Promise] = {
    "dossier": _("toàn bộ hồ sơ"),
    "name": _("họ tên, tên thủ tục"),
    "charge": _("khoản phải nộp"),
    "receipt": _("biên lai"),
    "petition": _("phản ánh, kiến nghị"),
    "vault": _("giấy tờ"),
}


def purpose_words(purpose: str) -> str:
    """Return a purpose in words; a purpose written out in full stands as it is."""
    return str(PURPOSES.get(purpose, purpose))


def field_words(fields: str) -> str:
    """Return what was looked at in words."""
    return str(FIELDS.get(fields.partition(":")[0], fields))
