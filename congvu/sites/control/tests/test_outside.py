"""The page of the sectors' systems: who runs what, the switch with its ground, what they told."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.urls import reverse
from django.utils import timezone

from congvu.catalogue import operations as catalogue
from congvu.catalogue import queries
from congvu.dossiers.models import Outage, OutsideMessage, RunBy
from congvu.dossiers.queries import outside
from congvu.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db
FOLDER = Path(configured.ROOT) / "congvu" / "procedures" / "permanent_residence"
PAGE = "control:outside"


@pytest.fixture
def residence(db):
    now = timezone.now() - timedelta(days=1)
    return catalogue.propose(proposal=catalogue.read_folder(FOLDER), by=SYSTEM, at=now)


def test_the_switch_is_shown_and_takes_effect_on_its_day(enter, residence):
    client = enter("province_admin")
    assert "Công an" in client.get(reverse(PAGE)).content.decode()
    today = timezone.localdate()
    said = {"procedure": "1.004222", "runner": "here", "valid_from": today.isoformat(), "ground": "Thỏa thuận 12"}
    assert client.post(reverse(PAGE), said).status_code == 302
    assert RunBy.objects.get().ground == "Thỏa thuận 12"
    version = queries.in_force(code="1.004222", on=today)
    assert outside.system_running(version=version, on=today) == ""
    assert "Thỏa thuận 12" in client.get(reverse(PAGE)).content.decode()


def test_without_a_ground_nothing_is_decided_and_what_was_typed_stays(enter, residence):
    client = enter("province_admin")
    said = {"procedure": "1.004222", "runner": "here", "valid_from": "2030-01-01", "ground": ""}
    answer = client.post(reverse(PAGE), said)
    assert (answer.status_code, RunBy.objects.count()) == (422, 0)
    assert "2030-01-01" in answer.content.decode()


def test_messages_are_found_by_what_came_of_them(enter, residence):
    now = timezone.now()
    for outcome, words in (("conflict", "Bất ngờ"), ("applied", "Êm thấm")):
        OutsideMessage.objects.create(
            system="police", number=words, received_at=now, body="{}", words=words, outcome=outcome
        )
    client = enter("province_admin")
    page = client.get(reverse(PAGE), {"kq": "conflict"}).content.decode()
    assert "Bất ngờ" in page
    assert "Êm thấm" not in page


def test_an_outage_is_tried_declared_and_ended(enter):
    client, now = enter("province_admin"), timezone.localtime()
    said = {"system": "police", "began_at": f"{now - timedelta(hours=3):%Y-%m-%dT%H:%M}", "reason": "Công văn 12"}
    page = reverse("control:outages")
    tried = client.post(page, {**said, "deed": "try"})
    assert "Không ngày hẹn nào đổi" in tried.content.decode()
    assert not Outage.objects.exists()
    wrong = client.post(page, {**said, "reason": "", "deed": "declare"})
    assert (wrong.status_code, said["began_at"] in wrong.content.decode()) == (422, True)
    client.post(page, {**said, "deed": "declare"})
    outage = Outage.objects.get()
    assert outage.declared_by["name"] == "Người province_admin"
    ended = {"ended_at": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}"}
    client.post(reverse("control:outage_end", args=[outage.pk]), ended)
    outage.refresh_from_db()
    assert outage.ended_at is not None
    assert "Công văn 12" in client.get(page).content.decode()
