from dataclasses import replace

import pytest

from congvu.kit.errors import Stale
from congvu.processes import operations, queries
from congvu.processes.engine.specs import spec_of
from congvu.processes.models import Step


def test_run_goes_from_desk_to_desk_until_the_result_is_handed_out(begin):
    story = begin(fee=0, wards=[])
    assert story.waiting == ["receive"]
    assert story.finish("receive").waiting == ["verify"]
    assert story.finish("verify", complete=True).waiting == ["police"]
    assert story.finish("police").waiting == ["sign"]
    assert story.finish("sign", approved=True).waiting == ["hand_out"]
    story.finish("hand_out")
    assert (story.run.outcome, story.run.ended_at) == ("finished", story.at)


def test_step_row_carries_who_gave_who_took_and_when(begin, an, binh, ward):
    story = begin(fee=0, wards=[])
    story.finish("receive")
    verify = story.step("verify")
    assert (verify.giver["name"], verify.agency, verify.role) == (an.name, ward, "case_officer")
    assert verify.actions == ["request_supplement"]
    operations.take_step(step_id=verify.pk, by=binh, at=story.minute())
    verify.refresh_from_db()
    assert (verify.receiver["name"], verify.taken_at, verify.assignee_id) == (binh.name, story.at, binh.id)
    story.finish("verify", by=binh, complete=True)
    verify.refresh_from_db()
    assert (verify.state, verify.done_by["name"], verify.done_at) == ("done", binh.name, story.at)


def test_step_is_due_after_its_working_hours(begin):
    story = begin(fee=0, wards=[])
    assert story.step("receive").due_at.isoformat() == "2026-03-02T02:00:00+00:00"


def test_payment_is_waited_for_only_when_there_is_a_fee(begin):
    story = begin(fee=75000, wards=[]).finish("receive")
    assert (story.waiting, queries.waits(story.run_id)) == ([], ["payment"])
    assert story.message("payment", receipt="BL-1").waiting == ["verify"]
    assert story.run.variables["receipt"] == "BL-1"


def test_message_that_comes_early_is_kept_until_the_run_waits_for_it(begin):
    story = begin(fee=75000, wards=[]).message("payment", receipt="BL-1")
    assert story.waiting == ["receive"]
    assert story.finish("receive").waiting == ["verify"]


def test_each_of_those_consulted_has_a_step_of_its_own_agency(begin, ward):
    story = begin(fee=0, wards=[{"name": "Công an", "agency_id": ward.pk}, "Trạm y tế"])
    story.finish("receive").finish("verify", complete=True)
    assert story.waiting == ["police", "wards0", "wards1"]
    assert story.step("wards", "0").name == "Hỏi phường: Công an"
    story.finish("wards", "1", agree=True).finish("police", known=True).finish("wards", "0", agree=False)
    assert story.waiting == ["sign"]
    assert story.run.variables["wards_answers"] == [{"agree": False}, {"agree": True}]
    assert story.run.variables["known"] is True, "an answer of one branch is not overwritten by the other"


def test_return_opens_the_earlier_step_again_with_the_reason(begin):
    story = begin(fee=0, wards=[]).finish("receive").finish("verify", complete=True).finish("police")
    assert story.back("sign", "verify").waiting == ["verify"]
    sent_back = Step.objects.get(run_id=story.run_id, bpmn_id="sign")
    assert (sent_back.state, sent_back.note) == ("returned", "Thiếu giấy chứng sinh")
    assert story.finish("verify", complete=True).waiting == ["police"]


def test_return_past_a_split_takes_the_steps_beside_with_it(begin):
    story = begin(fee=0, wards=["A"]).finish("receive").finish("verify", complete=True)
    assert story.back("wards", "receive", key="0").waiting == ["receive"]
    assert Step.objects.get(run_id=story.run_id, bpmn_id="police").state == "returned"


def test_return_into_a_parallel_block_from_outside_is_refused(begin):
    story = begin(fee=0, wards=[]).finish("receive").finish("verify", complete=True).finish("police")
    with pytest.raises(operations.ReturnRefused, match="khối song song"):
        story.back("sign", "police")
    assert story.waiting == ["sign"]


@pytest.mark.parametrize(("target", "reason", "words"), [
    ("receive", "  ", "lý do"), ("hand_out", "x", "chưa qua"), ("nowhere", "x", "không có bước"),
])  # fmt: skip
def test_return_that_makes_no_sense_is_refused(begin, target, reason, words):
    story = begin(fee=0, wards=[]).finish("receive")
    with pytest.raises(operations.ReturnRefused, match=words):
        story.back("verify", target, reason=reason)


