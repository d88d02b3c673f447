"""What the program is made of is listed, may be used, and nothing secret lies among the sources."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tools import sbom

SECRETS = {
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}",
    "key of a cloud": r"\bAKIA[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b",
    "token of a forge": r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[A-Za-z0-9_-]{20}\b",
    "key of a partner": r"\bcv_[a-z0-9]{8,12}_[A-Za-z0-9_-]{30,}\b",
    "token of a bearer": r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}",
    "password in an address": r"\b(?:postgresql|https?)://[A-Za-z0-9_-]+:[A-Za-z0-9]{12,}@",
}
MAY_NOT = re.compile(r"(?<!L)GPL|AGPL|SSPL|BUSL|Commons Clause", re.I)


@pytest.fixture(scope="module")
def parts():
    return sbom.parts()


def test_the_bill_of_materials_names_every_locked_library(parts):
    names = {part.name for part in parts if part.origin == "pypi"}
    locked = {re.sub(r"[-_.]+", "-", line.split("==")[0].split("[")[0]).lower()
              for line in Path(settings.ROOT, "requirements.txt").read_text().splitlines()
              if re.match(r"[A-Za-z0-9]", line)}  # fmt: skip
    assert locked <= names
    assert all(part.hashes for part in parts if part.origin == "pypi")
    bill = sbom.bill(parts)
    assert bill == sbom.bill(sbom.parts())
    assert len({one["bom-ref"] for one in bill["components"]}) == len(parts)


def test_every_installed_library_states_a_licence_that_goes_with_ours(parts):
    installed = [part for part in parts if part.licence != sbom.UNKNOWN]
    assert len(installed) > 60
    wrong = [f"{part.name}: {part.licence}" for part in installed if MAY_NOT.search(part.licence)]
    assert wrong == []


def test_nothing_secret_lies_among_the_sources():
    told = subprocess.run(["git", "ls-files", "-z"], cwd=settings.ROOT, capture_output=True, text=True, check=False)
    if told.returncode:
        pytest.skip("no repository here")
    found = []
    for name in filter(None, told.stdout.split("\0")):
        path = Path(settings.ROOT, name)
        if path.suffix in {".png", ".pdf", ".woff2", ".ttf", ".otf", ".ico"} or not path.is_file():
            continue
        text = path.read_text(errors="replace")
        found += [f"{name}: {what}" for what, pattern in SECRETS.items() if re.search(pattern, text)]
    assert found == []
