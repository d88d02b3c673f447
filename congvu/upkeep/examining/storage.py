"""Where files lie: room on the disk, a write and a read, and whether the newest contents are there and unchanged."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from secrets import token_bytes, token_hex

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from congvu.files import queries as files
from congvu.kit.selfcheck import State
from congvu.upkeep.contents import digest_of
from congvu.upkeep.findings import Finding

SAMPLE = 20
"""Contents that are read through."""
LOW, LOWEST = 5_000_000_000, 500_000_000
"""Bytes free on a disk below which it is said, below which the program is about to stop."""


def examine(at: datetime) -> Iterator[Finding]:
    """Look at disks, storage and a sample of contents."""
    yield from _room(Path(settings.VAR))
    yield from _probe()
    yield from _sample()


def _room(place: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(place).free
    facts = {"place": place, "free": files.readable_size(free)}
    if free < LOWEST:
        yield Finding(State.BROKEN, _("Đĩa của %(place)s chỉ còn %(free)s.") % facts, _("Dọn đĩa hoặc thêm đĩa ngay."))
    elif free < LOW:
        yield Finding(State.WARNING, _("Đĩa của %(place)s còn %(free)s.") % facts, _("Chuẩn bị thêm đĩa."))
    else:
        yield Finding(State.GOOD, _("Đĩa của %(place)s còn %(free)s.") % facts)


def _probe() -> Iterator[Finding]:
    data = token_bytes(64)
    name = default_storage.save(f"probe-{token_hex(8)}", ContentFile(data))
    try:
        with default_storage.open(name, "rb") as stream:
            same = stream.read() == data
    finally:
        default_storage.delete(name)
    if same:
        yield Finding(State.GOOD, _("Kho tệp ghi và đọc lại được."))
    else:
        words = _("Kho tệp trả lại nội dung khác với nội dung vừa ghi.")
        yield Finding(State.BROKEN, words, _("Dừng nhận hồ sơ, kiểm tra đĩa hoặc máy chủ S3 ngay."))


def _sample() -> Iterator[Finding]:
    bad = []
    sample = files.some_uses(SAMPLE)
    for use in sample:
        try:
            with files.open_use(use) as stream:
                same = digest_of(stream) == use.blob.sha256
        except files.FileMissing:
            same = False
        if not same:
            bad.append(use.blob.sha256[:12])
    if bad:
        words = _("%(n)s trong %(all)s tệp mới nhất bị mất hoặc đã đổi: %(names)s.")
        facts = {"n": len(bad), "all": len(sample), "names": ", ".join(bad)}
        yield Finding(State.BROKEN, words % facts, _("Phục hồi các tệp này từ bản sao lưu gần nhất."))
    elif sample:
        yield Finding(State.GOOD, _("%(n)s tệp mới nhất còn nguyên vẹn.") % {"n": len(sample)})
