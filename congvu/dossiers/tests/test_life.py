"""The life of a dossier, from the form to the citizen's hand."""

import datetime as dt

import pytest

from congvu.audit import queries as audit
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Slip, WorkItem
from congvu.dossiers.tests import scenes
from congvu.files import queries as files
from congvu.kit import outbox
from congvu.kit.errors import NotAllowed, Stale
from congvu.people import operations as people_operations
from congvu.people import queries as people
from congvu.processes import queries as processes
from congvu.signing import queries as signing
from congvu.workdays import queries as workdays


def test_a_birth_is_registered_online_from_form_to_signed_certificate(commune_with_keys):
    commune = commune_with_keys
    dossier = commune.submit()
    assert (dossier.state, dossier.due_at) == (State.REGISTERED, None)

    accepted = commune.does("reception", "accept", dossier)
    assert accepted.state == State.ACCEPTED
    assert accepted.due_at is not None
    commune.does("case_officer", "register_result", dossier)
    commune.does("leader", "sign_result", dossier)
    done = commune.does("clerk", "seal_result", dossier)
    assert done.state == State.DONE
    while outbox.deliver_due(limit=20):
        pass

    returned = Dossier.objects.get(pk=dossier.pk)
    assert returned.state == State.RETURNED
    slip = returned.slips.get(kind=Slip.Kind.RESULT)
    with files.open_use(files.use(slip.file_use)) as stream:
        report = signing.verify(stream.read())
    assert report.all_good
    assert len(report.signatures) == 2
    issued = dossiers.issued(public_id=returned.public_id)
    assert (issued.number, issued.digest) == (returned.result_number, slip.digest)
    moves = [(move.before, move.after) for move in returned.moves.order_by("id")]
    assert moves == [(None, 1), (1, 2), (2, 4), (4, 9), (9, 10)]
    entries = [entry.action for entry in audit.entries(subject=returned.subject)]
    assert entries.count("dossier.seal_result") == 1
    assert not WorkItem.objects.filter(dossier=returned).exists()


def test_pressing_submit_twice_files_once(commune):
    first, second = commune.submit("same"), commune.submit("same")
    assert first.pk == second.pk
    assert Dossier.objects.count() == 1


