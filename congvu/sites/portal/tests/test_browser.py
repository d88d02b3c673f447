"""In real Chromium: every page of the portal at two widths, with and without errors, without one finding of axe."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.dossiers import operations
from congvu.dossiers.models import Dossier
from congvu.feedback.models import Rating
from congvu.forms.models import Draft
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM
from congvu.payments import queries as payments
from congvu.payments.tests.scene import BANK, told
from congvu.places.models import Place, PlaceSuccession
from congvu.processes import queries as processes
from congvu.sites.portal.tests import scenes
from congvu.vault import operations as vault
from tests import browsing

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CHROMIUM = Path("/usr/bin/chromium")
AXE = (settings.ROOT / "tests" / "assets" / "axe.min.js").read_text()
SHOTS = os.environ.get("CONGVU_SHOTS", "")
"""Folder for pictures of each page, for people to look at; empty: none are taken."""


@pytest.fixture
def chromium(monkeypatch):
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def scene(transactional_db, monkeypatch):
    # the live server's threads give their connections back at once, or the test database could not be dropped
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    agency, officials = scenes.open_commune()
    mother = scenes.citizen()
    client = Client()
    client.force_login(mother)
    new = scenes.dossier_of(mother, agency, "new")
    running = scenes.dossier_of(mother, agency, "running")
    operations.accept(dossier_id=running.pk, by=officials["reception"], at=timezone.now())
    asked = scenes.dossier_of(mother, agency, "asked")
    items = [
        {"kind": "field", "pointer": "child.full_name", "label": "Tên trẻ", "problem": "Viết hoa chữ cái đầu"},
        {"kind": "paper", "pointer": "birth_note", "label": "Giấy chứng sinh", "problem": "Ảnh mờ, không đọc được số"},
    ]
    operations.request_supplement(
        dossier_id=asked.pk, items=items, reason="Cần sửa hai chỗ trước khi tiếp nhận.",
        contact="Lê Văn Ví Dụ, 0225 000 0000", by=officials["reception"], at=timezone.now(),
    )  # fmt: skip
    client.post(reverse("portal:file", args=[scenes.CODE]), {"agency": agency.pk})
    draft = Draft.objects.get()
    answers = scenes.answers()
    answers["requester"]["relation"] = "authorised"  # so that a paper of the vault is offered
    draft.answers = {**answers, "_filing": draft.answers["_filing"]}
    draft.save()
    found = {"client": client, "new": new, "running": running, "asked": asked, "draft": draft, "agency": agency}
    found["paper"], found["old"] = scenes.keep_paper(mother, agency), scenes.keep_paper(mother, agency, "test:2")
    vault.revoke(public_id=found["old"].public_id, reason="Cấp nhầm cho người khác", by=SYSTEM, at=timezone.now())
    scenes.take_money(agency, officials["cashier"], paid=running, disputed=asked)
    return {**found, "returned": _returned(mother, agency, officials), "mother": mother}


def _returned(mother, agency, officials):
    """A dossier that was refused in the end and handed back: it may be rated."""
    dossier, now = scenes.dossier_of(mother, agency, "returned"), timezone.now()
    operations.accept(dossier_id=dossier.pk, by=officials["reception"], at=now)
    dossier.refresh_from_db()
    step = processes.open_steps(dossier.run_id).first().pk
    operations.take(dossier_id=dossier.pk, step_id=step, by=officials["case_officer"], at=now)
    operations.refuse(dossier_id=dossier.pk, reason="Việc sinh đã được đăng ký.", by=officials["leader"], at=now)
    operations.return_result(dossier_id=dossier.pk, by=officials["return_desk"], at=now)
    while outbox.deliver_due(limit=20):
        pass
    return dossier


def _pages(scene) -> dict[str, str]:
    def of(name: str, dossier) -> str:
        return reverse(f"portal:{name}", kwargs={"public_id": dossier.public_id})

    def at(name: str, **more: str) -> str:
        return reverse(f"portal:{name}", kwargs={"draft_id": scene["draft"].pk, **more})

    first = [page.code for page in operations_form(scene)]
    return {
        **{name: reverse(f"portal:{name}") for name in ("home", "procedures", "help", "accessibility", "privacy")},
        **{name: reverse(f"portal:{name}") for name in ("lookup", "verify", "dossiers", "inbox", "reach", "readings")},
        **{name: reverse(f"portal:{name}") for name in ("papers", "check_code")},
        "paper": of("paper", scene["paper"]),
        "paper-revoked": of("paper", scene["old"]),
        "search": reverse("portal:procedures") + "?q=khai+sinh",
        "nothing": reverse("portal:procedures") + "?q=xyzzyqwk",
        "procedure": reverse("portal:procedure", args=[scenes.CODE]),
        "tracked": reverse("portal:tracked", args=[scene["running"].code]),
        "start": reverse("portal:file", args=[scenes.CODE]),
        **{f"form-{code}": at("filing_page", page=code) for code in first},
        **{name: at(name) for name in ("filing_agency", "filing_papers", "filing_review")},
        "dossier-new": of("dossier", scene["new"]),
        "dossier-running": of("dossier", scene["running"]),
        "dossier-asked": of("dossier", scene["asked"]),
        **{name: of(name, scene["running"]) for name in ("filed", "answers", "withdraw")},
        "supplement": of("supplement", scene["asked"]),
        "dossier-returned": of("dossier", scene["returned"]),
        "rate": of("rate", scene["returned"]),
        "pay": of("pay", scene["new"]),
        "pay-paid": of("pay", scene["running"]),
        "pay-disputed": of("pay", scene["asked"]),
    }


def operations_form(scene):
    return scene["new"].version.form.open_pages(scenes.answers())


def _check(page, name: str, width: int, found: list[str]) -> None:
    page.evaluate(AXE)
    answer = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    for one in answer["violations"]:
        found.append(f"{name} {width}: {one['id']}: {one['nodes'][0]['html'][:160]}")
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        found.append(f"{name} {width}: page is {wide} px wider than the screen")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)


def test_every_page_is_without_findings(live_server, chromium, scene):
    found: list[str] = []
    for width in (390, 1440):
        _walk(live_server, chromium, scene, width, found)
    unexpected = [line for line in found if "422" not in line]
    assert not unexpected, "\n".join(unexpected)


def test_a_second_filing_takes_the_paper_from_the_vault(live_server, chromium, scene, tmp_path):
    """The story of a citizen who need not upload twice, on a phone and without scripts."""
    note = tmp_path / "chung-sinh.pdf"
    note.write_bytes(scenes.PDF)
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN", java_script_enabled=False)
    session = scene["client"].cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("portal:filing_papers", args=[scene["draft"].pk]))
    page.get_by_role("button", name="Dùng giấy này").click()
    page.get_by_text("từ Giấy tờ của tôi").wait_for()
    page.set_input_files("#p-birth_note", note)
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    assert page.url.endswith("/xem-lai/")
    if page.locator("#truthful").count():
        page.check("#truthful")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    page.get_by_role("heading", name="Hồ sơ đã đến nơi").wait_for()
    filed = Dossier.objects.get(bundle__submission_key=f"draft:{scene['draft'].pk}")
    assert filed.papers.get(code="authorisation").vault_paper == scene["paper"]
    assert filed.papers.get(code="birth_note").vault_paper is None
    context.close()


def _walk(live_server, chromium, scene, width: int, found: list[str]) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="vi-VN")
    session = scene["client"].cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.on("console", lambda message: message.type == "error" and found.append(f"{page.url}: {message.text}"))
    for name, address in _pages(scene).items():
        page.goto(live_server.url + address)
        if not name.startswith("nothing"):
            _check(page, name, width, found)
    for name in ("start", "form-requester", "filing_papers", "filing_review", "supplement", "rate"):
        page.goto(live_server.url + _pages(scene).get(name, _pages(scene)["start"]))
        if page.locator("select#agency").count():
            page.select_option("select#agency", "")
        page.locator("main button.govuk-button").last.scroll_into_view_if_needed()
        with page.expect_navigation():
            page.evaluate("() => [...document.querySelectorAll('main form[method=post]')].at(-1).submit()")
        _check(page, f"{name}-wrong", width, found)
    context.close()


def test_choosing_a_province_brings_its_communes_without_losing_the_page(live_server, chromium, scene):
    context = chromium.new_context(viewport={"width": 390, "height": 900})
    session = scene["client"].cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("portal:filing_page", kwargs={"draft_id": scene["draft"].pk, "page": "child"}))
    page.fill("[name='child.full_name']", "Trần Thị Mới Gõ")
    province = "[name='child.hometown.province']"
    page.select_option(province, "")
    page.wait_for_selector("[name='child.hometown.commune']", state="detached")
    page.select_option(province, "31")
    page.wait_for_selector("[name='child.hometown.commune']")
    assert page.input_value("[name='child.full_name']") == "Trần Thị Mới Gõ"
    assert page.evaluate("() => document.activeElement.name") == "child.hometown.province"
    context.close()


def test_a_commune_is_found_by_letters_and_by_its_old_name(live_server, chromium, scene):
    old = Place.objects.create(
        code="11350", name="Phường Máy Tơ", kind="ward", level=3, parent=Place.objects.get(code="31"),
        valid_to=dt.date(2025, 7, 1), folded="phuong may to hai phong", sort_key="m",
    )  # fmt: skip
    PlaceSuccession.objects.create(old=old, new=Place.objects.get(code="11329"), is_main=True)
    page = browsing.window(chromium, live_server, browsing.PHONE, scene["mother"])
    page.goto(reverse("portal:filing_page", kwargs={"draft_id": scene["draft"].pk, "page": "child"}))
    for typed, shown in (("ngo quyen", "Phường Ngô Quyền, Thành phố Hải Phòng"), ("may to", "nay là Phường Ngô Quyền")):
        page.select_option("[name='child.hometown.province']", "")
        page.wait_for_selector("[name='child.hometown.commune']", state="detached")
        page.fill("#f-child-hometown-find", typed)
        page.get_by_role("button", name=shown).first.click()
        page.wait_for_selector("select[name='child.hometown.commune']")
        assert page.input_value("[name='child.hometown.province']") == "31"
        assert page.input_value("[name='child.hometown.commune']") == "11329"


def test_the_drawing_on_a_phone_begins_at_the_step_of_now(live_server, chromium, scene):
    page = browsing.window(chromium, live_server, browsing.PHONE, scene["mother"])
    page.goto(reverse("portal:dossier", args=[scene["running"].public_id]))
    frame, step = page.locator(".cv-drawing .cv-scroll"), page.locator(".process-drawing .now rect").first
    around, box = frame.bounding_box(), step.bounding_box()
    assert box["width"] > 60, "letters of the drawing would be too small to read"
    assert around["x"] <= box["x"]
    assert box["x"] + box["width"] <= around["x"] + around["width"]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def _without_scripts(live_server, chromium, scene):
    return browsing.window(chromium, live_server, browsing.PHONE, scene["mother"], java_script_enabled=False)


PAPER = {"name": "giay-chung-sinh.pdf", "mimeType": "application/pdf", "buffer": scenes.PDF}


def test_filing_from_an_empty_form_without_scripts(live_server, chromium, scene):
    page = _without_scripts(live_server, chromium, scene)
    page.goto(reverse("portal:file", args=[scenes.CODE]))
    page.select_option("#agency", str(scene["agency"].pk))
    page.get_by_role("button", name="Bắt đầu điền").click()
    seen = []
    while "/to-khai/" in page.url:
        seen.append(page.url)
        browsing.fill(page, scenes.answers())
        browsing.press(page, "Lưu và tiếp tục")
    assert len(seen) == len(operations_form(scene))
    page.get_by_role("button", name="Lưu và tiếp tục").last.click()
    assert "Tải lên" in page.locator(".govuk-error-summary").inner_text()
    page.set_input_files("main input[type=file] >> nth=0", PAPER)
    browsing.press(page, "Lưu và tiếp tục")
    assert scenes.answers()["child"]["full_name"] in page.locator("main").inner_text()
    browsing.press(page, "Nộp hồ sơ")
    assert page.get_by_role("heading", name="Hồ sơ đã đến nơi").count() == 1, page.inner_text("main")
    filed = Dossier.objects.order_by("-id").first()
    assert filed.values["mother"] == scene["new"].values["mother"]


def test_supplement_is_sent_without_scripts(live_server, chromium, scene):
    page = _without_scripts(live_server, chromium, scene)
    page.goto(reverse("portal:dossier", args=[scene["asked"].public_id]))
    browsing.follow(page.get_by_role("link", name="Bổ sung ngay"))
    page.locator('[name="child.full_name"]').fill("Trần Thị Thí Dụ Mới")
    page.get_by_role("button", name="Gửi phần bổ sung").click()
    assert page.locator(".govuk-error-summary").is_visible()  # the paper is lacking; what was typed stands
    assert page.input_value('[name="child.full_name"]') == "Trần Thị Thí Dụ Mới"
    page.set_input_files("#p-birth_note", PAPER)
    browsing.press(page, "Gửi phần bổ sung")
    mended = Dossier.objects.get(pk=scene["asked"].pk)
    assert (mended.state, mended.values["child"]["full_name"]) == (1, "Trần Thị Thí Dụ Mới")


def test_rating_is_given_without_scripts(live_server, chromium, scene):
    page = _without_scripts(live_server, chromium, scene)
    page.goto(reverse("portal:dossier", args=[scene["returned"].public_id]))
    browsing.follow(page.get_by_role("link", name="Đánh giá", exact=True))
    page.get_by_role("button", name="Gửi đánh giá").click()
    page.locator(".govuk-error-summary").wait_for()
    page.get_by_label("Hài lòng", exact=True).check(force=True)
    page.get_by_label("Điều bạn muốn nói thêm").fill("Cán bộ nhắn tin rất rõ.")
    browsing.press(page, "Gửi đánh giá")
    rating = Rating.objects.get()
    assert (rating.score, rating.comment) == (4, "Cán bộ nhắn tin rất rõ.")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_fees_are_paid_at_the_gateway(live_server, chromium, scene, scripts):
    page = browsing.window(chromium, live_server, browsing.PHONE, scene["mother"], java_script_enabled=scripts)
    page.goto(reverse("portal:dossier", args=[scene["new"].public_id]))
    browsing.follow(page.get_by_role("link", name="Nộp phí").first)
    browsing.press(page, f"Trả qua {BANK.name}")
    [charge] = payments.charges(subject=scene["new"].subject)
    address = page.get_by_role("link", name="Sang trang thanh toán").get_attribute("href")
    assert address == f"https://bank.example/{charge.payments.get().reference}"
    assert told(charge.payments.get().reference, charge.amount) == "applied"
    browsing.follow(page.get_by_role("link", name="kiểm tra lại"))
    page.get_by_role("heading", name="Đã nộp đủ").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải biên lai số").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
