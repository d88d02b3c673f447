"""A residence at the police's system: handed over, mirrored, and nothing that goes wrong on the way does harm."""

import datetime as dt

import pytest

from congvu.catalogue import queries as catalogue
from congvu.connectors.police.tests.conftest import Scene
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, OutsideCase, OutsideMessage, Parcel, Runner, Slip, WorkItem
from congvu.dossiers.operations import outside
from congvu.dossiers.queries.outside import standing
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed
from congvu.kit.sync import messages
from congvu.payments import operations as payments
from congvu.payments import queries as payment_queries
from congvu.people import queries as people
from congvu.vault.models import Paper as VaultPaper

pytestmark = pytest.mark.django_db


def handed_over(scene: Scene, **more) -> Dossier:
    """A residence whose fee is paid, with the police."""
    dossier = scene.submit(**more)
    payments.settle_elsewhere(subject=dossier.subject, receipt="1", by=SYSTEM, at=scene.commune.now)
    operations.payment_met(dossier_id=dossier.pk, by=SYSTEM, at=scene.commune.now)
    scene.send()
    return scene.now(dossier)


def test_the_fee_is_paid_before_the_dossier_goes_over(scene):
    dossier = scene.submit()
    assert (dossier.runner, dossier.competent_agency, dossier.state) == (
        Runner.OUTSIDE, scene.police, State.PAYMENT_REQUIRED,
    )  # fmt: skip
    scene.send()
    assert scene.system.cases == {}
    assert [charge.amount for charge in payment_queries.charges(subject=dossier.subject)] == [10_000]


def test_a_dossier_goes_over_with_its_files_answers_and_receipt(scene):
    dossier = handed_over(scene)
    case = scene.system.cases[dossier.code]
    said = case.message
    assert (said["MaTTHC"], said["DonViXuLy"], said["ChuHoSo"]) == ("1.004222", "31.11329", dossier.owner.name)
    assert said["NgayNop"] == messages.written(dossier.submitted_at)
    assert [one["MaThanhPhanHoSo"] for one in said["TaiLieuNop"]] == ["housing"]
    assert scene.system.files[said["TaiLieuNop"][0]["TepDinhKemId"]][1].startswith(b"%PDF-")
    assert said["DanhSachLePhi"] == [
        {"MaPhiLePhi": "residence", "TenPhiLePhi": "Lệ phí đăng ký cư trú", "Gia": "10000", "DaNop": "1"}
    ]
    assert {"Ma": "household.head_name", "NoiDung": "Trần Văn Ví Dụ"} in said["ToKhai"]
    assert dossier.aliases.get(issuer="police").code == case.number
    assert dossier.handovers.get().receiver["agency_name"] == "Công an phường Thí Dụ"


def test_states_dates_and_the_result_are_mirrored_to_the_end(scene):
    dossier = handed_over(scene)
    assert scene.moves(dossier, "accept", "work") == ["applied", "applied"]
    running = scene.now(dossier)
    assert (running.state, running.run_id) == (State.PROCESSING, None)
    assert running.due_at.date() == dt.date(2026, 12, 2)  # seven working days, the 24th is a holiday
    assert scene.moves(dossier, "solve") == ["applied"]
    done = scene.now(dossier)
    assert (done.state, done.outcome) == (State.RETURNED, "granted")  # wanted online: returned at once
    slip = done.slips.get(kind=Slip.Kind.RESULT)
    kept = VaultPaper.objects.get(origin=done.subject)
    assert (kept.kind, kept.number, kept.agency) == ("residence_notice", done.result_number, scene.police)
    assert kept.digest == slip.digest
    titles = [line.title for line in dossiers.timeline(dossier=done)]
    assert titles[-3:] == ["Đang xử lý", "Đã xử lý xong", "Đã trả kết quả"]


def test_what_comes_twice_changes_nothing(scene):
    dossier = handed_over(scene)
    scene.moves(dossier, "accept", "again", "again")
    assert list(OutsideMessage.objects.order_by("id").values_list("outcome", flat=True)) == [
        "applied", "repeated", "repeated",
    ]  # fmt: skip
    assert scene.now(dossier).moves.filter(after=State.ACCEPTED).count() == 1


