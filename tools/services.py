"""The processes of a running platform."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

DEMO = os.environ.get("CONGVU_DEMO", "1") in {"1", "true", "yes"}
TRAINING = os.environ.get("CONGVU_TRAINING", "0") in {"1", "true", "yes"}


@dataclass
class Service:
    """One process with its children: an own process group, a log, and a way to tell that it answers."""

    name: str
    label: str
    command: list[str]
    asks: str = ""
    """Address that answers when the service does; empty: it answers when it lives."""
    settings: str = "config.settings"
    ends: bool = False
    """It has work that comes to an end: it is not missed when it is gone."""
    process: subprocess.Popen[bytes] | None = None
    log: Path = Path()
    starts: list[float] = field(default_factory=list)

    def start(self, logs: Path, root: Path) -> None:
        """Start the process in a group of its own."""
        self.log = logs / f"{self.name}.log"
        self.starts.append(time.monotonic())
        if self.log.exists() and self.log.stat().st_size > 20 * 2**20:
            self.log.replace(self.log.with_suffix(".log.1"))
        sink: IO[bytes]
        with open(self.log, "ab") as sink:
            self.process = subprocess.Popen(
                self.command,
                cwd=root,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, "DJANGO_SETTINGS_MODULE": self.settings},
            )

    def is_alive(self) -> bool:
        """Tell whether the main process lives."""
        return self.process is not None and self.process.poll() is None

    def code(self) -> int | None:
        """Return the exit code, None while it lives."""
        return self.process.poll() if self.process else None

    def answers(self) -> bool:
        """Tell whether the service does its work by now."""
        if not self.asks:
            return self.is_alive() and time.monotonic() - self.starts[-1] > 1
        try:
            with urllib.request.urlopen(self.asks, timeout=5) as answer:  # noqa: S310  our own address
                return bool(answer.status < 500)
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False

    def falls_often(self) -> bool:
        """Tell whether it was started five times within a minute."""
        return len([at for at in self.starts if at > time.monotonic() - 60]) >= 5

    def ask_to_end(self) -> None:
        """Ask the main process to finish what it has in hand."""
        if self.process and self.is_alive():
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()

    def end_group(self, patience: float = 0) -> None:
        """Wait ``patience`` seconds for an orderly end, then end the whole group: workers outlive a killed main."""
        if not self.process:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self) -> str:
        """Return the end of the log."""
        with contextlib.suppress(OSError):
            return self.log.read_text(errors="replace")[-1500:]
        return ""


def filler() -> Service | None:
    """Return what fills the demo's city behind everything else.

    None outside the demo, in a copy to train on, or with ``CONGVU_SIMULATE=0``.
    """
    dossiers = os.environ.get("CONGVU_SIMULATE", "3000")
    if not DEMO or TRAINING or not dossiers.isdigit() or int(dossiers) == 0:
        return None
    command = [sys.executable, "manage.py", "simulate", "--dossiers", dossiers, "--background"]
    return Service("city", "thành phố mô phỏng", command, ends=True)


def services(
    port: int,
    sandbox_port: int,
    staff_port: int = 0,
    payment_port: int = 0,
    sync_port: int = 0,
    post_port: int = 0,
    stamp_port: int = 0,
    mail_port: int = 0,
) -> list[Service]:
    """Return what runs, in the order in which it is started."""
    manage = [sys.executable, "manage.py"]
    listen = os.environ.get("CONGVU_LISTEN", "127.0.0.1")
    granian = [
        str(Path(sys.executable).with_name("granian")),
        "--interface",
        "wsgi",
        "--no-ws",
        "--log-level",
        "warning",
    ]
    worker = [*manage, "procrastinate", "worker", "--delete-jobs", "successful"]
    # a real time-stamp server may take minutes: nobody else waits for it; the demo's own answers at once
    asked = os.environ.get("CONGVU_SIGNING_TSA_URL", "")
    stamps = bool(asked) and asked != f"{os.environ.get('CONGVU_SIGNING_SANDBOX_URL')}/tsa"
    found = [
        Service(
            "web",
            "máy chủ web",
            [
                *granian,
                "--host",
                listen,
                "--port",
                str(port),
                "--workers",
                os.environ.get("CONGVU_WORKERS", "2"),
                "--blocking-threads",
                "4",
                "--respawn-failed-workers",
                "--workers-max-rss",
                "400",
                "config.wsgi:application",
            ],
            asks=f"http://127.0.0.1:{port}/",
        ),
        Service("worker", "bộ xử lý việc nền", [*worker, "--queues", "default" if stamps else "default,slow"]),
        Service("worker_ocr", "bộ đọc bản quét", [*worker, "--queues", "ocr"]),
        *([Service("worker_slow", "bộ lấy dấu thời gian", [*worker, "--queues", "slow"])] if stamps else []),
        Service("outbox", "bộ chuyển sự kiện", [*manage, "run_outbox"]),
    ]
    if DEMO:
        sandboxes = [("vneid", "VNeID thử nghiệm", sandbox_port), ("staff_login", "đăng nhập thử của tỉnh", staff_port)]
        found += [
            Service(
                name,
                label,
                [
                    *granian,
                    "--host",
                    listen,
                    "--port",
                    str(its_port),
                    "--workers",
                    "1",
                    "--blocking-threads",
                    "2",
                    "config.wsgi:application",
                ],
                asks=f"http://127.0.0.1:{its_port}/.well-known/openid-configuration",
                settings=f"config.{name}_settings",
            )
            for name, label, its_port in sandboxes
        ]
        found.append(
            Service(
                "payment",
                "cổng thanh toán thử nghiệm",
                [
                    sys.executable,
                    "-m",
                    "congvu.connectors.payment_platform.sandbox",
                    str(payment_port),
                    f"http://127.0.0.1:{port}/thanh-toan/nen-tang/ket-qua/",
                ],
                asks=f"http://127.0.0.1:{payment_port}/",
            )
        )
        found.append(
            Service(
                "sectors",
                "hệ thống ngành thử nghiệm (Công an, BHXH)",
                [
                    sys.executable,
                    "-m",
                    "congvu.kit.sync.sandbox",
                    str(sync_port),
                    f"http://127.0.0.1:{port}/lien-thong/",
                ],
                asks=f"http://127.0.0.1:{sync_port}/",
            )
        )
        found.append(
            Service(
                "post",
                "bưu chính thử nghiệm",
                [
                    sys.executable,
                    "-m",
                    "congvu.connectors.post.sandbox",
                    str(post_port),
                    f"http://127.0.0.1:{port}/buu-chinh/trang-thai/",
                ],
                asks=f"http://127.0.0.1:{post_port}/",
            )
        )
        found.append(
            Service(
                "stamps",
                "máy chủ dấu thời gian thử nghiệm",
                [*manage, "run_stamp_sandbox", str(stamp_port)],
                asks=f"http://127.0.0.1:{stamp_port}/",
            )
        )
        mail = [*manage, "run_mail_sandbox", str(mail_port)]
        found.append(Service("mail", "máy chủ thư thử nghiệm", mail))
    return found
