"""What the trial needs of the machine it runs on, told in sentences when it is not there."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

PACKAGES = {
    "ip": "iproute2",
    "patroni": "patroni",
    "etcd": "etcd-server",
    "haproxy": "haproxy",
    "pgbouncer": "pgbouncer",
    "openssl": "openssl",
}
POSTGRESQL = Path("/usr/lib/postgresql/15/bin/postgres")
FILES = {
    str(POSTGRESQL): "postgresql-15",
    "/usr/lib/python3/dist-packages/etcd": "python3-etcd",
    "/usr/lib/python3/dist-packages/idna": "python3-idna",
}
"""The modules are those by which Patroni speaks to etcd with TLS; it is installed without them too."""


def program(name: str) -> str:
    """Return where a program of the system lies, empty when it does not."""
    return shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin:" + os.environ.get("PATH", "")) or ""


def missing() -> Iterator[str]:
    """Yield a sentence for whatever is missing."""
    if os.geteuid():
        yield "Cần quyền root: máy được giả lập bằng network namespace (ip netns)."
    packages = [package for name, package in PACKAGES.items() if not program(name)]
    packages += [package for path, package in FILES.items() if not Path(path).exists()]
    if packages:
        yield f"Thiếu gói của hệ thống: apt-get install --no-install-recommends {' '.join(packages)}"
