"""A letter by post: scanned, read, registered, noted on from a phone, given to an officer, answered, in the book."""

import pytest
from django.utils import timezone

from congvu.documents import operations
from congvu.documents.models import Document
from congvu.documents.operations import papers
from congvu.documents.tests.drafts import LETTER, deliver, open_sending
from congvu.kit.actors import SYSTEM
from congvu.printing import operations as printing
from congvu.signing import queries as signing
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SCAN = """
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm))
#set text(font: "Tinos", size: 13pt, lang: "vi")
#grid(columns: (1fr, 1.3fr), align: center, row-gutter: 0.8em,
  [ỦY BAN NHÂN DÂN \\ *PHƯỜNG THÍ DỤ*], [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập - Tự do - Hạnh phúc*],
  [Số: 45/UBND-VX], [_Hải Phòng, ngày 18 tháng 11 năm 2026_],
  text(size: 12pt)[V/v đề nghị hướng dẫn \\ rà soát thủ tục hành chính], [])
#v(1em)
#align(center)[Kính gửi: Sở Thí Dụ.]

Ủy ban nhân dân phường Thí Dụ đề nghị Sở hướng dẫn việc rà soát thủ tục hành chính năm 2026.
"""
ASKED = "đề nghị hướng dẫn rà soát thủ tục hành chính"


@pytest.fixture
def sending(settings, tmp_path, transactional_db):
    settings.VAR = tmp_path
    found = open_sending()
    found.office.now = timezone.now()
    printing.load_papers(by=SYSTEM, at=timezone.now())
    return found


def _account(office, role):
    official = office.people[role].id
    return stories.account(official, f"o{official}")


def test_a_scan_comes_in_and_a_signed_answer_goes_out(live_server, sending):
    office = sending.office
    people = {role: _account(office, role) for role in ("clerk", "leader", "head", "officer")}
    scan = printing.print_paper(source=SCAN, data={}, at=timezone.now())
    with browsing.chromium() as browser:
        clerk = browsing.window(browser, live_server, browsing.DESK, people["clerk"])
        _enter(clerk, scan)
        document = Document.objects.get()
        assert (document.code, document.subject, document.arrival_number) == ("45/UBND-VX", ASKED, 1)
        assert document.organ_name == "Ủy ban nhân dân phường Thí Dụ"
        _note(browsing.window(browser, live_server, browsing.PHONE, people["leader"]))
        _assign(browsing.window(browser, live_server, browsing.DESK, people["head"]), office)
        officer = browsing.window(browser, live_server, browsing.DESK, people["officer"])
        officer.goto("/desk/van-ban/den/")
        browsing.follow(officer.get_by_role("link", name="45/UBND-VX"))
        browsing.picture(officer, "van-ban-den")
        browsing.follow(officer.get_by_role("link", name="Soạn văn bản trả lời"))
        assert f"tra_loi={document.public_id}" in officer.url
        answer = browsing.aside(lambda: _answer(sending, document))
        report = browsing.aside(lambda: signing.verify(papers.read_main(answer), at=sending.office.now))
        assert report.all_good, report
        browsing.aside(deliver)
        officer.goto(f"/desk/van-ban/den/{document.public_id}/")
        assert "Hoàn thành" in officer.locator("main").inner_text()
        clerk.goto("/desk/van-ban/den/theo-doi/")
        assert answer.code in clerk.locator("main table").inner_text()
        browsing.picture(clerk, "so-theo-doi-van-ban-den")
        clerk.goto("/desk/van-ban/dieu-hanh/")
        assert "Báo cáo tình hình giải quyết văn bản đến" in clerk.locator("main").inner_text()
        browsing.picture(clerk, "dieu-hanh-van-ban")
    document.refresh_from_db()
    assert document.state == "completed"


def _enter(page, scan):
    """The clerk sends the scan up, looks at what was read, chooses nothing else, registers."""
    page.goto("/desk/van-ban/den/nhap/")
    page.locator("#files").set_input_files({"name": "quet.pdf", "mimeType": "application/pdf", "buffer": scan})
    browsing.press(page, "Đọc tệp và điền giúp")
    assert page.locator("#code").input_value() == "45/UBND-VX"
    assert page.locator("#kind option:checked").inner_text() == "Công văn"
    browsing.picture(page, "vao-so-van-ban-den")
    page.locator("#organ_name").focus()
    for _looked_at in range(page.locator("[data-seen]").count()):
        page.keyboard.press("Enter")
    assert page.locator("[data-seen]:not(:checked)").count() == 0
    browsing.press(page, "Vào sổ")
    page.get_by_text("Đã vào sổ. Số đến: 1").wait_for()


def _note(page):
    """The leader, on a phone: reads, chooses unit, days and a phrase, and is led to the next."""
    page.goto("/desk/van-ban/den/but-phe/")
    browsing.picture(page, "but-phe-390", whole=True)
    page.locator("#lead").select_option(label="Phòng Kinh tế")
    page.locator("#han-5").check(force=True)
    page.locator("#phrase").select_option(index=1)
    browsing.press(page, "Ghi bút phê, sang văn bản tiếp")
    page.get_by_text("Không có văn bản nào chờ bút phê.").wait_for()


def _assign(page, office):
    page.goto("/desk/van-ban/den/")
    browsing.follow(page.get_by_role("link", name="45/UBND-VX"))
    page.locator("#official").select_option(str(office.people["officer"].id))
    browsing.press(page, "Giao")


def _answer(sending, document):
    """Draft the answer, and bring it through check, signature, number and seal to its issue."""
    office = sending.office
    draft = operations.begin_draft(
        agency_id=office.agency.pk,
        unit_id=office.units["KT"].pk,
        draft=sending.draft(kind=LETTER, subject="hướng dẫn rà soát thủ tục hành chính"),
        answers=document.pk,
        **office.by("officer"),
    )
    return sending.brought("issue", draft)
