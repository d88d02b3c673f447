"""Pages of outgoing documents: each step by its button, lists, search, books."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from congvu.audit import queries as audit
from congvu.documents import operations
from congvu.documents.models import Document
from congvu.documents.tests.drafts import BASIS, BODY, deliver
from congvu.files.models import Blob
from congvu.numbering.models import Book
from congvu.people.models import Official

pytestmark = pytest.mark.django_db


def told(client, address, **data):
    answer = client.post(address, data, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:3000]
    return answer.content.decode()


def test_decision_goes_by_the_buttons_of_its_page(sending, desk):
    office = sending.office
    client = desk(office, "officer")
    assert "Quyết định" in client.get(reverse("desk:document_new")).content.decode()
    form = reverse("desk:document_new") + f"?co_quan={office.agency.pk}&loai=2"
    assert client.get(form).status_code == 200
    page = told(
        client, form, trich_yeu="Về việc thử nghiệm", nguoi_ky=sending.power.pk, don_vi=office.units["KT"].pk,
        can_cu=BASIS, noi_dung=BODY, noi_nhan="so nhan thu", do_khan="1",
    )  # fmt: skip
    document = Document.objects.get(direction="out")
    assert "Trình duyệt nội dung" in page
    assert client.get(reverse("desk:document_paper", args=[document.public_id])).content.startswith(b"%PDF")
    for role, deed in sending.STEPS:
        client = desk(office, role)
        shown = client.get(reverse("desk:documents")).content.decode()
        assert "thử nghiệm" in shown, f"{role} has it in the list"
        told(client, reverse("desk:document_deed", args=[document.public_id, deed]))
    document.refresh_from_db()
    assert document.code == "01/QĐ-STD"
    deliver()
    clerk = desk(office, "clerk")
    page = clerk.get(reverse("desk:document", args=[document.public_id])).content.decode()
    assert "Đã đến" in page
    assert "Sở Nhận Thử" in page
    good = clerk.get(reverse("desk:document_signatures", args=[document.public_id])).content.decode()
    assert "Cả 2 chữ ký số đều hợp lệ" in good


def test_list_costs_the_same_for_three_rows_as_for_one(sending, desk):
    client, counts = desk(sending.office, "officer"), {}
    for turn in range(2):
        for _row in range(1 + turn):
            sending.begun()
        for name in ("documents", "documents_own", "document_search"):
            client.get(reverse(f"desk:{name}"))
            with CaptureQueriesContext(connection) as seen:
                shown = client.get(reverse(f"desk:{name}")).content.decode()
            assert shown.count("<tr data-row") == 2 * turn + 1
            counts.setdefault(name, []).append(len(seen))
    assert all(one == more for one, more in counts.values()), counts


def test_issued_documents_say_how_many_receivers_have_them(sending, desk):
    document = sending.delivered()
    page = desk(sending.office, "leader").get(reverse("desk:documents_issued")).content.decode()
    assert "0/1" in page
    operations.register(document_id=document.deliveries.get().arrival_id, **sending.other.by("clerk"))
    assert "1/1" in desk(sending.office, "leader").get(reverse("desk:documents_issued")).content.decode()


def test_unknown_receiver_is_named_and_what_was_typed_stands_again(sending, desk):
    client = desk(sending.office, "officer")
    form = reverse("desk:document_new") + f"?co_quan={sending.office.agency.pk}&loai=18"
    answer = client.post(form, {"trich_yeu": "Về việc A", "noi_nhan": "Sở Không Có", "noi_dung": "Nội dung dài"})
    assert answer.status_code == 422
    assert "Sở Không Có" in answer.content.decode()
    assert "Nội dung dài" in answer.content.decode()
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "chuyen doi so"}, True),
        ({"q": "ra soat du lieu"}, True),
        ({"so": "1"}, True),
        ({"so": "01/QĐ-STD"}, True),
        ({"co_quan": "so thi du"}, True),
        ({"nguoi": "dao van"}, True),
        ({"tu": "2026-11-21"}, False),
        ({"q": "khong co chu nay"}, False),
    ],
)
def test_search_finds_by_words_of_the_content_number_body_person_and_day(sending, desk, asked, found):
    sending.delivered()
    page = desk(sending.office, "clerk").get(reverse("desk:document_search"), asked).content.decode()
    assert ("Về việc thành lập Tổ công tác" in page) is found


def test_stranger_finds_and_opens_nothing(sending, desk):
    document = sending.brought("number")
    client = desk(sending.other, "leader")
    assert "Tổ công tác" not in client.get(reverse("desk:document_search"), {"q": "to cong tac"}).content.decode()
    for name in ("document", "document_paper", "document_signatures"):
        assert client.get(reverse(f"desk:{name}", args=[document.public_id])).status_code == 404


def test_restricted_document_is_seen_by_its_holders_alone(sending, desk):
    document = sending.brought("submit", is_restricted=True)
    address = reverse("desk:document", args=[document.public_id])
    assert desk(sending.office, "head").get(address).status_code == 200
    assert desk(sending.office, "clerk").get(address).status_code == 404


def test_book_stands_in_ten_columns_on_screen_paper_and_in_excel(sending, desk):
    sending.delivered()
    client = desk(sending.office, "clerk")
    book = Book.objects.get(kind__startswith="document_state_2", agency=sending.office.agency)
    page = client.get(reverse("desk:document_book", args=[book.pk])).content.decode()
    assert all(words in page for words in ("01/QĐ-STD", "20/11/2026", "Đào Văn Giám Đốc", "Ký nhận", "0/1"))
    pdf = client.get(reverse("desk:document_book_print", args=[book.pk]))
    assert pdf.content.startswith(b"%PDF")
    excel = client.get(reverse("desk:document_book_excel", args=[book.pk]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(excel.content)).get_sheet_by_index(0).to_python()
    assert rows[2][:2] == ["Số, ký hiệu văn bản", "Ngày tháng văn bản"]
    assert rows[3][0] == "01/QĐ-STD"


def test_leader_gives_and_ends_a_signing_power(sending, desk):
    client, address = desk(sending.office, "leader"), reverse("desk:signing_powers")
    head = Official.objects.get(pk=sending.office.people["head"].id)
    given = {"co_quan": sending.office.agency.pk, "nguoi": head.pk, "chuc_vu": "Trưởng phòng", "tu": "2026-01-01"}
    refused = client.post(address, {**given, "tham_quyen": "TL."})
    assert refused.status_code == 422
    told(client, address, **given, tham_quyen="TL.", can_cu="Quy chế làm việc")
    power = sending.power.__class__.objects.get(official=head)
    assert "TL. Trưởng phòng" in client.get(address).content.decode()
    told(client, address, ket_thuc=power.pk)
    power.refresh_from_db()
    assert power.valid_to is not None
    assert "Đã kết thúc" in client.get(address).content.decode()


def test_opening_leaves_its_line_once_a_day(sending, desk):
    document = sending.begun()
    client = desk(sending.office, "officer")
    for _turn in range(3):
        client.get(reverse("desk:document", args=[document.public_id]))
    assert len([one for one in audit.entries(subject=document.key) if one.action == "documents.open"]) == 1


def test_leader_decides_how_the_agency_is_named_and_which_kinds_share_a_run(sending, desk):
    client, address = desk(sending.office, "leader"), reverse("desk:letterhead")
    assert "STD" in client.get(address).content.decode()
    named = {"ky_hieu": "SThD", "ten": "Sở Thí Dụ", "dia_danh": "Hải Phòng", "chuc_vu": "Giám đốc"}
    assert client.post(address, {**named, "ky_hieu": "S/T"}).status_code == 422
    told(client, address, **named)
    assert sending.brought("number").code == "01/QĐ-SThD"
    shared = {"ten_so": "Sổ chung", "loai": ["2", "7"], "can_cu": "Quyết định 1/QĐ"}
    assert client.post(address, {**shared, "tu_nam": "2026"}).status_code == 422, "not in the middle of a year"
    assert "Sổ chung" in told(client, address, **shared, tu_nam="2027")
    sending.office.now = sending.office.now.replace(year=2027)
    assert sending.brought("number").code == "01/QĐ-SThD"
    assert sending.brought("number", kind=7).code == "02/TB-SThD"
    assert desk(sending.office, "officer").get(address).status_code == 403


def test_who_issues_is_told_how_it_goes_on_for_each_way(sending, desk):
    inside, outside = "Nơi nhận trên hệ thống có văn bản sau vài giây.", "Bản giấy: in, gửi, rồi ghi xác nhận đã nhận."
    paper = {"name": "Công ty Bên Ngoài", "address": "12 phố Thử", "way": "paper", "role": "to"}
    clerk = desk(sending.office, "clerk")
    for receivers, expected in (({}, (True, False)), ({"recipients": [paper]}, (False, True))):
        document = sending.brought("seal", **receivers)
        page = told(clerk, reverse("desk:document_deed", args=[document.public_id, "issue"]))
        assert "Đã phát hành." in page
        assert (inside in page, outside in page) == expected


def test_a_receiver_reads_every_page_and_is_told_how_many_came(sending, desk):
    long = BODY.replace(
        "2. Báo cáo", "".join(f"{n}. Tổ chức thực hiện phần việc này.\n" for n in range(2, 80)) + "80. Báo cáo"
    )
    sent = sending.delivered(parts={"basis": BASIS, "body": long})
    arrival = sent.deliveries.get().arrival
    assert sent.pages > 1
    clerk = desk(sending.other, "clerk")
    page = clerk.get(reverse("desk:arrival", args=[arrival.public_id])).content.decode()
    assert f"1 tệp, {sent.pages} trang." in page
    viewer = reverse("desk:document_viewer", args=[arrival.public_id])

    def drawn():
        return sum(f"xem/trang/{number}/" in shown for number in range(1, sent.pages + 1))

    shown = clerk.get(viewer).content.decode()
    assert drawn() == sent.pages
    Blob.objects.update(pages=None)  # as they were kept before their pages were counted
    shown = clerk.get(viewer).content.decode()
    assert drawn() == sent.pages


def test_what_is_asked_back_stands_first_among_the_works_of_its_receiver(sending, desk):
    sent = sending.delivered()
    arrival = sent.deliveries.get().arrival
    operations.register(document_id=arrival.pk, **sending.other.by("clerk"))
    page = reverse("desk:document", args=[sent.public_id])
    told(desk(sending.office, "clerk"), f"{page}viec/recall/", ly_do="Sai tên lớp tập huấn")
    deliver()
    clerk = desk(sending.other, "clerk")
    first = clerk.get(reverse("desk:todo")).context["rows"][0][0]
    assert (first.sort, first.address) == ("Thu hồi văn bản", reverse("desk:arrival", args=[arrival.public_id]))
    shown = clerk.get(first.address).content.decode()
    assert shown.index("Đồng ý thu hồi") < shown.index("Trong sổ")
    assert "chờ 1 nơi nhận trả lời thu hồi" in desk(sending.office, "clerk").get(page).content.decode()
    clerk = desk(sending.other, "clerk")
    told(clerk, reverse("desk:arrival_deed", args=[arrival.public_id, "agree-recall"]))
    assert all(row[0].sort != "Thu hồi văn bản" for row in clerk.get(reverse("desk:todo")).context.get("rows", []))
    assert "không chờ ai" in desk(sending.office, "clerk").get(page).content.decode()
