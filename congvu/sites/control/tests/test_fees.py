"""Fee tables on the control site: tried on the sample without writing, decided, refused in words."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from congvu.catalogue.models import FeeRule
from congvu.rehearsals.models import Rehearsal

pytestmark = pytest.mark.django_db
ADDRESS = "control:fee_table"


def asked(**more):
    day = timezone.localdate() + dt.timedelta(days=30)
    ways = {"code": "copies", "name": "Phí bản sao", "amount": "10000 * request.copies", "act": "281/2016/TT-BTC"}
    return {**ways, "when": "request.copies > 0", "valid_from": day.isoformat(), **more}


@pytest.fixture
def province_admin(enter):
    return enter("province_admin")


@pytest.fixture
def table():
    call_command("load_procedures", verbosity=0)
    return reverse(ADDRESS, args=["1.001193"])


def test_a_rate_is_tried_on_the_sample_and_nothing_is_written(province_admin, table):
    before = FeeRule.objects.count()
    answer = province_admin.post(table, asked(deed="try"))
    assert answer.status_code == 200
    assert (answer.context["tried"]["old_sum"], answer.context["tried"]["new_sum"]) == (16000, 20000)
    assert FeeRule.objects.count() == before


def test_a_rate_is_decided_or_refused_with_what_was_typed(province_admin, table):
    assert province_admin.post(table, asked(deed="decide")).status_code == 302
    assert FeeRule.objects.filter(code="copies", level="", procedure__code="1.001193").count() == 2
    rehearsed = Rehearsal.objects.get(about="fees:1.001193")
    assert rehearsed.change["when"] == "request.copies > 0"
    assert reverse("control:rehearsal", args=[rehearsed.public_id]) in province_admin.get(table).content.decode()
    refused = province_admin.post(table, asked(deed="decide", amount="8000 * nothing"))
    assert refused.status_code == 422
    assert "8000 * nothing" in refused.content.decode()


def test_a_rate_is_ended(province_admin, table):
    rule = FeeRule.objects.get(code="copies", level="", procedure__code="1.001193")
    on = timezone.localdate() + dt.timedelta(days=5)
    province_admin.post(
        reverse("control:fee_end", args=["1.001193", rule.pk]), {"on": on.isoformat(), "reason": "Bãi bỏ"}
    )
    rule.refresh_from_db()
    assert rule.valid_to == on


def test_a_rate_is_rehearsed_from_the_same_boxes_and_nothing_is_written(province_admin, table):
    before = FeeRule.objects.count()
    answer = province_admin.post(reverse("control:rehearsals"), asked(what="fee", procedure="1.001193"))
    made = Rehearsal.objects.get()
    assert answer.headers["Location"] == reverse("control:rehearsal", args=[made.public_id])
    assert (made.kind, made.state, FeeRule.objects.count()) == ("fee", "done", before)
    assert province_admin.post(reverse("control:rehearsals"), {"what": "fee"}).status_code == 422
