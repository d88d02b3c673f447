"""Books at the desk: whose they are, what they show, how they print and close."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from congvu.audit import queries as audit
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.kit.errors import NotAllowed
from congvu.numbering import operations
from congvu.numbering.models import Book

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(commune) -> Book:
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "register_result", dossier)
    return Book.objects.get(kind="birth_book")


def test_the_clerk_reads_and_prints_the_book_and_each_reading_is_logged(commune, sit, book):
    client = sit(commune, "clerk")
    assert "Sổ đăng ký khai sinh" in client.get(reverse("desk:books")).content.decode()
    page = client.get(reverse("desk:book", args=[book.pk]), {"thang": "11"}).content.decode()
    assert "Trần Thị Thí Dụ" in page
    empty = client.get(reverse("desk:book", args=[book.pk]), {"thang": "10"}).content.decode()
    assert "Trần Thị Thí Dụ" not in empty
    printed = client.get(reverse("desk:book_print", args=[book.pk]))
    text = PdfReader(io.BytesIO(printed.content)).pages[0].extract_text()
    assert "SỔ ĐĂNG KÝ KHAI SINH" in text
    assert "Trần Thị Thí Dụ" in " ".join(text.split())
    assert [entry.action for entry in audit.entries(subject=f"book:{book.pk}")].count("numbering.read_book") == 3


def test_another_agency_does_not_see_it(commune, book, client):
    from congvu.accounts import operations as accounts

    other = scenes.people.open_agency(
        code="H24.901", name="Ủy ban nhân dân xã Khác", kind="commune", valid_from=dt.date(2026, 1, 1),
        by=scenes.SYSTEM, at=commune.now,
    )  # fmt: skip
    stranger = scenes.hire(other, "leader", "Người Nơi Khác", "Chủ tịch")
    client.force_login(
        accounts.open_account(
            official_id=stranger.id, username="la", password="mua-xuan-tren-song-cam", by=scenes.SYSTEM, at=commune.now
        )
    )
    assert client.get(reverse("desk:book", args=[book.pk])).status_code == 403
    assert client.get(reverse("desk:book_print", args=[book.pk])).status_code == 403
    assert client.post(reverse("desk:book_close", args=[book.pk])).status_code == 403
    assert "khai sinh" not in client.get(reverse("desk:books")).content.decode()


def test_a_book_closes_after_its_year_and_takes_nothing_more(commune, book):
    clerk = commune.officials["clerk"]
    with pytest.raises(operations.BookClosed, match="31/12"):
        operations.close_book(book_id=book.pk, by=clerk, at=commune.now)
    after = scenes.at("2027-01-04 08:00")
    with pytest.raises(NotAllowed):
        operations.close_book(book_id=book.pk, by=commune.officials["case_officer"], at=after)
    closed = operations.close_book(book_id=book.pk, by=clerk, at=after)
    assert (closed.closed_at, closed.series.last) == (after, 1)
    with pytest.raises(operations.BookClosed):
        operations.close_book(book_id=book.pk, by=clerk, at=after)
    with pytest.raises(operations.BookClosed):
        operations.enter(
            kind="birth_book", title="", agency=commune.agency, cells=[], subject="dossier:0", by=clerk, at=commune.now
        )


def test_what_must_be_confirmed_is_a_box_to_tick(commune, sit, settings):
    folder = settings.ROOT / "congvu" / "procedures" / "copy_certification"
    commune.offer(folder)
    commune.extra = {}
    dossier = commune.submit(
        values={**commune.answers(), "document": {**commune.answers()["document"], "electronic": False}}, papers=[]
    )
    commune.does("reception", "accept", dossier)
    client = sit(commune, "case_officer")
    page = client.get(reverse("desk:act", args=[dossier.public_id, "register_result"])).content.decode()
    assert 'type="checkbox" id="them.compared"' in page
    step = commune.step(dossier)
    address = reverse("desk:act", args=[dossier.public_id, "register_result"])
    assert client.post(address, {"buoc": step, "them.compared": "1"}).status_code == 422
    client.post(address, {"buoc": step, "them.compared": "1", "them.original_returned": "1"})
    assert Dossier.objects.get(pk=dossier.pk).result_number.endswith("-SCT/BS")


def test_the_book_of_dossiers_follows_each_one_and_goes_out_as_excel(commune, sit):
    dossiers = [commune.submit(key=f"k{n}", return_by="counter") for n in range(2)]
    for one in dossiers:
        commune.does("reception", "accept", one)
    found = Book.objects.get(kind="dossier_book")
    assert [(entry.number, entry.subject) for entry in found.entries.all()] == [
        (n, one.subject) for n, one in enumerate(dossiers, 1)
    ]
    client = sit(commune, "clerk")
    page = client.get(reverse("desk:book", args=[found.pk])).content.decode()
    for part in ("Sổ theo dõi hồ sơ", dossiers[1].code, "Tại Bộ phận Một cửa", "0912345678"):
        assert part in page
    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(client.get(reverse("desk:book_excel", args=[found.pk])).content)
    ).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[0][0] == "Sổ theo dõi hồ sơ, 2026"
    assert [row[2] for row in rows[4:]] == [one.code for one in dossiers]
    assert rows[3][:4] == ["Số", "Ngày", "Mã hồ sơ", "Tên thủ tục hành chính"]
    with pytest.raises(operations.BookClosed):
        operations.close_book(book_id=found.pk, by=commune.officials["clerk"], at=commune.now)
    operations.close_book(book_id=found.pk, by=commune.officials["clerk"], at=commune.now + dt.timedelta(days=60))
    late = commune.submit(key="k9")
    with pytest.raises(operations.BookClosed):
        commune.does("reception", "accept", late)


def test_what_was_returned_is_noted_in_the_book_of_dossiers(commune_with_keys):
    commune = commune_with_keys
    dossier = commune.whole_life(commune.submit(return_by="counter"))
    commune.does("return_desk", "return_result", dossier, receiver="Nguyễn Thị Hồng Ánh")
    (entry,) = Book.objects.get(kind="dossier_book").entries.all()
    notes = [note.text for note in entry.notes.all()]
    assert any(text.startswith("Trả kết quả") and text.endswith("Nguyễn Thị Hồng Ánh") for text in notes), notes
