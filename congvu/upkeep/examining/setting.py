"""Settings: what Django's own checks and those of the connectors say, and what a province must not leave as it is."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.utils.translation import gettext as _

from congvu.kit.selfcheck import State
from congvu.upkeep.findings import Finding


def examine(at: datetime) -> Iterator[Finding]:
    """Say whether this is a demo, and what the checks of a deployment find."""
    if settings.DEMO:
        words = _("Bản trình diễn (CONGVU_DEMO=1): người dân, khóa ký và các hệ thống ngoài đều là giả lập.")
        yield Finding(State.WARNING, words, _("Chạy thật: đặt CONGVU_DEMO=0 và các giá trị trong docs/operating.md."))
    yield from _assets()
    if settings.LEAKED_PASSWORDS and not Path(settings.LEAKED_PASSWORDS).is_file():
        words = _("Không có tệp %(path)s: không ai đổi được mật khẩu.") % {"path": settings.LEAKED_PASSWORDS}
        yield Finding(State.BROKEN, words, _("Sửa hoặc bỏ CONGVU_LEAKED_PASSWORDS."))
    found = checks.run_checks(include_deployment_checks=not settings.DEMO)
    for one in found:
        if one.is_silenced() or one.level < checks.WARNING:
            continue
        state = State.BROKEN if one.level >= checks.ERROR else State.WARNING
        yield Finding(state, f"{one.id}: {one.msg}", str(one.hint or ""))
    if not found:
        yield Finding(State.GOOD, _("Mọi phép kiểm tra cấu hình đều đạt."))


def _assets() -> Iterator[Finding]:
    """Look whether styles and scripts are where pages name them."""
    try:
        staticfiles_storage.url("portal.css")
    except ValueError:
        words = _("Chưa gom tệp tĩnh: mọi trang đều báo lỗi.")
        yield Finding(State.BROKEN, words, "manage.py collectstatic --noinput")
