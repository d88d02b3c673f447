"""Whole lives of a dossier, one after another in one process: what each operation takes."""

import time
from collections import defaultdict
from functools import partial
from typing import Any

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Slip
from congvu.dossiers.operations import result_paper
from congvu.dossiers.tests.scenes import Commune
from congvu.files import queries as files
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM
from congvu.people import queries as people
from congvu.signing import operations as signing
from tools.bench.figures import Figures, timed

STEPS = (
    ("reception", "accept"),
    ("case_officer", "register_result"),
    ("leader", "sign_result"),
    ("clerk", "seal_result"),
)


def measure(commune: Commune, figures: Figures, *, lives: int) -> None:
    """Measure filing, each operation, the whole life, and the dear parts of it apart."""
    _live(commune, "warm", defaultdict(list))
    spent: dict[str, list[float]] = defaultdict(list)
    since = time.perf_counter()
    for number in range(lives):
        _live(commune, f"life-{number}", spent)
    took = time.perf_counter() - since
    figures.add("whole lives (submit to returned, one process)", lives / took, "lives/s", lives)
    figures.add("submit (one process)", lives / sum(spent["submit"]), "submits/s", lives)
    for name, seconds in spent.items():
        figures.add_times(name, seconds)
    _dear_parts(commune, figures, n=20)


def _live(commune: Commune, key: str, spent: dict[str, list[float]]) -> None:
    papers = commune.papers()
    found: list[Dossier] = []
    spent["submit"].append(timed(lambda: found.append(commune.submit(key, papers=papers))))
    for role, operation in STEPS:
        spent[operation].append(timed(partial(commune.does, role, operation, found[0])))
    spent["outbox until empty"].append(timed(deliver_all))
    state = Dossier.objects.values_list("state", flat=True).get(pk=found[0].pk)
    if state != State.RETURNED:
        raise RuntimeError(f"the life of {found[0]} ended in state {state}")


def deliver_all() -> None:
    """Deliver what was announced until nothing is left."""
    while outbox.deliver_due(limit=20):
        pass


def _dear_parts(commune: Commune, figures: Figures, *, n: int) -> None:
    """Measure printing, the leader's signature and the agency's seal apart from everything else."""
    dossier = Dossier.objects.filter(slips__kind=Slip.Kind.SIGNED_RESULT).order_by("id")[0]
    leader = commune.officials["leader"]
    signer = people.require(by=leader, roles=["leader"], agency_id=commune.agency.pk, at=commune.now)
    with files.open_use(files.use(dossier.slips.get(kind=Slip.Kind.SIGNED_RESULT).file_use)) as stream:
        signed = stream.read()
    paper = result_paper(dossier=dossier, signer=signer, at=commune.now)
    common: dict[str, Any] = {"at": commune.now, "subject": dossier.subject}

    def sign() -> None:
        signing.sign_paper(pdf=paper, official_id=leader.id or 0, reason="Đo", by=signer, **common)

    def seal() -> None:
        signing.seal_paper(pdf=signed, agency_id=commune.agency.pk, by=SYSTEM, **common)

    def print_result() -> None:
        result_paper(dossier=dossier, signer=signer, at=commune.now)

    for name, work in (("print result", print_result), ("sign", sign), ("seal", seal)):
        work()
        figures.add_times(f"{name} alone", [timed(work) for _ in range(n)])
