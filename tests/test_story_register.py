"""A clerk enters documents without a mouse; a secret is stopped at the door; the register of the year is printed."""

import pytest
from django.utils import timezone

from congvu.documents.models import Document
from congvu.documents.tests.arriving import letter, open_office
from congvu.files.models import FileUse
from congvu.kit.actors import SYSTEM
from congvu.printing import operations as printing
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ENTRY = "/desk/van-ban/den/nhap/"
SECRET = """
#set page(paper: "a4")
#set text(font: "Tinos", size: 13pt, lang: "vi")
#box(stroke: 1pt, inset: 2mm)[*TUYỆT MẬT*]

Nội dung không được có ở đây.
"""


@pytest.fixture
def office(settings, tmp_path, transactional_db):
    settings.VAR = tmp_path
    letter()
    printing.load_papers(by=SYSTEM, at=timezone.now())
    found = open_office()
    found.now = timezone.now()
    return found


def reach(page, field: str) -> None:
    """Go on by the Tab key until a field has the focus."""
    for _press in range(25):
        if page.evaluate("document.activeElement.id || document.activeElement.value") == field:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the Tab key never comes to {field}")


def typed(page, **fields: str) -> None:
    """Fill the form from its first field on with the keyboard, and press its button with Enter."""
    assert page.evaluate("document.activeElement.id") == "organ_name", "the first field has the focus"
    for name, words in fields.items():
        reach(page, name)
        page.keyboard.insert_text(words)
    page.keyboard.press("Shift+Tab")
    reach_kind(page)
    reach(page, "vao-so")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def reach_kind(page) -> None:
    """Choose the kind with the arrow keys."""
    for _press in range(10):
        if page.evaluate("document.activeElement.id") == "kind":
            break
        page.keyboard.press("Shift+Tab")
    for _press in range(40):
        if page.evaluate("document.activeElement.selectedOptions[0].text") == "Công văn":
            return
        page.keyboard.press("ArrowDown")
    pytest.fail("the arrow keys never come to Công văn")


def test_entries_by_keyboard_a_secret_stopped_and_the_year_printed(live_server, office):
    account = stories.account(office.people["clerk"].id, "van-thu")
    secret = printing.print_paper(source=SECRET, data={}, at=timezone.now())
    with browsing.chromium() as browser:
        page = browsing.window(browser, live_server, browsing.DESK, account)
        page.goto(ENTRY)
        for number in (45, 46):
            typed(page, organ_name="Sở Giả Định", code=f"{number}/SGĐ-VP", subject=f"Báo cáo quý {number}")
            page.get_by_text(f"Số đến: {number - 44}").first.wait_for()

        typed(page, organ_name="Sở Giả Định", code="47/SGĐ-VP", subject="Độ mật: Tuyệt mật")
        page.get_by_role("alert").wait_for()
        browsing.picture(page, "secret-stopped-1440")
        assert Document.objects.count() == 2
        page.goto(ENTRY)
        page.set_input_files("#files", {"name": "quet.pdf", "mimeType": "application/pdf", "buffer": secret})
        with page.expect_navigation():
            page.get_by_role("button", name="Đọc tệp và điền giúp").press("Enter")
        page.get_by_role("alert").wait_for()
        assert not FileUse.objects.exists()

        year = timezone.localdate().year
        page.goto(f"/desk/van-ban/den/so/?nam={year}")
        assert "46/SGĐ-VP" in page.locator("main").inner_text()
        printed = page.request.get(f"{live_server.url}/desk/van-ban/den/so/in/?nam={year}").body()
    words = printing.words_of(printed)
    assert printed.startswith(b"%PDF")
    assert all(part in words for part in (f"Năm {year}", "45/SGĐ-VP", "46/SGĐ-VP", "Cộng 2 văn bản."))
