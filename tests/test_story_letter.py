"""A birth registered again: the commune of long ago is asked by letter, looks into its old books, and answers."""

import pytest
from django.conf import settings as configured
from django.utils import timezone

from congvu.catalogue import queries as procedures
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Conclusion, DigitisedCopy, Dossier
from congvu.dossiers.tests import scenes as offices
from congvu.dossiers.tests.test_scans import scanned
from congvu.kit.actors import SYSTEM
from congvu.signing import operations as signing
from congvu.signing import queries as signatures
from congvu.sites.portal.tests import scenes
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CODE, NUMBER = "1.004884", "031175001237"
FOLDER = configured.ROOT / "congvu" / "procedures" / "birth_registration_again"
QUESTION = "Đề nghị kiểm tra Sổ đăng ký khai sinh năm 1975, quyển 01/1975, còn lưu hay không."
ANSWER = "Văn bản số 15/UBND-TP: kho lưu trữ ngập năm 1996, Sổ năm 1975 không còn."


@pytest.fixture
def ward(transactional_db, settings, tmp_path):
    """A ward that registers births again, and the commune where it was done in 1975."""
    settings.VAR = tmp_path
    scenes.places()
    commune = offices.open_commune("H24.166", "Ủy ban nhân dân phường Ngô Quyền", folders=[FOLDER])
    commune.folder, commune.now = FOLDER, timezone.now()
    leader = commune.officials["leader"].id
    signing.make_demo_keys(by=SYSTEM, at=commune.now, official_ids=[leader], agency_ids=[commune.agency.pk])
    _there, officers = offices.open_beside("H24.171", "Ủy ban nhân dân xã Kiến Minh", kind="commune")
    roles = ("reception", "case_officer", "leader", "clerk")
    staff = {role: stories.account(commune.officials[role].id, role) for role in roles}
    staff["there"] = stories.account(officers["case_officer"].id, "there")
    return stories.Ward(commune, staff)


def test_a_birth_is_registered_again_after_a_letter_to_another_commune(live_server, ward, tmp_path):
    with browsing.chromium() as browser:
        phone = browsing.window(browser, live_server, browsing.PHONE, scenes.citizen())

        def desk(role):
            return browsing.window(browser, live_server, browsing.DESK, ward.staff[role])

        dossier = _file(phone, ward)
        ward.does("reception", "accept", dossier)
        officer = desk("case_officer")
        _digitise(officer, dossier, tmp_path)
        _ask(officer, dossier)
        phone.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
        assert "Ủy ban nhân dân xã Kiến Minh" in phone.locator("main").inner_text(), "the owner sees who has it"
        _answer(desk("there"), dossier, tmp_path)
        _register(officer, dossier)
        stories.sign(desk("leader"))
        stories.seal(desk("clerk"), dossier)
        stories.deliver()
        phone.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
        result = stories.kept(phone, "Kết quả giải quyết", tmp_path, "khai-sinh.pdf")
    dossier.refresh_from_db()
    assert dossier.state == State.RETURNED
    assert dossier.records.get().conclusion == Conclusion.AGREED
    assert signatures.verify(result.read_bytes()).all_good


def _file(page, ward):
    answers = procedures.sample(code=CODE, on=timezone.localdate())["answers"]
    answers["requester"] |= {
        "full_name": "Nguyễn Thị Hồng Ánh",
        "identifier": "031190001234",
        "birth_date": "1990-05-04",
        "relation": "relative",
    }
    page.goto(f"/nop-ho-so/{CODE}/")
    page.select_option("#agency", str(ward.agency.pk))
    browsing.press(page, "Bắt đầu điền")
    stories.fill_pages(page, answers)
    page.set_input_files("input[type=file] >> nth=0", {
        "name": "giay-to.pdf", "mimeType": "application/pdf", "buffer": offices.PDF,
    })  # fmt: skip
    browsing.press(page, "Lưu và tiếp tục")
    return stories.send_filing(page)


