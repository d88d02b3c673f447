"""Codes held in advance, and what was done by hand and is recorded later: both minutes stand, no code comes twice."""

import datetime as dt
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from congvu.audit.models import Entry
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import ClockEntry, Dossier, Move, Origin, Slip
from congvu.dossiers.tests import scenes
from congvu.dossiers.tests.test_races import together
from congvu.files import queries as files
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed
from congvu.numbering import operations as numbering
from congvu.numbering import queries as numbers
from congvu.numbering.models import HeldCode, VoidedNumber
from congvu.workdays import queries as workdays

pytestmark = pytest.mark.django_db
BY_HAND = scenes.at("2026-11-20 10:20")
BACK = scenes.at("2026-11-23 08:30")
"""The network is back on Monday."""


def hold(commune, count=3, **more):
    said = {
        "agency_id": commune.agency.pk,
        "count": count,
        "valid_until": dt.date(2026, 11, 21),
        "reason": "Cắt điện theo lịch ngày 20/11/2026",
        "by": commune.officials["reception"],
        "at": commune.now,
    }
    return operations.hold_codes(**{**said, **more})


def enter(commune, code, key="sau", happened_at=BY_HAND, at=BACK, **more):
    return commune.submit(
        key,
        origin=Origin.COUNTER,
        by=commune.officials["reception"],
        by_hand=operations.ByHand(happened_at=happened_at, code_id=code.pk),
        at=at,
        **more,
    )


def accept(commune, dossier, happened_at=BY_HAND, at=BACK):
    by = commune.officials["reception"]
    return operations.accept(dossier_id=dossier.pk, happened_at=happened_at, by=by, at=at)


def test_what_was_taken_in_by_hand_counts_from_its_minute_and_says_when_it_was_recorded(commune):
    first, second, _third = hold(commune).codes.all()
    dossier = accept(commune, enter(commune, second))
    assert dossier.code == second.code
    assert dossier.submitted_at == dossier.received_at == dossier.clock_started_at == BY_HAND
    assert dossier.due_at == workdays.due(start=BY_HAND, limit=dossier.limit).due_at
    assert dossier.due_at < workdays.due(start=BACK, limit=dossier.limit).due_at
    assert list(Move.objects.filter(dossier=dossier).values_list("at", "recorded_at")) == [(BY_HAND, BACK)] * 2
    turn = ClockEntry.objects.get(dossier=dossier)
    assert (turn.happened_at, turn.recorded_at) == (BY_HAND, BACK)
    assert [line.recorded_at for line in dossiers.timeline(dossier=dossier)] == [BACK, BACK]
    lines = Entry.objects.filter(subject=dossier.subject, action__in=["dossier.submit", "dossier.accept"])
    assert set(lines.values_list("at", "happened_at")) == {(BACK, BY_HAND)}
    slip = Slip.objects.get(dossier=dossier, kind=Slip.Kind.RECEIPT)
    with files.open_use(files.use(slip.file_use)) as file:
        words = " ".join(PdfReader(file).pages[0].extract_text().split())
    assert "10 giờ 20 phút, ngày 20 tháng 11 năm 2026" in words
    assert "ghi vào hệ thống 08:30 23/11/2026" in words
    assert {one.is_free for one in HeldCode.objects.exclude(pk=second.pk)} == {True}
    assert commune.submit("thường").code > first.code


@pytest.mark.parametrize(
    ("happened_at", "words"),
    [
        ("2026-11-23 08:31", "không thể sau lúc này"),
        ("2026-11-20 09:04", "trước lúc ấy"),
        ("2026-11-22 09:00", "chỉ dùng đến hết ngày 21/11/2026"),
    ],
)
def test_a_minute_that_cannot_be_is_refused_and_the_code_stays_held(commune, happened_at, words):
    code = hold(commune).codes.first()
    with pytest.raises((operations.MomentUnfit, numbering.CodeNotFree), match=words):
        enter(commune, code, happened_at=scenes.at(happened_at))
    assert HeldCode.objects.get(pk=code.pk).is_free
    assert not Dossier.objects.exists()


