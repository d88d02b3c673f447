"""A first land certificate: map, site, fifteen days of notice, tax with its own time, money, signed certificate."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from congvu.catalogue import queries as procedures
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Conclusion, Outcome
from congvu.signing import queries as signing
from congvu.sites.portal.tests import scenes
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CODE = "1.012753"
FOLDER = scenes.FOLDER.parent / "land_certificate"
OWNER, NUMBER = "Nguyễn Thị Hồng Ánh", "031190001234"
DUTY, NOTE = "12.500.000", "15/TB-TCS"


class Calendar:
    """Lets days pass for everybody: people and program read one clock."""

    def __init__(self, monkeypatch):
        self.gone, self.now = dt.timedelta(), timezone.now
        monkeypatch.setattr(timezone, "now", lambda: self.now() + self.gone)

    def pass_on(self, days):
        self.gone += dt.timedelta(days=days)


@pytest.fixture
def days(monkeypatch):
    return Calendar(monkeypatch)


@pytest.fixture
def office(transactional_db, settings, tmp_path):
    """The ward with the province's land office and its tax office."""
    settings.VAR = tmp_path
    ward = stories.open_ward([FOLDER])
    _mapping, ward.mapper = stories.office_beside("H24.61", "Văn phòng đăng ký đất đai", duty="land_office")
    ward.tax, ward.taxman = stories.office_beside("H24.62", "Thuế cơ sở số 1", duty="tax", kind="vertical")
    return ward


def test_land_is_certified_after_a_public_notice_and_the_tax(live_server, office, days, tmp_path):
    owner = scenes.citizen()
    beside = {"mapper": office.mapper, "taxman": office.taxman}
    with browsing.chromium() as browser:

        def desk(who):
            return browsing.window(browser, live_server, browsing.DESK, beside.get(who) or office.staff[who])

        def phone(account=owner):
            return browsing.window(browser, live_server, browsing.PHONE, account)

        dossier = _file(phone(), office, tmp_path)
        _take_in(desk("reception"), dossier)
        _finish(desk("mapper"), dossier)
        officer = desk("case_officer")
        _write_minutes(officer, dossier)
        notice = _put_up(officer, dossier)
        _anybody_reads_it(phone(None), notice)
        days.pass_on(16)
        officer = desk("case_officer")
        _take_down(officer, dossier)
        _finish(desk("unit_head"), dossier)
        _finish(officer, dossier)
        promised = _tell_duty(desk("taxman"), dossier)
        _owner_sees_what_is_due(phone(), dossier)
        days.pass_on(3)
        _record_payment(desk("cashier"), dossier, promised)
        _enter(desk("case_officer"), dossier)
        stories.sign(desk("leader"))
        stories.seal(desk("clerk"), dossier)
        stories.deliver()
        certificate = _certificate(phone(), dossier, tmp_path)
        _hand_over(desk("return_desk"), dossier)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.outcome) == (State.RETURNED, Outcome.GRANTED)
    assert signing.verify(certificate.read_bytes()).all_good
    said = _text(certificate)
    for part in ("AA 00012345", OWNER.upper(), "128,5 m²", "Lâu dài"):
        assert part in said, said


def _file(page, office, folder):
    page.goto(f"/nop-ho-so/{CODE}/")
    page.select_option("#agency", str(office.agency.pk))
    browsing.press(page, "Bắt đầu điền")
    stories.fill_pages(page, procedures.sample(code=CODE, on=office.commune.now.date())["answers"])
    stories.upload(page, folder)
    if page.url.endswith("/nhan-ket-qua/"):
        page.get_by_label("Tại Bộ phận Một cửa").check(force=True)
    return stories.send_filing(page)


def _take_in(page, dossier):
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    page.keyboard.press("c")
    page.get_by_text("Đã tiếp nhận hồ sơ.").wait_for()


def _finish(page, dossier):
    """Whoever has the dossier in the list opens it, and passes it on."""
    page.goto("/desk/")
    browsing.follow(page.get_by_role("link", name=dossier.code))
    browsing.press(page, "Xong, chuyển bước sau")


def _write_minutes(page, dossier):
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Lập biên bản kiểm tra…"))
    page.get_by_label("Địa điểm").fill("Tổ dân phố số 5")
    page.get_by_label("Thành phần tham gia").fill("Phạm Thị Thử, công chức\nTổ trưởng tổ dân phố")
    page.get_by_label("Nội dung", exact=True).fill("Không tranh chấp, sử dụng từ năm 1998.")
    page.locator("[name=ket_luan][value=met]").check(force=True)
    browsing.press(page, "Lập biên bản kiểm tra")


