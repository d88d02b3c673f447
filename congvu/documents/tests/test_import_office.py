"""An older office comes in: tried, taken in once, gone on with after a fall; totals, files and numbers hold."""

import csv

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from congvu.audit.models import Entry
from congvu.documents import operations, queries
from congvu.documents.models import Document, DocumentText, ImportedDocument
from congvu.documents.operations import importing
from congvu.documents.tests.arriving import OPENED, letter
from congvu.files.models import FileUse
from congvu.kit.actors import SYSTEM
from congvu.numbering import operations as numbering
from congvu.numbering import queries as numbers
from congvu.numbering.models import Book, BookEntry, Series
from congvu.people.models import Agency, Official, Post, RoleHolding
from tools.bench.office import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "kept"
    letter()
    make(tmp_path / "pack", agencies=3, accounts=9, documents=24, files=4)
    return tmp_path / "pack"


def run(do, pack, **more):
    return do(path=pack, by=SYSTEM, at=OPENED.replace(month=11), **more)


def change(pack, table, row, **cells):
    path = pack / table
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    rows[row].update(cells)
    with path.open("w", encoding="utf-8", newline="") as sink:
        lines = csv.DictWriter(sink, rows[0])
        lines.writeheader()
        lines.writerows(rows)


def test_a_dry_run_says_what_would_come_and_keeps_nothing(pack):
    report = run(importing.dry_run, pack)
    assert (report.problems, report.whole) == ([], True)
    assert dict(report.new) == {"agencies": 3, "units": 6, "accounts": 9, "documents": 24, "files": 4}
    assert not Agency.objects.filter(code__startswith="H99").exists()
    assert not Document.objects.exists()
    assert not FileUse.objects.exists()


def test_a_pack_is_taken_in_once_whole_and_its_numbers_go_on(pack, monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 10)
    report = run(importing.take_in_all, pack)
    assert (report.problems, report.standing) == ([], 24)
    assert Official.objects.count() == Post.objects.count() == RoleHolding.objects.count() == 9
    assert Document.objects.count() == DocumentText.objects.count() == ImportedDocument.objects.count() == 24
    assert Entry.objects.filter(action="documents.import").count() == 24
    assert FileUse.objects.filter(released_at=None, owner__startswith="document:").count() == 4
    assert not FileUse.objects.filter(released_at=None, owner__startswith="office-import").exists()
    document = Document.objects.get(imported__key="vb-0")
    assert (document.state, document.arrival_number, document.code) == ("completed", 1, "01/SNV-VP")
    assert document.files.get().role == "main"
    assert Series.objects.get(key="document_in:H99.1:2026").last == 7
    again = run(importing.take_in_all, pack)
    assert (again.new, again.standing) == ({}, 24)
    assert (again.known["documents"], again.known["accounts"], again.known["agencies"]) == (24, 9, 3)
    assert again.known["files"] == again.counts["files", ""] > 0


def test_what_was_issued_this_year_stands_in_its_book_under_its_number_and_the_next_one_follows(pack):
    run(importing.take_in_all, pack)
    came = Document.objects.filter(direction="out", agency__code="H99.2").order_by("number")
    book = Book.objects.get(agency__code="H99.2", kind="document_state_14")
    entries = list(book.entries.order_by("number"))
    assert [one.number for one in entries] == [one.number for one in came]
    assert [one.subject for one in entries] == [one.key for one in came]
    last = came.last()
    lines = queries.register_lines(book, numbers.book_entries(book=book))
    assert [line.cells[0] for line in lines] == [one.code for one in came]
    assert lines[-1].cells[1] == f"{last.issued_on:%d/%m/%Y}"
    assert "hệ thống cũ" in lines[-1].cells[9]
    assert operations.print_register(book, at=OPENED.replace(month=11)).startswith(b"%PDF")
    with transaction.atomic():
        entry = numbering.enter(
            kind=book.kind,
            title=book.title,
            agency=book.agency,
            cells=[],
            subject="document:0",
            by=SYSTEM,
            at=OPENED.replace(month=11),
        )
    assert entry.number == last.number + 1
    change(pack, "documents.csv", 1, key="vb-lai")  # another document under a number that stands in the book
    report = run(importing.dry_run, pack)
    assert [(one.row, one.column) for one in report.problems] == [(3, "number")]


def test_what_was_issued_in_an_earlier_year_opens_no_book_of_this_year(pack):
    change(pack, "documents.csv", 1, issued_on="2025-12-30", at="2025-12-30 08:30")
    run(importing.take_in_all, pack)
    document = Document.objects.get(imported__key="vb-1")
    assert not BookEntry.objects.filter(subject=document.key).exists()


def test_a_run_that_fell_goes_on_where_it_was(pack, monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 10)

    def fall(what, number, total):
        if number == 20 and Document.objects.count() == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(importing.take_in_all, pack, partly=True, tick=fall)
    assert Document.objects.count() == 20
    report = run(importing.take_in_all, pack)
    assert (report.new["documents"], report.known["documents"], report.standing) == (4, 20, 24)


def test_what_is_wrong_is_told_by_row_and_column_and_keeps_the_rest_out(pack):
    change(pack, "documents.csv", 0, subject="TỐI MẬT")
    change(pack, "documents.csv", 2, arrival_number="")
    change(pack, "documents.csv", 4, kind="77")
    change(pack, "documents.csv", 6, arrival_number="1")
    change(pack, "accounts.csv", 1, agency="H99.77")
    change(pack, "files.csv", 1, sha256="0" * 64)
    report = run(importing.take_in_all, pack)
    told = {(one.file, one.row, one.column) for one in report.problems}
    assert {
        ("documents.csv", 2, "subject"),
        ("documents.csv", 4, "arrival_number"),
        ("documents.csv", 6, "kind"),
    } < told
    assert ("accounts.csv", 3, "agency") in told
    assert any(one.file == "files.csv" and "SHA-256" in one.message for one in report.problems)
    assert not Document.objects.exists()
    partly = run(importing.take_in_all, pack, partly=True)
    assert 18 <= partly.standing < 24
    assert not Document.objects.filter(subject__contains="MẬT").exists()


def test_totals_that_differ_and_rows_that_changed_keep_everything_out(pack):
    change(pack, "totals.csv", 3, value="25")
    report = run(importing.take_in_all, pack, partly=True)
    assert (report.whole, Document.objects.count()) == (False, 0)
    assert "ghi 25, trong gói có 24" in str(report.problems[0])
    change(pack, "totals.csv", 3, value="24")
    run(importing.take_in_all, pack)
    change(pack, "documents.csv", 0, subject="Đã sửa")
    change(pack, "agencies.csv", 0, name="Tên khác")
    told = [str(one) for one in run(importing.dry_run, pack).problems]
    assert any("đã nhập với nội dung khác" in one for one in told)
    assert any("Trên hệ thống đang là" in one for one in told)


def test_the_command_tells_counts_and_writes_the_errors(pack, tmp_path, capsys):
    change(pack, "documents.csv", 0, kind="77")
    with pytest.raises(CommandError, match="Còn 1 lỗi"):
        call_command("import_office", str(pack), errors=tmp_path / "errors.csv")
    assert "documents.csv,2,kind" in (tmp_path / "errors.csv").read_text(encoding="utf-8-sig")
    change(pack, "documents.csv", 0, kind="18")
    call_command("import_office", str(pack), take=True)
    said = capsys.readouterr().out
    assert "văn bản: 24 trong gói; 24 mới, đã nhập; 0 đã có" in said
    assert "24 văn bản của gói này" in said