def test_a_result_that_overtakes_its_way_is_taken_and_the_way_comes_as_history(scene):
    dossier = handed_over(scene)
    scene.commune.now += dt.timedelta(hours=2)
    assert scene.moves(dossier, "solve", "late") == ["applied", "late"]
    done = scene.now(dossier)
    assert done.state == State.RETURNED
    assert list(done.moves.order_by("id").values_list("after", flat=True))[-5:] == [1, 2, 4, 9, 10]
    assert "Đang đối chiếu cơ sở dữ liệu" in [line.title for line in dossiers.timeline(dossier=done)]


def test_a_forged_message_is_refused_and_kept_short(scene):
    dossier = handed_over(scene)
    before = scene.now(dossier).state
    scene.system.move(dossier.code, "forged")
    assert scene.last().outcome == "forged"
    assert scene.now(dossier).state == before


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"TrangThai": "11"}, 400),
        ({"ThoiDiemXuLy": "20260230000000"}, 400),
        ({"ThoiDiemXuLy": "20991231000000"}, 400),
        ({"MaBanTin": ""}, 400),
        ({"DanhSachGiayToKetQua": "x"}, 400),
        ({"MaDoiTac": "another"}, 403),
        ({"MaHoSo": "H99.1-1"}, 404),
    ],
)
def test_a_signed_message_that_makes_no_sense_moves_nothing(scene, change, status):
    dossier = handed_over(scene)
    message = {**scene.system._message(scene.system.cases[dossier.code], "accept", scene.commune.now), **change}
    assert scene.told(messages.packed(message)) == status
    scene.act()
    assert scene.now(dossier).state == State.REGISTERED


def test_a_state_our_table_cannot_reach_waits_for_a_person(scene):
    dossier = handed_over(scene)
    assert scene.moves(dossier, "accept", "work", "solve", "work") == ["applied", "applied", "applied", "conflict"]
    assert "Đã trả kết quả" in scene.last().problem
    assert standing(system="police")["conflicts"] == 1


def test_the_police_ask_for_more_and_the_answer_goes_over(scene):
    dossier = handed_over(scene)
    scene.moves(dossier, "accept", "ask")
    asked = scene.now(dossier)
    request = asked.supplement_requests.get()
    assert (asked.state, [item["pointer"] for item in request.items]) == (State.SUPPLEMENT_REQUIRED, ["housing"])
    assert request.answer_by.date() == dt.date(2026, 12, 2)
    operations.supplement(
        dossier_id=asked.pk, values=asked.values, papers=[scene.commune.paper("housing")], by=scene.commune.citizen,
        at=scene.commune.now,
    )  # fmt: skip
    scene.send()
    assert scene.system.cases[dossier.code].heard == [messages.SUPPLEMENT]
    scene.moves(dossier, "work")
    assert scene.now(dossier).state == State.PROCESSING
    assert Parcel.objects.filter(state=Parcel.State.WAITING).count() == 0


def test_the_police_refuse_and_the_reason_is_told(scene):
    dossier = handed_over(scene)
    scene.moves(dossier, "accept", "refuse")
    refused = scene.now(dossier)
    assert (refused.state, refused.outcome) == (State.DONE, "refused")
    assert refused.moves.order_by("-id").first().note == "Không đủ điều kiện giải quyết"
    assert not VaultPaper.objects.filter(origin=refused.subject).exists()


def test_a_wish_to_withdraw_goes_over_and_the_police_decide(scene):
    dossier = handed_over(scene)
    scene.moves(dossier, "accept", "work")
    operations.request_withdrawal(dossier_id=dossier.pk, reason="Nhầm", by=scene.commune.citizen, at=scene.commune.now)
    scene.send()
    assert scene.system.cases[dossier.code].heard == [messages.WITHDRAW]
    scene.moves(dossier, "stop")
    assert scene.now(dossier).state == State.STOPPED


def test_what_was_never_handed_over_is_taken_back_at_once(scene):
    dossier = scene.submit()
    operations.request_withdrawal(dossier_id=dossier.pk, by=scene.commune.citizen, at=scene.commune.now)
    scene.send()
    assert (scene.now(dossier).state, scene.system.cases) == (State.STOPPED, {})


