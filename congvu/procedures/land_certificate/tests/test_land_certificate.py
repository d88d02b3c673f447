"""Land certificates: map office, field check, notice of 15 days, tax with its own time, duty that stops the clock."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Conclusion, Dossier, Outcome, Promise, Slip, WorkItem
from congvu.dossiers.tests import scenes
from congvu.files import queries as files
from congvu.kit.actors import SYSTEM
from congvu.people import operations as people
from congvu.processes import queries as processes
from congvu.signing import queries as signing
from congvu.workdays import queries as workdays

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 10, 5)

ASKED = {
    "user": "name identifier address phone email by_agent",
    "sharers": "name identifier",
    "land": "place on_map plot map_sheet area purpose used_since origin has_papers dispute",
    "house": "registers kind ground_area floors built",
    "request": "debts pledge",
}
"""The facts name the form (Mẫu 15), no fields: these are what certificate, book and public notice say."""


def test_form_asks_what_certificate_notice_and_book_say(version):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    assert {code: " ".join(one.code for one in group.fields) for code, group in groups.items()} == ASKED


def test_papers_are_those_of_the_facts(version, clean):
    codes = {paper["code"] for paper in version.papers}
    assert codes == {"request", "land_papers", "house_plan", "survey", "duty_proof", "authorisation"}

    def required(**parts):
        asked = catalogue.papers_asked(version=version, answers=clean(**parts).values, on=DAY)
        return {paper["code"] for paper in asked if paper["required"]} - {"request"}

    assert required() == {"land_papers"}
    assert required(land={"has_papers": False}) == set()
    assert required(land={"on_map": False}, user={"by_agent": True}) == {"land_papers", "survey", "authorisation"}


def test_digital_citizens_pay_half_of_the_appraisal_for_a_time(version, clean):
    def due(level, on=DAY):
        fees = catalogue.fees_due(version=version, answers=clean().values, on=on, level=level)
        return {fee.code: fee.amount for fee in fees}

    assert due("") == {"certificate": 100_000, "appraisal": 500_000}
    assert due("digital") == {"certificate": 100_000, "appraisal": 250_000}
    assert due("digital", dt.date(2027, 3, 1)) == due("", dt.date(2026, 8, 14)) == due("")


def test_steps_and_fifteen_days_fill_the_limit_and_tax_stands_beside_it(version):
    plan = processes.planned(version.definition_id)
    hours = sum(step.limit_minutes for step in plan if step.clock != "own") // 60
    start = scenes.at("2026-10-05 09:00")
    notice = workdays.due(start=start, limit=workdays.Limit.parse("15 calendar_day"))
    days = len([day for day in notice.counted if day.weekday() < 5])
    assert (hours, days, version.limit.value) == (96, 11, 12 + 11)
    assert [(step.bpmn_id, step.limit_minutes) for step in plan if step.clock == "own"] == [("tax", 40 * 60)]


@pytest.fixture
def office(commune):
    """The ward with the province's land office and its own tax office."""
    commune.now = scenes.at("2026-10-05 09:05")
    commune.extra = {"serial": "AA 00012345", "term": "Lâu dài"}
    commune.mapping, commune.mappers = scenes.open_beside("H24.61", "Văn phòng đăng ký đất đai Thí Dụ")
    commune.tax, commune.taxmen = scenes.open_beside("H24.62", "Thuế cơ sở Thí Dụ", kind="vertical")
    for duty, agency, owner in (("land_office", commune.mapping, None), ("tax", commune.tax, commune.agency.pk)):
        people.set_coordinator(
            duty=duty, for_agency_id=owner, agency_id=agency.pk, valid_from=dt.date(2026, 1, 1),
            by=SYSTEM, at=commune.now,
        )  # fmt: skip
    return commune


def does_there(office, officials, operation, dossier, **more):
    office.now += dt.timedelta(minutes=10)
    return getattr(operations, operation)(
        dossier_id=dossier.pk, step_id=office.step(dossier), by=officials["case_officer"], at=office.now, **more
    )


def checked(office, dossier=None) -> Dossier:
    """Up to the public notice."""
    dossier = office.does("reception", "accept", dossier or office.submit(return_by="counter"))
    dossier = does_there(office, office.mappers, "finish_step", dossier, note="Thửa 12, tờ 45, khớp bản đồ")
    return verified(office, dossier)


def verified(office, dossier) -> Dossier:
    return office.does(
        "case_officer", "keep_minutes", dossier, happened_at=office.now, place="Tổ dân phố số 5", conclusion="met",
        participants=["Phạm Thị Thử", "Tổ trưởng tổ dân phố"], content="Không tranh chấp, sử dụng từ năm 1998",
    )  # fmt: skip


def posted(office, dossier):
    return office.does("case_officer", "put_up", dossier, places="Trụ sở phường", contact="Tổ địa chính, 0225 000 000")


def test_the_notice_hangs_fifteen_days_and_shows_no_more_than_the_sheet_names(office, client):
    dossier = checked(office)
    notice = posted(office, dossier)
    assert (notice.ends_at - notice.posted_at).days >= 14
    assert timezone_day(notice.ends_at) == dt.date(2026, 10, 20)
    address = reverse("portal:public_notice", args=[notice.public_id])
    page = client.get(address).content.decode()
    for said in ("Nguyễn Thị Hồng Ánh", "128,5 m²", "Nhận thừa kế", "0225 000 000"):
        assert said in page
    for hidden in ("031190001234", "0912345678", "anh@example.vn", "Số 5 đường Thí Dụ", dossier.code):
        assert hidden not in page
    assert address in client.get(reverse("portal:public_notices")).content.decode()
    with pytest.raises(operations.StillHanging):
        office.does("case_officer", "take_down", dossier, conclusion="no_objection", content="")
    office.now = notice.ends_at
    office.does("case_officer", "take_down", dossier, conclusion="no_objection", content="")
    assert client.get(address).status_code == 404
    assert dossier.records.last().conclusion == Conclusion.NO_OBJECTION


