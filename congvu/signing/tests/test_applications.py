"""Certificates are asked for, approved, sent as a list, registered or revoked; who holds one is told before it ends."""

from datetime import timedelta

import pytest

from congvu.audit.models import Entry
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed, Stale
from congvu.notices.models import Notice
from congvu.notices.operations import load_templates
from congvu.people.models import RoleHolding
from congvu.signing import operations, queries
from congvu.signing.models import CertificateApplication, Credential

from .conftest import AT, actor, make_official
from .test_inventory import issued


@pytest.fixture
def office(people):
    load_templates()
    people.admin = make_official("TINH1", "Trần Thị Quản Trị", people.agency, "Chuyên viên", "province_admin")
    people.other = make_official("NQ09", "Lê Văn Khác", people.agency, "Công chức", "case_officer")
    return people


def ask(office, **given):
    asked = {"official_id": office.leader.id, "reason": "Cấp lần đầu", "by": actor(office.leader), "at": AT}
    return operations.ask_certificate(**{**asked, **given})


def decide(office, row, *, approve=True, answer="", by=None):
    return operations.decide_application(
        application_id=row.pk, approve=approve, answer=answer, by=by or actor(office.admin), at=AT
    )


def bring(office, **more):
    given = {"official_id": office.leader.id, "driver": "agent", "key_reference": "USB Token", "by": SYSTEM, "at": AT}
    return operations.register_certificate(pem=issued(**more), **given)


def notices_of(official):
    return list(Notice.objects.filter(official_id=official.pk).order_by("at", "pk").values_list("title_vi", flat=True))


def test_certificate_is_asked_for_approved_sent_and_comes_in(office):
    row = ask(office)
    decide(office, row)
    with pytest.raises(Stale, match="Đã duyệt, chờ gửi"):
        decide(office, row)
    (sent,) = operations.send_applications(by=actor(office.admin), at=AT)
    assert sent.pk == row.pk
    row.refresh_from_db()
    assert queries.applications_in(list_code=row.list_code) == [row]
    made = bring(office)
    row.refresh_from_db()
    assert (row.state, row.credential) == ("done", made)
    assert notices_of(office.leader) == [
        "Đề nghị cấp mới, cấp lại chứng thư số: đã duyệt, chờ gửi",
        "Đề nghị cấp mới, cấp lại chứng thư số: đã xong",
    ]
    assert queries.application_counts()["done"] == 1
    assert Entry.objects.filter(subject=row.subject).count() == 3


def test_lost_token_is_suspended_at_once_and_revoked_when_the_authority_says_so(office):
    held = bring(office)
    row = operations.ask_revocation(
        credential_id=held.pk, reason="Mất token", is_lost=True, by=actor(office.leader), at=AT
    )
    held.refresh_from_db()
    assert (held.state, held.why_ended) == ("suspended", "Mất token")
    decide(office, row)
    with pytest.raises(Stale):
        operations.finish_revocation(application_id=row.pk, by=actor(office.admin), at=AT)  # not sent yet
    operations.send_applications(by=actor(office.admin), at=AT)
    operations.finish_revocation(application_id=row.pk, by=actor(office.admin), at=AT)
    held.refresh_from_db()
    row.refresh_from_db()
    assert (held.state, row.state) == ("revoked", "done")
    with pytest.raises(Stale, match="đã thu hồi rồi"):
        operations.ask_revocation(credential_id=held.pk, reason="x", by=actor(office.leader), at=AT)


def test_clerk_asks_for_the_agencys_seal_devices_and_people(office):
    seal = ask(office, official_id=None, agency_id=office.agency.id, by=actor(office.clerk))
    gate = ask(office, official_id=None, agency_id=office.agency.id, device="Cổng", by=actor(office.clerk))
    person = ask(office, official_id=office.other.id, agency_id=office.agency.id, by=actor(office.clerk))
    assert [one.owner for one in (gate, person)] == [f"Cổng · {office.agency}", "Lê Văn Khác"]
    with pytest.raises(operations.ApplicationUnfit, match="đã được đề nghị"):
        ask(office, official_id=None, agency_id=office.agency.id, by=actor(office.leader))
    assert seal in queries.applications_of(official_id=0, agency_ids=[office.agency.id])


def test_who_has_no_part_in_it_may_not(office):
    with pytest.raises(NotAllowed):
        ask(office, by=actor(office.other))
    with pytest.raises(NotAllowed):
        ask(office, agency_id=office.agency.id, by=actor(office.other))
    held = bring(office)
    with pytest.raises(NotAllowed):
        operations.ask_revocation(credential_id=held.pk, reason="x", by=actor(office.other), at=AT)
    row = ask(office)
    for deed in (
        lambda: decide(office, row, by=actor(office.leader)),
        lambda: operations.send_applications(by=actor(office.leader), at=AT),
        lambda: operations.finish_revocation(application_id=row.pk, by=actor(office.leader), at=AT),
    ):
        with pytest.raises(NotAllowed):
            deed()
    with pytest.raises(operations.ApplicationUnknown):
        operations.withdraw_application(application_id=row.pk, by=actor(office.other), at=AT)


def test_refusal_says_why_and_what_was_taken_back_may_be_asked_for_again(office):
    row = ask(office)
    with pytest.raises(operations.ApplicationUnfit, match="lý do"):
        decide(office, row, approve=False, answer=" ")
    decide(office, row, approve=False, answer="Chưa có quyết định bổ nhiệm")
    assert "không duyệt" in notices_of(office.leader)[0]
    again = ask(office)
    operations.withdraw_application(application_id=again.pk, by=actor(office.leader), at=AT)
    assert ask(office).state == CertificateApplication.State.ASKED
    with pytest.raises(operations.ApplicationUnfit, match="lý do"):
        ask(office, official_id=None, agency_id=office.agency.id, reason="")
    with pytest.raises(operations.ApplicationUnfit, match="Không có đề nghị"):
        operations.send_applications(by=actor(office.admin), at=AT)


def test_holder_and_administrator_are_told_30_7_and_1_day_before_once_each(office):
    bring(office, days=40)
    for days in (5, 11, 12, 32, 34, 39.5, 39.6):
        operations.warn_of_ends(at=AT + timedelta(days=days))
        operations.warn_of_ends(at=AT + timedelta(days=days))
    assert len(notices_of(office.leader)) == 3
    assert notices_of(office.leader)[0].startswith("Chứng thư số của Nguyễn Thị Bích Hạnh hết hạn ngày")
    assert len(notices_of(office.admin)) == 3
    assert notices_of(office.clerk) == []


def test_clerk_is_told_of_the_seals_end_and_nobody_of_what_ended(office):
    held = bring(office, days=20)
    Credential.objects.filter(pk=held.pk).update(official=None, agency=office.agency)
    RoleHolding.objects.filter(official=office.admin).delete()
    assert operations.warn_of_ends(at=AT) == 1
    assert len(notices_of(office.clerk)) == 1
    assert operations.warn_of_ends(at=AT + timedelta(days=21)) == 0
    Credential.objects.update(state="suspended", ended_at=AT)
    assert operations.warn_of_ends(at=AT) == 0
