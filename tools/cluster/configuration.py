"""The files of ``deploy/cluster`` as each machine of the trial gets them: other folders, less memory."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "deploy" / "cluster"
WEBS = {"web1": "10.77.0.21", "web2": "10.77.0.22"}
SMALLER = {"shared_buffers": "96MB", "effective_cache_size": "512MB", "max_wal_size": "1GB"}
"""Three servers share the memory of one machine here."""


def examples(name: str) -> str:
    """Return the text of an example file."""
    return (EXAMPLES / name).read_text()


def databases() -> dict[str, str]:
    """Return the machines with a database, name → address, as etcd's example names them."""
    return dict(re.findall(r"(\w+)=https://([\d.]+):2380", variables("etcd.env")["ETCD_INITIAL_CLUSTER"]))


def variables(name: str) -> dict[str, str]:
    """Read a file of environment lines."""
    lines = [line for line in examples(name).splitlines() if line and not line.startswith("#")]
    return {key: value for key, _is, value in (line.partition("=") for line in lines)}


def of_machine(name: str, env: str) -> dict[str, str]:
    """Return the environment file of db1 as another database machine has it: its name, its address."""
    known = databases()
    told = variables(env)
    for key, value in told.items():
        if key != "ETCD_INITIAL_CLUSTER":
            told[key] = value.replace(known["db1"], known[name])
    told["PATRONI_NAME" if "PATRONI_NAME" in told else "ETCD_NAME"] = name
    return told


def placed(text: str, folders: dict[str, str]) -> str:
    """Return a configuration with other folders: as in the example → here, the longest first."""
    for there in sorted(folders, key=len, reverse=True):
        text = text.replace(there, folders[there])
    return text


def smaller(text: str) -> str:
    """Return Patroni's configuration with the memory of the trial."""
    for name, value in SMALLER.items():
        text, times = re.subn(rf"(\b{name}:).*", rf"\1 {value}", text)
        if times != 1:
            raise ValueError(f"{name} stands {times} times in patroni.yml")
    return text


def make_authority(place: Path) -> None:
    """Make the cluster's own authority: ``ca.crt`` and ``ca.key``."""
    _openssl(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"),
        *("-subj", "/CN=Cong Vu cluster", "-keyout", f"{place}/ca.key", "-out", f"{place}/ca.crt"),
    )


def make_certificate(place: Path, authority: Path, name: str, address: str) -> None:
    """Make key and certificate of a machine, for its name and address, and lay the authority's beside them."""
    request, names = place / "machine.csr", place / "names"
    names.write_text(
        f"subjectAltName=DNS:{name},DNS:localhost,IP:{address},IP:127.0.0.1\n"
        "extendedKeyUsage=serverAuth,clientAuth\nkeyUsage=digitalSignature\n"
    )
    _openssl(
        *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}"),
        *("-keyout", f"{place}/machine.key", "-out", str(request)),
    )
    _openssl(
        *("x509", "-req", "-in", str(request), "-days", "30", "-CA", f"{authority}/ca.crt"),
        *("-CAkey", f"{authority}/ca.key", "-CAcreateserial", "-extfile", str(names), "-out", f"{place}/machine.crt"),
    )
    if place != authority:
        (place / "ca.crt").write_bytes((authority / "ca.crt").read_bytes())


def _openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)