def timezone_day(moment):
    return moment.astimezone(scenes.HANOI).date()


def test_an_objection_leads_back_to_the_site(office):
    dossier = checked(office)
    office.now = posted(office, dossier).ends_at
    with pytest.raises(operations.ReasonMissing):
        office.does("case_officer", "take_down", dossier, conclusion="objection", content=" ")
    office.does("case_officer", "take_down", dossier, conclusion="objection", content="Hộ liền kề nói lấn ranh 0,5 m")
    assert processes.step(office.step(dossier)).bpmn_id == "verify"
    verified(office, dossier)
    assert posted(office, dossier).ended_at is None


def at_tax(office) -> Dossier:
    dossier = checked(office)
    office.now = posted(office, dossier).ends_at
    office.does("case_officer", "take_down", dossier, conclusion="no_objection", content="")
    office.does("unit_head", "finish_step", dossier)
    return office.does("case_officer", "finish_step", dossier)


def test_the_time_of_tax_is_its_own_and_paying_stops_the_clock(office):
    dossier = at_tax(office)
    promised, since = dossier.due_at, dossier.clock_stopped_at
    assert (dossier.state, since) == (State.PROCESSING, office.now)
    item = WorkItem.objects.get(dossier=dossier)
    assert (item.agency_id, item.kind) == (office.tax.pk, "duty")
    assert item.due_at == dossier.legs.get(agency=office.tax).due_at != promised
    office.now += dt.timedelta(days=2)
    told = does_there(
        office, office.taxmen, "tell_duty", dossier, amount=12_500_000, reason="Lệ phí trước bạ", number="15/TB"
    )
    assert told.state == State.PAYMENT_REQUIRED
    assert dossier.legs.get(agency=office.tax).done_at == office.now
    office.now += dt.timedelta(days=3)
    with pytest.raises(operations.ReasonMissing):
        office.does("cashier", "record_payment", dossier, receipt=" ")
    paid = office.does("cashier", "record_payment", dossier, receipt="KBNN 00123")
    assert (paid.state, paid.clock_stopped_at) == (State.PROCESSING, None)
    assert paid.due_at > promised
    kinds = list(paid.clock_entries.order_by("id").values_list("kind", flat=True))
    assert kinds == ["start", "stop", "resume"]
    lost = workdays.working_minutes(since, office.now)
    won = workdays.working_minutes(promised, paid.due_at)
    assert abs(won - lost) <= 8 * 60  # a limit in days ends with its day
    done = to_the_end(office, paid)
    assert (done.state, done.outcome, done.result_number) == (State.DONE, Outcome.GRANTED, "CH 00001")
    with files.open_use(files.use(done.slips.get(kind=Slip.Kind.RESULT).file_use)) as stream:
        pdf = stream.read()
    assert signing.verify(pdf).all_good
    text = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    for said in ("AA 00012345", "NGUYỄN THỊ HỒNG ÁNH", "128,5 m²", "Lâu dài"):
        assert said in text


def to_the_end(office, dossier) -> Dossier:
    office.does("case_officer", "register_result", dossier)
    office.does("leader", "sign_result", dossier)
    return office.does("clerk", "seal_result", dossier)


def test_nothing_to_pay_lets_it_go_on_at_once(office):
    dossier = at_tax(office)
    told = does_there(office, office.taxmen, "tell_duty", dossier, amount=0, reason="Được miễn", number="16/TB")
    assert (told.state, told.clock_stopped_at) == (State.PROCESSING, None)
    assert processes.step(office.step(dossier)).bpmn_id == "draft"


def test_land_in_dispute_is_refused_and_its_notice_comes_down(office, client):
    dossier = checked(office)
    notice = posted(office, dossier)
    refused = office.does("leader", "refuse", dossier, reason="Đất đang có tranh chấp")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert client.get(reverse("portal:public_notice", args=[notice.public_id])).status_code == 404


def test_another_desk_takes_it_in_and_the_clock_starts_where_the_land_lies(office):
    """A provisional day is printed where it was given, and confirmed once where the land lies."""
    elsewhere, officials = scenes.open_beside("H24.63", "UBND phường Nơi Nhận", ("reception", "return_desk"), "commune")
    dossier = office.submit(return_by="counter", agency_id=elsewhere.pk, competent_agency_id=office.agency.pk)
    office.now += dt.timedelta(minutes=10)
    operations.accept(dossier_id=dossier.pk, by=officials["reception"], at=office.now)
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert (dossier.clock_started_at, dossier.due_at, dossier.run_id) == (None, None, None)
    office.now += dt.timedelta(days=1)
    dossier = office.does("reception", "take_in", dossier)
    kinds = list(dossier.promises.order_by("id").values_list("kind", flat=True))
    assert kinds == [Promise.Kind.PROVISIONAL, Promise.Kind.CONFIRMED]
    assert dossier.clock_started_at == office.now
    assert dossier.slips.filter(kind=Slip.Kind.RECEIPT).count() == 2
    lines = dossiers.control_sheet(dossier=dossier)
    assert "Nơi Nhận" in lines[0].giver
    assert lines[0].receiver == "Ủy ban nhân dân phường Thí Dụ"
