"""Columns and files of a search, the head's board, the two books beside the registers, versions side by side."""

import io
import zipfile

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from congvu.audit.models import Entry
from congvu.documents import operations
from congvu.documents.tests.drafts import deliver
from congvu.kit.actors import SYSTEM
from congvu.printing import operations as printing

pytestmark = pytest.mark.django_db
OUTSIDE = {"name": "Công ty Bên Ngoài", "address": "12 phố Thử", "way": "paper", "role": "to"}


def rows_of(excel):
    return CalamineWorkbook.from_filelike(io.BytesIO(excel)).get_sheet_by_index(0).to_python()


def test_search_shows_the_columns_that_are_ticked_and_gives_them_as_files(sending, desk):
    printing.load_papers(by=SYSTEM, at=sending.office.now)
    sending.delivered()
    client, address = desk(sending.office, "clerk"), reverse("desk:document_search")
    usual = client.get(address).content.decode()
    assert "Tình trạng</th>" in usual
    assert "Người ký</th>" not in usual
    asked = {"cot": ["so", "nguoi-ky"], "q": "to cong tac"}
    page = client.get(address, asked)
    shown = page.content.decode()
    assert "Đào Văn Giám Đốc" in shown
    assert "Cơ quan ban hành</th>" not in shown
    assert page.context["asked"].count("cot=") == 2, "kept with a search that is kept"
    excel = client.get(address, {**asked, "xuat": "excel"})
    assert rows_of(excel.content) == [["Số, ký hiệu", "Người ký"], ["01/QĐ-STD", "Đào Văn Giám Đốc"]]
    word = client.get(address, {**asked, "xuat": "word"})
    with zipfile.ZipFile(io.BytesIO(word.content)) as folder:
        assert "01/QĐ-STD" in folder.read("word/document.xml").decode()
    pdf = client.get(address, {**asked, "xuat": "pdf"}).content
    assert "01/QĐ-STD" in printing.words_of(pdf)
    line = Entry.objects.filter(action="documents.export").latest("id")
    assert (line.data["way"], line.data["count"]) == ("pdf", 1)
    for odd in ({"loai": "²"}, {"cot": "nonsense"}, {"xuat": "exe"}, {"loai": "9" * 30}):
        assert client.get(address, odd).status_code == 200


def test_oldest_first_where_asked(sending, desk):
    sending.begun(subject="Việc thứ nhất")
    sending.begun(subject="Việc thứ hai")
    client, address = desk(sending.office, "officer"), reverse("desk:document_search")

    def order(**asked):
        page = client.get(address, asked)
        return [one.subject for one in page.context["page"].rows]

    assert order() == ["Việc thứ hai", "Việc thứ nhất"]
    assert order(xep="cu") == ["Việc thứ nhất", "Việc thứ hai"]


def test_what_leaves_on_paper_and_who_uses_kept_copies_stand_in_their_books(sending, desk):
    printing.load_papers(by=SYSTEM, at=sending.office.now)
    document = sending.brought("issue", recipients=[OUTSIDE])
    client, year = desk(sending.office, "clerk"), sending.office.now.year
    posted, kept = reverse("desk:document_posted_book"), reverse("desk:document_kept_book")
    page = client.get(posted, {"nam": year})
    assert len(page.context["headings"]) == 6
    assert page.context["rows"][0].cells[:4] == ["20/11/2026", "01/QĐ-STD", "Công ty Bên Ngoài, 12 phố Thử", "1"]
    deed = reverse("desk:document_deed", args=[document.public_id, "lend_kept_copy"])
    assert client.post(deed, {"nguoi_dung": "Vũ Văn Trưởng"}).status_code == 422, "who allowed it?"
    lent = {"nguoi_dung": "Vũ Văn Trưởng, Phòng Kinh tế", "cho_phep": "Chánh Văn phòng"}
    assert "Đã ghi người sử dụng" in client.post(deed, lent, follow=True).content.decode()
    assert "đang ở chỗ Vũ Văn Trưởng" in client.post(deed, lent).content.decode()
    shown = client.get(kept)
    assert len(shown.context["headings"]) == 9
    assert shown.context["rows"][0].cells[1] == lent["nguoi_dung"]
    back = reverse("desk:document_deed", args=[document.public_id, "take_kept_copy_back"])
    client.post(back)
    assert client.get(kept).context["rows"][0].cells[6] != ""
    for address in (posted, kept):
        assert client.get(address, {"in": "1", "nam": year}).content.startswith(b"%PDF")
    leader = desk(sending.office, "leader")
    assert leader.post(deed, lent).status_code == 403, "the clerk keeps them"


def test_head_sees_what_waits_where_and_both_reports(sending, desk):
    printing.load_papers(by=SYSTEM, at=sending.office.now)
    office = sending.office
    office.in_progress()
    sending.brought("approve_content")
    sending.delivered()
    client, address = desk(office, "leader"), reverse("desk:documents_board")
    page = client.get(address, {"nam": office.now.year})
    stages = {one.task: one.open for _words, one in page.context["stages"]}
    assert (stages["lead"], stages["check_content"], stages["receive"]) == (1, 1, 0)
    (_code, _title, _headings, settled), (_di, _words, _heads, issued) = page.context["reports"]
    assert settled == [["Phòng Kinh tế", 1, 0, 0, 1, settled[0][5]]]
    assert issued == [["Quyết định", 1, 1, 1, 0, 0]]
    file, year = reverse("desk:documents_board_file"), office.now.year
    assert client.get(file, {"nam": year}).content.startswith(b"%PDF")
    excel = client.get(file, {"nam": year, "bao-cao": "di", "dang": "excel"})
    assert rows_of(excel.content)[3][:2] == ["Quyết định", 1]
    assert desk(office, "officer").get(address).status_code == 403


def test_any_version_is_laid_beside_the_one_before_it(sending, desk):
    document = sending.begun(subject="Về việc một")
    for subject in ("Về việc hai", "Về việc ba"):
        operations.save_version(
            document_id=document.pk, draft=sending.draft(subject=subject), **sending.office.by("officer")
        )
    client, address = desk(sending.office, "officer"), reverse("desk:document", args=[document.public_id])
    newest = client.get(address)
    assert [one["text"] for one in newest.context["changes"]] == ["Về việc hai", "Về việc ba"]
    earlier = client.get(address, {"ban": "2"})
    assert [one["text"] for one in earlier.context["changes"]] == ["Về việc một", "Về việc hai"]
    assert "Trích yếu:" in earlier.content.decode()


def test_receiver_sees_at_once_that_a_document_was_replaced(sending, desk):
    first = sending.delivered()
    new = sending.begun(recipients=[])
    operations.link_document(document_id=new.pk, kind="replaces", target_id=first.pk, **sending.office.by("officer"))
    sending.brought("issue", new)
    deliver()
    clerk = desk(sending.other, "clerk")
    page = clerk.get(reverse("desk:arrival", args=[first.deliveries.get().arrival.public_id])).content.decode()
    assert "đã được thay thế bằng" in page
    assert "02/QĐ-STD" in page
    there = clerk.get(reverse("desk:arrival", args=[new.deliveries.get().arrival.public_id])).content.decode()
    assert "Thay thế</dt>" in there