def test_return_leaves_no_ghost_message_waiting(begin):
    rows = [
        {"id": "receive", "name": "Tiếp nhận", "role": "reception"},
        {"id": "police", "name": "Hỏi công an", "role": "case_officer", "beside": "ask"},
        {"id": "pay", "name": "Chờ nộp lệ phí", "message": "payment", "beside": "ask"},
        {"id": "sign", "name": "Ký", "role": "leader"},
    ]
    story = begin(rows).finish("receive")
    assert queries.waits(story.run_id) == ["payment"]
    story.back("police", "receive")
    assert queries.waits(story.run_id) == []
    story.finish("receive").message("payment").finish("police")
    assert story.waiting == ["sign"]


def test_cancel_closes_what_is_open_and_nothing_moves_any_more(begin, an):
    story = begin(fee=0, wards=[])
    step = story.step("receive")
    operations.cancel(run_id=story.run_id, reason="Công dân rút hồ sơ", by=an, at=story.minute())
    step.refresh_from_db()
    assert (step.state, step.note, story.run.outcome) == ("cancelled", "Công dân rút hồ sơ", "cancelled")
    with pytest.raises(Stale, match="đã dừng"):
        operations.finish_step(step_id=step.pk, by=an, at=story.minute())
    with pytest.raises(Stale, match="đã kết thúc"):
        story.message("payment")


def test_answer_that_no_condition_can_read_is_refused_and_nothing_changes(begin):
    story = begin(fee="nhiều", wards=[])
    with pytest.raises(operations.ConditionFailed, match="fee > 0"):
        story.finish("receive")
    assert story.waiting == ["receive"]


def test_second_to_finish_a_step_is_told_who_was_faster(begin, an, binh):
    story = begin(fee=0, wards=[])
    step = story.step("receive")
    story.finish("receive", by=binh)
    with pytest.raises(Stale, match=r"Trần Thị Bình, Phó Chủ tịch hoàn thành lúc 08:01 ngày 02/03/2026"):
        operations.finish_step(step_id=step.pk, by=an, at=story.minute())


def test_step_taken_by_a_colleague_is_not_taken_again(begin, an, binh):
    step = begin(fee=0, wards=[]).step("receive")
    operations.take_step(step_id=step.pk, by=binh, at=step.ready_at)
    with pytest.raises(Stale, match="Trần Thị Bình"):
        operations.take_step(step_id=step.pk, by=an, at=step.ready_at)
    operations.assign_step(step_id=step.pk, official_id=an.id, by=binh, at=step.ready_at)
    assert operations.take_step(step_id=step.pk, by=an, at=step.ready_at).receiver["name"] == an.name


def test_step_given_to_a_colleague_is_taken_by_them_or_their_stand_in(begin, an, binh):
    step = begin(fee=0, wards=[]).step("receive")
    operations.assign_step(step_id=step.pk, official_id=binh.id, by=an, at=step.ready_at)
    with pytest.raises(Stale, match="giao cho Trần Thị Bình"):
        operations.take_step(step_id=step.pk, by=an, at=step.ready_at)
    stand_in = replace(an, acts_for=binh.name, acts_for_id=binh.id)
    assert operations.take_step(step_id=step.pk, by=stand_in, at=step.ready_at).receiver["acts_for"] == binh.name


def test_consultation_taken_up_after_a_restart_goes_on(begin):
    story = begin(fee=0, wards=["A", "B"]).finish("receive").finish("verify", complete=True).finish("police")
    spec_of.cache_clear()
    story.finish("wards", "0")
    spec_of.cache_clear()
    assert story.finish("wards", "1").waiting == ["sign"]


def test_list_of_those_consulted_must_be_a_list(begin):
    with pytest.raises(operations.ConditionFailed, match="wards"):
        begin(fee=0, wards="Phường A").finish("receive").finish("verify", complete=True)


def test_work_lists_show_the_soonest_first(begin, an, ward):
    first, second = begin(fee=0, wards=[]), begin(fee=0, wards=[])
    assert [row.run_id for row in queries.work_of_role(agency_id=ward.pk, role="reception")] == [
        first.run_id,
        second.run_id,
    ]
    operations.take_step(step_id=second.step("receive").pk, by=an, at=second.minute())
    assert [row.run_id for row in queries.work_of_official(an.id)] == [second.run_id]
