"""A paper letter: scanned, read by the machine, confirmed by keyboard; its answer drafted beside it with remarks."""

import os

import pytest
from django.conf import settings
from django.utils import timezone

from congvu.documents import operations
from congvu.documents.models import Document, Remark
from congvu.documents.tests.drafts import LETTER, open_sending
from congvu.kit.actors import SYSTEM
from congvu.ocr import operations as ocr
from congvu.ocr import programs
from congvu.ocr.models import Reading
from congvu.ocr.tests.scans import scan
from congvu.printing import operations as printing
from tests import browsing, stories
from tests.test_story_incoming import SCAN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(bool(programs.missing()), reason=f"missing: {', '.join(programs.missing())}"),
]
AXE = (settings.ROOT / "tests" / "assets" / "axe.min.js").read_text()
ASKED = "đề nghị hướng dẫn rà soát thủ tục hành chính"


@pytest.fixture
def sending(settings, tmp_path, transactional_db):
    settings.VAR = settings.MEDIA_ROOT = tmp_path
    found = open_sending()
    found.office.now = timezone.now()
    printing.load_papers(by=SYSTEM, at=timezone.now())
    return found


def test_a_scan_is_read_confirmed_by_keyboard_and_answered_beside_it(live_server, sending):
    office = sending.office
    people = {role: stories.account(office.people[role].id, role) for role in ("clerk", "leader", "officer")}
    paper = scan(printing.print_paper(source=SCAN, data={}, at=timezone.now()))
    with browsing.chromium() as browser:
        clerk = browsing.window(browser, live_server, browsing.DESK, people["clerk"])
        _enter(clerk, paper)
        document = Document.objects.get()
        assert (document.code, document.subject, document.arrival_number) == ("45/UBND-VX", ASKED, 1)
        assert sorted(document.files.values_list("role", flat=True)) == ["scan", "searchable"]
        answer = browsing.aside(lambda: _answered(sending, document))
        officer = browsing.window(browser, live_server, browsing.DESK, people["officer"])
        _remark(officer, answer)
        phone = browsing.window(browser, live_server, browsing.PHONE, people["officer"])
        phone.goto(f"/desk/van-ban/{answer.public_id}/xem/")
        phone.locator(".cv-pdf[data-ready] canvas").first.wait_for()
        _look(phone, "390-viewer")
        bare = browsing.window(browser, live_server, browsing.DESK, people["officer"], java_script_enabled=False)
        bare.goto(f"/desk/van-ban/{answer.public_id}/xem/")
        browsing.count(bare.locator("svg.cv-pdf__page"), 2)
        assert bare.locator("[data-do]:visible").count() == 0
        _shot(bare, "1440-no-script")
        drawn = bare.request.get(bare.locator("svg image").first.get_attribute("href"))
        assert drawn.headers["content-type"] == "image/png"
        form = bare.locator("form[data-annotate=khung-a]")
        form.get_by_label("Nội dung góp ý").fill("Không cần chuột cũng ghi được.")
        form.get_by_label("Chỗ").select_option("850")
        form.get_by_role("button", name="Ghi góp ý").click()
    assert [row.anchor for row in Remark.objects.order_by("id")] == ["p1:520:340", "p1:500:850"]


def _enter(page, paper):
    page.goto("/desk/van-ban/den/nhap/")
    page.set_input_files("#files", {"name": "quet.pdf", "mimeType": "application/pdf", "buffer": paper})
    browsing.press(page, "Đọc tệp và điền giúp")
    assert "chờ đến lượt" in page.inner_text("#tien-do")
    browsing.aside(lambda: ocr.read(reading_id=Reading.objects.get().pk))
    page.get_by_role("button", name="Điền các ô máy đọc được").wait_for()
    page.locator("#tien-do", has_text="Đã đọc 1 trang").wait_for()
    browsing.press(page, "Điền các ô máy đọc được")
    assert page.get_by_label("Số, ký hiệu").input_value() == "45/UBND-VX"
    page.locator(".cv-seen__piece").first.scroll_into_view_if_needed()
    _look(page, "1440-entry")
    page.get_by_role("button", name="Vào sổ", exact=True).click()
    assert "hãy xem và đánh dấu “Đúng” ở: Nơi ban hành" in page.inner_text(".govuk-error-summary")
    page.get_by_label("Nơi ban hành").focus()
    for _field in range(page.locator("[data-seen]").count()):
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Vừa vào sổ" in page.inner_text("main")


def _answered(sending, document):
    """Note the letter on to the officer, who begins the answer."""
    office = sending.office
    office.now = timezone.now()
    note = operations.NoteIn(
        text="Tham mưu trả lời.", lead=operations.Party(official_id=office.people["officer"].id), days=5
    )
    operations.direct(document_id=document.pk, given=note, **office.by("leader"))
    return operations.begin_draft(
        agency_id=office.agency.pk,
        unit_id=office.units["KT"].pk,
        draft=sending.draft(kind=LETTER, subject="Trả lời về rà soát thủ tục hành chính"),
        answers=document.pk,
        **office.by("officer"),
    )


def _remark(page, answer):
    page.goto(f"/desk/van-ban/{answer.public_id}/xem/")
    browsing.count(page.locator(".cv-pdf"), 2)
    for key in "ab":
        page.locator(f"#khung-{key}[data-ready] canvas").first.wait_for()
    page.locator("#khung-b .cv-pdf__text").wait_for(state="attached")
    line = page.locator("#khung-a .cv-pdf__text span", has_text="CỘNG HÒA XÃ HỘI").last
    line.wait_for(state="attached")
    paper, words = page.locator("#khung-a .cv-pdf__page").first.bounding_box(), line.bounding_box()
    assert 0.4 < words["width"] / paper["width"] < 0.5, "what is chosen lies over what is drawn"
    page.locator("#khung-a .cv-pdf__pages").focus()
    page.keyboard.press("g")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.keyboard.type("Bổ sung căn cứ Nghị định 30.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("#khung-a[data-ready] .cv-pdf__mark").wait_for()
    _look(page, "1440-viewer")


def _look(page, name):
    """No finding of axe; a picture where one is asked for."""
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']})"
        ".then(found => found.violations.map(one => one.id + ' ' + one.nodes[0].html))"
    )
    _shot(page, name)
    assert found == []


def _shot(page, name):
    if folder := os.environ.get("CONGVU_LOOK"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