def test_our_officials_cannot_work_on_it(scene):
    dossier = handed_over(scene, agency_id=scene.commune.agency.pk)
    for role, operation, more in (("reception", "accept", {}), ("leader", "refuse", {"reason": "không"})):
        with pytest.raises(operations.RunElsewhere, match="Công an phường Thí Dụ"):
            scene.commune.does(role, operation, dossier, **more)
    assert not WorkItem.objects.filter(dossier=dossier).exists()


def test_a_system_that_is_away_is_tried_again_and_its_silence_noted(scene):
    scene.system.is_down = True
    dossier = handed_over(scene, agency_id=scene.commune.agency.pk)
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.tries, parcel.last_error) == ("waiting", 1, "HTTP 503")
    scene.commune.now += dt.timedelta(days=4)
    case = OutsideCase.objects.get()
    assert outside.note_silence(case_id=case.pk, at=scene.commune.now)
    item = WorkItem.objects.get(dossier=dossier)
    assert (item.kind, item.role, item.agency) == ("outside", "reception", scene.commune.agency)
    scene.system.is_down = False
    scene.send()
    scene.moves(dossier, "accept")
    assert not WorkItem.objects.filter(dossier=dossier).exists()


def test_the_province_may_run_it_itself_from_a_day_on(scene):
    version = scene.commune.version
    admin = admin_of(scene)
    outside.choose_runner(
        version=version, runner=Runner.HERE, valid_from=scene.commune.now.date(), ground="Thỏa thuận 12/2026",
        by=admin, at=scene.commune.now,
    )  # fmt: skip
    assert scene.commune.agency in dossiers.outside.agencies_taking(version=version, on=scene.commune.now.date())
    dossier = scene.submit(agency_id=scene.commune.agency.pk, key="k9")
    assert (dossier.runner, dossier.competent_agency) == (Runner.HERE, scene.commune.agency)
    day_before = scene.commune.now.date() - dt.timedelta(days=1)
    assert dossiers.outside.system_running(version=version, on=day_before) == "police"


def admin_of(scene, code="admin"):
    return scenes.hire(scene.commune.agency, "province_admin", "Trần Quản Trị", "Quản trị", code=code)


def test_the_switch_needs_a_ground_an_administrator_and_a_day_to_come(scene):
    version, day = scene.commune.version, scene.commune.now.date()
    ask = {"version": version, "runner": Runner.HERE, "at": scene.commune.now}
    with pytest.raises(outside.RunnerNotKnown, match="căn cứ"):
        outside.choose_runner(**ask, valid_from=day, ground=" ", by=admin_of(scene))
    past = day - dt.timedelta(days=1)
    with pytest.raises(outside.RunnerNotKnown, match="trước hôm nay"):
        outside.choose_runner(**ask, valid_from=past, ground="x", by=admin_of(scene, "second"))
    with pytest.raises(NotAllowed, match="Quản trị toàn tỉnh"):
        outside.choose_runner(**ask, valid_from=day, ground="x", by=scene.commune.officials["leader"])


def test_where_no_system_is_set_the_procedure_is_run_here(scene, settings):
    settings.POLICE_URL = ""
    version, day = scene.commune.version, scene.commune.now.date()
    assert dossiers.outside.system_running(version=version, on=day) == ""
    assert dossiers.outside.agencies_taking(version=version, on=day) == catalogue.agencies_taking(
        version=version, on=day
    )


def test_the_desk_sends_again_what_was_refused(scene):
    scene.system.secret = "another"  # the police changed their key
    dossier = handed_over(scene, agency_id=scene.commune.agency.pk)
    assert Parcel.objects.get().state == Parcel.State.REFUSED
    assert WorkItem.objects.get(dossier=dossier).kind == "outside"
    scene.system.secret = "sandbox"
    grants = people.grants(official_id=scene.commune.officials["reception"].id, at=scene.commune.now)
    [action] = dossiers.actions_for(dossier=scene.now(dossier), grants=grants, at=scene.commune.now)
    assert action.code == "send_again"
    outside.send_again(dossier_id=dossier.pk, by=scene.commune.officials["reception"], at=scene.commune.now)
    scene.send()
    assert Parcel.objects.get().state == Parcel.State.TAKEN
    assert dossier.code in scene.system.cases
    with pytest.raises(NotAllowed):
        outside.send_again(dossier_id=dossier.pk, by=scene.commune.officials["leader"], at=scene.commune.now)
