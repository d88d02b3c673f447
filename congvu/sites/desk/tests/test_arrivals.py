"""Incoming documents at the desk: the clerk's entry, the leader's notes, the books, the slip."""

import datetime as dt
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from congvu.documents.models import Document, Holding
from congvu.documents.tests.arriving import delivered, letter, open_office, outgoing, pdf
from congvu.files.models import FileUse
from congvu.kit.actors import SYSTEM
from congvu.printing import operations as printing

pytestmark = pytest.mark.django_db
LETTER = """
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm))
#set text(font: "Tinos", size: 13pt, lang: "vi")
#grid(columns: (1fr, 1.2fr), align: center, row-gutter: 0.8em,
  [SỞ GIẢ ĐỊNH], [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*],
  [*VĂN PHÒNG*], [*Độc lập - Tự do - Hạnh phúc*],
  [Số: 123/SGĐ-VP], [_Hải Phòng, ngày 18 tháng 11 năm 2026_],
  text(size: 12pt)[V/v báo cáo kết quả cải cách \\ hành chính năm 2026], [])
#v(1em)
Kính gửi: Sở Thí Dụ.

Thực hiện kế hoạch năm 2026, đề nghị quý Sở báo cáo.
"""


@pytest.fixture
def office(db):
    found = open_office()
    found.now = timezone.now()
    return found


@pytest.fixture
def sit(desk, office):
    return lambda role, place=office: desk(place, role)


def typed(**more):
    return {
        "organ_name": "Sở Giả Định",
        "code": "123/SGĐ-VP",
        "issued_on": "2026-11-18",
        "kind": letter().pk,
        "subject": "Báo cáo cải cách hành chính",
        "came_by": "post",
        "urgency": "0",
        **more,
    }


def test_a_scan_is_read_looked_at_and_entered(office, sit):
    client, page = sit("clerk"), reverse("desk:arrival_entry")
    letter()
    paper = printing.print_paper(source=LETTER, data={}, at=office.now)
    scan = SimpleUploadedFile("quet.pdf", paper)
    read = client.post(page, {"came_by": "post", "files": scan, "nut": "doc"})
    values = read.context["typed"].values
    assert values["code"] == "123/SGĐ-VP"
    assert values["issued_on"] == "2026-11-18"
    assert values["subject"] == "báo cáo kết quả cải cách hành chính năm 2026"
    assert values["organ_name"] == "Văn phòng"
    kept = f"{read.context['typed'].files[0][0]}|quet.pdf"
    done = client.post(page, typed(kept=kept, nut="vao-so"))
    document = Document.objects.get()
    assert done.status_code == 302
    assert (document.arrival_number, document.state, document.files.count()) == (1, "registered", 1)
    assert "số đến" in client.get(done["Location"]).content.decode()
    again = client.post(page, typed(nut="vao-so"))
    assert again.status_code == 422
    assert "đã vào sổ với số đến 1" in again.content.decode()
    waiting = again.context["typed"].values["waiting"]
    assert client.post(page, typed(nut="vao-so", waiting=waiting, is_no_twin="1")).status_code == 302
    assert sorted(Document.objects.values_list("arrival_number", flat=True)) == [1, 2]


def test_a_message_brings_its_attachments_and_a_secret_one_brings_nothing(office, sit):
    client, page = sit("clerk"), reverse("desk:arrival_entry")
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["To"] = "Sở Xa <vanthu@soxa.example>", "Mời họp", "vt@sothidu.example"
    mail.set_content("Gửi kèm giấy mời.")
    mail.add_attachment(pdf().getvalue(), maintype="application", subtype="pdf", filename="giay-moi.pdf")
    shown = client.post(page, {"files": SimpleUploadedFile("thu.eml", mail.as_bytes()), "nut": "doc"})
    values = shown.context["typed"].values
    assert (values["subject"], values["organ_name"], values["came_by"]) == ("Mời họp", "Sở Xa", "email")
    assert [name for _use, name in shown.context["typed"].files] == ["giay-moi.pdf"]
    secret = EmailMessage()
    secret["From"], secret["Subject"] = "Sở Xa <vanthu@soxa.example>", "Báo cáo"
    secret.set_content("Độ mật: Mật\nNội dung")
    secret.add_attachment(pdf(2).getvalue(), maintype="application", subtype="pdf", filename="bi-mat.pdf")
    refused = client.post(page, {"files": SimpleUploadedFile("thu.eml", secret.as_bytes()), "nut": "doc"})
    assert refused.status_code == 422
    assert "không được đưa lên hệ thống" in refused.content.decode()
    assert not FileUse.objects.filter(name__contains="bi-mat").exists()


def test_a_leader_notes_on_one_after_the_other(office, sit):
    first, second = office.registered(code="1/A"), office.registered(code="2/A")
    client, page = sit("leader"), reverse("desk:arrival_notes")
    shown = client.get(page)
    assert shown.context["left"] == 2
    aside = client.get(page, {"sau": str(first.public_id)})
    assert aside.context["document"] == second
    deed = reverse("desk:arrival_deed", args=[first.public_id, "direct"])
    form = {"lead": f"u{office.units['KT'].pk}", "days": "5", "phrase": "Tổng hợp, báo cáo kết quả.", "tiep": "but-phe"}
    assert client.post(deed, form)["Location"] == page
    assert client.get(page).context["document"] == second
    first.refresh_from_db()
    assert first.directives.get().text == "Tổng hợp, báo cáo kết quả."
    refused = client.post(reverse("desk:arrival_deed", args=[second.public_id, "direct"]), {"text": "Đã xem"})
    assert refused.status_code == 422
    assert "Chọn đơn vị hoặc người chủ trì" in refused.content.decode()


