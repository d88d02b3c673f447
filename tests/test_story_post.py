"""A business licence sent home: the post is ordered from the desk, followed by its owner, and paid to the postman."""

import datetime as dt
import threading

import pytest
from django.conf import settings as configured
from django.utils import timezone

from congvu.catalogue import queries as procedures
from congvu.connectors.post import sandbox
from congvu.connectors.post.connector import SLUG, Post
from congvu.delivery.hooks import carriers
from congvu.delivery.models import Parcel
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Origin, ReturnBy
from congvu.dossiers.tests import scenes as offices
from congvu.kit.actors import SYSTEM
from congvu.payments.models import Charge, Method, Receipt
from congvu.people import operations as people
from congvu.people.models import OrgUnit
from congvu.signing import operations as signing
from congvu.sites.portal.tests import scenes
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CODE, FEE, AMOUNT = "1.001612", "100.000 đồng", 100_000
FOLDER = configured.ROOT / "congvu" / "procedures" / "household_business"
HOME = "Số 5 đường Thí Dụ, phường Ngô Quyền"


@pytest.fixture
def ward(transactional_db, settings, tmp_path):
    """A ward that registers household businesses, with its Economic Division and its keys."""
    settings.VAR = tmp_path
    scenes.places()
    commune = offices.open_commune("H24.166", "Ủy ban nhân dân phường Ngô Quyền", folders=[FOLDER])
    commune.folder, commune.now, commune.extra = FOLDER, timezone.now(), {"business_code": "0100109106"}
    people.open_unit(
        agency_id=commune.agency.pk, code="KT", name="Phòng Kinh tế", kind=OrgUnit.Kind.DIVISION,
        valid_from=dt.date(2026, 1, 1), by=SYSTEM, at=commune.now,
    )  # fmt: skip
    leader = commune.officials["leader"].id
    signing.make_demo_keys(by=SYSTEM, at=commune.now, official_ids=[leader], agency_ids=[commune.agency.pk])
    roles = ("return_desk", "cashier")
    return stories.Ward(commune, {role: stories.account(commune.officials[role].id, role) for role in roles})


@pytest.fixture
def office(live_server, settings):
    """The post as a server of its own, which tells this server over HTTP."""
    if carriers.find(SLUG) is None:
        carriers.register(SLUG, Post())
    settings.POST_SECRET = "sandbox"
    played = sandbox.Office(callback=f"{live_server.url}/buu-chinh/trang-thai/")
    server = sandbox.serve(0, played)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.POST_URL = f"http://127.0.0.1:{server.server_port}"
    yield played
    server.shutdown()
    server.server_close()


def test_a_licence_goes_home_by_post_and_is_paid_at_the_door(live_server, ward, office):
    with browsing.chromium() as browser:

        def desk(role):
            return browsing.window(browser, live_server, browsing.DESK, ward.staff[role])

        dossier = _filed(ward)
        owner = browsing.window(browser, live_server, browsing.PHONE, scenes.citizen())
        postman = browsing.window(browser, live_server, browsing.PHONE)
        _send_papers(owner, dossier)
        _carry(postman, office, "Đã phát")
        _licence(ward, dossier)
        _send(desk("return_desk"), dossier)
        _carry(postman, office, "Đã lấy hàng", "Phát không gặp người nhận")
        _follow(owner, dossier)
        _carry(postman, office, "Đã phát")
        stories.deliver()
        assert office.told == [200] * 4
        _read_the_end(owner, dossier)
        _read_the_day(desk("cashier"), dossier)
    dossier.refresh_from_db()
    assert dossier.state == State.RETURNED
    charge = Charge.objects.get()
    assert (charge.state, charge.method, charge.amount) == (Charge.State.PAID, Method.CARRIED, AMOUNT)


def _filed(ward):
    """Written down at the counter, where the owner wanted it sent home."""
    commune = ward.commune
    answers = procedures.sample(code=CODE, on=timezone.localdate())["answers"]
    return commune.submit(
        values=answers,
        papers=[],
        return_by=ReturnBy.POST,
        return_address=HOME,
        origin=Origin.COUNTER,
        by=commune.officials["reception"],
        at=timezone.now() - dt.timedelta(minutes=30),
    )


