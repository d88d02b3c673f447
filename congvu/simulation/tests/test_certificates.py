"""The inventory of a whole province: 5,900 certificates of every kind, listed quickly."""

import time
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from congvu.notices.operations import load_templates
from congvu.people.models import Agency, Official, Post
from congvu.signing import operations, queries
from congvu.signing.models import Credential
from congvu.simulation.certificates import ALL, fill_inventory


@pytest.fixture
def province(db, settings, tmp_path):
    settings.VAR = tmp_path
    rows = [
        Agency(code=f"H24.{n}", name=f"Phường {n}", kind=Agency.Kind.COMMUNE, valid_from=date(2025, 7, 1),
               folded=f"phuong {n}", sort_key=f"{n:03}")
        for n in range(1, 31)
    ]  # fmt: skip
    agencies = Agency.objects.bulk_create(rows)
    one = Official.objects.create(staff_code="A1", full_name="Cán bộ", folded="can bo", sort_key="can bo")
    Post.objects.create(official=one, agency=agencies[0], title="Chuyên viên", valid_from=date(2025, 7, 1))
    return agencies


def test_inventory_is_filled_once_and_leaves_the_demos_own_agencies_alone(province, settings):
    at = timezone.now()
    assert fill_inventory(at=at, count=120) == 120
    assert fill_inventory(at=at, count=120) == 0
    assert not Post.objects.filter(agency=province[0]).exclude(official__staff_code="A1").exists()
    assert Credential.objects.filter(queries.KINDS["device"]).count() == 29 * 3
    assert Credential.objects.filter(queries.KINDS["person"]).count() == 120 - 29 * 3
    assert all(one.owner and one.serial and one.issuer for one in Credential.objects.all())
    settings.DEMO = False
    with pytest.raises(Exception, match="trình diễn"):
        fill_inventory(at=at, count=130)


@pytest.mark.slow
def test_command_loads_5900_and_their_ends_are_counted(province, django_assert_max_num_queries):
    began = time.process_time()
    call_command("load_demo_certificates")
    assert time.process_time() - began < 30
    at = timezone.now()
    load_templates()
    assert Credential.objects.count() == ALL == 5_900
    counts = queries.certificate_counts(at=at)
    assert counts["active"] + counts["suspended"] + counts["revoked"] == ALL
    assert 0 < counts["in_30"] < counts["in_60"] < counts["in_90"]
    with django_assert_max_num_queries(3):
        listed = list(queries.certificates(ends_from=at, ends_before=at + timedelta(days=90)))
        months = queries.certificate_ends(at=at)
    assert len(listed) == counts["in_90"]
    assert len(months) == 12
    assert operations.warn_of_ends(at=at) == counts["in_30"]