def test_too_long_after_it_happened_nothing_is_recorded_and_the_block_falls(commune):
    block = hold(commune)
    late = scenes.at("2026-12-01 08:30")
    with pytest.raises(operations.MomentUnfit, match="quá 5 ngày làm việc"):
        enter(commune, block.codes.first(), at=late)
    assert numbers.ended_blocks(before=dossiers.earliest_to_record(scenes.at("2026-11-27 23:00"))) == []
    (ended,) = numbers.ended_blocks(before=dossiers.earliest_to_record(late))
    assert operations.end_fallen_due(block_id=ended, at=late) == 3
    series = block.series
    assert [row.number for row in VoidedNumber.objects.filter(series=series)] == [1, 2, 3]
    assert set(VoidedNumber.objects.values_list("reason", flat=True)) == {"Hết hạn dãy mã dự phòng, không dùng đến"}
    assert Entry.objects.filter(action="dossier.end_block", subject=f"block:{block.pk}").count() == 1


def test_every_code_ends_given_or_voided_with_its_reason_and_never_twice(commune):
    desk = {"agency_id": commune.agency.pk, "by": commune.officials["reception"], "at": BACK}
    first, second, third = (block := hold(commune)).codes.all()
    dossier = enter(commune, first)
    assert enter(commune, second, key="sau").pk == dossier.pk, "the same press, the same dossier"
    with pytest.raises(numbering.CodeNotFree, match="đã dùng hoặc đã hủy"):
        enter(commune, first, key="khác")
    with pytest.raises(operations.BlockRefused, match="lý do"):
        operations.void_code(code_id=second.pk, reason=" ", **desk)
    operations.void_code(code_id=second.pk, reason="Viết hỏng giấy", **desk)
    with pytest.raises(numbering.CodeNotFree):
        enter(commune, second, key="khác")
    assert operations.end_block(block_id=block.pk, reason="Có điện lại", **desk) == 1
    assert HeldCode.objects.get(pk=third.pk).voided.reason == "Có điện lại"
    with pytest.raises(numbering.CodeNotFree, match="đã kết thúc"):
        operations.end_block(block_id=block.pk, reason="Lần nữa", **desk)


def test_a_desk_holds_no_more_than_the_rule_and_only_its_own(commune):
    chief = scenes.hire(commune.agency, "province_admin", "Trần Thị Quản Trị", "Chuyên viên")
    rule = {"legal_basis": "QĐ 12/QĐ-UBND", "valid_from": dt.date(2026, 11, 20), "by": chief, "at": commune.now}
    operations.set_clock_rule(code="held_codes", value="4", **rule)
    operations.set_clock_rule(code="held_days", value="2 calendar_day", **rule)
    hold(commune, valid_until=dt.date(2026, 11, 20))
    with pytest.raises(operations.BlockRefused, match="còn lấy được 1 mã"):
        hold(commune, count=2)
    with pytest.raises(operations.BlockRefused, match=r"chậm nhất ngày 2[23]/11/2026"):
        hold(commune, count=1, valid_until=dt.date(2026, 12, 1))
    with pytest.raises(NotAllowed):
        hold(commune, count=1, by=commune.officials["case_officer"])
    with pytest.raises(operations.MomentUnfit, match="mã dự phòng"):
        accept(commune, commune.submit("cổng"))
    other, staff = scenes.open_beside("H24.901", "Ủy ban nhân dân phường Bên Cạnh", roles=["reception"], kind="commune")
    desk = {"agency_id": other.pk, "by": staff["reception"], "at": BACK}
    with pytest.raises(numbering.BlockUnknown):
        operations.void_code(code_id=HeldCode.objects.first().pk, reason="của người khác", **desk)


