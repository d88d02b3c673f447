"""``make up``: prepare, start web, worker, outbox and VNeID sandbox, watch them, end them together."""

import argparse
import contextlib
import errno
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from config.postgres import Cluster, PostgresFailed
from tools.leftovers import Busy, end_leftovers, free_port, holder
from tools.services import Service, filler, services

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("CONGVU_VAR", ROOT / "var")).resolve()
NEEDED_MB = {"first": 400, "later": 60}
PATIENCE = 240
"""Seconds until every process must answer; one that dies ends the wait at once, so a slow machine is given its time."""

PATIENCE_AT_END = 10
"""Seconds which all processes have together to finish what they have in hand; jobs that are cut off are done again."""


class CannotStart(Exception):
    """Something stands in the way; the text says what and what to do."""


class Supervisor:
    """Owns every process of one running platform."""

    def __init__(self, port: int) -> None:
        ports = range(port, port + 8)
        self.port, self.sandbox_port, self.staff_port, self.payment_port, self.sync_port, self.post_port = ports[:6]
        self.stamp_port, self.mail_port = ports[6:]
        self.running: list[Service] = []
        self.cluster: Cluster | None = None
        self.since = time.monotonic()

    def run(self) -> None:
        """Prepare, start and watch until somebody says stop.

        :raises CannotStart: with a sentence for the one who typed ``make up``
        """
        for sign in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, lambda *_: sys.exit(0))
        try:
            self._prepare()
            self._start()
            self._say_ready()
            self._fill()
            self._watch()
        finally:
            self._stop()

    def _prepare(self) -> None:
        free = shutil.disk_usage(VAR).free // 2**20
        needed = NEEDED_MB["later" if (VAR / "prepared").exists() else "first"]
        if free < needed:
            raise CannotStart(f"Ổ đĩa chứa {VAR} chỉ còn {free} MB, cần ít nhất {needed} MB. Hãy dọn bớt rồi chạy lại.")
        for note in end_leftovers(VAR):
            say(note)
        self.port = self._take_port(self.port)
        self.sandbox_port = self._take_port(self.port + 1)
        self.staff_port = self._take_port(self.sandbox_port + 1)
        self.payment_port = self._take_port(self.staff_port + 1)
        self.sync_port = self._take_port(self.payment_port + 1)
        self.post_port = self._take_port(self.sync_port + 1)
        self.stamp_port = self._take_port(self.post_port + 1)
        self.mail_port = self._take_port(self.stamp_port + 1)
        os.environ["CONGVU_UP"] = str(VAR)  # marks our processes, so that leftovers can be told from strangers
        os.environ["CONGVU_PORT"] = str(self.port)
        os.environ.setdefault("CONGVU_VNEID_URL", f"http://localhost:{self.sandbox_port}")
        os.environ.setdefault("CONGVU_STAFF_OIDC_URL", f"http://localhost:{self.staff_port}")
        os.environ.setdefault("CONGVU_PAYMENT_URL", f"http://localhost:{self.payment_port}")
        os.environ.setdefault("CONGVU_SYNC_URL", f"http://localhost:{self.sync_port}")
        os.environ.setdefault("CONGVU_POST_URL", f"http://localhost:{self.post_port}")
        os.environ.setdefault("CONGVU_MAILBOX_SANDBOX", f"localhost:{self.mail_port}")
        os.environ.setdefault("CONGVU_SIGNING_SANDBOX_URL", f"http://localhost:{self.stamp_port}")
        if os.environ.get("CONGVU_DEMO", "1") in {"1", "true", "yes"}:
            os.environ.setdefault("CONGVU_SIGNING_TSA_URL", f"{os.environ['CONGVU_SIGNING_SANDBOX_URL']}/tsa")
        keep_state(pid=os.getpid(), port=self.port)
        if not os.environ.get("DATABASE_URL"):
            say("Mở PostgreSQL của chương trình")
            self.cluster = Cluster(VAR / "postgres")
            self.cluster.start()
            self.cluster.ensure_database()
            os.environ["DATABASE_URL"] = self.cluster.url
            if self.cluster.home != VAR / "postgres":
                say(f"Dữ liệu nằm ở {self.cluster.home} (người dùng “{self.cluster.user}” không vào được {VAR})")
        if subprocess.run([sys.executable, "-m", "tools.prepare"], cwd=ROOT, check=False).returncode:
            raise CannotStart(
                "Chuẩn bị dữ liệu chưa xong, xem lỗi ở trên. Sửa xong chạy lại make up: việc đã xong được giữ."
            )

    def _take_port(self, wanted: int) -> int:
        try:
            return free_port(wanted, upto=wanted)
        except Busy:
            port = free_port(wanted + 1, upto=wanted + 50)
            say(f"Cổng {wanted} đang do {holder(wanted)} dùng: chuyển sang cổng {port}")
            return port

    def _start(self) -> None:
        (VAR / "log").mkdir(exist_ok=True)
        ports = (self.sandbox_port, self.staff_port, self.payment_port, self.sync_port, self.post_port, self.stamp_port)
        for service in services(self.port, *ports, self.mail_port):
            say(f"Chạy {service.label}")
            service.start(VAR / "log", ROOT)
            self.running.append(service)
        patience = time.monotonic() + PATIENCE
        waiting = list(self.running)
        while waiting:
            for service in waiting:
                if not service.is_alive():
                    raise CannotStart(f"{service.label} dừng ngay khi mở:\n{service.last_words()}")
            waiting = [service for service in waiting if not service.answers()]
            if waiting and time.monotonic() > patience:
                raise CannotStart(f"{waiting[0].label} không trả lời sau {PATIENCE} giây:\n{waiting[0].last_words()}")
            time.sleep(0.1)

    def _say_ready(self) -> None:
        board = VAR / "accounts.txt"
        if board.exists():
            print(board.read_text().replace("{PORT}", str(self.port)))
        say(f"Xong sau {time.monotonic() - self.since:.1f} giây. Dừng: Ctrl-C hoặc make down. Nhật ký: {VAR / 'log'}")
        print(f"READY http://localhost:{self.port}", flush=True)

    def _fill(self) -> None:
        """Let the demo's city grow behind what everybody uses, for the first time or on from where it was."""
        city = filler()
        if city is not None:
            say(f"Dựng dần {city.label} phía sau (tắt: CONGVU_SIMULATE=0); tiến độ: {VAR / 'log' / 'city.log'}")
            city.start(VAR / "log", ROOT)
            self.running.append(city)

    def _watch(self) -> None:
        parent = os.getppid() if os.environ.get("MAKELEVEL") else 0
        while True:
            time.sleep(0.5)
            if parent and os.getppid() != parent:
                say("make đã bị ngắt: dừng theo")
                return
            if self.cluster and not self.cluster.pid:
                say("PostgreSQL vừa dừng: chạy lại")
                self.cluster.revive()
                say("PostgreSQL chạy lại rồi")
            for service in self.running:
                if service.is_alive():
                    continue
                if service.ends:
                    say(f"{service.label}: {'xong' if service.code() == 0 else 'dừng, xem nhật ký'}")
                    service.end_group()
                    self.running.remove(service)
                    break
                if service.falls_often():
                    raise CannotStart(f"{service.label} dừng nhiều lần liên tiếp:\n{service.last_words()}")
                say(f"{service.label} vừa dừng (mã {service.code()}): chạy lại")
                service.end_group()
                service.start(VAR / "log", ROOT)

    def _stop(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if self.running:
            say("Dừng các tiến trình")
        for service in self.running:
            service.ask_to_end()
        until = time.monotonic() + PATIENCE_AT_END
        for service in self.running:
            service.end_group(patience=max(0, until - time.monotonic()))
        if self.cluster:
            self.cluster.leave()
        (VAR / "up.json").unlink(missing_ok=True)


def say(words: str) -> None:
    """Show progress."""
    print(f"· {words}", flush=True)


def keep_state(**facts: Any) -> None:
    """Write down what runs, for ``make down`` and the next ``make up``."""
    (VAR / "up.json").write_text(json.dumps(facts))


def read_state() -> dict[str, Any]:
    """Return what the running or the last platform wrote down, empty when it ended in order."""
    with contextlib.suppress(OSError, ValueError):
        return dict(json.loads((VAR / "up.json").read_text()))
    return {}


@contextlib.contextmanager
def only_one() -> Iterator[IO[str] | None]:
    """Hold the lock of the one supervisor of this ``var/``; yields None when another holds it."""
    VAR.mkdir(parents=True, exist_ok=True)
    with open(VAR / "up.lock", "a") as lock:
        os.set_inheritable(lock.fileno(), False)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield lock


def up(port: int) -> int:
    """Start and stay until told to stop; return the exit code."""
    for attempt in range(60):
        with only_one() as lock:
            if lock is not None:
                return _up_alone(port)
        state = read_state()
        if attempt == 59 or _is_well(state):
            break
        time.sleep(0.25)
    say(f"Đang chạy sẵn (tiến trình {state.get('pid')}). Dừng bằng: make down")
    if state.get("port") not in (port, None) and "CONGVU_PORT" in os.environ:
        say(f"Nó nghe ở cổng {state['port']}, không phải {port}")
        return 1
    print(f"READY http://localhost:{state.get('port')}", flush=True)
    return 0


def _is_well(state: dict[str, Any]) -> bool:
    web = services(int(state.get("port", 0)), 0)[0] if state else None
    return bool(web and web.answers())


def _up_alone(port: int) -> int:
    if read_state():
        say("Lần chạy trước không kết thúc đúng cách: dọn lại rồi chạy tiếp")
    with contextlib.suppress(KeyboardInterrupt):
        Supervisor(port).run()
    return 0


def down() -> int:
    """End the running platform, or what is left of one that was killed."""
    with only_one() as lock:
        if lock is not None:
            notes = list(end_leftovers(VAR))
            (VAR / "up.json").unlink(missing_ok=True)
            if not os.environ.get("DATABASE_URL") and (VAR / "postgres").exists():
                Cluster(VAR / "postgres").stop_if_unused()
            for note in notes or ["Không có gì đang chạy."]:
                say(note)
            return 0
    with contextlib.suppress(ProcessLookupError, KeyError):
        os.kill(int(read_state()["pid"]), signal.SIGTERM)
    for _ in range(300):
        with only_one() as lock:
            if lock is not None:
                say("Đã dừng.")
                return 0
        time.sleep(0.1)
    print("✗ Tiến trình chính không chịu dừng sau 30 giây.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--down", action="store_true")
    asked = words.parse_args()
    try:
        sys.exit(down() if asked.down else up(int(os.environ.get("CONGVU_PORT", "8000"))))
    except (CannotStart, PostgresFailed) as refused:
        sys.exit(f"\n✗ {refused}")
    except OSError as failure:
        sys.exit(f"\n✗ {'Ổ đĩa đầy' if failure.errno == errno.ENOSPC else 'Không ghi được'}: {failure}")
    except ValueError:
        sys.exit(f"\n✗ PORT phải là một số, không phải “{os.environ.get('CONGVU_PORT')}”")
