"""Settings: what Django's own checks and those of the connectors say, and what a province must not leave as it is."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _

from congvu.kit.selfcheck import State
from congvu.upkeep.findings import Finding


def examine(at: datetime) -> Iterator[Finding]:
    """Say whether this is a demo, and what the checks of a deployment find."""
    if settings.DEMO:
        words = _("Bản trình diễn (CONGVU_DEMO=1): người dân, khóa ký và các hệ thống ngoài đều là giả lập.")
        yield Finding(State.WARNING, words, _("Chạy thật: đặt CONGVU_DEMO=0 và các giá trị trong docs/operating.md."))
    found = checks.run_checks(include_deployment_checks=not settings.DEMO)
    for one in found:
        if one.is_silenced() or one.level < checks.WARNING:
            continue
        state = State.BROKEN if one.level >= checks.ERROR else State.WARNING
        yield Finding(state, f"{one.id}: {one.msg}", str(one.hint or ""))
    if not found:
        yield Finding(State.GOOD, _("Mọi phép kiểm tra cấu hình đều đạt."))
