"""Bring database, static files and demo data up to what the code says. Each step may be run again."""

import hashlib
import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEPS = (
    ("load_places", "Nạp địa bàn hành chính"),
    ("load_profile", "Nạp cơ quan, cán bộ của tỉnh"),
    ("load_accounts", "Nạp tài khoản thu phí, lệ phí"),
    ("load_document_kinds", "Nạp loại văn bản"),
    ("load_retentions", "Nạp thời hạn bảo quản hồ sơ"),
    ("load_papers", "Nạp mẫu giấy tờ"),
    ("load_notices", "Nạp mẫu thông báo"),
    ("load_procedures", "Nạp thủ tục"),
)
TRAINING_STEPS = (("load_demo_accounts", "Lập tài khoản thử nghiệm"),)
"""A copy to train on brings everything else with it: agencies and people of another province have no place in it."""
DEMO_STEPS = (
    *TRAINING_STEPS,
    ("make_demo_keys", "Tạo khoá ký thử nghiệm"),
    ("load_demo_halls", "Lập sảnh chờ thử nghiệm"),
    ("load_demo_documents", "Lập văn bản thử nghiệm"),
    ("load_demo_certificates", "Lập danh sách chứng thư số thử nghiệm"),
)
FOLDERS = ("config", "congvu", "profiles", "static", "docs/pictures", "requirements.txt")


def main() -> int:
    """Do what is missing; return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command, get_commands  # noqa: PLC0415

    django.setup()
    if trouble := _foreign_trouble():
        print(f"✗ {trouble}", file=sys.stderr)
        return 1
    now = _fingerprint()
    stamp = settings.VAR / "prepared"
    if stamp.exists() and stamp.read_text() == now:
        print("· Dữ liệu đã sẵn sàng từ lần trước", flush=True)
        if settings.DEMO:
            _prepare_sandbox(settings.VAR, f"{now}:{settings.PORT}")
        return 0
    stamp.unlink(missing_ok=True)
    _do("Dựng bảng", lambda: call_command("migrate", verbosity=0, interactive=False))
    known = get_commands()
    steps = TRAINING_STEPS if settings.TRAINING else STEPS + (DEMO_STEPS if settings.DEMO else ())
    for name, label in steps:
        if name not in known:
            print(f"· {label}: bỏ qua, chưa có lệnh {name}", flush=True)
            continue
        _do(label, lambda name=name: call_command(name, stdout=StringIO()))
    _do("Gom tệp tĩnh", lambda: call_command("collectstatic", verbosity=0, interactive=False))
    now = _fingerprint()  # the tables are there by now
    if settings.DEMO:
        _prepare_sandbox(settings.VAR, f"{now}:{settings.PORT}")
    stamp.write_text(now)
    return 0


def _prepare_sandbox(var: Path, now: str) -> None:
    _once(var / "prepared-vneid", now, "Dựng VNeID thử nghiệm", lambda: _sandbox("vneid", "prepare_vneid_sandbox"))
    label = "Dựng nơi đăng nhập thử của tỉnh"
    _once(var / "prepared-staff-login", now, label, lambda: _sandbox("staff_login", "prepare_staff_sandbox"))


def _once(stamp: Path, now: str, label: str, work: object) -> None:
    if not stamp.exists() or stamp.read_text() != now:
        stamp.unlink(missing_ok=True)
        _do(label, work)
        stamp.write_text(now)


def _do(label: str, work: object) -> None:
    since = time.monotonic()
    print(f"· {label} …", end="", flush=True)
    work()  # type: ignore[operator]
    print(f" {time.monotonic() - since:.1f} giây", flush=True)


def _sandbox(name: str, command: str) -> None:
    """Make a sandbox's own database, in a process with its own settings."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": f"config.{name}_settings"}
    subprocess.run([sys.executable, "manage.py", command], cwd=ROOT, env=environment, check=True)


def _foreign_trouble() -> str:
    """Return why the database cannot be used, empty when it can."""
    from django.db import connection  # noqa: PLC0415
    from django.db.utils import OperationalError, ProgrammingError  # noqa: PLC0415

    try:
        with connection.cursor() as cursor:
            version = cursor.connection.info.server_version
            if version < 150000:
                return f"PostgreSQL {version // 10000} quá cũ: cần từ 15."
            cursor.execute("SHOW server_encoding")
            if (encoding := cursor.fetchone()[0]) != "UTF8":
                return f"Cơ sở dữ liệu dùng bảng mã {encoding}: cần UTF8 (CREATE DATABASE … ENCODING 'UTF8')."
            cursor.execute("SELECT current_user, has_schema_privilege(current_schema(), 'CREATE')")
            role, may_create = cursor.fetchone()
            if not may_create:
                return f"Người dùng “{role}” không được tạo bảng. Hãy cho làm chủ: ALTER DATABASE … OWNER TO {role}."
            for name in ("pg_trgm", "unaccent", "btree_gist"):
                cursor.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [name])
                if not cursor.fetchone():
                    cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
    except OperationalError as refused:
        return f"Không nối được cơ sở dữ liệu: {refused}"
    except ProgrammingError as refused:
        return f"Không tạo được phần mở rộng cần thiết (pg_trgm, unaccent, btree_gist): {refused}"
    return ""


def _fingerprint() -> str:
    """Return a digest of the code, the data folders and which database this is."""
    from django.db import connection  # noqa: PLC0415

    digest = hashlib.sha256()
    for folder in FOLDERS:
        base = ROOT / folder
        for path in sorted(base.rglob("*")) if base.is_dir() else [base]:
            if path.is_file() and "__pycache__" not in path.parts:
                facts = path.stat()
                digest.update(f"{path}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid, datname FROM pg_database WHERE datname = current_database()")
        digest.update(repr(cursor.fetchone()).encode())
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if cursor.fetchone() == (True,):
            cursor.execute("SELECT count(*), min(applied), max(applied) FROM django_migrations")
            digest.update(repr(cursor.fetchone()).encode())
    digest.update(f"{connection.settings_dict['HOST']}:{os.environ.get('CONGVU_DEMO')}".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
