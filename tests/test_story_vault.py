"""A paper brought once: checked by the first office, reused by the next filing, refused once it was revoked."""

import pytest
from django.utils import timezone

from congvu.dossiers.models import Dossier
from congvu.sites.portal.tests import scenes
from congvu.vault.models import Paper
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NAME = "Văn bản ủy quyền đăng ký khai sinh"
REASON = "Người ủy quyền đã chấm dứt ủy quyền"


def answers(child):
    """Return good answers for a child whose birth somebody registers for the parents."""
    given = scenes.answers()
    given["requester"]["relation"] = "authorised"
    given["child"]["full_name"] = child
    return given


def test_a_paper_that_one_office_checked_serves_the_next_filing(live_server, ward, tmp_path):
    note = tmp_path / "giay-chung-sinh.pdf"
    note.write_bytes(scenes.PDF)
    with browsing.chromium() as browser:
        phone = browsing.window(browser, live_server, browsing.PHONE, scenes.citizen())

        def desk(role):
            return browsing.window(browser, live_server, browsing.DESK, ward.staff[role])

        first = _first(ward, desk("reception"))
        _own_papers(phone)
        second = _file_again(phone, ward, note)
        _says_where_from(desk("reception"), second)
        left = _begin_a_third(phone, ward, note)
        _revoke(desk("leader"))
        _cannot_be_used(phone, left)
    assert first.papers.get(code="authorisation").vault_paper is None
    paper = second.papers.get(code="authorisation").vault_paper
    assert (paper.kind, paper.trust, paper.origin) == ("power_of_attorney", Paper.Trust.VERIFIED, first.subject)
    assert second.papers.get(code="birth_note").vault_paper is None


def _first(ward, page):
    """The power of attorney comes as an upload; reception finds it good; the birth is registered."""
    commune = ward.commune
    commune.now = timezone.now()
    papers = [commune.paper("birth_note"), commune.paper("authorisation")]
    dossier = commune.submit(values=answers("Trần Thị Chị"), papers=papers)
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    row = page.locator(".cv-files li", has_text=NAME)
    row.get_by_role("button", name="Đạt").click()
    row.get_by_role("button", name="Đạt").wait_for(state="detached")
    for role, operation in (
        ("reception", "accept"),
        ("case_officer", "register_result"),
        ("leader", "sign_result"),
        ("clerk", "seal_result"),
    ):
        ward.does(role, operation, dossier)
    stories.deliver()
    return dossier


def _own_papers(page):
    """Both are among the citizen's papers: what was issued, and what was checked."""
    page.goto("/giay-to-cua-toi/")
    said = page.locator("main").inner_text()
    assert "Giấy khai sinh" in said
    assert NAME in said
    browsing.picture(page, "papers-390", whole=True)


def _file_again(page, ward, note):
    _to_papers(page, ward, "Trần Văn Em")
    page.get_by_role("heading", name="Dùng giấy tờ đã có trong kho").scroll_into_view_if_needed()
    browsing.picture(page, "reuse-390")
    page.get_by_role("button", name="Dùng giấy này").click()
    page.get_by_text("từ Giấy tờ của tôi").wait_for()
    page.locator("#p-birth_note").set_input_files(note)
    browsing.press(page, "Lưu và tiếp tục")
    return stories.send_filing(page)


def _to_papers(page, ward, child):
    page.goto(f"/nop-ho-so/{scenes.CODE}/")
    page.select_option("#agency", str(ward.agency.pk))
    browsing.press(page, "Bắt đầu điền")
    stories.fill_pages(page, answers(child))


def _says_where_from(page, dossier):
    """Reception sees that the paper came from the vault, and that it holds today."""
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    assert "từ kho: Còn hiệu lực" in page.locator(".cv-files").inner_text()
    page.locator(".cv-files li", has_text="từ kho").scroll_into_view_if_needed()
    browsing.picture(page, "from-vault-1440")


def _begin_a_third(page, ward, note):
    """A third filing has chosen the paper and is left lying before it is sent."""
    _to_papers(page, ward, "Trần Văn Út")
    page.get_by_role("button", name="Dùng giấy này").click()
    page.get_by_text("từ Giấy tờ của tôi").wait_for()
    page.locator("#p-birth_note").set_input_files(note)
    browsing.press(page, "Lưu và tiếp tục")
    return page.url


def _revoke(page):
    """The leader revokes it; the reason is asked for, and goes to whoever holds the paper."""
    paper = Paper.objects.get(kind="power_of_attorney")
    page.goto(f"/desk/kho/{paper.public_id}/")
    browsing.picture(page, "revoke-1440")
    page.get_by_role("button", name="Ghi nhận").click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("Lý do và căn cứ").fill(REASON)
    page.get_by_role("button", name="Ghi nhận").click()
    page.get_by_text("Người có giấy tờ được báo").wait_for()


def _cannot_be_used(page, left):
    """What waited in the draft is refused in plain words, and nothing is filed."""
    before = Dossier.objects.count()
    page.goto(left)
    if page.locator("#truthful").count():
        page.locator("#truthful").check(force=True)
    page.get_by_role("button", name="Nộp hồ sơ").click()
    browsing.follow(page.locator(".govuk-error-summary").get_by_role("link").first)
    page.get_by_text("Giấy tờ bạn chọn trong kho không còn dùng được.").wait_for()
    assert page.get_by_role("button", name="Dùng giấy này").count() == 0
    assert Dossier.objects.count() == before
    page.goto("/giay-to-cua-toi/")
    browsing.follow(page.get_by_role("link", name=NAME))
    assert REASON in page.locator("main").inner_text()
