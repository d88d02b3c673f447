"""What goes on behind the pages: the worker, its jobs, announced facts, letters, and the seals of the log."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from congvu.audit import queries as log
from congvu.audit.models import BOOKS
from congvu.documents import queries as documents
from congvu.kit import jobs, outbox
from congvu.kit.selfcheck import State
from congvu.notices import queries as notices
from congvu.ocr import queries as ocr
from congvu.upkeep.findings import Finding

SILENT = timedelta(minutes=2)
STALE = timedelta(minutes=5)
"""Age of the oldest fact not handed over from which on it is said."""
UNSEALED = 100_000


def examine(at: datetime) -> Iterator[Finding]:
    """Look at the worker, its jobs, the outbox and the letters."""
    yield from _worker(at)
    yield from _outbox(at)
    yield from _ocr(at)
    yield from _mailboxes(at)
    stuck = notices.health()
    if stuck.failed:
        words = _("%(n)s tin không gửi được.") % {"n": stuck.failed}
        yield Finding(State.WARNING, words, _("Xem và gửi lại ở trang Tin gửi đi của mục Quản trị."))


def _worker(at: datetime) -> Iterator[Finding]:
    seen = jobs.last_heartbeat()
    if seen is None or at - seen > SILENT:
        words = _("Bộ xử lý việc nền không lên tiếng.") if seen is None else (
            _("Bộ xử lý việc nền im từ %(n)s phút.") % {"n": int((at - seen).total_seconds() // 60)}
        )  # fmt: skip
        yield Finding(State.BROKEN, words, "systemctl restart congvu-worker")
    else:
        yield Finding(State.GOOD, _("Bộ xử lý việc nền đang chạy."))
    if failed := jobs.states().get("failed", 0):
        words = _("%(n)s việc nền đã bỏ dở.") % {"n": failed}
        yield Finding(State.WARNING, words, _("Xem và làm lại ở trang đầu của mục Quản trị."))


def _ocr(at: datetime) -> Iterator[Finding]:
    """Look at what reads scans: its programs, and whether its own worker comes to them."""
    if names := ocr.missing():
        words = _("Chưa cài bộ nhận dạng chữ: bản quét không được đọc, dấu mật trên bản quét không bị máy chặn.")
        yield Finding(State.WARNING, words, f"apt install {' '.join(names)}")
        return
    waiting = ocr.waiting_since()
    if waiting and at - waiting > STALE:
        words = _("Bản quét chờ đọc đã %(n)s phút.") % {"n": int((at - waiting).total_seconds() // 60)}
        yield Finding(State.BROKEN, words, "systemctl restart congvu-worker-ocr")
    else:
        yield Finding(State.GOOD, _("Bộ đọc bản quét sẵn sàng."))


def _mailboxes(at: datetime) -> Iterator[Finding]:
    """Look at agencies' mailboxes: whether each was fetched lately."""
    boxes = documents.boxes()
    silent = [box for box in boxes if box.is_silent(at)]
    for box in silent:
        words = _("Hộp thư %(user)s chưa lấy được thư: %(why)s.")
        facts = {"user": box.address, "why": box.problem or _("việc nền chưa tới lượt")}
        yield Finding(State.WARNING, words % facts, _("Xem trang Kết nối của mục Quản trị."))
    if boxes and not silent:
        aside = sum(box.aside for box in boxes)
        yield Finding(
            State.GOOD,
            _("%(n)s hộp thư được lấy đều; %(aside)s thư để riêng chờ văn thư.") % {"n": len(boxes), "aside": aside},
        )


def _outbox(at: datetime) -> Iterator[Finding]:
    state = outbox.state()
    if state.oldest_at and at - state.oldest_at > STALE:
        minutes = int((at - state.oldest_at).total_seconds() // 60)
        words = _("%(n)s sự việc chờ chuyển, cũ nhất đã %(minutes)s phút; %(failing)s bị từ chối.")
        facts = {"n": state.waiting, "minutes": minutes, "failing": state.failing}
        hint = _("Xem trang đầu của mục Quản trị; systemctl restart congvu-outbox")
        yield Finding(State.BROKEN if not state.failing else State.WARNING, words % facts, hint)
    else:
        yield Finding(State.GOOD, _("Hộp gửi không ứ đọng."))


def examine_log(at: datetime) -> Iterator[Finding]:
    """Work out both chains of seals from the first."""
    broken = [breach.sentence for book in BOOKS for breach in log.breaches(book)]
    for sentence in broken:
        yield Finding(State.BROKEN, sentence, _("Giữ nguyên hiện trạng, báo người phụ trách an toàn thông tin."))
    if not broken:
        yield Finding(State.GOOD, _("Nhật ký nguyên vẹn từ dấu niêm phong đầu tiên."))
    waiting = sum(log.unsealed().values())
    if waiting > UNSEALED:
        words = _("%(n)s dòng nhật ký chờ niêm phong.") % {"n": waiting}
        yield Finding(State.WARNING, words, _("Bộ xử lý việc nền niêm phong mỗi phút: hãy xem nó có chạy không."))
