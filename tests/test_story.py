"""One birth registration, from the citizen's phone over every desk and back, in real Chromium."""

import copy
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings as project
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.dossiers.models import Dossier
from congvu.feedback.models import Rating
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM
from congvu.signing import operations as signing
from congvu.sites.portal.tests import scenes
from tests import browsing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
WRONG, RIGHT = "trần thị thí dụ", "Trần Thị Thí Dụ"


@pytest.fixture
def vneid(live_server, settings):
    """The sandbox of VNeID as a process of its own, which knows this server."""
    port = urlsplit(live_server.url).port + 1
    issuer = f"http://localhost:{port}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.vneid_settings",
        "CONGVU_PORT": str(port - 1),
        "CONGVU_VNEID_URL": issuer,
        "CONGVU_VNEID_DATABASE": f"congvu_vneid_story_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}",
    }
    subprocess.run(
        [sys.executable, "manage.py", "prepare_vneid_sandbox"], cwd=project.ROOT, env=environment, check=True
    )
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "config.wsgi:application"], cwd=project.ROOT, env=environment, start_new_session=True
    )
    providers = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    providers["openid_connect"]["APPS"][0]["settings"]["server_url"] = issuer
    settings.SOCIALACCOUNT_PROVIDERS, settings.VNEID_URL = providers, issuer
    settings.PUBLIC_URL = live_server.url
    try:
        _wait_for(f"{issuer}/.well-known/openid-configuration")
        yield issuer
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(address):
    for _turn in range(300):
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


@pytest.fixture
def ward(transactional_db, settings, tmp_path):
    """A ward with an official for each role, and the keys of leader and agency."""
    settings.VAR = tmp_path
    agency, officials = scenes.open_commune("H24.166", "Ủy ban nhân dân phường Ngô Quyền")
    signing.make_demo_keys(by=SYSTEM, at=timezone.now(), official_ids=[officials["leader"].id], agency_ids=[agency.pk])
    agency.staff = {
        role: accounts.open_account(
            official_id=actor.id, username=role, password="mua-xuan-tren-song-cam", by=SYSTEM, at=timezone.now()
        )
        for role, actor in officials.items()
    }
    return agency


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
        browsing.picture(_opened(phone, f"/ho-so-cua-toi/{dossier.public_id}/"), "dossier-390", whole=True)
        _register(desk("case_officer"), dossier)
        _sign(desk("leader"))
        _seal(desk("clerk"), dossier)
        while outbox.deliver_due(limit=20):
            pass
        result = _receive(phone, dossier, tmp_path)
        _rate(phone, dossier)
        _verify(browsing.window(browser, live_server, browsing.PHONE), result)
    said = subprocess.run(["pdfsig", str(result)], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid") == 2, said
    assert "Total document signed" in said


def _opened(page, address):
    page.goto(address)
    return page


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
    page.select_option("#agency", str(ward.pk))
    browsing.press(page, "Bắt đầu điền")
    while "/to-khai/" in page.url:
        here = page.url
        browsing.fill(page, answers)
        if here.endswith("/child/"):
            page.evaluate("scrollTo(0, 0)")
            browsing.picture(page, "form-390")
        browsing.press(page, "Lưu và tiếp tục")
    note = folder / "giay-chung-sinh.pdf"
    note.write_bytes(scenes.PDF)
    page.locator("input[type=file]").first.set_input_files(note)
    browsing.press(page, "Lưu và tiếp tục")
    if page.url.endswith("/nhan-ket-qua/"):
        browsing.press(page, "Lưu và tiếp tục")
    if page.locator("#truthful").count():
        page.locator("#truthful").check(force=True)
    browsing.press(page, "Nộp hồ sơ")
    page.wait_for_url("**/da-nop/")
    dossier = Dossier.objects.get()
    assert dossier.code in page.locator("main").inner_text()
    return dossier


def _ask(page, dossier):
    """Reception finds the name and asks for it, by keyboard to the dossier; a request without words is told so."""
    page.goto("/desk/tiep-nhan/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/ho-so/{dossier.public_id}/")
    page.get_by_role("link", name="Yêu cầu bổ sung…").click()
    page.get_by_label(f"Họ, chữ đệm và tên: {WRONG}", exact=True).check(force=True)
    page.get_by_role("button", name="Yêu cầu bổ sung").click()
    assert page.get_by_role("alert").is_visible()
    assert page.get_by_label(f"Họ, chữ đệm và tên: {WRONG}", exact=True).is_checked()
    page.locator('[name="loi:field:child.full_name"]').fill("Viết hoa chữ cái đầu như trên giấy chứng sinh")
    page.get_by_label("Lý do chung").fill("Tên của trẻ viết chưa đúng.")
    page.get_by_label("Người hướng dẫn và số điện thoại").fill("Lê Văn Ví Dụ, 0225 000 0000")
    page.get_by_role("button", name="Yêu cầu bổ sung").click()
    page.get_by_text("Đã gửi yêu cầu bổ sung cho người nộp.").wait_for()


def _mend(page, dossier):
    page.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
    page.get_by_role("link", name="Bổ sung ngay").click()
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
    page.get_by_role("link", name=dossier.code).click()
    page.wait_for_url(f"**/desk/ho-so/{dossier.public_id}/")
    page.get_by_text("Cách tính").click()
    assert page.get_by_text("ngày đầu không tính").is_visible()
    assert page.locator(".process-drawing .now").count() == 1
    browsing.picture(page, "desk-1440")
    page.keyboard.press("c")
    page.get_by_label("Số định danh của trẻ").fill("031326000123")
    browsing.press(page, "Đạt, ghi sổ và trình ký")
    page.get_by_text("Đã ghi sổ, chuyển lãnh đạo ký.").wait_for()


def _sign(page):
    """The leader signs by keyboard: down to the row, tick it, sign."""
    page.goto("/desk/cho-ky/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.wait_for_timeout(1500 if os.environ.get("CONGVU_PICTURES") else 0)  # the draft draws itself in its frame
    browsing.picture(page, "sign-1440")
    page.keyboard.press("c")
    page.get_by_text("Đã ký 1 văn bản.").wait_for()


def _seal(page, dossier):
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    page.get_by_role("button", name="Đóng dấu cơ quan, phát hành").click()
    page.get_by_text("Đã đóng dấu.").wait_for()


def _receive(page, dossier, folder):
    page.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
    with page.expect_download() as got:
        page.get_by_role("link", name="Kết quả giải quyết").first.click()
    kept = folder / "ket-qua.pdf"
    got.value.save_as(kept)
    return kept


def _rate(page, dossier):
    page.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
    page.get_by_role("link", name="Đánh giá", exact=True).click()
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
