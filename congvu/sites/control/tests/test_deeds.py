import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from congvu.audit.models import Entry
from congvu.kit.models import Outbox
from congvu.people.models import Absence, Official, OrgUnit, Post, RoleHolding
from congvu.rehearsals.models import Rehearsal
from congvu.workdays.models import CalendarDay


def agency_deed(office, deed):
    return reverse("control:agency_change", args=[office.agency.id, deed])


def official_deed(official, deed):
    return reverse("control:official_change", args=[official.id, deed])


def test_a_unit_is_opened_and_ended(enter, ward):
    client = enter("agency_admin")
    typed = {"code": "KT", "name": "Phòng Kinh tế", "kind": "division", "from": "2026-01-01"}
    assert client.post(agency_deed(ward, "mo-bo-phan"), typed).status_code == 302
    unit = OrgUnit.objects.get(code="KT")
    client.post(agency_deed(ward, "dong-bo-phan"), {"unit": unit.id, "on": "2026-12-01"})
    unit.refresh_from_db()
    assert unit.valid_to == dt.date(2026, 12, 1)


def test_what_was_typed_is_kept_when_it_is_refused(enter, ward):
    typed = {"code": "VP", "name": "Văn phòng thứ hai", "kind": "office", "from": "2026-01-01"}
    answer = enter("agency_admin").post(agency_deed(ward, "mo-bo-phan"), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Văn phòng thứ hai" in page
    assert "đã có bộ phận mang mã VP" in page


@pytest.mark.parametrize("day", ["", "2026-02-30", "hôm nay", "0001-01-01"])
def test_a_day_that_cannot_be_read_is_named(enter, ward, day):
    typed = {"code": "KT", "name": "Phòng Kinh tế", "kind": "division", "from": day}
    answer = enter("agency_admin").post(agency_deed(ward, "mo-bo-phan"), typed)
    assert answer.status_code == 422
    assert "Từ ngày" in answer.content.decode()


def test_an_official_is_taken_on_with_a_post(enter, ward):
    typed = {"staff_code": "nq-9", "full_name": "Đào Thị Mới", "title": "Công chức", "from": "2026-01-01"}
    assert enter("agency_admin").post(agency_deed(ward, "tiep-nhan"), typed).status_code == 302
    official = Official.objects.get(staff_code="nq-9")
    assert Post.objects.get(official=official).agency == ward.agency


def test_somebody_known_is_appointed_by_code(enter, ward, neighbour):
    other = neighbour.hire("tn-1", "Trần Văn Xa")
    client = enter("agency_admin")
    typed = {"staff_code": "TN-1", "title": "Kiêm nhiệm", "from": "2026-01-01"}
    assert client.post(agency_deed(ward, "bo-nhiem"), typed).status_code == 302
    assert Post.objects.filter(official=other, agency=ward.agency).exists()
    assert client.post(agency_deed(ward, "bo-nhiem"), {**typed, "staff_code": "nobody"}).status_code == 422


def test_a_role_is_given_and_taken_back(enter, ward):
    official, client = ward.hire("nq-1", "Lê Văn Gần"), enter("agency_admin")
    typed = {"role": "reception", "where": f"{ward.agency.id}:{ward.unit.id}", "from": "2026-01-01"}
    assert client.post(official_deed(official, "giao-vai-tro"), typed).status_code == 302
    holding = RoleHolding.objects.get(official=official)
    assert holding.unit == ward.unit
    client.post(official_deed(official, "thoi-vai-tro"), {"row": holding.id, "on": "2026-12-01"})
    holding.refresh_from_db()
    assert holding.valid_to == dt.date(2026, 12, 1)


def test_province_wide_roles_are_not_an_agencys_to_give(enter, ward):
    official = ward.hire("nq-1", "Lê Văn Gần")
    typed = {"role": "auditor", "where": str(ward.agency.id), "from": "2026-01-01"}
    assert enter("agency_admin").post(official_deed(official, "giao-vai-tro"), typed).status_code == 403


def test_nobody_gives_roles_to_themselves(enter, ward):
    client = enter("agency_admin")
    typed = {"role": "leader", "where": str(ward.agency.id), "from": "2026-01-01"}
    assert client.post(official_deed(client.official, "giao-vai-tro"), typed).status_code == 403


def test_an_absence_is_recorded_and_ended(enter, ward):
    away, stand_in, client = ward.hire("nq-1", "Lê Văn Vắng"), ward.hire("nq-2", "Vũ Thị Thay"), enter("agency_admin")
    start = timezone.localtime() - dt.timedelta(hours=1)
    typed = {
        "from": start.strftime("%Y-%m-%dT%H:%M"),
        "to": (start + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
        "delegate": stand_in.id,
        "agency": ward.agency.id,
        "reason": "Đi công tác",
    }
    assert client.post(official_deed(away, "ghi-vang-mat"), typed).status_code == 302
    assert "Vũ Thị Thay thay" in client.get(reverse("control:agency", args=[ward.agency.id])).content.decode()
    absence = Absence.objects.get()
    assert client.post(official_deed(away, "tro-lai"), {"row": absence.id}).status_code == 302
    absence.refresh_from_db()
    assert absence.ends_at <= timezone.now()


def test_a_day_is_changed_and_put_back(enter):
    client = enter("province_admin")
    typed = {"date": "2026-12-31", "kind": "off", "reason": "Nghỉ bão", "legal_basis": "CĐ 12/CĐ-UBND"}
    assert client.post(reverse("control:calendar_change", args=["them"]), typed)["Location"].endswith("?nam=2026")
    assert CalendarDay.objects.known().get(date="2026-12-31").legal_basis == "CĐ 12/CĐ-UBND"
    rehearsed = Rehearsal.objects.get(about="day:2026")
    change = {key: rehearsed.change[key] for key in ("date", "kind", "was")}
    assert change == {"date": "2026-12-31", "kind": "off", "was": ""}
    page = client.get("/control/lich/?nam=2026").content.decode()
    assert "Nghỉ bão" in page
    assert reverse("control:rehearsal", args=[rehearsed.public_id]) in page
    client.post(reverse("control:calendar_change", args=["bo"]), {"date": "2026-12-31"})
    assert not CalendarDay.objects.known().filter(date="2026-12-31").exists()


def test_the_end_of_an_agency_is_rehearsed_where_it_is_decided(enter, ward, neighbour):
    client = enter("province_admin")
    on = timezone.localdate() + dt.timedelta(days=30)
    typed = {"agency": ward.agency.code, "on": on.isoformat(), "successors": neighbour.agency.code, "act": "NQ 1/NQ"}
    assert client.post(agency_deed(ward, "ket-thuc"), typed).status_code == 302
    rehearsed = Rehearsal.objects.get(about=f"agency:{ward.agency.code}")
    assert rehearsed.change == {"code": ward.agency.code, "successor": neighbour.agency.name}
    page = client.get(reverse("control:agency", args=[ward.agency.id])).content.decode()
    assert reverse("control:rehearsal", args=[rehearsed.public_id]) in page
    assert client.post(agency_deed(neighbour, "ket-thuc"), {**typed, "act": ""}).status_code == 422
    assert Rehearsal.objects.count() == 1


def test_a_change_needs_its_legal_basis(enter):
    typed = {"date": "2026-12-31", "kind": "off", "reason": "Nghỉ bão"}
    answer = enter("province_admin").post(reverse("control:calendar_change", args=["them"]), typed)
    assert answer.status_code == 422
    assert "Nghỉ bão" in answer.content.decode()


def failing_fact():
    now = timezone.now()
    return Outbox.objects.create(
        at=now,
        not_before=now + dt.timedelta(hours=1),
        event="dossiers.Returned",
        listener="feedback.invite",
        subject="dossier:1",
        payload={},
        tries=3,
        last_error="OperationalError: relay",
    )


def test_a_failing_event_is_tried_again_and_the_log_says_by_whom(enter):
    fact, client = failing_fact(), enter("province_admin")
    assert "OperationalError: relay" in client.get(reverse("control:home")).content.decode()
    client.post(reverse("control:retry", args=[fact.pk]))
    fact = Outbox.objects.get(pk=fact.pk)
    assert fact.not_before <= timezone.now()
    assert Entry.objects.get(action="outbox.retry").actor_key == f"official:{client.official.id}"


@pytest.mark.parametrize("role", ["agency_admin", "auditor"])
def test_others_do_not_try_again(enter, role):
    fact, client = failing_fact(), enter(role)
    assert client.post(reverse("control:retry", args=[fact.pk])).status_code == 403
    assert Outbox.objects.get(pk=fact.pk).not_before > timezone.now()


def test_the_log_is_searched_by_staff_code_and_day(enter, ward):
    client = enter("auditor")
    official = ward.hire("nq-1", "Lê Văn Gần")
    page = client.get(f"/control/nhat-ky/?ve=official:{official.id}").content.decode()
    assert "people.enrol" in page
    assert "people.enrol" not in client.get("/control/nhat-ky/?ai=nq-1").content.decode()
    assert "people.enrol" not in client.get("/control/nhat-ky/?den=2020-01-01").content.decode()
    assert "không có ngày" in client.get("/control/nhat-ky/?tu=2026-02-30").content.decode()


@pytest.mark.parametrize("name", ["agencies", "officials", "home", "audit"])
def test_three_rows_cost_as_many_queries_as_one(enter, ward, name):
    client = enter("province_admin")
    failing_fact()
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(f"control:{name}"))
    for number in (1, 2, 3):
        ward.hire(f"nq-{number}", f"Lê Văn {number}", "reception")
        failing_fact()
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(f"control:{name}"))
    assert len(few) == len(many)


def test_an_agency_page_costs_the_same_whatever_its_size(enter, ward):
    client, address = enter("province_admin"), reverse("control:agency", args=[ward.agency.id])
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in (1, 2, 3):
        ward.hire(f"nq-{number}", f"Lê Văn {number}", "reception")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(few) == len(many)