def test_a_result_given_by_hand_is_returned_at_that_minute(commune_with_keys):
    commune = commune_with_keys
    dossier = commune.whole_life(commune.submit(return_by="counter"))
    by_hand, done = commune.now + dt.timedelta(minutes=30), dossier.done_at
    give = {"dossier_id": dossier.pk, "by": commune.officials["return_desk"], "at": by_hand + dt.timedelta(hours=20)}
    with pytest.raises(operations.MomentUnfit, match="không thể trước"):
        operations.return_result(happened_at=done - dt.timedelta(hours=1), **give)
    returned = operations.return_result(happened_at=by_hand, **give)
    assert returned.returned_at == by_hand
    move = Move.objects.filter(dossier=dossier).last()
    assert (move.at, move.recorded_at) == (by_hand, give["at"])
    assert Entry.objects.get(action="dossier.return_result").happened_at == by_hand


def test_sheet_and_blank_receipts_name_every_code(commune):
    block = hold(commune)
    codes = list(block.codes.select_related("voided"))
    common = {"by": SYSTEM, "at": commune.now}
    sheet = PdfReader(io.BytesIO(operations.print_block(block, codes, blank=False, **common)))
    blank = PdfReader(io.BytesIO(operations.print_block(block, codes, blank=True, **common)))
    assert len(blank.pages) == len(codes)
    for page, one in zip(blank.pages, codes, strict=True):
        assert one.code in page.extract_text()
        assert one.code in sheet.pages[0].extract_text()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["hold", "take", "void", "end"]), min_size=2, max_size=8))
def test_whatever_is_held_taken_and_ended_the_series_is_accounted_for(commune, steps):
    desk = {"agency_id": commune.agency.pk, "by": commune.officials["reception"], "at": commune.now}
    filed: list[str] = commune.__dict__.setdefault("filed", [])  # examples share one database
    for step in steps:
        free = HeldCode.objects.filter(subject="", voided=None, block__closed_at=None).first()
        if step == "hold":
            hold(commune, count=2)
        elif step == "take" or free is None:
            filed.append(numbering.issue_code(kind="dossier", agency_code=commune.agency.code, at=commune.now))
        elif step == "void":
            operations.void_code(code_id=free.pk, reason="hỏng", **desk)
        else:
            operations.end_block(block_id=free.block_id, reason="xong", **desk)
    for block_id in list({one.block_id for one in HeldCode.objects.filter(block__closed_at=None)}):
        operations.end_block(block_id=block_id, reason="xong", **desk)
    series = numbers.series_of(kind="dossier", agency_code=commune.agency.code, at=commune.now)
    held = {one.number for one in HeldCode.objects.all()}
    taken = {int(code.rsplit("-", 1)[1]) for code in filed}
    assert not held & taken
    assert held | taken == set(range(1, numbers.last_number(series=series) + 1))
    assert {one.number for one in numbers.voided(series=series)} == held


@pytest.mark.django_db(transaction=True)
def test_two_desks_hold_and_enter_at_once_and_no_code_comes_twice(settings, tmp_path):
    settings.VAR = tmp_path
    commune = scenes.open_commune()
    results = together(*(lambda: hold(commune, count=20) for _ in range(2)), lambda: commune.submit("cổng"))
    codes = [one.code for one in HeldCode.objects.all()] + [results[2].code]
    assert len(set(codes)) == 41, results
    first, second = HeldCode.objects.filter(block=results[0].pk)[:2]
    papers = [commune.papers() for _ in range(3)]
    made = together(
        lambda: enter(commune, first, "a", papers=papers[0]),
        lambda: enter(commune, first, "b", papers=papers[1]),
        lambda: enter(commune, second, "c", papers=papers[2]),
    )
    won = [one for one in made if isinstance(one, Dossier)]
    assert len(won) == 2, made
    assert sum(isinstance(one, numbering.CodeNotFree) for one in made) == 1
    assert {one.code for one in won} == {first.code, second.code}
