"""A house permit: filed from a phone, paid in cash, another agency asked, papers mended, granted; and one refused."""

import io

import pytest
from pypdf import PdfReader

from congvu.catalogue import queries as procedures
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Conclusion, Dossier, Leg, Outcome, Slip
from congvu.payments.models import Charge
from congvu.signing import queries as signing
from congvu.sites.portal.tests import scenes
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CODE, FEE = "1.013225", "75.000"
FOLDER = scenes.FOLDER.parent / "house_permit"
OPINION = "Đồng ý, giữ khoảng lùi 2,4 m so với chỉ giới đường đỏ."
PROBLEM = "Bản vẽ móng thiếu kích thước trục."
REASONS = "Lô đất nằm trong hành lang bảo vệ đê, không phù hợp quy hoạch (NĐ 217/2026/NĐ-CP Đ.53)."


@pytest.fixture
def office(transactional_db, settings, tmp_path):
    """The ward, and beside it the department that looks after planning."""
    settings.VAR = tmp_path
    ward = stories.open_ward([FOLDER])
    ward.commune.folder = FOLDER
    ward.commune.extra = {"red_line": "Lùi 2,4 m", "drawings_checked": "1"}
    ward.planning, ward.planner = stories.office_beside("H24.07", "Sở Xây dựng", duty="planning_office")
    return ward


def test_a_permit_is_granted_after_an_opinion_and_a_supplement_and_another_refused(live_server, office, tmp_path):
    owner = scenes.citizen()
    with browsing.chromium() as browser:
        phone = browsing.window(browser, live_server, browsing.PHONE, owner)

        def desk(role):
            account = office.planner if role == "planner" else office.staff[role]
            return browsing.window(browser, live_server, browsing.DESK, account)

        dossier = _file(phone, office, tmp_path)
        _take_in(desk("reception"), dossier)
        _take_cash(desk("cashier"), dossier)
        _consult(desk("unit_head"), office, dossier)
        officer = desk("case_officer")
        _ask_for_drawings(officer, dossier)
        _mend(phone, dossier, tmp_path)
        _answer(desk("planner"), dossier)
        _write_minutes(officer, dossier)
        _enter(officer, dossier)
        _approve(desk("unit_head"), dossier)
        stories.sign(desk("leader"))
        stories.seal(desk("clerk"), dossier)
        stories.deliver()
        permit = _permit(phone, dossier, tmp_path)
        refused = _refuse(desk("leader"), office)
        stories.deliver()
        _read_the_reasons(phone, refused, tmp_path)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.outcome) == (State.RETURNED, Outcome.GRANTED)
    assert not dossier.legs.filter(done_at=None).exists()
    assert dossier.clock_entries.filter(kind="stop").count() == 1
    assert signing.verify(permit.read_bytes()).all_good


def _file(page, office, folder):
    page.goto(f"/nop-ho-so/{CODE}/")
    page.select_option("#agency", str(office.agency.pk))
    browsing.press(page, "Bắt đầu điền")
    stories.fill_pages(page, procedures.sample(code=CODE, on=office.commune.now.date())["answers"])
    stories.upload(page, folder)
    if page.url.endswith("/nhan-ket-qua/"):
        page.get_by_label("Trực tuyến, bản điện tử").check(force=True)
    dossier = stories.send_filing(page)
    assert f"{FEE} đồng" in page.locator("main").inner_text()
    return dossier


def _take_in(page, dossier):
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    page.keyboard.press("c")
    page.get_by_text("Đã tiếp nhận hồ sơ.").wait_for()


def _take_cash(page, dossier):
    page.goto("/desk/thu-phi/")
    page.get_by_label("Mã hồ sơ hoặc mã khoản thu").fill(dossier.code)
    page.get_by_role("button", name="Tìm", exact=True).click()
    browsing.follow(page.get_by_role("link", name=dossier.code))
    page.locator("[name=nhan]").fill(FEE)
    page.get_by_role("button", name=f"Thu {FEE} đồng, lập biên lai").click()
    page.get_by_text("Đã thu tiền.").wait_for()
    assert Charge.objects.get().state == Charge.State.PAID


def _consult(page, office, dossier):
    """The head of the division asks the planning department; silence would be agreement, and the page says so."""
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Gửi lấy ý kiến…"))
    assert page.get_by_label("Sở Xây dựng").is_checked(), "the sheet names it"
    assert "coi là đồng ý" in page.locator("main").inner_text()
    browsing.press(page, "Gửi lấy ý kiến")
    page.get_by_text("Đã gửi lấy ý kiến").wait_for()
    assert dossier.legs.get(agency=office.planning).duty == Leg.Duty.COORDINATOR


