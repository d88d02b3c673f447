"""Who does a duty beside whom: named one by one, or by a list whose errors are told by row."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from congvu.people import queries
from congvu.people.models import Coordinator

pytestmark = pytest.mark.django_db
PAGE = "control:coordinators"
HEAD = "duty,for,agency,valid_from\n"


def listed(client, text):
    return client.post(reverse(PAGE), {"deed": "list", "list": SimpleUploadedFile("a.csv", text.encode())})


def test_a_duty_is_given_from_a_day_and_ended(enter, ward, neighbour):
    admin, today = enter("province_admin"), timezone.localdate()
    said = {"duty": "tax", "agency": neighbour.agency.pk, "valid_from": today.isoformat()}
    assert admin.post(reverse(PAGE), {**said, "duty": "Thuế"}).status_code == 422
    assert admin.post(reverse(PAGE), said).status_code == 302
    assert queries.coordinator(duty="tax", agency_id=ward.agency.pk, on=today) == neighbour.agency
    assert "tax" in admin.get(reverse(PAGE)).content.decode()
    on = today + dt.timedelta(days=1)
    admin.post(reverse("control:coordinator_end", args=[Coordinator.objects.get().pk]), {"on": on.isoformat()})
    assert queries.coordinator(duty="tax", agency_id=ward.agency.pk, on=on) is None


def test_a_list_is_taken_whole_or_not_at_all_and_its_errors_are_told_by_row(enter, ward, neighbour):
    admin = enter("province_admin")
    right = "tax,H24.166,H24.182,2026-01-01\n"
    refused = listed(admin, f"{HEAD}{right}land,,H24.999,2026-01-01\nTHUẾ,,H24.182,\ntax2,,H24.182,1/1/2026\n")
    assert [line for line, _words in refused.context["wrong"]] == [3, 4, 5]
    assert "H24.999" in refused.content.decode()
    assert not Coordinator.objects.exists()
    assert listed(admin, "a,b\n").context["wrong"][0][0] == 1
    assert listed(admin, HEAD + right).status_code == 302
    assert listed(admin, HEAD + right).status_code == 302  # once more: nothing new
    assert Coordinator.objects.count() == 1
