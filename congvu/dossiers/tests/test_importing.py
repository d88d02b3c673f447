"""Dossiers of an older system: taken in whole, worked to their end under their old promise, never twice."""

import csv
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command

from congvu.dossiers import operations, queries
from congvu.dossiers.lifecycle import CLOSED, State
from congvu.dossiers.models import Dossier, ImportBatch, ImportedDossier, Promise, WorkItem
from congvu.dossiers.operations import importing
from congvu.dossiers.operations.importing import papers
from congvu.dossiers.tests import scenes
from congvu.dossiers.tests.test_random_lives import the_clock_alternates, the_moves_are_a_path
from congvu.files.models import FileUse
from congvu.kit.actors import SYSTEM
from congvu.people import queries as powers
from congvu.processes import operations as process_operations

EXAMPLE = project.ROOT / "docs" / "importing"
RETURNED, OPEN, WAITING, FILED, STOPPED = (
    "000.31.11329-261102-0001",
    "000.31.11329-261118-0002",
    "000.31.11329-261116-0003",
    "000.31.11329-261119-0004",
    "000.31.11329-260915-0005",
)
NOW = scenes.at("2026-11-20 08:00")


@pytest.fixture
def pack(tmp_path):
    """The example of the documentation, to be changed."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "igate"))


def change(pack, table, number, **cells):
    """Change cells of a row, counted as people count: the headings are row 1."""
    path = pack / table
    rows = list(csv.reader(io.StringIO(path.read_text())))
    for column, value in cells.items():
        rows[number - 1][rows[0].index(column)] = value
    sink = io.StringIO()
    csv.writer(sink).writerows(rows)
    path.write_text(sink.getvalue())


def take(pack, **more):
    return importing.take_in_all(path=pack, by=SYSTEM, at=NOW, **more)


def places(report):
    return [(problem.file, problem.row, problem.column) for problem in report.problems]


def found(code):
    return Dossier.objects.get(code=code, code_issuer="igate-haiphong")


def test_what_is_taken_in_stands_as_it_was(commune, pack):
    report = take(pack)
    assert (places(report), report.taken, dict(report.states)) == ([], 5, {1: 1, 4: 1, 5: 1, 8: 1, 10: 1})
    for dossier in Dossier.objects.all():
        state = State(dossier.state)
        the_moves_are_a_path(dossier, state)
        the_clock_alternates(dossier, state)
        assert dossier.owner.name == "Nguyễn Thị Minh Họa"
        assert dossier.work_items.exists() == (state not in CLOSED | {State.SUPPLEMENT_REQUIRED})
        if dossier.run_id:
            process_operations.rebuild(dossier.run_id)
    old = found(RETURNED)
    assert [slip.kind for slip in old.slips.all()] == ["result"]
    assert [paper.code for paper in old.papers.all()] == ["birth_note"]
    assert old.aliases.get().code == "G22.99.41-261102-000123"
    assert queries.public_lookup(code="g22.99.41-261102-000123") == ("G22.99.41-261102-000123", 5)
    grants = powers.grants(official_id=commune.officials["reception"].id, at=NOW)
    assert [one.code for one in queries.search(text="261102-0001", grants=grants).rows] == [RETURNED]
    assert [line.title for line in queries.timeline(dossier=found(STOPPED))][-1] == "Dừng xử lý"
    asked = found(WAITING).supplement_requests.get()
    assert (asked.items[0]["kind"], asked.answered_at) == ("paper", None)
    item = found(OPEN).work_items.get()
    assert (item.assignee_id, item.due_at) == (commune.officials["case_officer"].id, scenes.at("2026-11-24 17:00"))
    assert not FileUse.objects.filter(owner__startswith="import:", released_at=None).exists()


def test_an_open_dossier_is_worked_to_its_returned_result_under_its_old_promise(commune_with_keys, pack):
    commune = commune_with_keys
    take(pack)
    commune.now = scenes.at("2026-11-20 09:00")
    dossier = found(OPEN)
    commune.does("case_officer", "register_result", dossier)
    commune.does("leader", "sign_result", dossier)
    commune.does("clerk", "seal_result", dossier)
    dossier = commune.does("return_desk", "return_result", dossier)
    assert (dossier.state, dossier.code, dossier.due_at) == (State.RETURNED, OPEN, scenes.at("2026-11-24 17:00"))
    assert [row.kind for row in dossier.promises.all()] == [Promise.Kind.IMPORTED]
    assert [line.step_name for line in dossier.handovers.order_by("id")][:2] == ["register", "Chuyển từ hệ thống cũ"]
    assert dossier.slips.filter(kind="result").exists()


def test_what_waited_for_its_owner_is_counted_anew_by_the_limit_it_was_promised_by(commune, pack):
    take(pack)
    dossier = found(WAITING)
    mother = scenes.Actor(kind="citizen", id=dossier.owner_id, name=dossier.owner.name)
    later = scenes.at("2026-11-23 10:00")
    operations.supplement(
        dossier_id=dossier.pk, values=dossier.values, papers=[commune.paper("birth_note", mother)], by=mother, at=later
    )
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING
    assert dossier.clock_stopped_at is None
    assert dossier.due_at == scenes.at("2026-11-27 17:00"), "three working days, and 24 November is a holiday"
    assert WorkItem.objects.get(dossier=dossier).kind == "register"


def test_a_second_run_changes_nothing_and_a_corrected_file_takes_in_the_rest(commune, pack, capsys):
    change(pack, "dossiers.csv", 5, owner_id="031195001235x")
    change(pack, "steps.csv", 4, step="seal")
    with pytest.raises(CommandError, match="Còn 2 lỗi"):
        call_command("import_dossiers", str(pack), take=True)
    assert not Dossier.objects.exists()
    report = take(pack, partly=True)
    assert (report.taken, places(report)) == (3, [("steps.csv", 4, "step"), ("dossiers.csv", 5, "owner_id")])
    assert "register" in report.problems[0].message
    change(pack, "dossiers.csv", 5, owner_id="031195001234")
    change(pack, "steps.csv", 4, step="register")
    report = take(pack)
    assert (report.taken, report.known, report.problems) == (2, 3, [])
    stood = list(Dossier.objects.order_by("id").values())
    capsys.readouterr()
    call_command("import_dossiers", str(pack), take=True)
    assert "Không có gì thay đổi: cả 5 hồ sơ" in capsys.readouterr().out
    assert (list(Dossier.objects.order_by("id").values()), ImportBatch.objects.count()) == (stood, 2)
    change(pack, "dossiers.csv", 3, owner_phone="0900000000")
    report = take(pack)
    assert (report.taken, places(report)) == (0, [("dossiers.csv", 3, "code")])


def test_a_dry_run_keeps_nothing_and_an_interrupted_run_goes_on(commune, pack, monkeypatch):
    call_command("import_dossiers", str(pack), take=True, dry_run=True)
    assert not any(kept.objects.exists() for kept in (Dossier, FileUse, ImportBatch))
    hang = papers.hang

    def falls(dossier, *rest, **more):
        hang(dossier, *rest, **more)
        if dossier.code == WAITING:
            raise KeyboardInterrupt

    monkeypatch.setattr(papers, "hang", falls)
    with pytest.raises(KeyboardInterrupt):
        take(pack)
    monkeypatch.undo()
    assert ImportedDossier.objects.count() == 2
    report = take(pack)
    assert (report.taken, report.known, Dossier.objects.count()) == (3, 2, 5)


WRONG = [
    [
        ("dossiers.csv", 2, {"state": "11"}, "state"),
        ("answers.csv", 2, {"value": "x" * 200}, "requester.full_name"),
        ("clock.csv", 3, {"kind": "resume"}, "kind"),
        ("states.csv", 4, {"state": "9"}, "state"),
    ],
    [
        ("dossiers.csv", 2, {"returned_at": "04/11/2026"}, "returned_at"),
        ("dossiers.csv", 3, {"procedure": "9.999999"}, "procedure"),
        ("dossiers.csv", 4, {"state_before": ""}, "state_before"),
    ],
    [
        ("dossiers.csv", 2, {"returned_at": "2026-11-01 09:10"}, "returned_at"),
        ("steps.csv", 4, {"assignee": "nobody"}, "assignee"),
    ],
    [
        ("dossiers.csv", 2, {"receiving_agency": "H24.XXX"}, "receiving_agency"),
        ("dossiers.csv", 4, {"code": OPEN}, "code"),
        ("promises.csv", 3, {"limit": "3 ngày"}, "limit"),
    ],
    [
        ("dossiers.csv", 2, {"other_codes": "khong-co-ma"}, "other_codes"),
        ("dossiers.csv", 3, {"ended_at": "2026-11-19 10:00"}, "ended_at"),
    ],
    [("files.csv", 4, {"sha256": "0" * 64}, "sha256"), ("clock.csv", 3, {"at": "hôm qua"}, "at")],
]


def test_each_error_names_its_file_row_and_column(commune, pack):
    for errors in WRONG:
        tables = {table: (pack / table).read_text() for table, *_rest in errors}
        for table, row, cells, _column in errors:
            change(pack, table, row, **cells)
        report = importing.dry_run(path=pack, by=SYSTEM, at=NOW)
        told = [str(one) for one in report.problems]
        assert {(table, row, column) for table, row, _cells, column in errors} <= set(places(report)), told
        for table, text in tables.items():
            (pack / table).write_text(text)


def test_nothing_comes_in_while_totals_or_files_differ(commune, pack):
    change(pack, "totals.csv", 3, value="7")
    assert places(take(pack, partly=True)) == [("totals.csv", 3, "value")]
    change(pack, "totals.csv", 3, value="1")
    (pack / "files" / "la.pdf").write_bytes(scenes.PDF)
    report = take(pack, partly=True)
    assert {one[0] for one in places(report)} == {"totals.csv", "files.csv"}
    (pack / "files" / "la.pdf").unlink()
    (pack / "files" / "0001-giay-chung-sinh.pdf").unlink()
    assert ("files.csv", 2, "path") in places(take(pack, partly=True))
    assert not Dossier.objects.exists()


def zipped(pack, extra=(), **more):
    """Return the pack as a ZIP, with further entries."""
    path = pack.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for one in sorted(pack.rglob("*")):
            if one.is_file():
                made.write(one, one.relative_to(pack).as_posix())
        for entry, content in extra:
            made.writestr(entry, content, **more)
    return path


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o120777 << 16
    return entry


@pytest.mark.parametrize(
    "extra",
    [
        [("../ra-ngoai.csv", b"")],
        [("/etc/x.csv", b"")],
        [("files/../../x.pdf", b"")],
        [("files\\x.pdf", b"")],
        [("chay.py", b"print()")],
        [("files/a.pdf", b"x"), ("files//a.pdf", b"x")],
        [(link("files/noi.pdf"), b"/etc/passwd")],
        [("files/bom.pdf", b"\0" * 50_000_000)],
    ],
)
def test_a_hostile_zip_is_refused_whole(db, pack, extra):
    with pytest.raises(importing.PackRefused):
        importing.dry_run(path=zipped(pack, extra), by=SYSTEM, at=NOW)


def test_broken_and_foreign_content_is_refused(commune, pack, tmp_path):
    broken = tmp_path / "x.zip"
    broken.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(CommandError, match="ZIP"):
        call_command("import_dossiers", str(broken))
    (pack / "note.csv").symlink_to("/etc/passwd")
    with pytest.raises(importing.PackRefused):
        take(pack)
    (pack / "note.csv").unlink()
    paper = pack / "files" / "0002-giay-chung-sinh.pdf"
    paper.write_bytes(b"MZ program" + paper.read_bytes()[10:])
    assert ("files.csv", 4, "path") in places(importing.dry_run(path=pack, by=SYSTEM, at=NOW))


def test_a_zip_is_as_good_as_a_folder(commune, pack):
    report = importing.take_in_all(path=zipped(pack), by=SYSTEM, at=NOW)
    assert (report.taken, report.files, report.problems) == (5, 3, [])
