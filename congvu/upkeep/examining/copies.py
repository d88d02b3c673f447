"""What would bring the installation back: the last backup, and the archive of the database's own log."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import queries as audit
from congvu.kit.selfcheck import State
from congvu.upkeep.findings import Finding

OLD = timedelta(hours=36)
"""A nightly backup that is older has been missed."""


def examine(at: datetime) -> Iterator[Finding]:
    """Look at when the last backup was made, and at the archive."""
    yield from _backup(at)
    yield from _archive()


def _backup(at: datetime) -> Iterator[Finding]:
    last = next(iter(audit.entries_page(action="upkeep.back_up", size=1).rows), None)
    hint = "systemctl enable --now congvu-backup.timer"
    if last is None:
        yield Finding(State.WARNING, _("Chưa sao lưu lần nào."), hint)
        return
    facts = {"at": f"{timezone.localtime(last.at):%H:%M %d/%m/%Y}"}
    if at - last.at > OLD:
        yield Finding(State.BROKEN, _("Bản sao lưu gần nhất đã cũ: %(at)s.") % facts, hint)
    else:
        yield Finding(State.GOOD, _("Sao lưu gần nhất lúc %(at)s.") % facts)


def _archive() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT current_setting('archive_mode'), archived_count, last_archived_time, last_failed_time,
               coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) FROM pg_stat_archiver"""
        )
        mode, _count, _archived, failed_at, fails = cursor.fetchone()
    if mode == "off":
        words = _("Chưa lưu trữ nhật ký của PostgreSQL: chỉ phục hồi được về lúc sao lưu, không về từng phút.")
        yield Finding(State.OFF, words, "docs/operating.md")
    elif fails:
        words = _("PostgreSQL không lưu trữ được nhật ký từ %(at)s.")
        facts = {"at": f"{timezone.localtime(failed_at):%H:%M %d/%m/%Y}"}
        yield Finding(State.BROKEN, words % facts, _("Xem nhật ký của PostgreSQL và nơi chứa của archive_command."))
    else:
        yield Finding(State.GOOD, _("Nhật ký của PostgreSQL được lưu trữ."))