def test_reception_hears_who_was_faster(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    with pytest.raises(Stale, match="Lê Văn Ví Dụ"):
        commune.does("reception", "accept", dossier)


def test_only_the_reception_of_that_agency_takes_it_in(commune):
    dossier = commune.submit()
    other = scenes.hire(
        scenes.people.open_agency(
            code="H24.901",
            name="Ủy ban nhân dân xã Khác",
            kind="commune",
            valid_from=dt.date(2026, 1, 1),
            by=scenes.SYSTEM,
            at=commune.now,
        ),
        "reception",
        "Người Nơi Khác",
        "Công chức",
    )
    for stranger in (other, commune.officials["leader"], commune.citizen):
        with pytest.raises(NotAllowed):
            operations.accept(dossier_id=dossier.pk, by=stranger, at=commune.now)


def test_the_citizen_mends_just_what_was_asked_and_the_clock_starts_after_acceptance(commune):
    dossier = commune.submit()
    section = next(s for s in commune.version.form.summary(dossier.values) if any(r.pointer for r in s.rows))
    row = next(r for r in section.rows if r.pointer)
    item = {"kind": "field", "pointer": row.pointer, "label": row.label, "problem": "Ghi như trên giấy chứng sinh"}
    commune.does("reception", "request_supplement", dossier, items=[item], reason="Sai một chỗ", contact="Lê Văn Ví Dụ")
    assert Dossier.objects.get(pk=dossier.pk).state == State.SUPPLEMENT_REQUIRED
    mended = operations.supplement(
        dossier_id=dossier.pk, values=dossier.values, by=commune.citizen, at=commune.now + dt.timedelta(hours=1)
    )
    assert mended.state == State.REGISTERED
    with pytest.raises(operations.SupplementAskedTwice):
        commune.does("reception", "request_supplement", dossier, items=[item], reason="Lại sai", contact="")


def test_a_supplement_during_processing_stops_the_clock_and_starts_it_anew(commune):
    dossier = commune.submit()
    accepted = commune.does("reception", "accept", dossier)
    first = accepted.due_at
    commune.does("case_officer", "take", dossier)
    item = {
        "kind": "paper",
        "pointer": commune.version.papers[1]["code"],
        "label": "Giấy tờ",
        "problem": "Mờ, quét lại",
    }
    commune.does("case_officer", "request_supplement", dossier, items=[item], reason="Giấy mờ", contact="")
    commune.now = scenes.at("2026-11-24 10:00") + dt.timedelta(days=1)
    back = operations.supplement(
        dossier_id=dossier.pk,
        values=dossier.values,
        papers=[commune.paper(item["pointer"])],
        by=commune.citizen,
        at=commune.now,
    )
    assert back.state == State.PROCESSING
    assert back.due_at > first
    assert [entry.kind for entry in back.clock_entries.order_by("id")] == ["start", "stop", "restart"]
    account = dossiers.explain_due(dossier=back)
    assert account.promise.started_at == commune.now
    assert len(account.earlier) == 1


def test_refusal_at_reception_needs_a_reason_and_closes_the_dossier(commune):
    dossier = commune.submit()
    with pytest.raises(operations.ReasonMissing):
        commune.does("reception", "refuse_reception", dossier, reason=" ")
    refused = commune.does("reception", "refuse_reception", dossier, reason="Không thuộc thẩm quyền")
    assert refused.state == State.NOT_ACCEPTED
    assert refused.slips.get().kind == Slip.Kind.REFUSAL


def test_a_stand_in_signs_for_the_absent_leader_and_the_trace_says_so(commune_with_keys):
    commune = commune_with_keys
    from congvu.signing import operations as keys

    deputy = scenes.hire(commune.agency, "unit_head", "Trần Thị Phó", "Phó Chủ tịch", code="pct")
    keys.make_demo_keys(by=scenes.SYSTEM, at=commune.now, official_ids=[deputy.id], agency_ids=[])
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "register_result", dossier)
    people_operations.record_absence(
        official_id=commune.officials["leader"].id,
        delegate_id=deputy.id,
        agency_id=commune.agency.pk,
        starts_at=commune.now,
        ends_at=commune.now + dt.timedelta(days=2),
        reason="Công tác",
        by=scenes.SYSTEM,
        at=commune.now,
    )
    commune.officials["deputy"] = deputy
    commune.does("deputy", "sign_result", dossier)
    entry = next(e for e in audit.entries(subject=dossier.subject) if e.action == "dossier.sign_result")
    assert "Đào Văn Lãnh Đạo" in str(entry.actor)


def test_withdrawal_waits_for_an_answer_and_then_stops(commune):
    dossier = commune.submit()
    operations.request_withdrawal(dossier_id=dossier.pk, reason="Nhầm nơi", by=commune.citizen, at=commune.now)
    commune.does("reception", "decide_withdrawal", dossier, granted=False, reason="Đã giải quyết xong phần chính")
    assert Dossier.objects.get(pk=dossier.pk).state == State.REGISTERED
    operations.request_withdrawal(dossier_id=dossier.pk, by=commune.citizen, at=commune.now)
    stopped = commune.does("reception", "decide_withdrawal", dossier, granted=True)
    assert stopped.state == State.STOPPED