def test_the_books_have_the_columns_of_the_law_and_are_printed(office, sit):
    printing.load_papers(by=SYSTEM, at=office.now)
    document = office.in_progress(code="15/SGĐ")
    client = sit("clerk")
    book = client.get(reverse("desk:arrival_book")).content.decode()
    assert len(client.get(reverse("desk:arrival_book")).context["headings"]) == 10
    assert "15/SGĐ" in book
    assert "Phòng Kinh tế" in book
    follow = client.get(reverse("desk:arrival_follow_up"))
    assert len(follow.context["headings"]) == 7
    for name in ("arrival_book_print", "arrival_follow_up_print"):
        printed = client.get(reverse(f"desk:{name}"), {"thang": office.now.month})
        assert printed.content.startswith(b"%PDF")
    slip = client.get(reverse("desk:arrival_slip", args=[document.public_id]))
    assert slip.content.startswith(b"%PDF")


def test_a_document_is_open_to_its_holders_and_to_nobody_else(office, sit):
    document = office.in_progress()
    page = reverse("desk:arrival", args=[document.public_id])
    stranger = open_office("H24.78", "Sở Lạ")
    assert sit("leader", stranger).get(page).status_code == 404
    assert sit("colleague").get(page).status_code == 404
    client = sit("officer")
    assert "Kết thúc" in client.get(page).content.decode()
    assert document.holdings.get(task="lead").seen_at is not None
    answer = outgoing(office)
    client.post(reverse("desk:arrival_deed", args=[document.public_id, "answer"]), {"answer": answer.pk})
    document.refresh_from_db()
    assert document.state == "completed"


def test_a_clerk_sees_what_came_by_the_system_and_what_is_asked_back(office, sit):
    delivery = delivered(open_office("H24.78", "Sở Gửi"), office)
    client = sit("clerk")
    shown = client.get(reverse("desk:arrivals")).content.decode()
    assert "Chờ vào sổ (1)" in shown
    page = reverse("desk:arrival", args=[delivery.arrival.public_id])
    assert "Không có tệp PDF nên không có chữ ký số" in client.get(page).content.decode()
    delivery.status, delivery.reason = "13", "Nhầm số"
    delivery.save()
    assert "Nơi gửi yêu cầu thu hồi" in client.get(reverse("desk:arrivals")).content.decode()
    client.post(reverse("desk:arrival_deed", args=[delivery.arrival.public_id, "agree-recall"]))
    delivery.refresh_from_db()
    assert delivery.status == "15"


@pytest.mark.parametrize("name", ["arrivals", "arrivals_all"])
def test_lists_ask_as_often_for_three_rows_as_for_one(office, sit, django_assert_max_num_queries, name):
    client = sit("leader")
    office.registered(code="1/A")
    page = reverse(f"desk:{name}")
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    for number in (2, 3):
        office.registered(code=f"{number}/A")
    with django_assert_max_num_queries(len(one)):
        shown = client.get(page)
    assert len(shown.context["rows"]) == 3


def test_days_and_files_are_read_with_care(office, sit):
    client, page = sit("clerk"), reverse("desk:arrival_entry")
    later = (office.now + dt.timedelta(days=3)).date().isoformat()
    assert "không thể ở sau hôm nay" in client.post(page, typed(arrived_on=later)).content.decode()
    assert client.post(page, typed(files=SimpleUploadedFile("a.exe", b"MZ"))).status_code == 422
    assert client.post(page, typed(kept="nonsense|x")).status_code == 422
    assert sit("officer").get(page).status_code == 403


def test_the_picture_of_a_file_that_is_not_on_my_shelf_is_not_there(sit):
    address = reverse("desk:arrival_picture", args=["00000000-0000-4000-8000-000000000000", 1])
    answer = sit("clerk").get(address)
    assert answer.status_code == 404
    assert "Không tìm thấy tệp này" in answer.content.decode()


def test_of_very_many_works_a_tab_says_a_thousand_and_more_and_the_few_beside_them_are_counted(office, sit):
    document, leader = office.registered(), office.people["leader"]
    more = {"document": document, "agency": office.agency, "begun_at": office.now}
    old = office.now - dt.timedelta(days=30)
    Holding.objects.filter(document=document).delete()
    Holding.objects.bulk_create(
        [Holding(role="leader", task="direct", sort_at=old, **more) for _n in range(1_100)]
        + [Holding(official_id=leader.id, task="lead", sort_at=office.now, **more) for _n in range(3)]
    )
    client = sit("leader")
    page = client.get(reverse("desk:arrivals")).content.decode()
    assert "Chờ bút phê (1.000+)" in page
    assert "Tôi chủ trì (3)" in page
    beside = client.get(reverse("desk:todo")).content.decode()
    assert "Bút phê lần lượt" in beside
    Holding.objects.filter(task="direct").delete()
    assert "Chờ bút phê (0)" in client.get(reverse("desk:arrivals")).content.decode()
