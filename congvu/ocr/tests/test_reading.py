"""Scans are read by the real programs: words, copy, progress; and nothing of a secret one is kept."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import default_storage
from pypdf import PdfReader

from congvu.audit import queries as audit
from congvu.files import operations as files
from congvu.files import queries as file_queries
from congvu.files.models import Blob, FileUse
from congvu.files.refusals import StateSecret
from congvu.files.tests import contents
from congvu.kit.actors import SYSTEM
from congvu.kit.text import fold
from congvu.ocr import operations, programs, queries
from congvu.ocr.models import Reading
from congvu.ocr.tests.scans import picture, scan

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LETTER = """
#set text(font: "Tinos", size: 13pt)
#grid(columns: (1fr, 1.3fr), align: center, row-gutter: 0.8em,
  [ỦY BAN NHÂN DÂN \\ *PHƯỜNG THÍ DỤ*], [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập - Tự do - Hạnh phúc*],
  [Số: 45/UBND-VX], [_Hải Phòng, ngày 18 tháng 11 năm 2026_])
#v(3em)
Đề nghị hướng dẫn rà soát thủ tục hành chính năm 2026.
#pagebreak()
Trang sau nói về kinh phí.
"""
pytestmark = pytest.mark.django_db
needs_programs = pytest.mark.skipif(bool(programs.missing()), reason=f"missing: {', '.join(programs.missing())}")


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def send(content, name="quet.pdf"):
    return files.store(stream=io.BytesIO(content), name=name, owner="draft:1", by=SYSTEM, at=NOON)


def read(content, name="quet.pdf"):
    use = send(content, name)
    asked = operations.ask(use=use, by=SYSTEM, at=NOON)
    operations.read(reading_id=asked.pk, now=lambda: NOON)
    asked.refresh_from_db()
    return use, asked


@needs_programs
def test_a_scan_gets_words_and_a_searchable_copy_beside_the_untouched_original(monkeypatch):
    seen = []
    real = operations.whole.read_all

    def watched(*args, on_page, **more):
        return real(*args, on_page=lambda done: (seen.append(done), on_page(done)), **more)

    monkeypatch.setattr(operations.whole, "read_all", watched)
    content = scan(contents.pdf(LETTER))
    use, done = read(content)
    assert (done.state, done.pages, done.pages_done) == ("done", 2, 2)
    assert seen[-1] == 2
    assert "rà soát thủ tục hành chính năm 2026" in done.text.split("\f")[0]
    assert "kinh phí" in done.text.split("\f")[1]
    words = queries.words_of_first(done)
    number = next(word for word in words if word.text == "45/UBND-VX")
    assert number.sureness > 60
    assert 0.1 < number.x < 0.5
    with file_queries.open_use(use) as stream:
        assert stream.read() == content
    with file_queries.open_use(file_queries.use(done.searchable)) as stream:
        copy = PdfReader(stream)
        assert "kinh phí" in copy.pages[1].extract_text()
        assert "pdfaid:part" in copy.trailer["/Root"]["/Metadata"].get_data().decode()
    assert operations.ask(use=use, by=SYSTEM, at=NOON).state == "done"
    assert queries.needs_reading(use)


@needs_programs
@pytest.mark.parametrize("kind", ["red", "black"])
def test_a_stamp_that_is_only_a_picture_stops_the_scan_and_leaves_nothing(kind, tmp_path):
    paper = LETTER if kind == "red" else LETTER.replace("#v(3em)", "#v(1em)\n#rect[*MẬT*]\n#v(1em)")
    content = scan(contents.pdf(paper.partition("#pagebreak")[0]), stamp="TỐI MẬT" if kind == "red" else "")
    _use, done = read(content)
    assert (done.state, done.text, done.words, done.searchable) == ("secret", "", [], None)
    assert not FileUse.objects.filter(released_at=None).exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert Blob.objects.get().secret_at
    assert audit.entries(subject=done.owner)[-1].action == "ocr.stop_secret"
    with pytest.raises(StateSecret):
        send(content)


def test_what_has_words_already_is_not_read_and_a_photo_is():
    assert not queries.needs_reading(send(contents.pdf("Chữ in sẵn trên trang này, đủ dài để đọc được ngay.")))
    assert queries.needs_reading(send(picture(contents.pdf("Ảnh chụp")), "anh.jpg"))


@needs_programs
def test_a_reading_is_stopped_asked_again_and_goes_on_where_a_worker_fell():
    use = send(scan(contents.pdf("Một trang")))
    asked = operations.ask(use=use, by=SYSTEM, at=NOON)
    operations.cancel(reading_id=asked.pk, by=SYSTEM, at=NOON)
    operations.read(reading_id=asked.pk, now=lambda: NOON)
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    with pytest.raises(operations.ReadingNotPossible):
        operations.cancel(reading_id=asked.pk, by=SYSTEM, at=NOON)
    operations.ask_again(reading_id=asked.pk, by=SYSTEM, at=NOON)
    late = NOON + dt.timedelta(minutes=5)
    for tries in (1, 2):
        Reading.objects.update(state="running", beat_at=NOON, tries=tries)
        assert operations.resume_fallen(at=late) == 1
    Reading.objects.update(state="running", beat_at=NOON, tries=3)
    assert operations.resume_fallen(at=late) == 0
    asked.refresh_from_db()
    assert (asked.state, "ba lần" in asked.trouble) == ("failed", True)


@needs_programs
def test_a_reading_that_is_stopped_ends_its_programs(monkeypatch, tmp_path):
    with pytest.raises(programs.Stopped):
        programs.run(["sleep", "60"], folder=tmp_path, seconds=50, goes_on=lambda: False)
    with pytest.raises(programs.ProgramFailed, match="more than"):
        programs.run(["sleep", "60"], folder=tmp_path, seconds=0.1)
    monkeypatch.setattr(programs, "MEMORY", 400_000_000)
    with pytest.raises(programs.ProgramFailed, match="MemoryError"):
        programs.run(["python3", "-c", "import time; time.sleep(0.3); b' ' * 10**9"], folder=tmp_path, seconds=20)


@needs_programs
def test_a_hostile_pdf_fails_with_words_and_not_the_worker(monkeypatch):
    use = send(scan(contents.pdf("Một trang")))
    asked = operations.ask(use=use, by=SYSTEM, at=NOON)
    default_storage.delete(use.blob.address)
    with default_storage.open(use.blob.address, "wb") as sink:
        sink.write(b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog /Pages 1 0 R >> endobj\n" * 50)
    operations.read(reading_id=asked.pk, now=lambda: NOON)
    asked.refresh_from_db()
    assert (asked.state, "300 dpi" in asked.trouble) == ("failed", True)
    Reading.objects.update(state="waiting", pages=9_000)
    operations.read(reading_id=asked.pk, now=lambda: NOON)
    asked.refresh_from_db()
    assert "9000 trang" in fold(asked.trouble) or "9000 trang" in asked.trouble
    assert asked.state == "failed"
