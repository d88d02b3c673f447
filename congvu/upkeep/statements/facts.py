"""What the installation can say of itself: counts, settings without secrets, connections, what is met and open."""

import platform
import re
from collections import Counter
from datetime import datetime
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone

from congvu.accounts.models import Account
from congvu.audit import queries as audit
from congvu.catalogue import queries as catalogue
from congvu.documents.models import Document
from congvu.dossiers.models import Dossier
from congvu.kit import selfcheck
from congvu.people.models import Agency, Official, Party
from congvu.places.models import valid_on
from congvu.privacy import queries as privacy
from congvu.upkeep.queries import diagnoses

ROWS = re.compile(r"^\| ([\d.–]+) \| (met|n/a|open) \| (.+) \|$", re.M)


def gathered(*, at: datetime) -> dict[str, Any]:
    """Return the facts that the words of both files name."""
    day = timezone.localdate(at)
    return {
        "at": f"{timezone.localtime(at):%H:%M %d/%m/%Y}",
        "address": settings.PUBLIC_URL,
        "profile": settings.PROFILE,
        "is_demo": settings.DEMO,
        "agencies": Agency.objects.filter(valid_on(day)).count(),
        "officials": Official.objects.count(),
        "accounts": Account.objects.filter(kind="official", is_active=True).count(),
        "people": Party.objects.filter(joined_into=None).count(),
        "citizens": Account.objects.filter(kind="citizen").count(),
        "dossiers": Dossier.objects.count(),
        "documents": Document.objects.count(),
        "procedures": len(catalogue.levels_in_force(on=day)),
        "database": _database(),
        "system": f"{platform.platform(terse=True)}, Python {platform.python_version()}, Django {django.__version__}",
        "storage": "S3" if settings.S3_BUCKET else str(settings.MEDIA_ROOT),
        "idle": settings.SESSION_IDLE_MINUTES,
        "signing": settings.SIGNING_MINUTES,
        "scanner": bool(settings.CLAMAV_SOCKET),
        "contact": settings.SECURITY_CONTACT,
        "backup": _backup(),
        "connections": _connections(),
        "terms": [[term.procedure_code or "Mọi thủ tục khác", str(term.years), term.law] for term in privacy.terms()],
        "findings": _findings(at),
        **_requirements(),
    }


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), pg_size_pretty(pg_database_size(current_database()))")
        version, size = cursor.fetchone()
    return f"PostgreSQL {version}, {size}"


def _backup() -> str:
    last = next(iter(audit.entries_page(action="upkeep.back_up", size=1).rows), None)
    return f"{timezone.localtime(last.at):%H:%M %d/%m/%Y}" if last else "chưa có"


def _connections() -> list[list[str]]:
    """Return each outside system: what for, what is signed for it, and whether it is the real one."""
    rows = selfcheck.connectors.items()
    return [
        [str(one.name), str(one.purpose), str(one.needs), "giả lập" if one.is_sandbox() else "thật"]
        for _key, one in sorted(rows, key=lambda row: row[0])
    ]


def _findings(at: datetime) -> list[list[str]]:
    return [
        [str(one.organ.name), finding.sentence, finding.hint]
        for one in diagnoses(at=at)
        for finding in one.findings
        if finding.state in {selfcheck.State.WARNING, selfcheck.State.BROKEN}
    ]


def _requirements() -> dict[str, Any]:
    """Return how OWASP ASVS level 2 is met, by the table of docs/security.md."""
    found = ROWS.findall((settings.ROOT / "docs" / "security.md").read_text())
    counted: Counter[str] = Counter()
    for numbers, state, _by in found:
        first, _dash, last = numbers.partition("–")
        counted[state] += int(last.rpartition(".")[2]) - int(first.rpartition(".")[2]) + 1 if last else 1
    still_open = [[numbers, by.replace("`", "")] for numbers, state, by in found if state == "open"]
    return {"met": counted["met"], "not_applicable": counted["n/a"], "open": counted["open"], "open_rows": still_open}
