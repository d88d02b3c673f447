"""What partners' programs do: file dossiers by the API, over real HTTP."""

import io
import time
import uuid

from django.core.management import call_command
from django.utils import timezone

from congvu.catalogue import queries as catalogue
from congvu.dossiers.tests.scenes import Commune
from congvu.sites.api.samples import body_of
from tools.bench import lives, load
from tools.bench.figures import Figures

CALLERS = 8


def measure(communes: list[Commune], figures: Figures, base: str, *, many: int) -> None:
    """Let several callers at once file so many birth registrations whose files were sent before.

    Each is another mother's, and they go to all communes in turn, as a hospital would send them.
    """
    day = timezone.localdate()
    body = body_of(catalogue.in_force(code="1.001193", on=day), on=day)
    key = _key()
    codes = [paper["code"] for paper in body["papers"]]
    uploads = [load.Call("/api/v1/files", key, file=lives.content()) for _ in range(many * len(codes))]
    kept, _spent = load.call_all(base, uploads, users=CALLERS)
    ids = iter([file["id"] for file in kept])
    calls = [
        load.Call(
            "/api/v1/dossiers",
            {**key, "Idempotency-Key": str(uuid.uuid4())},
            body={
                **body,
                "agency": communes[number % len(communes)].agency.code,
                "applicant": {**body["applicant"], **_mother(number)},
                "papers": [{"code": code, "file": next(ids)} for code in codes],
            },
        )
        for number in range(many)
    ]
    load.call_all(base, calls[:CALLERS], users=CALLERS)
    since = time.perf_counter()
    _answers, spent = load.call_all(base, calls[CALLERS:], users=CALLERS)
    figures.add(
        f"submits through the API, {CALLERS} callers",
        len(spent) / (time.perf_counter() - since),
        "a second",
        len(spent),
    )
    figures.add_times("submit through the API", spent)


def _mother(number: int) -> dict[str, str]:
    born = {"birth_date": "1990-05-04", "sex": "female"}
    return {"name": f"Nguyễn Thị Nộp {number}", "identifier": f"0311905{number:05}", **born}


def _key() -> dict[str, str]:
    said = io.StringIO()
    call_command("demo_api_key", stdout=said)
    return {"Authorization": f"Bearer {said.getvalue().strip()}"}
