"""``make sbom``: what the program is made of, from its lock files, as CycloneDX 1.6; the same locks give the same list.

``python -m tools.sbom [--licences]`` writes ``var/sbom.json``, or prints each library with its licence.
"""

import argparse
import json
import os
import re
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-s3.txt")
ASSETS = "frontend/package-lock.json"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.M)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
UNKNOWN = "?"


@dataclass(frozen=True, order=True)
class Part:
    """One library: where it comes from, version, licence, digests of its files (SHA-256)."""

    origin: str
    name: str
    version: str
    licence: str = UNKNOWN
    hashes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def purl(self) -> str:
        """The package's address as a package URL."""
        return f"pkg:{self.origin}/{self.name.replace('@', '%40')}@{self.version}"


def parts() -> list[Part]:
    """Return every library in the lock files, each once, in order."""
    found = [*_python(), *_assets()]
    return sorted({part.purl: part for part in found}.values())


def bill(found: list[Part]) -> dict[str, Any]:
    """Return the bill of materials."""
    components = [_component(part) for part in found]
    mark = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{mark}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "congvu", "version": _own_version()}},
        "components": components,
    }


def _python() -> Iterator[Part]:
    for lock in LOCKS:
        text = (ROOT / lock).read_text()
        pins = list(PINNED.finditer(text))
        for pin, after in zip(pins, [*pins[1:], None], strict=True):
            block = text[pin.end() : after.start() if after else len(text)]
            name = re.sub(r"[-_.]+", "-", pin[1]).lower()
            yield Part("pypi", name, pin[2], _licence(name), tuple(sorted(HASH.findall(block))))


def _licence(name: str) -> str:
    """Return the licence that an installed library states."""
    try:
        told: Any = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return UNKNOWN
    stated = told.get("License-Expression")
    if stated:
        return str(stated)
    classes = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
    return "; ".join(classes) or str(told.get("License") or UNKNOWN).split("\n")[0][:80]


def _assets() -> Iterator[Part]:
    locked = json.loads((ROOT / ASSETS).read_text())
    for place, one in locked.get("packages", {}).items():
        if place and "version" in one:
            yield Part("npm", place.rpartition("node_modules/")[2], one["version"], str(one.get("license", UNKNOWN)))


def _component(part: Part) -> dict[str, Any]:
    licences = {} if part.licence == UNKNOWN else {"licenses": [{"license": {"name": part.licence}}]}
    return {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        **licences,
        **({"hashes": [{"alg": "SHA-256", "content": one} for one in part.hashes]} if part.hashes else {}),
    }


def _own_version() -> str:
    found = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(), re.M)
    return found[1] if found else "0"


def main() -> int:
    """Write the bill, or print the licences."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--licences", action="store_true", help="print each library with its licence")
    found = parts()
    if words.parse_args().licences:
        for part in found:
            print(f"{part.origin}\t{part.name}\t{part.version}\t{part.licence}")
        return 0
    target = Path(os.environ.get("CONGVU_VAR", ROOT / "var")) / "sbom.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(bill(found), ensure_ascii=False, indent=1) + "\n")
    print(f"{target}: {len(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
