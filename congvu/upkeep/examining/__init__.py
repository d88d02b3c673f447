"""The organs of an installation, each in a file of its own."""

from django.utils.translation import gettext_lazy as _

from congvu.upkeep.examining import content, copies, database, keys, lines, setting, storage, work
from congvu.upkeep.findings import Organ

ORGANS = (
    Organ("settings", _("Cấu hình"), setting.examine),
    Organ("database", _("Cơ sở dữ liệu"), database.examine),
    Organ("storage", _("Kho tệp và đĩa"), storage.examine),
    Organ("copies", _("Sao lưu"), copies.examine),
    Organ("work", _("Việc nền, hộp gửi"), work.examine),
    Organ("content", _("Dữ liệu của tỉnh"), content.examine),
    Organ("keys", _("Chứng thư số"), keys.examine),
    Organ("log", _("Nhật ký niêm phong"), work.examine_log, is_thorough=True),
    Organ("lines", _("Đường ra ngoài"), lines.examine, is_thorough=True),
)
