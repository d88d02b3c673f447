"""Lines to the outside: mail, the scanner, and each connector's own check."""

from collections.abc import Iterator
from datetime import datetime

from django.core.mail import get_connection
from django.utils.translation import gettext as _

from congvu.files import queries as files
from congvu.kit import selfcheck
from congvu.kit.selfcheck import State
from congvu.upkeep.findings import Finding


def examine(at: datetime) -> Iterator[Finding]:
    """Knock at every door; nothing is sent."""
    yield from _mail()
    yield from _scanner()
    for key, connector in selfcheck.connectors.items():
        for one in selfcheck.run(key=key, at=at).findings:
            if one.state in {State.WARNING, State.BROKEN}:
                yield Finding(one.state, f"{connector.name}: {one.sentence}", one.hint)
            elif one.part is selfcheck.Part.REACH or one.state is State.OFF:
                yield Finding(one.state, f"{connector.name}: {one.sentence}")


def _mail() -> Iterator[Finding]:
    line = get_connection(fail_silently=False)
    try:
        line.open()
        line.close()
    except OSError as problem:
        words = _("Không nối được máy chủ thư: %(problem)s.") % {"problem": problem}
        yield Finding(State.BROKEN, words, _("Kiểm tra CONGVU_SMTP_HOST, _PORT, _USER, _PASSWORD, _TLS."))
    else:
        yield Finding(State.GOOD, _("Máy chủ thư trả lời."))


def _scanner() -> Iterator[Finding]:
    answers = files.scanner_answers()
    if answers is None:
        words = _("Chưa đặt CONGVU_CLAMAV_SOCKET: tệp tải lên không được quét mã độc.")
        yield Finding(State.WARNING, words, _("Cài clamav-daemon và đặt đường dẫn socket."))
    elif answers:
        yield Finding(State.GOOD, _("Bộ quét mã độc trả lời."))
    else:
        words = _("Bộ quét mã độc không trả lời: tệp tải lên sẽ bị từ chối.")
        yield Finding(State.BROKEN, words, "systemctl status clamav-daemon")