def _send_papers(page, dossier):
    """A paper is at home: the owner has the postman fetch it, and follows the envelope."""
    page.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
    browsing.follow(page.get_by_role("link", name="Gửi giấy tờ qua bưu chính"))
    page.get_by_label("Số điện thoại để bưu tá gọi").fill("0912345678")
    page.get_by_label("Địa chỉ đến lấy").fill(HOME)
    browsing.press(page, "Đặt bưu tá đến lấy")
    parcel = Parcel.objects.get()
    page.get_by_role("heading", name=parcel.tracking).wait_for()
    browsing.picture(page, "send-papers-390", whole=True)


def _licence(ward, dossier):
    """The envelope has come; worked on, signed and sealed; not yet paid."""
    assert Parcel.objects.get(way="papers").state == "delivered"
    for role, operation in (
        ("reception", "accept"),
        ("case_officer", "register_result"),
        ("unit_head", "finish_step"),
        ("leader", "sign_result"),
        ("clerk", "seal_result"),
    ):
        ward.does(role, operation, dossier)
    stories.deliver()
    assert Charge.objects.get().amount == AMOUNT


def _send(page, dossier):
    """The desk sees that it shall go by post, reads where to, and has it fetched."""
    page.goto("/desk/tra-ket-qua/")
    browsing.follow(page.get_by_role("link", name=dossier.code))
    browsing.follow(page.get_by_role("link", name="Gửi qua bưu chính"))
    assert page.get_by_label("Địa chỉ nhận").input_value() == HOME
    page.get_by_label("Số điện thoại").fill("")
    page.get_by_role("button", name="Đặt bưu chính đến lấy").click()
    assert "số điện thoại" in page.get_by_role("alert").inner_text()
    page.get_by_label("Số điện thoại").fill("0912345678")
    page.get_by_role("button", name="Đặt bưu chính đến lấy").click()
    parcel = Parcel.objects.get(way="result")
    page.get_by_text(f"Đã đặt bưu chính, số hiệu {parcel.tracking}.").wait_for()
    assert f"Thu hộ: {FEE}" in page.locator("main").inner_text()
    browsing.picture(page, "post-1440")
    page.goto("/desk/tra-ket-qua/buu-chinh/")
    page.get_by_role("cell", name=parcel.tracking).wait_for()


def _carry(page, office, *deeds):
    """The postman's hand terminal, as the sandbox plays it."""
    number = list(office.parcels)[-1]
    for deed in deeds:
        page.goto(f"http://127.0.0.1:{_port()}/tra-cuu?so={number}")
        with page.expect_navigation():
            page.get_by_role("button", name=deed, exact=True).click()


def _port():
    return configured.POST_URL.rpartition(":")[2]


def _follow(page, dossier):
    """The owner was out; the phone says so, and what will have to be paid."""
    parcel = Parcel.objects.get(way="result")
    page.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
    said = page.locator("#h-buu-" + str(parcel.pk)).locator("xpath=..").inner_text()
    for part in ("Phát chưa được, sẽ phát lại", parcel.tracking, HOME, FEE):
        assert part in said, said
    browsing.count(page.get_by_role("link", name="Theo dõi trên trang của bưu chính"), 1)
    page.get_by_role("heading", name="Kết quả gửi qua bưu chính").scroll_into_view_if_needed()
    browsing.picture(page, "parcel-390")
    assert page.evaluate("document.documentElement.scrollWidth") <= browsing.PHONE["width"]


def _read_the_end(page, dossier):
    """Delivered is returned, and what the postman took is paid, with a receipt."""
    page.reload()
    said = page.locator("main").inner_text()
    assert f"Đã trả cho bưu tá: {FEE}" in said
    assert "Kết quả đã trả cho bạn." in said
    receipt = Receipt.objects.get()
    assert page.get_by_role("link", name=f"Biên lai số {receipt.digits}").count()
    assert "Người nhận: Nguyễn Thị Hồng Ánh" in said


def _read_the_day(page, dossier):
    """The cashier owes nothing to the box: the money is the post's to hand in."""
    page.goto("/desk/thu-phi/")
    assert page.get_by_role("link", name=dossier.code).count() == 0
    page.goto("/desk/thu-phi/so-quy/")
    said = page.locator("main").inner_text()
    assert "Bưu chính thu hộ" in said
    assert FEE in said
