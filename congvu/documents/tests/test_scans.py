"""Scans of documents: what the zones of a first page say, and how a scan gets its words, its copy, or its end."""

import datetime as dt
import io
import json
from pathlib import Path

import pytest

from congvu.documents import operations, queries
from congvu.documents.layers import scanned
from congvu.documents.models import Document, DocumentText
from congvu.documents.operations import intake
from congvu.documents.tests.arriving import letter, open_office
from congvu.documents.tests.drafts import deliver
from congvu.documents.zones import Line, propose
from congvu.files.models import FileUse
from congvu.files.tests import contents
from congvu.numbering.models import BookEntry
from congvu.ocr import operations as ocr
from congvu.ocr import programs
from congvu.ocr.models import Reading
from congvu.ocr.queries import Word
from congvu.ocr.tests.scans import scan

RECORDED = Path(__file__).parent / "recorded"
"""Words of the upper half of pages as tesseract read them: our own layouts and odd ones, scanned askew, some poorly."""
TENTH = dt.date(2026, 11, 20)
needs_programs = pytest.mark.skipif(bool(programs.missing()), reason=f"missing: {', '.join(programs.missing())}")


def read(name):
    words = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    return propose(scanned(Word(*word) for word in words))


@pytest.mark.parametrize(
    ("name", "code", "day", "organ", "kind", "subject", "urgency"),
    [
        ("decision", "01/QĐ-STD", TENTH, "Sở Thí dụ", "Quyết định", "Về việc thành lập Tổ công tác chuyển đổi số", 0),
        ("plan", "01/KH-STD", TENTH, "Sở Thí dụ", "Kế hoạch", "Chuyển đổi số của Sở năm 2026", 1),
        ("report", "01/BC-STD", TENTH, "Sở Thí dụ", "Báo cáo", "Kết quả cải cách hành chính quý III năm 2026", 0),
        (
            "letter",
            "01/STD-KT",
            TENTH,
            "Sở Thí dụ",
            "Công văn",
            "Đề nghị phối hợp cung cấp số liệu giải quyết thủ tục hành chính",
            0,
        ),
        (
            "party",
            "15-QĐ/TU",
            dt.date(2026, 2, 5),
            "Ban Tổ chức",
            "Quyết định",
            "về việc phân công công tác cán bộ",
            0,
        ),
        (
            "urgent-poor",
            "1205/SGDĐT-VP",
            dt.date(2026, 10, 30),
            "Sở Giáo dục và Đào tạo",
            "Công văn",
            "chấn chỉnh dạy thêm, học thêm trên địa bàn tỉnh",
            3,
        ),
        ("plain", "", None, "", "", "", 0),
    ],
)
def test_zones_of_a_scanned_page_are_proposed(name, code, day, organ, kind, subject, urgency):
    found = read(name)
    assert (found.code, found.issued_on, found.organ_name) == (code, day, organ)
    assert (found.kind_name, found.subject, found.urgency) == (kind, subject, urgency)
    for place in found.places.values():
        left, top, width, height = place.box
        assert 0 < left < left + width < 1
        assert 0 < top < top + height < 0.5
        assert 0 < place.sureness < 100


def test_a_poor_scan_is_less_sure_and_a_value_out_of_its_zone_too():
    assert read("letter-poor").places["organ_name"].sureness < 60 < read("letter").places["organ_name"].sureness
    here, there = Line(0.2, 0.1, "Số: 7/SNV-VP", 0.1, 0.01), Line(0.7, 0.1, "Số: 7/SNV-VP", 0.1, 0.01)
    assert (propose([here]).places["code"].sureness, propose([there]).places["code"].sureness) == (100, 60)
    assert propose([Line(0.2, 0.1, "S6: O5 / QD - UBND")]).code == "05/QĐ-UBND"
    lost = propose([Line(0.2, 0.09, "PHƯỜNG THÍ DỤ", 0.2, 0.01), Line(0.2, 0.13, "Số: 45UBND-VX", 0.2, 0.01, 96)])
    assert (lost.code, lost.places["code"].sureness, lost.organ_name) == ("45/UBND-VX", 50, "Phường Thí Dụ")
    assert propose([Line(0.5, 0.1, "Hải Phòng, ngay 3l tháng 2 năm 2026")]).issued_on is None
    assert propose([Line(0.18, 0.3, "Căn cứ Luật ngày 16 tháng 6 năm 2025")]).issued_on is None


def shelved(office, content, name="quet.pdf"):
    return operations.keep_upload(
        stream=io.BytesIO(content), name=name, agency_id=office.agency.pk, **office.by("clerk")
    )


@needs_programs
@pytest.mark.django_db
def test_a_scan_is_entered_read_found_by_its_words_and_blocked_when_a_stamp_turns_up(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    office = open_office()
    letter()
    content = scan(contents.pdf("#v(9cm)\nKinh phí bảo trì hồ chứa nước Đồng Mô."))
    use = shelved(office, content)
    document = office.arrival(files=[str(use.pk)], subject="Kinh phí")
    reading = Reading.objects.get()
    assert (reading.state, reading.blob_id) == ("waiting", use.blob_id)
    ocr.read(reading_id=reading.pk)
    deliver()
    assert sorted(document.files.values_list("role", flat=True)) == ["scan", "searchable"]
    held = queries.search(
        queries.Wanted(text="ho chua nuoc dong mo"), held=_grants(office), official_id=office.people["clerk"].id
    )
    assert [row.pk for row in held.rows] == [document.pk]
    again = office.arrival(files=[str(shelved(office, content).pk)])
    assert again.files.filter(role="searchable").exists()
    document = operations.register(document_id=document.pk, **office.by("clerk"))
    ocr._stop_secret(reading, at=office.now)
    deliver()
    for one in (document, again):
        one.refresh_from_db()
        assert (one.state, one.subject, one.code, one.organ_name) == ("blocked", "–", "", "–")
        assert not one.files.filter(replaced_at=None).exists()
        assert not one.holdings.filter(done_at=None).exists()
    assert document.arrival_number == 1
    entry = BookEntry.objects.get()
    assert {cell["value"] for cell in entry.cells} == {"–"}
    assert "dấu chỉ độ mật" in entry.notes.get().text
    assert not DocumentText.objects.exists()
    assert not FileUse.objects.filter(released_at=None).exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not Document.objects.filter(folded__contains="dong mo").exists()


def _grants(office):
    from congvu.people import queries as people

    return people.grants(official_id=office.people["clerk"].id, at=office.now)


@pytest.mark.django_db
def test_where_the_programs_are_missing_a_scan_is_entered_all_the_same(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(programs, "missing", lambda: ("ocrmypdf",))
    monkeypatch.setattr("congvu.documents.operations.proposing.readings.missing", lambda: ("ocrmypdf",))
    office = open_office()
    use = shelved(office, scan(contents.pdf("Bản quét")))
    read_it = operations.read_upload(use_id=str(use.pk), **office.by("clerk"))
    assert (read_it.lacks, read_it.reading) == (("ocrmypdf",), None)
    assert office.arrival(files=[str(use.pk)]).files.get().role == "scan"
    assert intake.shelf_of(office.people["clerk"]) == f"intake:official:{office.people['clerk'].id}"
