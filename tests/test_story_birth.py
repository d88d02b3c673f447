"""One birth registration, from the citizen's phone over every desk and back, in real Chromium."""

import subprocess

import pytest

from congvu.feedback.models import Rating
from congvu.sites.portal.tests import scenes
from tests import browsing, stories

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
WRONG, RIGHT = "trần thị thí dụ", "Trần Thị Thí Dụ"


def test_a_birth_is_registered_from_phone_to_phone(live_server, vneid, ward, tmp_path):
    with browsing.chromium() as browser:
        phone = browsing.window(browser, live_server, browsing.PHONE)

        def desk(role):
            return browsing.window(browser, live_server, browsing.DESK, ward.staff[role])

        _log_in(phone)
        dossier = _file(phone, ward, tmp_path)
        _ask(desk("reception"), dossier)
        _mend(phone, dossier)
        _take_in(desk("reception"), dossier)
        browsing.picture(stories.opened(phone, f"/ho-so-cua-toi/{dossier.public_id}/"), "dossier-390", whole=True)
        _register(desk("case_officer"), dossier)
        stories.sign(desk("leader"), "sign-1440")
        stories.seal(desk("clerk"), dossier, "seal-1440")
        stories.deliver()
        phone.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
        result = stories.kept(phone, "Kết quả giải quyết", tmp_path, "ket-qua.pdf")
        _rate(phone, dossier)
        _verify(browsing.window(browser, live_server, browsing.PHONE), result)
    said = subprocess.run(["pdfsig", str(result)], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid") == 2, said
    assert "Total document signed" in said


def _log_in(page):
    page.goto("/")
    browsing.picture(page, "home-390")
    page.goto("/nop-ho-so/1.001193/")
    page.get_by_role("button", name="Nguyễn Thị Hoa", exact=True).click()
    page.wait_for_url("**/nop-ho-so/1.001193/")


def _file(page, ward, folder):
    """Fill page after page; the child's name is written without capitals, which reception will not like."""
    answers = scenes.answers()
    answers["child"]["full_name"] = WRONG
    page.select_option("#agency", str(ward.agency.pk))
    browsing.press(page, "Bắt đầu điền")
    stories.fill_pages(page, answers, pictured="child")
    note = folder / "giay-chung-sinh.pdf"
    note.write_bytes(scenes.PDF)
    page.locator("input[type=file]").first.set_input_files(note)
    browsing.press(page, "Lưu và tiếp tục")
    return stories.send_filing(page)


def _ask(page, dossier):
    """Reception finds the name and asks for it, by keyboard to the dossier; a request without words is told so."""
    page.goto("/desk/tiep-nhan/")
    browsing.picture(page, "reception-1440")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/ho-so/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Yêu cầu bổ sung…"))
    page.get_by_label(f"Họ, chữ đệm và tên: {WRONG}", exact=True).check(force=True)
    page.get_by_role("button", name="Yêu cầu bổ sung").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label(f"Họ, chữ đệm và tên: {WRONG}", exact=True).is_checked()
    page.locator('[name="loi:field:child.full_name"]').fill("Viết hoa chữ cái đầu như trên giấy chứng sinh")
    page.get_by_label("Lý do chung").fill("Tên của trẻ viết chưa đúng.")
    page.get_by_label("Người hướng dẫn và số điện thoại").fill("Lê Văn Ví Dụ, 0225 000 0000")
    page.get_by_role("button", name="Yêu cầu bổ sung").click()
    page.get_by_text("Đã gửi yêu cầu bổ sung cho người nộp.").wait_for()


def _mend(page, dossier):
    page.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Bổ sung ngay"))
    page.locator('[name="child.full_name"]').fill(RIGHT)
    page.get_by_role("button", name="Gửi phần bổ sung").click()
    page.get_by_text("Đã gửi phần bổ sung.").wait_for()
    dossier.refresh_from_db()
    assert dossier.values["child"]["full_name"] == RIGHT
    assert dossier.title.endswith(RIGHT)


def _take_in(page, dossier):
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    assert page.locator("main").get_by_text(RIGHT).count()
    page.keyboard.press("c")
    page.get_by_text("Đã tiếp nhận hồ sơ.").wait_for()


def _register(page, dossier):
    page.goto("/desk/")
    browsing.follow(page.get_by_role("link", name=dossier.code))
    page.wait_for_url(f"**/desk/ho-so/{dossier.public_id}/")
    page.locator("summary").get_by_text("Cách tính", exact=True).click()
    page.get_by_text("ngày đầu không tính").wait_for()
    browsing.count(page.locator(".process-drawing .now"), 1)
    browsing.picture(page, "desk-1440")
    page.keyboard.press("c")
    page.get_by_label("Số định danh của trẻ").fill("031326000123")
    browsing.press(page, "Đạt, ghi sổ và trình ký")
    page.get_by_text("Đã ghi sổ, chuyển lãnh đạo ký.").wait_for()


def _rate(page, dossier):
    page.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Đánh giá", exact=True))
    page.get_by_label("Rất hài lòng", exact=True).check(force=True)
    page.get_by_role("button", name="Gửi đánh giá").click()
    page.get_by_text("Cảm ơn bạn.").wait_for()
    assert Rating.objects.get().score == 5


def _verify(page, result):
    """Somebody who holds the paper and has no account asks whether it is good."""
    page.goto("/xac-minh/")
    page.locator("#van-ban").set_input_files(result)
    page.get_by_role("button", name="Kiểm tra chữ ký").click()
    page.get_by_text("Chữ ký đúng, nội dung không bị sửa sau khi ký").wait_for()
