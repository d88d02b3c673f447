"""Taking in an older office (chuyển văn phòng từ hệ thống cũ): agencies, officials, documents and their files.

A pack is a folder or a ZIP of tables and files (``docs/importing-office.md``). A dry run does all that taking in does
and keeps nothing. Agencies and officials are taken in one by one, documents by the hundred: each hundred is one
transaction, each document has its line in the trace. A run that fell goes on where it was, since what stands with
the same rows is passed over. Tables of documents and files are read row by row, twice; what has to be known between
the readings lies on disk, so that memory is the same for a thousand documents and for a million.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.documents.models import Document, DocumentFile, ImportedDocument, OfficeImport
from congvu.documents.operations.importing import places, tables, totals
from congvu.documents.operations.importing.running import Highest, go_on_after
from congvu.documents.operations.importing.scratch import Name, Scratch
from congvu.documents.operations.importing.writing import Case, Office, write
from congvu.files import operations as files
from congvu.files.models import FileUse
from congvu.files.queries import FileRefused
from congvu.kit.actors import Actor
from congvu.kit.packs import Pack, PackRefused
from congvu.kit.tables import Problem, Row

__all__ = ["PackRefused", "Problem", "Report", "dry_run", "take_in_all"]

AT_ONCE = 500
"""Documents in one transaction."""
Tick = Callable[[str, int, int], None]
"""Told what is done, how many of how many."""


@dataclass
class Report:
    """What lies in a pack and what came of it, by ``agencies``, ``units``, ``accounts``, ``documents``, ``files``."""

    name: str
    counts: totals.Counts = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True
    """False: tables or totals do not hold; then nothing may go in."""
    new: Counter[str] = field(default_factory=Counter)
    """Of a dry run: what would come in; of taking in: what came."""
    known: Counter[str] = field(default_factory=Counter)
    highest: Highest = field(default_factory=dict)
    """The highest number of each run that came along."""
    standing: int = 0
    """Documents of this pack that stand in the system afterwards."""


class _Undone(Exception):
    """A dry run ends here; nothing of it is kept."""


def dry_run(*, path: Path, by: Actor, at: dt.datetime, tick: Tick = lambda _w, _n, _m: None) -> Report:
    """Do all that taking in does and keep nothing (chạy thử); return what was found.

    :raises PackRefused: hostile or unreadable
    """
    with Pack(path) as pack, Scratch() as scratch:
        report, small = _looked_at(pack, scratch)
        try:
            with transaction.atomic():
                _places(small, report, by=by, at=at)
                _documents(report, pack, scratch, is_dry=True, by=by, at=at, tick=tick)
                raise _Undone
        except _Undone:
            return report


def take_in_all(
    *, path: Path, partly: bool = False, by: Actor, at: dt.datetime, tick: Tick = lambda _w, _n, _m: None
) -> Report:
    """Take in what is not there yet; a second time with the same pack nothing changes.

    :param partly: take in what is right although other rows have errors; else one error keeps all out
    :raises PackRefused: hostile or unreadable
    """
    if not partly:
        found = dry_run(path=path, by=by, at=at, tick=tick)
        if found.problems:
            return found
    with Pack(path) as pack, Scratch() as scratch:
        report, small = _looked_at(pack, scratch)
        if report.whole:
            _places(small, report, by=by, at=at)
            _documents(report, pack, scratch, is_dry=False, by=by, at=at, tick=tick)
            report.standing = sum(_standing(names) for names in scratch.names(AT_ONCE))
    return report


def _looked_at(pack: Pack, scratch: Scratch) -> tuple[Report, dict[str, list[Row]]]:
    report = Report(pack.path.name)
    small = tables.read(pack, report.problems)
    told: list[Problem] = []
    report.counts = totals.counted(small, pack, scratch, told, report.highest)
    loose = [*totals.compare(small[totals.TOTALS], report.counts), *totals.lost(scratch)]
    report.problems += [*told, *loose]
    unfit = any(one.row <= 1 or (one.file == totals.FILE_TABLE and one.column == "path") for one in report.problems)
    report.whole = not loose and not unfit
    return report, small


def _places(small: dict[str, list[Row]], report: Report, *, by: Actor, at: dt.datetime) -> None:
    doing = {"agencies": places.agencies, "units": places.units, "accounts": places.accounts}
    for what, do in doing.items():
        broken = {problem.row for problem in report.problems if problem.file == f"{what}.csv"}
        rows = [row for row in small[f"{what}.csv"] if row.number not in broken]
        for is_new, problem in do(rows, by=by, at=at):
            if problem is not None:
                report.problems.append(problem)
            else:
                (report.new if is_new else report.known)[what] += 1


@dataclass
class _Run:
    """One taking in of documents: what every portion of it needs."""

    report: Report
    pack: Pack
    office: Office
    is_dry: bool
    by: Actor
    at: dt.datetime
    made_by: OfficeImport | None = None


def _documents(
    report: Report, pack: Pack, scratch: Scratch, *, is_dry: bool, by: Actor, at: dt.datetime, tick: Tick
) -> None:
    """Take documents in, :data:`AT_ONCE` at a time, as the table is read: memory holds one portion of it."""
    office = Office(this_year=timezone.localdate(at).year)
    run, total, seen = _Run(report, pack, office, is_dry, by, at), report.counts.get(("documents", ""), 0), 0
    go_on_after(report.highest, run.office, by=by, at=at)
    for cases in _portions(_cases(pack, scratch, report), AT_ONCE):
        _portion(cases, run)
        seen += len(cases)
        tick("documents", seen, total)
    if run.made_by is not None and not is_dry:
        _end(run.made_by, report, by=by, at=at)


def _portions(cases: Iterator[Case], size: int) -> Iterator[list[Case]]:
    """Yield so many at a time."""
    while some := list(islice(cases, size)):
        yield some


def _cases(pack: Pack, scratch: Scratch, report: Report) -> Iterator[Case]:
    """Yield the documents of the pack with their files, those left out of which a row cannot be read."""
    broken = {(one.file, one.row) for one in report.problems}
    for row in tables.rows_of(pack, totals.DOCUMENT_TABLE, []):
        if (row.file, row.number) in broken:
            continue
        case = Case(row)
        case.files = [tables.file_row(*one) for one in scratch.files_of(case.name)]
        if not any((one.file, one.number) in broken for one in case.files):
            yield case


def _portion(cases: Sequence[Case], run: _Run) -> None:
    run.office.look_up(cases)
    good = [case for case in cases if _is_new(case, run) and _is_right(case, run)]
    if not good:
        return
    if run.made_by is None:
        run.made_by = _begin(run.report, by=run.by, at=run.at)
    shelved: dict[tuple[str, str], list[FileUse]] = {}
    right = []
    for case in good:
        kept = _shelved(case, run)
        if kept is not None:
            shelved[case.name] = kept
            right.append(case)
    with transaction.atomic():
        documents = write(right, run.office, run.made_by, by=run.by, at=run.at)
        if not run.is_dry:
            for case, document in zip(right, documents, strict=True):
                _hang(case, document, shelved[case.name], by=run.by, at=run.at)
    run.report.new["documents"] += len(right)
    run.report.new["files"] += sum(len(case.files) for case in right)


def _is_new(case: Case, run: _Run) -> bool:
    known = run.office.known.get(case.name)
    if known == case.digest:
        run.report.known["documents"] += 1
        run.report.known["files"] += len(case.files)
    elif known is not None:
        run.report.problems.append(case.wrong(_("Văn bản này đã nhập với nội dung khác; nhập lại không sửa.")))
    return known is None


def _is_right(case: Case, run: _Run) -> bool:
    problem = run.office.problem(case)
    if problem is not None:
        run.report.problems.append(problem)
    return problem is None


def _shelved(case: Case, run: _Run) -> list[FileUse] | None:
    """Judge the files of a document, and keep them unless nothing is kept; None when one is refused."""
    kept = []
    for row in case.files:
        try:
            kept.append(_file(row, case, run))
        except (FileRefused, PackRefused) as refused:
            run.report.problems.append(Problem(row.file, row.number, "path", str(refused)))
            if not run.is_dry:
                files.release_all(owners=[_shelf(case)], by=run.by, at=run.at)
            return None
    return kept


def _shelf(case: Case) -> str:
    return f"office-import:{case.digest[:40]}"


def _file(row: Row, case: Case, run: _Run) -> FileUse:
    kinds = ("pdf", "jpeg", "png", "docx", "xlsx")
    with run.pack.open(row["path"]) as stream:
        if run.is_dry:
            digest, use = files.judge(stream=stream, name=row["name"], kinds=kinds), FileUse()
        else:
            use = files.store(stream=stream, name=row["name"], owner=_shelf(case), kinds=kinds, by=run.by, at=run.at)
            digest = use.blob.sha256
    if digest != row["sha256"].lower():
        raise PackRefused(_("Nội dung tệp “%(name)s” không khớp SHA-256.") % {"name": row["path"]})
    return use


def _hang(case: Case, document: Document, kept: Sequence[FileUse], *, by: Actor, at: dt.datetime) -> None:
    if not kept:
        return
    uses = files.pass_all_on(uses=[(use.pk, use.owner) for use in kept], owner=document.key, by=by, at=at)
    DocumentFile.objects.bulk_create(
        DocumentFile(document=document, role=row["role"], use=use, ordinal=number, added_at=at)
        for number, (row, use) in enumerate(zip(case.files, uses, strict=True), 1)
    )
    files.release_all(owners=[_shelf(case)], by=by, at=at)


@transaction.atomic
def _begin(report: Report, *, by: Actor, at: dt.datetime) -> OfficeImport:
    said = {" ".join(filter(None, key)): value for key, value in report.counts.items() if not key[1]}
    made = OfficeImport.objects.create(name=report.name[:200], totals=said, by=by.snapshot(), started_at=at)
    audit.record(action="documents.begin_import", subject=f"office_import:{made.pk}", label=made.name, by=by, at=at)
    return made


@transaction.atomic
def _end(made: OfficeImport, report: Report, *, by: Actor, at: dt.datetime) -> None:
    made.ended_at = at
    made.save(update_fields=["ended_at"])
    subject = f"office_import:{made.pk}"
    audit.record(action="documents.end_import", subject=subject, label=made.name, by=by, at=at, data=dict(report.new))


def _standing(names: Sequence[Name]) -> int:
    """Count in the database which of these documents stand there."""
    wanted = set(names)
    stand = ImportedDocument.objects.filter(
        agency__code__in={agency for agency, _key in names}, key__in=[key for _agency, key in names]
    )
    return sum(name in wanted for name in stand.values_list("agency__code", "key"))
