"""The database: its version, what it promises about a commit, its clock, its tables and the months to come."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit import partitions
from congvu.kit.selfcheck import State
from congvu.upkeep.findings import Finding

OLDEST = 150000
EXTENSIONS = {"pg_trgm", "unaccent", "btree_gist"}
SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": ("on", "remote_write", "remote_apply", "local")}
DRIFT = timedelta(seconds=2)
FULL = 0.8
"""Share of connections in use from which on it is said."""


def examine(at: datetime) -> Iterator[Finding]:
    """Look at the server, the schema and what will be needed next month."""
    yield from _server()
    yield from _promises()
    yield from _clock()
    yield from _schema()
    yield from _months(at)


def _one(sql: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return tuple(cursor.fetchone())


def _server() -> Iterator[Finding]:
    version, words, encoding, size = _one(
        """SELECT current_setting('server_version_num')::int, current_setting('server_version'),
           current_setting('server_encoding'), pg_size_pretty(pg_database_size(current_database()))"""
    )
    facts = {"version": words, "size": size}
    if int(str(version)) < OLDEST:
        yield Finding(State.BROKEN, _("PostgreSQL %(version)s quá cũ: cần từ bản 15.") % facts, "pg_upgrade")
    else:
        yield Finding(State.GOOD, _("PostgreSQL %(version)s trả lời; cơ sở dữ liệu %(size)s.") % facts)
    if encoding != "UTF8":
        hint = _("Sao lưu, tạo cơ sở dữ liệu mới bằng ENCODING 'UTF8' TEMPLATE template0, rồi phục hồi.")
        yield Finding(State.BROKEN, _("Bảng mã là %(name)s, phải là UTF8.") % {"name": encoding}, hint)
    used, most = map(
        int, map(str, _one("SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity"))
    )
    if used > most * FULL:
        hint = _("Tăng max_connections hoặc đặt pgbouncer (chế độ session) phía trước.")
        yield Finding(State.WARNING, _("%(used)s/%(most)s kết nối đang dùng.") % {"used": used, "most": most}, hint)


def _promises() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(SAFE)])
        now = dict(cursor.fetchall())
    bad = [f"{name}={now.get(name)}" for name, good in SAFE.items() if now.get(name) not in good]
    if bad:
        hint = _("Bật lại trong postgresql.conf: nếu không, hồ sơ đã nhận có thể mất khi mất điện.")
        yield Finding(State.BROKEN, _("Giao dịch đã xác nhận có thể mất: %(names)s.") % {"names": ", ".join(bad)}, hint)
    else:
        yield Finding(State.GOOD, _("Giao dịch đã xác nhận thì đã nằm trên đĩa."))


def _clock() -> Iterator[Finding]:
    (there,) = _one("SELECT clock_timestamp()")
    assert isinstance(there, datetime)
    drift = abs(timezone.now() - there)
    if drift > DRIFT:
        words = _("Đồng hồ của máy này lệch đồng hồ cơ sở dữ liệu %(n).1f giây.") % {"n": drift.total_seconds()}
        yield Finding(State.BROKEN, words, _("Bật chrony hoặc systemd-timesyncd trên cả hai máy."))


def _schema() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        lacking = sorted(EXTENSIONS - {name for (name,) in cursor.fetchall()})
    if lacking:
        words = _("Thiếu phần mở rộng: %(names)s.") % {"names": ", ".join(lacking)}
        yield Finding(State.BROKEN, words, _("Chạy bằng quyền chủ cơ sở dữ liệu: CREATE EXTENSION."))
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        names = ", ".join(f"{step.app_label}.{step.name}" for step, _back in plan[:5])
        words = _("%(n)s bước cập nhật cơ sở dữ liệu chưa chạy: %(names)s.") % {"n": len(plan), "names": names}
        yield Finding(State.BROKEN, words, "manage.py migrate")
    else:
        yield Finding(State.GOOD, _("Cấu trúc bảng đúng với chương trình."))


def _months(at: datetime) -> Iterator[Finding]:
    coming = timezone.localtime(at).replace(day=1) + timedelta(days=32)
    late = []
    with connection.cursor() as cursor:
        for table in partitions.monthly_tables():
            cursor.execute("SELECT to_regclass(%s)", [f"{table}_y{coming.year}m{coming.month:02}"])
            if cursor.fetchone()[0] is None:
                late.append(table)
    if late:
        words = _("Chưa có bảng của tháng sau cho: %(names)s.") % {"names": ", ".join(late)}
        yield Finding(State.WARNING, words, _("Bộ xử lý việc nền làm việc này mỗi ngày: hãy xem nó có chạy không."))
