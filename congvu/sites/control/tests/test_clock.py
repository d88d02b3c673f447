"""Rules of time limits, hand-overs and new days: the pages of the province's administrator."""

import pytest
from django.urls import reverse
from django.utils import timezone

from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM
from congvu.workdays import operations as workdays


@pytest.mark.parametrize("name", ["clock", "takeovers", "new_days"])
def test_the_pages_open_before_anything_is_decided(enter, name):
    assert enter("province_admin").get(reverse(f"control:{name}")).status_code == 200


def test_a_rule_and_a_reason_are_set_and_shown(enter):
    client = enter("province_admin")
    rule = {"code": "soon_days", "value": "2", "unit": "", "valid_from": "2040-01-01", "legal_basis": "QĐ 7/QĐ-UBND"}
    assert client.post(reverse("control:clock_change", args=["quy-tac"]), rule).status_code == 302
    reason = {"name": "Mất điện toàn tỉnh", "fault": "system"}
    assert client.post(reverse("control:clock_change", args=["ly-do"]), reason).status_code == 302
    page = client.get(reverse("control:clock")).content.decode()
    assert "QĐ 7/QĐ-UBND" in page
    assert "Mất điện toàn tỉnh" in page
    [coming] = dossiers.coming_rules(on=timezone.localdate())
    client.post(reverse("control:clock_withdraw", args=[coming.id]))
    assert "QĐ 7/QĐ-UBND" not in client.get(reverse("control:clock")).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"code": "supplement_window", "value": "ba", "unit": "working_day"}, "Không đọc được thời hạn"),
        ({"code": "soon_percent", "value": "120", "unit": ""}, "từ 0 đến 100"),
        ({"code": "", "value": "3", "unit": ""}, "Chọn quy tắc"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_stays_as_typed(enter, typed, words):
    client = enter("province_admin")
    rule = {**typed, "valid_from": "2040-01-01", "legal_basis": "QĐ 7/QĐ-UBND"}
    answer = client.post(reverse("control:clock_change", args=["quy-tac"]), rule)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "QĐ 7/QĐ-UBND" in page


def test_each_promise_that_would_move_opens_the_account_of_both_days(enter):
    commune = scenes.open_commune(folders=[scenes.FOLDER])
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    due = timezone.localdate(Dossier.objects.get(pk=dossier.pk).due_at)
    decided = {"day": due, "kind": "off", "reason": "Nghỉ tránh bão", "english": "", "legal_basis": "CĐ 12"}
    workdays.set_day(**decided, by=SYSTEM, at=commune.now)
    while outbox.deliver_due(limit=20):
        pass
    change = dossiers.open_change()
    client = enter("province_admin")
    page = client.get(reverse("control:new_days_of", args=[change.pk])).content.decode()
    assert page.count('<details class="cv-fold">') == 2
    assert "không tính, Nghỉ tránh bão" in page
    assert commune.mother.name not in page


def test_an_agency_that_goes_on_hands_nothing_over(enter, ward):
    client = enter("province_admin")
    answer = client.post(reverse("control:takeover_change", args=[ward.agency.pk, "chuan-bi"]))
    assert answer.status_code == 422
    assert "chưa có ngày kết thúc" in answer.content.decode()