def test_payment_stops_the_clock_and_it_goes_on_with_what_was_left(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    commune.does("cashier", "require_payment", dossier, amount=8000, reason="Lệ phí bản sao")
    paid = commune.does("cashier", "record_payment", dossier, receipt="00000012")
    assert paid.state == State.PROCESSING
    assert [entry.kind for entry in paid.clock_entries.order_by("id")] == ["start", "stop", "resume"]


def test_the_public_sees_code_and_degree_only(commune):
    dossier = commune.submit()
    assert dossiers.public_lookup(code=dossier.code) == (dossier.code, 1)
    assert dossiers.public_lookup(code="H24.900-20261120-9999999") is None


def test_another_citizen_is_told_nothing_and_each_reading_of_an_official_is_logged(commune):
    dossier = commune.submit()
    other = scenes.mother("031190005678", "Trần Thị Khác")
    stranger = scenes.Actor(kind="citizen", id=other.pk, name=other.name)
    with pytest.raises(operations.DossierUnknown):
        operations.read(public_id=dossier.public_id, purpose="own", by=stranger, at=commune.now)
    operations.read(public_id=dossier.public_id, purpose="work", by=commune.officials["reception"], at=commune.now)
    readings = audit.readings(party_id=commune.mother.pk)
    assert [(reading.purpose, reading.subject) for reading in readings] == [("work", dossier.subject)]


def test_what_the_desk_offers_is_what_the_operations_allow(commune):
    dossier = commune.submit()
    for role, expected in {
        "reception": {"accept", "request_supplement", "refuse_reception"},
        "leader": set(),
        "case_officer": set(),
    }.items():
        grants = people.grants(official_id=commune.officials[role].id, at=commune.now)
        offered = dossiers.actions_for(dossier=dossier, grants=grants, at=commune.now)
        assert {action.code for action in offered} == expected, role


@pytest.mark.parametrize("n", [1, 3])
def test_work_list_takes_the_same_queries_for_one_and_three(commune, django_assert_num_queries, n):
    for number in range(n):
        commune.submit(f"k{number}")
    grants = people.grants(official_id=commune.officials["reception"].id, at=commune.now)
    with django_assert_num_queries(1):
        page = dossiers.reception_queue(grants=grants)
        assert len([(row.code, row.dossier.public_id) for row in page.rows]) == n


def test_the_book_waits_for_the_childs_personal_number(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    for wrong in ("", "12345"):
        with pytest.raises(operations.OfficerFieldWrong, match="Số định danh của trẻ"):
            commune.does("case_officer", "register_result", dossier, extra={"child_identifier": wrong})
    commune.does("case_officer", "register_result", dossier)
    assert Dossier.objects.get(pk=dossier.pk).result_extra == {"child_identifier": "031326000001"}


def test_the_steps_get_back_the_time_in_which_the_clock_stood(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    run_id = Dossier.objects.get(pk=dossier.pk).run_id
    before = processes.open_steps(run_id).get().due_at
    commune.does("cashier", "require_payment", dossier, amount=8000, reason="Lệ phí bản sao")
    assert WorkItem.objects.get(dossier=dossier).role == "cashier"
    stopped = commune.now
    commune.now = scenes.at("2026-11-24 08:00")
    commune.does("cashier", "record_payment", dossier, receipt="00000012")
    after = processes.open_steps(run_id).get().due_at
    assert after > before
    assert workdays.working_minutes(commune.now, after) == workdays.working_minutes(stopped, before)
    assert dossier.legs.get().due_at == Dossier.objects.get(pk=dossier.pk).due_at


def test_a_withdrawal_while_the_clock_stands_does_not_stop_it_again(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    commune.does("cashier", "require_payment", dossier, amount=8000, reason="Lệ phí bản sao")
    operations.request_withdrawal(dossier_id=dossier.pk, by=commune.citizen, at=commune.now)
    commune.does("case_officer", "decide_withdrawal", dossier, granted=False, reason="Việc đã gần xong")
    paid = commune.does("cashier", "record_payment", dossier, receipt="00000012")
    assert [entry.kind for entry in paid.clock_entries.order_by("id")] == ["start", "stop", "resume"]


def test_what_never_started_has_no_end_of_its_clock(commune):
    dossier = commune.submit()
    operations.request_withdrawal(dossier_id=dossier.pk, by=commune.citizen, at=commune.now)
    commune.does("reception", "decide_withdrawal", dossier, granted=True)
    assert not dossier.clock_entries.exists()
