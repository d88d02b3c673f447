"""The self-check of a line to another system: its settings, its reach, whether both sides take each other's code."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.translation import gettext as _

from congvu.kit.selfcheck import Finding, Part, State
from congvu.kit.sync.client import Account, Line
from congvu.kit.sync.messages import MessageRefused, SystemDown


def safe(*, prefix: str, number: int, account: Account) -> list[CheckMessage]:
    """Return what is unsafe about an account outside the demo: a plain address, a weak key.

    :param prefix: beginning of its settings, ``CONGVU_POLICE``
    """
    if settings.DEMO or not account.url:
        return []
    found: list[CheckMessage] = []
    if not account.url.startswith("https://"):
        found.append(Error(f"{prefix}_URL must be https outside the demo.", id=f"congvu.E{number}"))
    if account.secret == "sandbox" or len(account.secret) < 32:  # noqa: S105
        words = f"{prefix}_SECRET must be set, 32 characters at least."
        found.append(Error(words, id=f"congvu.E{number + 1}"))
    return found


def findings(*, line: Line, account: Account, wrong: list[CheckMessage], prefix: str) -> Iterator[Finding]:
    """Say in sentences whether dossiers can be handed over now."""
    if not account.url:
        words = _("Chưa nối %(name)s: thủ tục của ngành do tỉnh tự giải quyết.") % {"name": line.name}
        yield Finding(Part.SETTINGS, State.OFF, words, _("Đặt %(name)s_URL sau khi ký kết.") % {"name": prefix})
        return
    if wrong:
        for message in wrong:
            yield Finding(Part.SETTINGS, State.BROKEN, str(message.msg), _("Sửa biến môi trường rồi khởi động lại."))
    else:
        host = urlsplit(account.url).netloc
        yield Finding(Part.SETTINGS, State.GOOD, _("Địa chỉ hệ thống: %(host)s.") % {"host": host})
    try:
        line.token()
    except SystemDown as failure:
        words = _("Hệ thống không trả lời (%(problem)s).") % {"problem": failure}
        yield Finding(Part.REACH, State.BROKEN, words, _("Kiểm tra mạng và tường lửa từ máy chủ tới hệ thống."))
        return
    except MessageRefused:
        yield Finding(Part.REACH, State.GOOD, _("Hệ thống trả lời."))
        words = _("Hệ thống không nhận mã xác thực của tỉnh.")
        hint = _("So lại %(name)s_PARTNER và %(name)s_SECRET với văn bản bàn giao.") % {"name": prefix}
        yield Finding(Part.CREDENTIALS, State.BROKEN, words, hint)
        return
    yield Finding(Part.REACH, State.GOOD, _("Hệ thống trả lời."))
    yield Finding(Part.CREDENTIALS, State.GOOD, _("Hai bên nhận đúng mã xác thực của nhau."))
