"""House permits: what is asked, opinions in which silence agrees, one supplement, a refusal, and the signed permit."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from congvu.catalogue import queries as catalogue
from congvu.catalogue import sheets
from congvu.dossiers import operations, tasks
from congvu.dossiers import queries as dossiers
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Conclusion, Dossier, Leg, Outcome, Slip, WorkItem
from congvu.dossiers.tests import scenes
from congvu.files import queries as files
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed, Stale
from congvu.people import operations as people
from congvu.people import queries as powers
from congvu.printing.marks import marks
from congvu.processes import queries as processes
from congvu.signing import queries as signing

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 20)

ASKED = {
    "owner": "name representative identifier address phone email",
    "land": "place plot area in_database",
    "building": "type name grade base_level ground_area floor_area height floors other_floors adjoins needs_review",
    "design": "name licence",
    "review": "name licence",
    "work": "months pledge",
}
"""Facts 6.13: owner with representative, number, address, phone; place, plot, area; kind, grade, base level, ground
floor, total floor area, height, floors (basement, attic, technical, roof room); designer and licence; review; expected
time; pledge. A work that is no house says what it is (``building.name``)."""


def test_form_asks_everything_the_facts_name(version):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    assert {code: " ".join(one.code for one in group.fields) for code, group in groups.items()} == ASKED


def test_sample_is_accepted(clean):
    assert [(error.pointer, error.message) for error in clean().errors] == []


def test_papers_follow_plot_neighbours_and_review(version, clean):
    def required(**parts):
        asked = catalogue.papers_asked(version=version, answers=clean(**parts).values, on=DAY)
        return {paper["code"] for paper in asked if paper["required"]} - {"request"}

    drawings = {"site_plan", "floor_plans", "foundation_plan"}
    assert required() == {*drawings, "neighbour_pledge"}
    assert required(building={"adjoins": False}) == drawings
    assert required(land={"in_database": False}, building={"adjoins": False}) == {*drawings, "land_paper"}
    review = {"needs_review": True, "adjoins": False}
    assert required(building=review, review={"name": "Ai đó", "licence": "1"}) == {*drawings, "fire_approval"}


@pytest.mark.parametrize(
    ("building", "said"),
    [({}, ""), ({"ground_area": 81}, "lớn hơn diện tích lô đất"), ({"floor_area": 10}, "nhỏ hơn diện tích xây dựng")],
)
def test_areas_must_agree(version, clean, building, said):
    values = clean(building=building).values
    broken = " ".join(catalogue.broken_conditions(version=version, answers=values, on=DAY))
    assert said in broken
    assert bool(broken) == bool(said)


def test_the_limit_is_seven_days_and_the_steps_fill_it(version):
    plan = [step for step in processes.planned(version.definition_id) if not step.each]
    assert sum(step.limit_minutes for step in plan) == version.limit.value * 8 * 60 == 56 * 60
    consult = processes.planned_step(version.definition_id, "consult")
    assert (consult.limit_minutes, consult.silence, version.silence_law) == (16 * 60, "agree", "217/2026/NĐ-CP Đ.54")
    assert version.supplement_limit.words == "2 ngày làm việc"
    due = catalogue.fees_due(version=version, answers={}, on=DAY, channel="online")
    assert sum(fee.amount for fee in due) == 75_000


OTHER = {"type": "other_work", "name": "Nhà kho một tầng"}


def test_another_work_has_ten_days_its_own_hours_and_its_own_fee(version, clean):
    assert [error.pointer for error in clean(building={"type": "other_work"}).errors] == ["building.name"]
    house, other = clean().values, clean(building=OTHER).values
    assert [version.limit_of("", one).words for one in (house, other)] == ["7 ngày làm việc", "10 ngày làm việc"]
    hours = version.step_minutes(other)
    plan = [step for step in processes.planned(version.definition_id) if not step.each]
    assert hours["appraise"] == 5 * 8 * 60
    assert sum(hours.get(step.bpmn_id, step.limit_minutes) for step in plan) == 10 * 8 * 60
    assert version.step_minutes(house) == {}
    due = catalogue.fees_due(version=version, answers=other, on=DAY, channel="online")
    assert [(fee.amount, fee.law) for fee in due] == [(150_000, "85/2019/TT-BTC")]
    unsure = [place for place in sheets.unchecked(version.sheet) if place.startswith("fees.1")]
    assert unsure == ["fees.1", "fees.1.law"]


@pytest.fixture
def office(commune):
    """The ward; beside it the planning office, named for all, and the fire police, named for nobody."""
    commune.now = scenes.at("2026-11-16 09:05")
    commune.extra = {"red_line": "Lùi 2,4 m so với chỉ giới đường đỏ", "drawings_checked": "1"}
    commune.planning, commune.planners = scenes.open_beside("H24.07", "Sở Xây dựng Thí Dụ")
    commune.fire, commune.firemen = scenes.open_beside("H24.08", "Công an Thí Dụ")
    people.set_coordinator(
        duty="planning_office", for_agency_id=None, agency_id=commune.planning.pk, valid_from=dt.date(2026, 1, 1),
        by=SYSTEM, at=commune.now,
    )  # fmt: skip
    return commune


QUESTION = "Nhà có phù hợp quy hoạch phân khu không?"
MINUTES = {
    "place": "Thửa 12, tờ bản đồ 45",
    "participants": ["Phạm Thị Thử, công chức phòng", "Nguyễn Thị Hồng Ánh, chủ đầu tư"],
    "content": "Đất trống, ranh giới rõ.",
    "conclusion": "met",
}


def asked(office, *agencies) -> Dossier:
    dossier = office.does("reception", "accept", office.submit())
    ids = [agency.pk for agency in agencies or (office.planning, office.fire)]
    return office.does("unit_head", "consult", dossier, agency_ids=ids, question=QUESTION)


def step_at(dossier, agency):
    return processes.open_steps(Dossier.objects.get(pk=dossier.pk).run_id).get(agency_id=agency.pk).pk


def answers_as(office, officials, agency, dossier, conclusion="agreed", content="", **more):
    office.now += dt.timedelta(minutes=10)
    return operations.answer(
        dossier_id=dossier.pk, step_id=step_at(dossier, agency), conclusion=conclusion, content=content,
        by=officials["case_officer"], at=office.now, **more,
    )  # fmt: skip


def appraise(office, dossier, **more):
    more = {**MINUTES, "happened_at": office.now, **more}
    return office.does("case_officer", "keep_minutes", dossier, step_id=step_at(dossier, office.agency), **more)


def to_the_end(office, dossier) -> Dossier:
    office.does("case_officer", "register_result", dossier)
    office.does("unit_head", "finish_step", dossier)
    office.does("leader", "sign_result", dossier)
    office.does("clerk", "seal_result", dossier)
    while outbox.deliver_due(limit=20):
        pass
    return Dossier.objects.get(pk=dossier.pk)


def test_all_are_asked_at_once_each_with_its_own_limit(office):
    dossier = asked(office)
    legs = {leg.agency_id: leg for leg in dossier.legs.all()}
    assert {leg.duty for leg in legs.values()} == {Leg.Duty.LEAD, Leg.Duty.COORDINATOR}
    assert legs[office.agency.pk].due_at == dossier.due_at
    for agency in (office.planning, office.fire):
        leg = legs[agency.pk]
        assert (leg.duty, leg.limit_text, leg.done_at) == (Leg.Duty.COORDINATOR, "16 working_hour", None)
        item = WorkItem.objects.get(dossier=dossier, agency=agency)
        assert item.due_at == leg.due_at < dossier.due_at
    assert WorkItem.objects.get(dossier=dossier, agency=office.agency).due_at == dossier.due_at


def test_a_coordinator_sees_what_its_step_needs_and_no_more(office):
    dossier = asked(office)
    planner = office.planners["case_officer"]
    grants = powers.grants(official_id=planner.id, at=office.now)
    seen = dossiers.sight(dossier=dossier, grants=grants)
    assert [seen.sees(one) for one in ("land.plot", "building.floors", "owner.identifier")] == [True, True, False]
    assert [seen.opens(one) for one in ("site_plan", "neighbour_pledge")] == [True, False]
    common = {"public_id": dossier.public_id, "by": planner, "at": office.now}
    with pytest.raises(NotAllowed):
        operations.read(purpose="work", **common)
    assert operations.read(purpose="work", in_part=True, **common) == dossier
    papers = {paper.code: paper.file_use for paper in dossier.papers.all()}
    assert operations.read_file(use_id=papers["site_plan"], **common)
    with pytest.raises(operations.DossierUnknown):
        operations.read_file(use_id=papers["neighbour_pledge"], **common)
    answers_as(office, office.planners, office.planning, dossier)
    assert operations.read(purpose="work", in_part=True, **common) == dossier


def test_silence_agrees_after_two_days_and_the_trace_says_so(office):
    dossier = asked(office)
    answers_as(
        office, office.planners, office.planning, dossier, conclusion="agreed_if", content="Giữ khoảng lùi 2,4 m"
    )
    late = dt.datetime(2026, 11, 18, 11, 30, tzinfo=scenes.HANOI)
    tasks.watch_consultations.func(int((late - dt.timedelta(days=2)).timestamp()))
    assert dossier.legs.get(agency=office.fire).done_at is None
    tasks.watch_consultations.func(int(late.timestamp()))
    tasks.watch_consultations.func(int(late.timestamp()))
    dossier = Dossier.objects.get(pk=dossier.pk)
    said = {record.agency_id: record for record in dossier.records.all()}
    assert said[office.planning.pk].conclusion == Conclusion.AGREED_IF
    silent = said[office.fire.pk]
    assert (silent.conclusion, silent.law) == (Conclusion.SILENT, "217/2026/NĐ-CP Đ.54")
    assert silent.by["kind"] == "system"
    assert dossier.legs.get(agency=office.fire).done_at == late
    assert [answer["conclusion"] for answer in dossier.run.variables["consult_answers"]] == ["agreed_if", "silent"]
    with pytest.raises(Stale):
        operations.answer(
            dossier_id=dossier.pk, step_id=silent.step_id, conclusion="disagreed", content="Muộn",
            by=office.firemen["case_officer"], at=late,
        )  # fmt: skip


def test_only_the_agency_asked_answers_and_says_why_it_disagrees(office):
    dossier = asked(office)
    with pytest.raises(NotAllowed):
        answers_as(office, office.firemen, office.planning, dossier)
    with pytest.raises(operations.ReasonMissing):
        answers_as(office, office.planners, office.planning, dossier, conclusion="disagreed")


@pytest.mark.parametrize(
    ("agencies", "question", "refusal"),
    [
        ([], QUESTION, operations.NobodyToAsk),
        ([0], QUESTION, operations.NobodyToAsk),
        ("own", QUESTION, operations.NobodyToAsk),
        ("planning", " ", operations.ReasonMissing),
    ],
)
def test_asking_needs_others_and_a_question(office, agencies, question, refusal):
    dossier = office.does("reception", "accept", office.submit())
    ids = {"own": [office.agency.pk], "planning": [office.planning.pk]}.get(str(agencies), agencies)
    with pytest.raises(refusal):
        office.does("unit_head", "consult", dossier, agency_ids=ids, question=question)


def test_a_permit_passes_through_opinions_minutes_and_a_supplement(office):
    dossier = asked(office, office.planning)
    office.does(
        "case_officer", "request_supplement", dossier, reason="Bản vẽ thiếu kích thước", contact="",
        items=[{"kind": "paper", "pointer": "foundation_plan", "label": "Bản vẽ móng", "problem": "Ghi đủ kích thước"}],
    )  # fmt: skip
    with pytest.raises(Stale):
        answers_as(office, office.planners, office.planning, dossier)
    promised = Dossier.objects.get(pk=dossier.pk).due_at
    office.now += dt.timedelta(days=3)
    dossier = operations.supplement(
        dossier_id=dossier.pk, values=dossier.values, papers=[office.paper("foundation_plan")],
        by=office.citizen, at=office.now,
    )  # fmt: skip
    assert dossier.due_at > promised
    assert dossier.legs.get(agency=office.planning).due_at > office.now
    with pytest.raises(operations.SupplementAskedTwice):
        office.does(
            "case_officer", "request_supplement", dossier, reason="Nữa", contact="",
            items=[{"kind": "paper", "pointer": "site_plan", "label": "Bản vẽ", "problem": "Mờ"}],
        )  # fmt: skip
    answers_as(office, office.planners, office.planning, dossier)
    appraise(office, dossier)
    assert dossier.slips.filter(kind=Slip.Kind.MINUTES).count() == 1
    done = to_the_end(office, dossier)
    assert (done.state, done.outcome, done.result_number) == (State.RETURNED, Outcome.GRANTED, "1/2026")
    assert not done.legs.filter(done_at=None).exists()
    with files.open_use(files.use(done.slips.get(kind=Slip.Kind.RESULT).file_use)) as stream:
        pdf = stream.read()
    assert signing.verify(pdf).all_good
    assert marks(pdf).is_good
    text = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    for said in ("GIẤY PHÉP XÂY DỰNG", "NGUYỄN THỊ HỒNG ÁNH", "Thửa 12", "Lùi 2,4 m", "193,5 m²"):
        assert said in text
    stamped = done.slips.filter(kind=Slip.Kind.STAMPED)
    assert {slip.title.split(" ")[3] for slip in stamped} == {"bằng"}
    assert len(stamped) == 3
    for slip in stamped:
        with files.open_use(files.use(slip.file_use)) as stream:
            report = signing.verify(stream.read())
        assert report.all_good
        assert [(one.kind, one.coverage) for one in report.signatures] == [("agency", "whole")]


def test_the_control_sheet_tells_giver_receiver_and_both_minutes(office):
    dossier = asked(office, office.planning)
    answers_as(office, office.planners, office.planning, dossier)
    lines = dossiers.control_sheet(dossier=dossier)
    there = next(line for line in lines if "Sở Xây dựng" in line.receiver)
    assert "Vũ Văn Giả Định" in there.giver
    assert there.given_at < there.taken_at
    assert there.result == "Trước hạn"
    back = lines[-1]
    assert ("Sở Xây dựng Thí Dụ" in back.giver, back.receiver) == (True, "Ủy ban nhân dân phường Thí Dụ")
    pdf = operations.print_control_sheet(dossier, lines, at=office.now)
    text = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert "Sở Xây dựng Thí Dụ" in text
    assert "PHIẾU KIỂM SOÁT" in text.upper()


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": ""},
        {"participants": [" "]},
        {"content": ""},
        {"conclusion": "passed"},
        {"happened_at": None},
        {"happened_at": dt.datetime(2026, 11, 13, 9, 0, tzinfo=scenes.HANOI)},
        {"happened_at": dt.datetime(2027, 11, 19, 9, 0, tzinfo=scenes.HANOI)},
    ],
)
def test_minutes_need_time_place_people_and_content(office, wrong):
    dossier = asked(office, office.planning)
    with pytest.raises(operations.ReasonMissing):
        appraise(office, dossier, **wrong)


def test_nobody_need_be_asked(office):
    dossier = office.does("reception", "accept", office.submit())
    office.does("unit_head", "finish_step", dossier)
    appraise(office, dossier)
    assert to_the_end(office, dossier).outcome == Outcome.GRANTED


def test_another_work_is_promised_and_counted_by_its_own_limit(office):
    answers = office.answers()
    values = {**answers, "building": {**answers["building"], **OTHER}}
    dossier = office.does("reception", "accept", office.submit(values=values))
    assert (dossier.limit.words, dossier.due_at.date()) == ("10 ngày làm việc", dt.date(2026, 12, 1))  # the 24th rests
    office.does("unit_head", "finish_step", dossier)
    [appraisal] = processes.open_steps(dossier.run_id)
    assert appraisal.limit_minutes == 40 * 60
    appraise(office, dossier)
    course = processes.course(processes.gathered(dossier.run_id), at=office.now).table
    assert {row.bpmn_id: row.limit_minutes for row in course}["sign"] == 10 * 60
    assert dossier.legs.get().limit_text == "10 working_day"
    done = to_the_end(office, dossier)
    with files.open_use(files.use(done.slips.get(kind=Slip.Kind.RESULT).file_use)) as stream:
        text = " ".join(PdfReader(io.BytesIO(stream.read())).pages[0].extract_text().split())
    assert "Nhà kho một tầng" in text
    assert "nhà ở riêng lẻ" not in text


def test_a_house_against_the_plan_is_refused_and_every_leg_closes(office):
    dossier = asked(office)
    answers_as(
        office, office.planners, office.planning, dossier, conclusion="disagreed", content="Nằm trong hành lang đường"
    )
    refused = office.does("leader", "refuse", dossier, reason="Không phù hợp quy hoạch theo ý kiến của Sở Xây dựng")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
    assert not refused.legs.filter(done_at=None).exists()
    assert not WorkItem.objects.filter(dossier=refused, agency=office.fire).exists()