def _ask_for_drawings(page, dossier):
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Yêu cầu bổ sung…"))
    page.locator('[name=muc][value="paper:foundation_plan"]').check(force=True)
    page.locator('[name="loi:paper:foundation_plan"]').fill(PROBLEM)
    page.get_by_label("Lý do chung").fill("Bản vẽ chưa đủ để thẩm định.")
    page.get_by_label("Người hướng dẫn và số điện thoại").fill("Phạm Thị Thử, 0225 000 000")
    browsing.press(page, "Yêu cầu bổ sung")
    dossier.refresh_from_db()
    assert dossier.state == State.SUPPLEMENT_REQUIRED
    assert dossier.clock_stopped_at is not None


def _mend(page, dossier, folder):
    """The owner reads what is wrong and sends only that paper."""
    page.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Bổ sung ngay"))
    assert PROBLEM in page.locator("main").inner_text()
    browsing.picture(page, "supplement-390", whole=True)
    drawing = folder / "mong.pdf"
    drawing.write_bytes(scenes.PDF + b"\n%2\n")
    page.locator("input[type=file]").set_input_files(drawing)
    page.get_by_role("button", name="Gửi phần bổ sung").click()
    page.get_by_text("Đã gửi phần bổ sung.").wait_for()
    dossier.refresh_from_db()
    assert (dossier.state, dossier.clock_stopped_at) == (State.PROCESSING, None)


def _answer(page, dossier):
    """The department sees the question, the drawings, and nothing of the owner's number."""
    page.goto("/desk/")
    browsing.follow(page.get_by_role("link", name=dossier.code))
    assert "031190001234" not in page.locator("main").inner_text()
    browsing.follow(page.get_by_role("link", name="Cho ý kiến…"))
    page.locator("[name=ket_luan][value=agreed_if]").check(force=True)
    page.get_by_label("Nội dung ý kiến").fill(OPINION)
    browsing.press(page, "Cho ý kiến")
    assert dossier.records.get().conclusion == Conclusion.AGREED_IF


def _write_minutes(page, dossier):
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    assert OPINION in page.locator("main").inner_text()
    browsing.follow(page.get_by_role("link", name="Lập biên bản kiểm tra…"))
    page.get_by_label("Địa điểm").fill("Thửa 12, tờ bản đồ 45")
    page.get_by_label("Thành phần tham gia").fill("Phạm Thị Thử, công chức\nNguyễn Thị Hồng Ánh, chủ đầu tư")
    page.get_by_label("Nội dung", exact=True).fill("Đất trống, ranh giới rõ.")
    page.locator("[name=ket_luan][value=met]").check(force=True)
    browsing.picture(page, "minutes-1440")
    browsing.press(page, "Lập biên bản kiểm tra")
    page.get_by_text("Đã lập biên bản").wait_for()


def _enter(page, dossier):
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Đạt, ghi sổ và trình ký…"))
    page.get_by_label("Chỉ giới xây dựng, khoảng lùi").fill("Lùi 2,4 m so với chỉ giới đường đỏ")
    page.get_by_label("Bản vẽ đã đối chiếu").check(force=True)
    browsing.press(page, "Đạt, ghi sổ và trình ký")
    page.get_by_text("Đã ghi sổ, chuyển lãnh đạo ký.").wait_for()


def _approve(page, dossier):
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    browsing.press(page, "Xong, chuyển bước sau")


def _permit(page, dossier, folder):
    page.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
    permit = stories.kept(page, "Kết quả giải quyết", folder, "giay-phep.pdf")
    assert "GIẤY PHÉP XÂY DỰNG" in _text(permit)
    return permit


def _refuse(page, office):
    """A second house, against the plan: the leader refuses it with the reason and the law."""
    commune = office.commune
    dossier = commune.submit("second")
    office.does("reception", "accept", dossier)
    office.does("unit_head", "finish_step", dossier)
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Từ chối, có lý do…"))
    page.get_by_role("button", name="Từ chối, có lý do").click()
    assert "Ghi lý do" in page.get_by_role("alert").inner_text()
    page.get_by_label("Lý do và căn cứ pháp luật").fill(REASONS)
    browsing.picture(page, "refuse-1440")
    browsing.press(page, "Từ chối, có lý do")
    return Dossier.objects.get(pk=dossier.pk)


def _read_the_reasons(page, dossier, folder):
    """The owner reads the reasons in full on the page and on the paper (M03)."""
    page.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
    assert REASONS in page.locator(".cv-now").inner_text(), "at the top, without opening anything"
    browsing.picture(page, "refused-390")
    assert page.get_by_role("link", name="Nộp phí").count() == 0, "nothing is owed for a permit that is not granted"
    said = _text(stories.kept(page, str(Slip.Kind.REFUSAL.label), folder, "m03.pdf"))
    for part in ("hành lang bảo vệ đê", "NĐ 217/2026", dossier.code):
        assert part in said, said
    dossier.refresh_from_db()
    assert (dossier.state, dossier.outcome) == (State.RETURNED, Outcome.REFUSED)


def _text(path):
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())
