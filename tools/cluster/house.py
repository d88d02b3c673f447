"""The whole: three machines with the database, two with the program, a bucket, and what Patroni says of them."""

import contextlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.cluster import configuration, network
from tools.cluster.configuration import ROOT, WEBS
from tools.cluster.machines import USER, Machine, Program
from tools.cluster.needs import POSTGRESQL, program
from tools.services import services

PORT = 8001
BUCKET = "congvu"
BUCKET_PORT = 5555
SETTINGS = "tools.torture.settings"
WHOLE = {"running", "streaming"}
"""What Patroni says of a member that works."""


class House:
    """Everything that runs; :meth:`open` starts it, :meth:`close` ends it and takes the network away."""

    def __init__(self, home: Path) -> None:
        self.home, self.databases = home, configuration.databases()
        self.addresses = self.databases | WEBS
        self.logs = home / "logs"
        self.logs.mkdir()
        self.authority = home / "authority"
        self.authority.mkdir(mode=0o700)
        self._here = self.authority / "machine"
        self.machines: dict[str, Machine] = {}
        self._over = threading.Event()
        self._bucket: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The database's address for whoever tries: whichever machine is primary."""
        known = configuration.variables("web.env")["DATABASE_URL"].partition("@")[0]
        hosts = ",".join(self.databases.values())
        words = f"host={hosts}&target_session_attrs=read-write&connect_timeout=3&sslmode=verify-ca"
        shown = f"sslrootcert={self.authority}/ca.crt&sslcert={self._here}.crt&sslkey={self._here}.key"
        return f"{known}@/congvu?{words}&{shown}"

    @property
    def web_addresses(self) -> tuple[str, ...]:
        """Where the program answers."""
        return tuple(f"http://{address}:{PORT}" for address in WEBS.values())

    def open_databases(self) -> None:
        """Make the network and the three machines, and wait until all follow one primary."""
        network.build(self.addresses)
        configuration.make_authority(self.authority)
        configuration.make_certificate(self.authority, self.authority, "here", network.HERE)
        for name, address in self.databases.items():
            self.machines[name] = Machine(name, address, self.logs, self._database_programs(name, address))
        self._open_bucket()
        for name in self.databases:
            self.machines[name].on()
        threading.Thread(target=self._tend, daemon=True).start()
        self.wait(self.is_whole, "the three databases do not come together", 90)
        self.psql((configuration.EXAMPLES / "first.sql").read_text())

    def open_webs(self) -> None:
        """Start the program on its two machines and wait until it answers."""
        for name, address in WEBS.items():
            self.machines[name] = Machine(name, address, self.logs, self._web_programs(name))
            self.machines[name].on()
        self.wait(lambda: all(map(_answers, self.web_addresses)), "the program does not come up", 120)

    def close_webs(self) -> None:
        """End the program; the databases stay for the verdict."""
        for name in WEBS:
            self.machines[name].off()

    def close(self) -> None:
        """End everything that was started here, and take the network away."""
        self._over.set()
        for machine in self.machines.values():
            machine.off()
        if self._bucket:
            self._bucket.kill()
            self._bucket.wait()
        network.tear_down(self.addresses)

    def members(self) -> list[dict[str, Any]]:
        """Return Patroni's members as the primary tells them, for who is cut off tells old news; none without one."""
        name = self.primary()
        with contextlib.suppress(OSError, ValueError, KeyError):
            url = f"https://{self.databases[name]}:8008/cluster"
            with urllib.request.urlopen(url, timeout=2, context=self._tls()) as told:
                return list(json.load(told)["members"])
        return []

    def primary(self) -> str:
        """Return the name of the machine that serves as primary by its own word, empty when none does."""
        for name, address in self.databases.items():
            with contextlib.suppress(OSError):
                url = f"https://{address}:8008/primary"
                with urllib.request.urlopen(url, timeout=2, context=self._tls()):
                    return name
        return ""

    def is_whole(self) -> bool:
        """Tell whether there are a primary and two others that follow it on its timeline, one of them in step."""
        members = self.members()
        if len(members) != len(self.databases) or {one["state"] for one in members} - WHOLE:
            return False
        roles = [one["role"] for one in members]
        return (
            len({one.get("timeline") for one in members}) == 1
            and "leader" in roles
            and "sync_standby" in roles
            and all(one.get("lag", 0) == 0 or one["role"] == "leader" for one in members)
        )

    def switch(self) -> str:
        """Ask Patroni to hand over in order; return from whom."""
        name = self.primary()
        env = configuration.variables("machine.env")
        words = {"leader": name}
        manager = urllib.request.HTTPPasswordMgrWithPriorAuth()
        url = f"https://{self.databases[name]}:8008/switchover"
        manager.add_password(None, url, env["PATRONI_RESTAPI_USERNAME"], env["PATRONI_RESTAPI_PASSWORD"], True)
        door = urllib.request.build_opener(
            urllib.request.HTTPBasicAuthHandler(manager), urllib.request.HTTPSHandler(context=self._tls())
        )
        door.open(urllib.request.Request(url, json.dumps(words).encode(), method="POST"), timeout=60)
        return name

    def psql(self, text: str) -> str:
        """Run SQL as the database's administrator, on the primary's own socket."""
        lower = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups"]
        said = [str(POSTGRESQL.with_name("psql")), "-qtAX", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d", "postgres"]
        command = [*lower, *said, "-h", f"{self.home}/{self.primary()}"]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, cwd="/")
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def wait(self, is_so: Callable[[], bool], complaint: str, seconds: float) -> float:
        """Wait until something is so; return after how many seconds.

        :raises RuntimeError: it does not become so, with what the machines said last
        """
        since = time.monotonic()
        while not is_so():
            if time.monotonic() - since > seconds:
                words = "\n".join(machine.last_words() for machine in self.machines.values())
                raise RuntimeError(f"{complaint}: {self.members()}\n{words}")
            time.sleep(0.3)
        return time.monotonic() - since

    def _tend(self) -> None:
        while not self._over.wait(0.5):
            for machine in list(self.machines.values()):
                machine.tend()

    def _tls(self) -> ssl.SSLContext:
        """Return what shows who we are: changing the cluster is for machines with a certificate of its authority."""
        known = ssl.create_default_context(cafile=f"{self.authority}/ca.crt")
        known.load_cert_chain(f"{self._here}.crt", f"{self._here}.key")
        return known

    def _place(self, name: str, address: str) -> Path:
        """Make a machine's folder with its certificate, owned by the servers' user."""
        place = self.home / name
        place.mkdir()
        configuration.make_certificate(place, self.authority, name, address)
        return place

    def _own(self, place: Path) -> None:
        for one in (place, *place.rglob("*")):
            shutil.chown(one, USER, USER)
        (place / "machine.key").chmod(0o600)

    def _database_programs(self, name: str, address: str) -> list[Program]:
        place = self._place(name, address)
        folders = {
            "/etc/congvu/cluster": str(place),
            "/var/lib/postgresql/15/congvu": f"{place}/data",
            "/var/run/postgresql": str(place),
            "/var/lib/etcd/congvu": f"{place}/etcd",
        }
        told = configuration.smaller(configuration.placed(configuration.examples("patroni.yml"), folders))
        (place / "patroni.yml").write_text(told)
        etcd = configuration.of_machine(name, "etcd.env")
        etcd = {key: configuration.placed(value, folders) for key, value in etcd.items()}
        self._own(place)
        return [
            Program("etcd", [program("etcd")], etcd, folder=place),
            Program(
                "patroni",
                [program("patroni"), f"{place}/patroni.yml"],
                {**configuration.of_machine(name, "machine.env"), "HOME": str(place)},
                folder=place,
            ),
        ]

    def _web_programs(self, name: str) -> list[Program]:
        place = self._place(name, WEBS[name])
        folders = {
            "/etc/congvu/cluster": str(place),
            "/etc/pgbouncer": str(place),
            "/var/log/postgresql": str(place),
            "/var/run/postgresql": str(place),
        }
        for one in ("haproxy.cfg", "pgbouncer.ini", "userlist.txt"):
            (place / one).write_text(configuration.placed(configuration.examples(one), folders))
        self._own(place)
        var = place / "var"
        var.mkdir()
        if (self.home / "keys").exists():
            (var / "keys").symlink_to(self.home / "keys")  # stands for the HSM that both machines reach
        common = {"CONGVU_VAR": str(var), "DJANGO_SETTINGS_MODULE": SETTINGS, "CONGVU_HOSTS": WEBS[name]}
        web = common | {"DATABASE_URL": configuration.variables("web.env")["DATABASE_URL"]}
        jobs = common | {"DATABASE_URL": configuration.variables("environment.add")["DATABASE_URL"]}
        known = {one.name: one.command for one in services(PORT, 0)}
        return [
            Program("haproxy", [program("haproxy"), "-db", "-f", f"{place}/haproxy.cfg"], as_root=True),
            Program("pgbouncer", [program("pgbouncer"), f"{place}/pgbouncer.ini"], folder=place),
            Program("web", known["web"], web, as_root=True, folder=ROOT),
            Program("worker", known["worker"], jobs, as_root=True, folder=ROOT),
            Program("outbox", known["outbox"], jobs, as_root=True, folder=ROOT),
        ]

    def _open_bucket(self) -> None:
        """Start the test server that speaks S3, and make the bucket."""
        told = {
            "CONGVU_S3_BUCKET": BUCKET,
            "CONGVU_S3_ENDPOINT": f"http://{network.HERE}:{BUCKET_PORT}",
            "CONGVU_S3_REGION": "ap-southeast-1",
            "CONGVU_S3_ACCESS_KEY": "thu",
            "CONGVU_S3_SECRET_KEY": "thu",
        }
        os.environ |= told
        with open(self.logs / "bucket.log", "ab") as sink:
            self._bucket = subprocess.Popen(
                [sys.executable, "-m", "moto.server", "-H", network.HERE, "-p", str(BUCKET_PORT)],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
            )
        self.wait(lambda: _is_open(network.HERE, BUCKET_PORT), "the bucket does not answer", 60)
        import boto3  # noqa: PLC0415  only where a bucket is

        client = boto3.client(
            "s3",
            endpoint_url=told["CONGVU_S3_ENDPOINT"],
            region_name=told["CONGVU_S3_REGION"],
            aws_access_key_id="thu",
            aws_secret_access_key="thu",  # noqa: S106
        )
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"})


def _is_open(address: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((address, port), timeout=1):
        return True
    return False


def _answers(address: str) -> bool:
    """Tell whether the program at an address reaches its database."""
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/control/song/", timeout=5):  # noqa: S310
        return True
    return False