def _put_up(page, dossier):
    """The officer sees what everybody will read before it hangs."""
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Niêm yết công khai…"))
    said = page.locator("main").inner_text()
    assert OWNER in said
    assert NUMBER not in said.replace(dossier.code, "")
    page.get_by_label("Nơi nhận ý kiến của người dân").fill("Tổ địa chính phường, 0225 000 000")
    browsing.picture(page, "put-up-1440")
    browsing.press(page, "Niêm yết công khai")
    browsing.follow(page.get_by_role("link", name="Kết thúc niêm yết…"))
    page.locator("[name=ket_luan][value=no_objection]").check(force=True)
    page.get_by_role("button", name="Kết thúc niêm yết").click()
    page.get_by_role("alert").wait_for()  # fifteen days are fifteen days
    return dossier.public_notices.get()


def _anybody_reads_it(page, notice):
    """Without an account, on a phone: the notice says who, where and how large, and no number of the owner."""
    page.goto("/niem-yet/")
    page.locator(f"a[href*='{notice.public_id}']").click()
    said = page.locator("main").inner_text()
    for part in (OWNER, "128,5 m²", "0225 000 000"):
        assert part in said, said
    assert NUMBER not in said
    browsing.picture(page, "public-notice-390", whole=True)


def _take_down(page, dossier):
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Kết thúc niêm yết…"))
    page.locator("[name=ket_luan][value=no_objection]").check(force=True)
    browsing.press(page, "Kết thúc niêm yết")
    assert dossier.records.order_by("id").last().conclusion == Conclusion.NO_OBJECTION


def _tell_duty(page, dossier):
    """While tax works the clock of the ward stands; tax has a time of its own."""
    dossier.refresh_from_db()
    assert dossier.clock_stopped_at is not None
    page.goto("/desk/")
    browsing.follow(page.get_by_role("link", name=dossier.code))
    browsing.follow(page.get_by_role("link", name="Thông báo nghĩa vụ tài chính…"))
    page.get_by_label("Số tiền phải nộp (đồng)").fill(DUTY)
    page.get_by_label("Khoản phải nộp").fill("Lệ phí trước bạ nhà, đất")
    page.get_by_label("Số, ngày thông báo của cơ quan thuế").fill(NOTE)
    browsing.picture(page, "duty-1440")
    browsing.press(page, "Thông báo nghĩa vụ tài chính")
    dossier.refresh_from_db()
    assert dossier.state == State.PAYMENT_REQUIRED
    return dossier.due_at


def _owner_sees_what_is_due(page, dossier):
    page.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
    said = page.locator("main").inner_text()
    assert DUTY in said
    assert "Lệ phí trước bạ" in said
    browsing.picture(page, "duty-390")


def _record_payment(page, dossier, promised):
    """Paid at the treasury: its receipt is written down, the clock goes on, the day moves by the time that stood."""
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Đã nộp ở nơi khác, ghi số biên lai…"))
    page.locator("[name=bien_lai]").fill("KBNN 00123")
    browsing.press(page, "Đã nộp ở nơi khác, ghi số biên lai")
    dossier.refresh_from_db()
    assert (dossier.state, dossier.clock_stopped_at) == (State.PROCESSING, None)
    assert dossier.due_at > promised


def _enter(page, dossier):
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Đạt, ghi sổ và trình ký…"))
    page.get_by_label("Số phát hành").fill("AA 00012345")
    page.get_by_label("Thời hạn sử dụng đất").fill("Lâu dài")
    browsing.press(page, "Đạt, ghi sổ và trình ký")
    page.get_by_text("Đã ghi sổ, chuyển lãnh đạo ký.").wait_for()


def _certificate(page, dossier, folder):
    page.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
    return stories.kept(page, "Kết quả giải quyết", folder, "giay-chung-nhan.pdf")


def _hand_over(page, dossier):
    page.goto("/desk/tra-ket-qua/")
    browsing.follow(page.get_by_role("link", name=dossier.code))
    page.get_by_role("button", name="Trả kết quả").click()
    page.get_by_text("Đã trả kết quả.").wait_for()


def _text(path):
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())
