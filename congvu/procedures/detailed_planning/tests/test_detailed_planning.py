"""Detailed plans 1/500: two limits kept apart, opinions, a council that sends back, corrections outside the clock."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Outcome, Slip
from congvu.dossiers.tests import scenes
from congvu.files import queries as files
from congvu.processes import queries as processes
from congvu.signing import queries as signing

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 10, 5)

ASKED = {
    "investor": "name tax_code representative phone email",
    "plan": "name place area population task_decision consultant",
    "community": "days summary pledge",
}
"""The facts name papers, no fields: these are what the proposal, the decision and its book say."""


def test_form_and_papers_are_those_of_the_facts(version, clean):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    assert {code: " ".join(one.code for one in group.fields) for code, group in groups.items()} == ASKED
    assert clean().errors == []
    codes = [paper["code"] for paper in version.papers]
    named = "request report drawings draft_rules community agency_opinions consultant survey_map gis"
    assert codes == named.split()


def test_the_community_must_have_been_heard(version, clean):
    values = clean(community={"days": 14}).values
    assert "ít nhất 15 ngày" in " ".join(catalogue.broken_conditions(version=version, answers=values, on=DAY))


def test_the_two_limits_are_kept_apart_and_a_quarter_is_cut(version):
    plan = processes.planned(version.definition_id)
    assert sum(step.limit_minutes for step in plan) == version.limit.value * 8 * 60 == 240 * 60
    assert (version.limit.value, version.statutory_limit.value) == (30, 40)
    assert 1 - version.limit.value / version.statutory_limit.value == 0.25


@pytest.fixture
def office(commune):
    commune.now = scenes.at("2026-10-05 09:05")
    commune.extra = {"content": "Mật độ xây dựng 60%, cao 5 tầng", "publish_by": "20/12/2026"}
    commune.planning, commune.planners = scenes.open_beside("H24.07", "Sở Xây dựng Thí Dụ")
    return commune


def asked(office) -> Dossier:
    dossier = office.does("reception", "accept", office.submit(return_by="counter"))
    office.does("unit_head", "finish_step", dossier)
    return consulted(office, dossier)


def consulted(office, dossier) -> Dossier:
    office.does(
        "case_officer", "consult", dossier, agency_ids=[office.planning.pk], question="Có phù hợp quy hoạch chung?"
    )
    office.now += dt.timedelta(hours=1)
    return operations.answer(
        dossier_id=dossier.pk, step_id=office.step(dossier), conclusion="agreed", content="",
        by=office.planners["case_officer"], at=office.now,
    )  # fmt: skip


CORRECTIONS = {
    "reason": "Hoàn thiện theo hội đồng",
    "contact": "",
    "items": [{"kind": "paper", "pointer": "drawings", "label": "Bản vẽ", "problem": "Thêm cây xanh"}],
}


def met(office, dossier, conclusion):
    return office.does(
        "case_officer", "keep_minutes", dossier, happened_at=office.now, place="Phòng họp số 1",
        participants=["Chủ tịch hội đồng", "Thư ký"], content="Xem xét đồ án", conclusion=conclusion,
    )  # fmt: skip


def test_both_days_are_promised_from_the_same_start(office):
    dossier = office.does("reception", "accept", office.submit())
    assert dossier.due_at < dossier.statutory_due_at
    assert len(dossier.promises.get().counted) == 30


def test_a_plan_is_corrected_outside_the_clock_and_approved(office):
    dossier = asked(office)
    office.now += dt.timedelta(days=14)
    with pytest.raises(operations.TooLateToAsk):
        office.does("case_officer", "request_supplement", dossier, **CORRECTIONS)
    met(office, dossier, "passed_if")
    promised = Dossier.objects.get(pk=dossier.pk).due_at
    office.does("case_officer", "request_supplement", dossier, **CORRECTIONS)
    office.now += dt.timedelta(days=7)
    dossier = operations.supplement(
        dossier_id=dossier.pk, values=dossier.values, papers=[office.paper("drawings")],
        by=office.citizen, at=office.now,
    )  # fmt: skip
    assert dossier.due_at > promised
    office.does("case_officer", "register_result", dossier)
    office.does("leader", "sign_result", dossier)
    done = office.does("clerk", "seal_result", dossier)
    assert (done.state, done.outcome, done.result_number) == (State.DONE, Outcome.GRANTED, "1/QĐ-UBND")
    with files.open_use(files.use(done.slips.get(kind=Slip.Kind.RESULT).file_use)) as stream:
        pdf = stream.read()
    assert signing.verify(pdf).all_good
    text = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    for said in ("Khu nhà ở Thí Dụ", "12,5 ha", "Mật độ xây dựng 60%"):
        assert said in text


def test_a_council_that_does_not_pass_it_sends_it_back_to_appraisal(office):
    dossier = asked(office)
    met(office, dossier, "failed")
    assert processes.step(office.step(dossier)).bpmn_id == "appraise"
    consulted(office, dossier)
    met(office, dossier, "passed")
    assert processes.step(office.step(dossier)).bpmn_id == "submit"


def test_a_plan_against_the_general_one_is_refused(office):
    refused = office.does("leader", "refuse", asked(office), reason="Không phù hợp quy hoạch chung")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
