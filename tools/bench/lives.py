"""Whole lives of a dossier: files taken in, submitted, accepted, registered, signed, sealed, returned, outbox empty."""

import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Slip, WorkItem
from congvu.dossiers.operations import result_paper
from congvu.dossiers.tests import scenes
from congvu.dossiers.tests.scenes import Commune
from congvu.files import queries as files
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM
from congvu.people import queries as people
from congvu.printing import operations as printing
from congvu.signing import operations as signing
from congvu.vault import operations as vault
from tools.bench.figures import Figures, QueryCount, timed
from tools.bench.scale import FAR

STEPS = (
    ("reception", "accept"),
    ("case_officer", "register_result"),
    ("leader", "sign_result"),
    ("clerk", "seal_result"),
)
Spent = dict[str, list[float]]
AT_STEP = frozenset({"register_result", "sign_result", "seal_result"})
_numbers = itertools.count()
_codes: dict[int, list[str]] = {}


def measure(commune: Commune, figures: Figures, *, lives: int) -> None:
    """Measure each operation of a life, its queries, and the dear parts of it apart, in this process alone."""
    live(commune, "warm")
    spent: Spent = defaultdict(list)
    since = time.process_time()
    for number in range(lives):
        must_be_returned([live(commune, f"life-{number}", spent)])
    figures.add("one life, CPU of the program", (time.process_time() - since) / lives * 1000, "ms", lives)
    for name, seconds in spent.items():
        figures.add_times(name, seconds)
    queries: dict[str, int] = {}
    live(commune, "counted", queries=queries)
    for name, n in queries.items():
        figures.add(f"{name}, queries", n, "queries", 1)
    figures.add("one life, queries", sum(queries.values()), "queries", 1)
    _dear_parts(commune, figures, n=20)


def live(commune: Commune, key: str, spent: Spent | None = None, queries: dict[str, int] | None = None) -> int:
    """Live one life and return its id; note how long each operation takes, or how many queries it sends."""
    _asked(commune)
    commune.now = scenes.at("2026-11-20 09:05")
    found: list[Dossier] = []
    files_in: list[Any] = []
    works: list[tuple[str, Callable[..., Any]]] = [
        ("take three files in", lambda: files_in.extend(papers(commune))),
        ("submit", lambda: found.append(commune.submit(key, papers=files_in))),
        *((operation, partial(_does, commune, role, operation, found)) for role, operation in STEPS),
        ("outbox until empty", deliver_all),
    ]
    for name, work in works:
        step = _open_step(found)
        if step and name in AT_STEP:
            work = partial(work, step_id=step)
        if queries is not None:
            queries[name] = QueryCount().over(work)
        elif spent is not None:
            spent[name].append(timed(work))
        else:
            work()
    return found[0].pk


def must_be_returned(ids: Sequence[int]) -> None:
    """Fail unless each of these lives came to its end: a life that stopped half-way is no life."""
    stuck = Dossier.objects.filter(pk__in=ids).exclude(state=State.RETURNED)
    if stuck:
        raise RuntimeError(f"these lives did not end: {[f'{row} in state {row.state}' for row in stuck]}")


def _asked(commune: Commune) -> list[str]:
    """Return the codes of the papers that a birth registration is filed with."""
    if commune.agency.pk not in _codes:
        _codes[commune.agency.pk] = [paper.code for paper in commune.papers()]
    return _codes[commune.agency.pk]


def papers(commune: Commune) -> list[Any]:
    """Take in the files of one dossier."""
    return [_file(commune, code) for code in _asked(commune)]


def _file(commune: Commune, code: str) -> Any:
    scenes.PDF = content()
    return commune.paper(code)


def _open_step(found: list[Dossier]) -> int | None:
    """Return the step that the official's page shows; finding it is no part of the operation."""
    return WorkItem.objects.filter(dossier=found[0]).values_list("step_id", flat=True).first() if found else None


def _does(commune: Commune, role: str, operation: str, found: list[Dossier], **more: Any) -> None:
    commune.does(role, operation, found[0], **more)


def content() -> bytes:
    """Return a PDF that nobody has filed before: the same content is kept once and would be waited for."""
    return ORIGINAL + f"%{time.time_ns()}-{next(_numbers)}\n".encode()


ORIGINAL = scenes.PDF


def without_print_and_signatures() -> None:
    """Let papers be ready-made and signatures be none, in this process."""
    printing.print_paper = lambda **_: content()
    signing.sign_paper = signing.seal_paper = lambda *, pdf, **_: pdf + b"%signed\n"  # type: ignore[assignment]
    vault.make_code = lambda **_: None


def deliver_all() -> None:
    """Deliver what was announced until nothing is left."""
    while outbox.deliver_due(limit=20):
        pass


def _dear_parts(commune: Commune, figures: Figures, *, n: int) -> None:
    """Measure printing, the leader's signature and the agency's seal apart from everything else."""
    signed_ones = Dossier.objects.filter(
        slips__kind=Slip.Kind.SIGNED_RESULT, pk__lt=FAR
    )  # no copy: its dates are moved
    dossier = signed_ones.order_by("-pk")[0]
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
