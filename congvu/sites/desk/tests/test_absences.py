"""Absences at the desk: everybody their own, the leader everybody's, nobody a neighbour's."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from congvu.audit.models import Entry
from congvu.dossiers.tests import scenes
from congvu.people import queries
from congvu.people.models import Absence

PAGE = reverse("desk:absences")


def typed(commune, delegate, *, who=None, start=-1, days=2, agency=None):
    first = timezone.localtime() + dt.timedelta(hours=start)
    last = first + dt.timedelta(days=days)
    data = {
        "agency": (agency or commune.agency).pk,
        "delegate": commune.officials[delegate].id if delegate else "",
        "from": first.strftime("%Y-%m-%dT%H:%M"),
        "to": last.strftime("%Y-%m-%dT%H:%M"),
        "reason": "Đi công tác",
    }
    return data | ({"who": commune.officials[who].id} if who else {})


def may(commune, official, role):
    return queries.holds(by=commune.officials[official], roles=[role], agency_id=commune.agency.pk, at=timezone.now())


def test_an_official_names_the_stand_in_and_comes_back(commune, sit):
    client = sit(commune, "clerk")
    assert not may(commune, "reception", "clerk")
    assert client.post(PAGE, typed(commune, "reception")).status_code == 302
    assert may(commune, "reception", "clerk")
    absence = Absence.objects.get()
    assert absence.official_id == commune.officials["clerk"].id
    entry = Entry.objects.get(action="people.record_absence")
    assert entry.actor_key == commune.officials["clerk"].key
    page = client.get(PAGE).content.decode()
    assert scenes.STAFF["reception"][0] in page
    client.post(reverse("desk:absence_end", args=[absence.pk]), {"agency": commune.agency.pk})
    assert not may(commune, "reception", "clerk")


def test_the_leader_arranges_it_for_others(commune, sit):
    client = sit(commune, "leader")
    assert client.post(PAGE, typed(commune, "reception", who="clerk")).status_code == 302
    absence = Absence.objects.get()
    assert absence.official_id == commune.officials["clerk"].id
    assert scenes.STAFF["clerk"][0] in client.get(PAGE).content.decode()
    client.post(reverse("desk:absence_end", args=[absence.pk]), {"agency": commune.agency.pk})
    assert not may(commune, "reception", "clerk")


def test_others_arrange_nothing_for_a_colleague(commune, sit):
    client = sit(commune, "reception")
    client.post(PAGE, typed(commune, "case_officer", who="clerk"))
    assert Absence.objects.get().official_id == commune.officials["reception"].id
    assert 'name="who"' not in client.get(PAGE).content.decode()


def test_nobody_ends_a_colleagues_absence_or_sees_its_reason(commune, sit):
    sit(commune, "leader").post(PAGE, typed(commune, "return_desk", who="clerk"))
    absence, client = Absence.objects.get(), sit(commune, "reception")
    assert "Đi công tác" not in client.get(PAGE).content.decode()
    ended = client.post(reverse("desk:absence_end", args=[absence.pk]), {"agency": commune.agency.pk})
    assert ended.status_code == 403
    assert Absence.objects.get().ends_at == absence.ends_at


def test_a_leader_of_elsewhere_arranges_nothing_here(commune, sit):
    other = scenes.open_commune("H24.901", "Ủy ban nhân dân phường Khác")
    client = sit(other, "leader")
    asked = typed(commune, "reception", who="clerk")
    assert client.post(PAGE, asked).status_code == 422
    assert client.post(PAGE, {**asked, "agency": other.agency.pk}).status_code == 422
    assert not Absence.objects.exists()


def test_what_cannot_be_is_said_and_what_was_typed_is_kept(commune, sit):
    client = sit(commune, "clerk")
    for wrong, words in (
        (typed(commune, None), "Người thay"),
        (typed(commune, "clerk"), "người khác"),
        (typed(commune, "reception", days=-1), "Thời điểm trở lại"),
        ({**typed(commune, "reception"), "from": "mai"}, "Vắng từ lúc"),
    ):
        answer = client.post(PAGE, wrong)
        page = answer.content.decode()
        assert (answer.status_code, words in page) == (422, True)
        assert 'value="Đi công tác"' in page
    assert not Absence.objects.exists()


def test_an_absence_to_come_is_taken_out(commune, sit):
    client = sit(commune, "clerk")
    client.post(PAGE, typed(commune, "reception", start=24))
    assert "Bỏ lần ghi này" in client.get(PAGE).content.decode()
    [absence] = Absence.objects.all()
    address = reverse("desk:absence_end", args=[absence.pk])
    assert client.post(address, {"agency": commune.agency.pk}).status_code == 302
    assert not Absence.objects.exists()
    assert client.post(address, {"agency": commune.agency.pk}).status_code == 302


def test_visitors_are_sent_to_the_log_in(client, db):
    assert client.get(PAGE)["Location"].startswith("/staff/login")
