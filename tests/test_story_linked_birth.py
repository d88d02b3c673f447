"""The linked birth from the parents' phone: one declaration, three agencies, three results, one picture of it all."""

import datetime as dt
import threading
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.utils import timezone

from congvu.catalogue import queries as procedures
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier
from congvu.dossiers.operations import outside
from congvu.dossiers.queries import outside as questions
from congvu.dossiers.tests import scenes as offices
from congvu.kit.actors import SYSTEM
from congvu.kit.sync.sandbox import open_sandbox, serve
from congvu.people import operations as people
from congvu.signing import operations as signing
from congvu.sites.portal.tests import scenes
from congvu.vault.models import Paper
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CODE = "2.000986"
FOLDER = Path(configured.ROOT) / "congvu" / "procedures" / "linked_birth"


@pytest.fixture
def ward():
    """A ward with its police, the city's social insurance, and the linked birth alone."""
    scenes.places()
    commune = offices.open_commune("H24.166", "Ủy ban nhân dân phường Ngô Quyền", folders=[FOLDER])
    commune.folder, commune.now = FOLDER, timezone.now()
    keys = {"official_ids": [commune.officials["leader"].id], "agency_ids": [commune.agency.pk]}
    signing.make_demo_keys(by=SYSTEM, at=commune.now, **keys)
    since = dt.date(2026, 1, 1)
    for slug, code, name, place in (
        ("police", "Z99HPCA166", "Công an phường Ngô Quyền", commune.agency.place_id),
        ("social_insurance", "Z99HPND3", "Bảo hiểm xã hội thành phố Hải Phòng", None),
    ):
        agency = people.open_agency(
            code=code, name=name, kind="vertical", place_id=place, valid_from=since, by=SYSTEM, at=commune.now
        )
        people.add_alias(agency_id=agency.pk, scheme=slug, code="31", by=SYSTEM, at=commune.now)
    return stories.Ward(commune)


@pytest.fixture
def sectors(live_server, settings):
    """The systems of police and social insurance as a server of their own, which tells this server over HTTP."""
    sandbox = open_sandbox(f"{live_server.url}/lien-thong/")
    server = serve(sandbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.POLICE_URL = sandbox.systems["police"].address
    settings.SOCIAL_INSURANCE_URL = sandbox.systems["social_insurance"].address
    settings.PUBLIC_URL = live_server.url
    yield sandbox.systems
    server.shutdown()


def work():
    """What the worker does: send what waits, let what came take effect."""
    stories.deliver()
    now = timezone.now()
    for case_id in questions.due_parcels(at=now):
        while outside.send_next(case_id=case_id, at=now):
            pass
    for message_id in questions.waiting_messages(at=now):
        outside.act_on(message_id=message_id, at=now)
    stories.deliver()


def test_one_submission_from_a_phone_comes_to_three_results(live_server, ward, sectors):
    filled = procedures.sample(code=CODE, on=timezone.localdate())["answers"]
    answers = {**filled, "identity": {"wanted": False, "vneid": "mother"}, "children": []}
    answers["support"] = {"groups": []}
    with browsing.chromium() as browser:
        phone = browsing.window(browser, live_server, browsing.PHONE, scenes.citizen())
        phone.goto(f"/nop-ho-so/{CODE}/")
        phone.select_option("#agency", str(ward.agency.pk))
        browsing.press(phone, "Bắt đầu điền")
        stories.fill_pages(phone, answers)
        if phone.url.endswith("/giay-to/"):
            phone.set_input_files("input[type=file] >> nth=0", {
                "name": "chung-sinh.pdf", "mimeType": "application/pdf", "buffer": offices.PDF,
            })  # fmt: skip
            browsing.press(phone, "Lưu và tiếp tục")
        dossier = stories.send_filing(phone)
        phone.goto(f"/ho-so-cua-toi/{dossier.public_id}/")
        browsing.count(phone.locator("#h-lien-thong ~ .cv-table tbody tr"), 3)
        for role, operation in (
            ("reception", "accept"),
            ("case_officer", "register_result"),
            ("leader", "sign_result"),
            ("clerk", "seal_result"),
        ):
            ward.does(role, operation, dossier)
        work()
        parts = {one.part: one for one in Dossier.objects.filter(bundle=dossier.bundle)}
        sectors["police"].move(parts["residence"].code, "accept")
        work()
        phone.reload()
        phone.locator("#h-lien-thong").scroll_into_view_if_needed()
        browsing.picture(phone, "linked-390")
        rows = phone.locator("#h-lien-thong ~ .cv-table tbody tr").all_inner_texts()
        assert "Đã trả kết quả" in rows[0]
        assert "Công an phường Ngô Quyền" in rows[1]
        assert "tiếp nhận đúng hạn" in rows[1]
        assert "Đã chuyển, chờ tiếp nhận" in rows[2]
        sectors["police"].move(parts["residence"].code, "solve")
        sectors["social_insurance"].move(parts["insurance"].code, "solve")
        work()
        phone.reload()
        rows = phone.locator("#h-lien-thong ~ .cv-table tbody tr").all_inner_texts()
        assert all("Đã trả kết quả" in row for row in rows)
        browsing.follow(phone.get_by_role("link", name="Thẻ bảo hiểm y tế", exact=False).first)
        phone.wait_for_url(f"**/{parts['insurance'].public_id}/")
        browsing.count(phone.get_by_role("link", name="Kết quả giải quyết"), 1)
        assert phone.evaluate("document.documentElement.scrollWidth") <= browsing.PHONE["width"]
    kinds = set(Paper.objects.values_list("kind", flat=True))
    assert kinds >= {"birth_certificate", "residence_notice", "health_insurance_card"}
    states = set(Dossier.objects.filter(bundle=dossier.bundle).values_list("state", flat=True))
    assert states == {State.RETURNED}
