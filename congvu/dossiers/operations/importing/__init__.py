"""Taking in the dossiers of an older system (chuyển hồ sơ từ hệ thống cũ): read, judged, compared, written one by one.

A pack is a folder or a ZIP of tables and files (``docs/importing.md``). A dry run does all that taking in does and
keeps nothing, so that what it finds is what would be found. Each dossier is one transaction and one line of the trace;
a run that fell goes on where it was, since what stands with the same rows is passed over.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.dossiers.models import ImportBatch, ImportedDossier
from congvu.dossiers.operations.importing import papers, tables, totals
from congvu.dossiers.operations.importing.cases import Case, CaseRefused, cases_of, problems_of
from congvu.dossiers.operations.importing.writing import write
from congvu.files.models import FileUse
from congvu.files.queries import FileRefused
from congvu.kit.actors import Actor
from congvu.kit.packs import Pack, PackRefused
from congvu.kit.tables import Problem

__all__ = ["PackRefused", "Problem", "Report", "dry_run", "take_in_all"]

Tick = Callable[[int, int], None]
"""Told after each dossier: how many of how many."""


@dataclass
class Report:
    """What lies in a pack and what came of it."""

    name: str
    digest: str = ""
    digests: list[str] = field(default_factory=list, repr=False)
    """Of each of its dossiers."""
    counts: totals.Counts = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True
    """False: the pack as such does not hold (tables, totals, loose files); then nothing of it may go in."""
    new: list[Case] = field(default_factory=list, repr=False)
    known: int = 0
    """Dossiers that were taken in before with the same rows."""
    taken: int = 0
    states: Counter[int] = field(default_factory=Counter)
    """Dossiers of this pack that stand in the system now, by the state in which they came."""
    files: int = 0
    """Their files."""


class _Undone(Exception):
    """A dry run ends here; nothing of it is kept."""


def dry_run(*, path: Path, by: Actor, at: dt.datetime, tick: Tick = lambda _n, _m: None) -> Report:
    """Do all that taking in does and keep nothing (chạy thử); return what was found.

    :raises PackRefused: hostile or unreadable
    """
    with Pack(path) as pack:
        report = _looked_at(pack)
        for number, case in enumerate(report.new, 1):
            found = list(papers.problems_of(case, pack))
            if not found:
                with suppress(_Undone):
                    found = _tried(case, report, by=by, at=at)
            report.problems += found
            tick(number, len(report.new))
    return report


def _tried(case: Case, report: Report, *, by: Actor, at: dt.datetime) -> list[Problem]:
    try:
        with transaction.atomic():
            write(case, _batch(report, by=by, at=at), by=by, at=at)
            raise _Undone
    except CaseRefused as refused:
        return refused.problems


def take_in_all(
    *, path: Path, partly: bool = False, by: Actor, at: dt.datetime, tick: Tick = lambda _n, _m: None
) -> Report:
    """Take in what is not there yet; a second time with the same pack nothing changes.

    :param partly: take in what is right although other dossiers have errors; else one error keeps all out
    :raises PackRefused: hostile or unreadable
    """
    report = dry_run(path=path, by=by, at=at) if not partly else None
    if report is not None and (report.problems or not report.new):
        _count(report)
        return report
    with Pack(path) as pack:
        report = _looked_at(pack)
        if report.whole and report.new:
            batch = _begin(report, by=by, at=at)
            for number, case in enumerate(report.new, 1):
                report.problems += _take_in(case, batch, report, pack, by=by, at=at)
                tick(number, len(report.new))
            _end(batch, report, by=by, at=at)
    _count(report)
    return report


def _looked_at(pack: Pack) -> Report:
    """Read tables, totals and files of a pack and say which of its dossiers are new."""
    report = Report(pack.path.name)
    read = tables.read(pack, report.problems)
    report.counts = totals.counted(read, pack)
    bad_rows = len(report.problems)
    found = cases_of(read, report.problems)
    loose = [*totals.compare(read, report.counts), *papers.loose_ends(read[papers.TABLE], pack)]
    report.problems += loose
    no_rows = any(problem.row <= 1 for problem in report.problems[:bad_rows])
    report.whole = not loose and not no_rows
    report.digests = sorted(case.digest for case in found)
    report.digest = hashlib.sha256("".join(report.digests).encode()).hexdigest()
    here = _standing(found)
    for case in found:
        known = here.get((case.row["issuer"], case.code.upper()))
        if known == case.digest:
            report.known += 1
        elif known is not None:
            message = _("Hồ sơ này đã nhập với nội dung khác; hồ sơ đã nhập không bị sửa khi nhập lại.")
            report.problems.append(case.wrong(message, "code"))
        elif wrong := problems_of(case):
            report.problems += wrong
        else:
            report.new.append(case)
    return report


def _standing(found: list[Case]) -> dict[tuple[str, str], str]:
    """Return the digests of what was taken in before, by issuer and code."""
    codes = [case.code.upper() for case in found]
    rows = ImportedDossier.objects.filter(dossier__code__in=codes)
    return {
        (issuer, code): digest
        for issuer, code, digest in rows.values_list("dossier__code_issuer", "dossier__code", "digest")
    }


def _take_in(
    case: Case, batch: ImportBatch, report: Report, pack: Pack, *, by: Actor, at: dt.datetime
) -> list[Problem]:
    kept: list[FileUse] = []
    try:
        kept = papers.store(case, pack, by=by, at=at)
        with transaction.atomic():
            dossier = write(case, batch, by=by, at=at)
            papers.hang(dossier, case, kept, by=by, at=at)
    except CaseRefused as refused:
        return refused.problems
    except (FileRefused, PackRefused) as refused:
        return [Problem(papers.TABLE, case.of(papers.TABLE)[len(kept)].number, "path", str(refused))]
    report.taken += 1
    return []


def _batch(report: Report, *, by: Actor, at: dt.datetime) -> ImportBatch:
    said = {" ".join(filter(None, key)): value for key, value in report.counts.items()}
    return ImportBatch.objects.create(
        name=report.name[:200], digest=report.digest, totals=said, by=by.snapshot(), started_at=at
    )


@transaction.atomic
def _begin(report: Report, *, by: Actor, at: dt.datetime) -> ImportBatch:
    batch = _batch(report, by=by, at=at)
    _trace("dossiers.begin_import", batch, by=by, at=at, data={"new": len(report.new), "sha256": report.digest})
    return batch


@transaction.atomic
def _end(batch: ImportBatch, report: Report, *, by: Actor, at: dt.datetime) -> None:
    batch.ended_at = at
    batch.save(update_fields=["ended_at"])
    _trace("dossiers.end_import", batch, by=by, at=at, data={"taken": report.taken, "known": report.known})


def _count(report: Report) -> None:
    """Count in the database what of this pack stands there."""
    rows = ImportedDossier.objects.filter(digest__in=report.digests)
    for state, files in rows.values_list("state", "files"):
        report.states[state] += 1
        report.files += files


def _trace(action: str, batch: ImportBatch, *, by: Actor, at: dt.datetime, data: dict[str, object]) -> None:
    audit.record(action=action, subject=f"import:{batch.pk}", label=batch.name, by=by, at=at, data=data)