def _digitise(page, dossier, folder):
    """School records were brought on paper: scanned in one go, one page too coarse, one lying; cut, turned, signed."""
    pile = folder / "hoc-ba.pdf"
    pile.write_bytes(scanned(200, 150))
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Quét, số hóa giấy tờ"))
    page.get_by_label("Tệp từ máy quét").set_input_files(pile)
    page.get_by_role("button", name="Tải lên, chia trang").click()
    assert "trang 2" in page.get_by_role("status").filter(has_text="Quét chưa đủ nét").inner_text()
    for number in (1, 2):
        page.get_by_label(f"Là giấy tờ (trang {number})").select_option(index=1)
    page.get_by_label("Xoay (trang 2)").select_option("90")
    page.wait_for_function("() => document.querySelector('main img').naturalWidth > 1000")
    browsing.picture(page, "scan-1440")
    page.get_by_role("button", name="Số hóa, ký số của cơ quan").click()
    page.get_by_text("Đã số hóa 1 giấy tờ").wait_for()
    copy = DigitisedCopy.objects.get()
    assert (copy.pages, copy.least_dots) == ([[1, 0], [2, 90]], 150)


def _ask(page, dossier):
    """The officer finds the commune by a few letters without accents, and cannot ask nobody."""
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Gửi lấy ý kiến…"))
    assert "03 ngày làm việc" in page.locator("main").inner_text()
    page.get_by_label("Nội dung cần cho ý kiến").fill(QUESTION)
    page.get_by_role("button", name="Gửi lấy ý kiến").click()
    assert "Chọn từ 1" in page.get_by_role("alert").inner_text()
    page.get_by_label("Cơ quan khác").fill("kien minh")
    page.get_by_role("button", name="Tìm cơ quan").click()

    page.get_by_label("Ủy ban nhân dân xã Kiến Minh").check(force=True)
    assert page.get_by_label("Nội dung cần cho ý kiến").input_value() == QUESTION
    browsing.picture(page, "letter-ask-1440")
    page.get_by_role("button", name="Gửi lấy ý kiến").click()
    page.get_by_text("Đã gửi lấy ý kiến").wait_for()


def _answer(page, dossier, folder):
    """The other commune sees the question and what it needs to look it up; not the applicant's telephone."""
    page.goto("/desk/")
    browsing.follow(page.get_by_role("link", name=dossier.code))
    said = page.locator("main").inner_text()
    for part in ("12/1975", "Trần Thị Thí Dụ"):
        assert part in said
    assert "0912345678" not in said
    browsing.follow(page.get_by_role("link", name="Cho ý kiến…"))
    assert QUESTION in page.locator("main").inner_text()
    page.get_by_label("Không còn lưu Sổ đăng ký khai sinh").check(force=True)
    page.get_by_label("Nội dung ý kiến").fill(ANSWER)
    letter = folder / "tra-loi.pdf"
    letter.write_bytes(offices.PDF)
    page.get_by_label("Văn bản trả lời").set_input_files(letter)
    browsing.picture(page, "letter-answer-1440")
    page.get_by_role("button", name="Cho ý kiến").click()
    page.get_by_text("Đã gửi ý kiến về cơ quan chủ trì.").wait_for()


def _register(page, dossier):
    """The answer lies on the dossier, with its scan; the certificate is drawn up from it."""
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    said = page.locator("#y-kien").locator("xpath=..").inner_text()
    for part in ("Không còn lưu Sổ đăng ký khai sinh", ANSWER, "Ủy ban nhân dân xã Kiến Minh", "Bản quét"):
        assert part in said, said
    page.locator("#y-kien").scroll_into_view_if_needed()
    browsing.picture(page, "letter-1440")
    page.keyboard.press("c")
    page.get_by_label("Số định danh cá nhân").fill(NUMBER)
    page.get_by_label("Kết quả xác minh").fill(ANSWER)
    browsing.press(page, "Đạt, ghi sổ và trình ký")
    page.get_by_text("Đã ghi sổ, chuyển lãnh đạo ký.").wait_for()
    assert Dossier.objects.get().result_number == f"1/{timezone.localdate().year}"
