"""Papers that come by post: taken from the envelope at the counter, told by its number, in a column of its own."""

import pytest
from django.urls import reverse
from django.utils import timezone

from congvu.delivery.models import Parcel
from congvu.dossiers.models import Dossier, Origin
from congvu.indicators import queries as indicators
from congvu.sites.desk.tests.test_competence import ADDRESS, typed

pytestmark = pytest.mark.django_db


def test_an_envelope_becomes_a_dossier_with_its_number_and_stands_in_its_column(commune, sit, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: commune.now)
    desk, posted = sit(commune, "reception"), typed(commune, lan="l1", kenh="post")
    refused = desk.post(ADDRESS, posted)
    assert (refused.status_code, "Ghi số hiệu bưu gửi" in refused.content.decode()) == (422, True)
    assert not Dossier.objects.exists(), "nothing is kept of what was refused"
    answer = desk.post(ADDRESS, posted | {"so_hieu": "ce 123456789 vn"})
    assert answer.status_code == 302, answer.content.decode()
    dossier, parcel = Dossier.objects.get(), Parcel.objects.get()
    assert (dossier.origin, parcel.subject, parcel.way) == (Origin.POST, dossier.subject, Parcel.Way.PAPERS)
    assert parcel.tracking == "CE123456789VN"
    for page in (reverse("desk:dossier", args=[dossier.public_id]), reverse("desk:posts")):
        assert "CE123456789VN" in desk.get(page).content.decode()
    again = desk.post(ADDRESS, posted | {"so_hieu": "CE123456789VN", "trung": "1"})
    assert (again.status_code, Parcel.objects.count(), Dossier.objects.count()) == (302, 1, 1), "pressed twice"
    period = indicators.month_of(timezone.localdate(commune.now))
    [figures] = indicators.figures_by(dimension="agency", period=period, now=period.end_at).values()
    assert (figures.post, figures.direct, figures.received) == (1, 0, 1)
