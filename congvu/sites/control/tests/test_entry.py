import pytest
from django.urls import reverse

PAGES = ["home", "agencies", "officials", "calendar", "procedures"]
ALL_SEEING = ["audit", "readings"]


@pytest.mark.parametrize("name", PAGES + ALL_SEEING)
def test_a_visitor_is_sent_to_the_log_in(client, db, name):
    answer = client.get(reverse(f"control:{name}"))
    assert answer.status_code == 302
    assert "/login" in answer["Location"]


@pytest.mark.parametrize("role", ["reception", "case_officer", "leader", "clerk"])
@pytest.mark.parametrize("name", ["home", "agencies", "audit"])
def test_other_roles_stay_outside(enter, role, name):
    assert enter(role).get(reverse(f"control:{name}")).status_code == 403


@pytest.mark.parametrize("role", ["agency_admin", "province_admin", "auditor"])
@pytest.mark.parametrize("name", PAGES)
def test_administrators_and_auditors_come_in(enter, role, name):
    assert enter(role).get(reverse(f"control:{name}")).status_code == 200


@pytest.mark.parametrize(("role", "status"), [("agency_admin", 403), ("province_admin", 200), ("auditor", 200)])
@pytest.mark.parametrize("name", ALL_SEEING)
def test_the_log_is_for_those_who_see_all(enter, role, status, name):
    assert enter(role).get(reverse(f"control:{name}")).status_code == status


@pytest.mark.parametrize(("role", "status"), [("agency_admin", 403), ("province_admin", 200), ("auditor", 200)])
def test_another_agency_is_closed_to_an_agency_administrator(enter, neighbour, role, status):
    other = neighbour.hire("tn-1", "Trần Văn Xa", "reception")
    client = enter(role)
    assert client.get(reverse("control:agency", args=[neighbour.agency.id])).status_code == status
    assert client.get(reverse("control:official", args=[other.id])).status_code == status


def test_an_agency_administrator_sees_own_agency_and_people_only(enter, ward, neighbour):
    neighbour.hire("tn-1", "Trần Văn Xa", "reception")
    client = enter("agency_admin")
    assert client.get(reverse("control:agency", args=[ward.agency.id])).status_code == 200
    assert "Thủy Nguyên" not in client.get(reverse("control:agencies")).content.decode()
    assert "Trần Văn Xa" not in client.get(reverse("control:officials")).content.decode()


def test_the_mailbox_is_open_in_the_demo_alone(client, db, settings):
    settings.DEMO = True
    assert client.get(reverse("control:mailbox")).status_code == 200
    settings.DEMO = False
    assert client.get(reverse("control:mailbox")).status_code == 404


@pytest.mark.parametrize("name", ["agency", "official", "procedure"])
def test_what_is_not_there_is_said(enter, name):
    assert enter("province_admin").get(reverse(f"control:{name}", args=[999999])).status_code == 404


@pytest.mark.parametrize("role", ["agency_admin", "auditor"])
def test_only_the_province_changes_the_calendar(enter, role):
    typed = {"date": "2026-12-31", "kind": "off", "reason": "Nghỉ", "legal_basis": "QĐ 1"}
    assert enter(role).post(reverse("control:calendar_change", args=["them"]), typed).status_code == 403


def test_an_auditor_changes_nothing(enter, ward):
    client = enter("auditor")
    typed = {"code": "KT", "name": "Phòng Kinh tế", "kind": "division", "from": "2026-01-01"}
    assert client.post(reverse("control:agency_change", args=[ward.agency.id, "mo-bo-phan"]), typed).status_code == 403
    other = ward.hire("nq-1", "Lê Văn Gần")
    typed = {"role": "leader", "where": str(ward.agency.id), "from": "2026-01-01"}
    assert client.post(reverse("control:official_change", args=[other.id, "giao-vai-tro"]), typed).status_code == 403
