"""Taking in an older office (chuyển văn phòng từ hệ thống cũ): agencies, officials, documents and their files.

A pack is a folder or a ZIP of tables and files (``docs/importing-office.md``). A dry run does all that taking in does
and keeps nothing. Agencies and officials are taken in one by one, documents by the hundred: each hundred is one
transaction, each document has its line in the trace. A run that fell goes on where it was, since what stands with
the same rows is passed over.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.documents.models import Document, DocumentFile, ImportedDocument, OfficeImport
from congvu.documents.operations.importing import places, tables, totals
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
    standing: int = 0
    """Documents of this pack that stand in the system afterwards."""


class _Undone(Exception):
    """A dry run ends here; nothing of it is kept."""


def dry_run(*, path: Path, by: Actor, at: dt.datetime, tick: Tick = lambda _w, _n, _m: None) -> Report:
    """Do all that taking in does and keep nothing (chạy thử); return what was found.

    :raises PackRefused: hostile or unreadable
    """
    with Pack(path) as pack:
        report, read = _looked_at(pack)
        try:
            with transaction.atomic():
                _places(read, report, by=by, at=at)
                _documents(read, report, pack, is_dry=True, by=by, at=at, tick=tick)
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
    with Pack(path) as pack:
        report, read = _looked_at(pack)
        if report.whole:
            _places(read, report, by=by, at=at)
            _documents(read, report, pack, is_dry=False, by=by, at=at, tick=tick)
            report.standing = _standing(read)
    return report


def _looked_at(pack: Pack) -> tuple[Report, dict[str, list[Row]]]:
    report = Report(pack.path.name)
    read = tables.read(pack, report.problems)
    no_rows = any(problem.row <= 1 for problem in report.problems)
    report.counts = totals.counted(read)
    loose = [*totals.compare(read, report.counts), *totals.loose_ends(read, pack)]
    report.problems += loose
    report.whole = not loose and not no_rows
    return report, read


def _places(read: dict[str, list[Row]], report: Report, *, by: Actor, at: dt.datetime) -> None:
    doing = {"agencies": places.agencies, "units": places.units, "accounts": places.accounts}
    for what, do in doing.items():
        broken = {problem.row for problem in report.problems if problem.file == f"{what}.csv"}
        rows = [row for row in read[f"{what}.csv"] if row.number not in broken]
        for is_new, problem in do(rows, by=by, at=at):
            if problem is not None:
                report.problems.append(problem)
            else:
                (report.new if is_new else report.known)[what] += 1


def _documents(
    read: dict[str, list[Row]],
    report: Report,
    pack: Pack,
    *,
    is_dry: bool,
    by: Actor,
    at: dt.datetime,
    tick: Tick,
) -> None:
    office, cases = Office(), _cases(read, report)
    new = _new_ones(cases, report)
    office.note_taken()
    good = [case for case in new if _is_right(case, office, report)]
    if not good:
        return
    made_by = _begin(report, by=by, at=at)
    for start in range(0, len(good), AT_ONCE):
        _chunk(good[start : start + AT_ONCE], report, pack, office, made_by, is_dry=is_dry, by=by, at=at)
        tick("documents", min(start + AT_ONCE, len(good)), len(good))
    if not is_dry:
        _end(made_by, report, by=by, at=at)


def _cases(read: dict[str, list[Row]], report: Report) -> list[Case]:
    broken = {(one.file, one.row) for one in report.problems}
    found: dict[tuple[str, str], Case] = {}
    for row in read["documents.csv"]:
        case = Case(row)
        if case.name in found:
            report.problems.append(case.wrong(_("Hai văn bản của một cơ quan mang cùng khóa.")))
        elif (row.file, row.number) not in broken:
            found[case.name] = case
    for row in read["files.csv"]:
        if owner := found.get((row["agency"] or "", row["key"] or "")):
            owner.files.append(row)
            if (row.file, row.number) in broken:
                del found[owner.name]
    return list(found.values())


def _new_ones(cases: Sequence[Case], report: Report) -> list[Case]:
    here = {
        (agency, key): digest
        for agency, key, digest in ImportedDocument.objects.values_list("agency__code", "key", "digest").iterator()
    }
    new = []
    for case in cases:
        known = here.get(case.name)
        if known is None:
            new.append(case)
        elif known == case.digest:
            report.known["documents"] += 1
        else:
            report.problems.append(case.wrong(_("Văn bản này đã nhập với nội dung khác; nhập lại không sửa.")))
    return new


def _is_right(case: Case, office: Office, report: Report) -> bool:
    problem = office.problem(case)
    if problem is not None:
        report.problems.append(problem)
    return problem is None


def _chunk(
    cases: Sequence[Case],
    report: Report,
    pack: Pack,
    office: Office,
    made_by: OfficeImport,
    *,
    is_dry: bool,
    by: Actor,
    at: dt.datetime,
) -> None:
    shelved: dict[tuple[str, str], list[FileUse]] = {}
    right = []
    for case in cases:
        try:
            shelved[case.name] = [_file(row, case, pack, is_dry=is_dry, by=by, at=at) for row in case.files]
            right.append(case)
        except (FileRefused, PackRefused) as refused:
            report.problems.append(Problem("files.csv", case.files[0].number, "path", str(refused)))
    with transaction.atomic():
        documents = write(right, office, made_by, by=by, at=at)
        if not is_dry:
            for case, document in zip(right, documents, strict=True):
                _hang(case, document, shelved[case.name], by=by, at=at)
    report.new["documents"] += len(right)
    report.new["files"] += sum(len(case.files) for case in right)


def _shelf(case: Case) -> str:
    return f"office-import:{case.digest[:40]}"


def _file(row: Row, case: Case, pack: Pack, *, is_dry: bool, by: Actor, at: dt.datetime) -> FileUse:
    """Judge a file, and keep it unless nothing is kept."""
    kinds = ("pdf", "jpeg", "png", "docx", "xlsx")
    with pack.open(row["path"]) as stream:
        if is_dry:
            digest, use = files.judge(stream=stream, name=row["name"], kinds=kinds), FileUse()
        else:
            use = files.store(stream=stream, name=row["name"], owner=_shelf(case), kinds=kinds, by=by, at=at)
            digest = use.blob.sha256
    if digest != row["sha256"]:
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


def _standing(read: dict[str, list[Row]]) -> int:
    """Count in the database the documents of this pack that stand there."""
    names = {(row["agency"], row["key"]) for row in read["documents.csv"]}
    stand = ImportedDocument.objects.values_list("agency__code", "key").iterator()
    return sum(name in names for name in stand)
