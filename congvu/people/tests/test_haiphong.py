"""The profile as it is shipped."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from congvu.people import queries
from congvu.people.models import Agency, AgencySuccession, Official, OrgUnit, Post, Role, RoleHolding
from congvu.people.tests.conftest import NOW, actor

TODAY = date(2026, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def haiphong(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        found_loaded = Agency.objects.exists()
        call_command("load_places", verbosity=0)
        call_command("load_profile", profile="haiphong", verbosity=0)
        yield
        if found_loaded:
            return
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE places_place, people_agency, people_official CASCADE")


def test_114_communes_each_with_four_units_and_a_desk():
    communes = Agency.objects.filter(kind="commune", valid_to=None).select_related("place")
    kinds = [agency.place.kind for agency in communes]
    assert [kinds.count(kind) for kind in ("commune", "ward", "special_zone")] == [67, 45, 2]
    assert OrgUnit.objects.filter(agency__kind="commune").count() == 4 * 114
    with_desk = set(queries.agencies_with_desk(TODAY).values_list("id", flat=True))
    assert {agency.id for agency in communes} <= with_desk


def test_only_real_codes_are_not_marked_invented():
    assert set(Agency.objects.filter(code_is_invented=False).values_list("code", flat=True)) == {"H24", "H23"}


def test_27_districts_are_closed_history_with_successors():
    districts = Agency.objects.filter(kind="district")
    assert districts.count() == 15 + 12
    assert not districts.exclude(valid_to=date(2025, 7, 1)).exists()
    main = AgencySuccession.objects.filter(old__kind="district", is_main=True)
    assert main.count() == 27
    old = queries.agency(code="H24.304", on=date(2025, 6, 30))
    assert queries.successor_of(old.id, TODAY).short_name == "UBND phường Ngô Quyền"


def test_every_commune_took_over_from_some_district():
    took = AgencySuccession.objects.filter(old__kind="district").values("new_id")
    assert not Agency.objects.filter(kind="commune").exclude(id__in=took).exists()


def test_the_city_before_and_after():
    before, now = (queries.agency(code="H24", on=day) for day in (date(2025, 6, 30), TODAY))
    assert before.id != now.id
    assert queries.successor_of(queries.agency(code="H23", on=date(2025, 6, 30)).id, TODAY) == now
    assert queries.agency_by_alias(scheme="qcvn102", code="000.00.00.H24", on=TODAY).code == "H24"


def test_ngo_quyen_is_fully_staffed():
    ward = queries.agency(code="H24.166", on=TODAY)
    assert ward.place.name == "Phường Ngô Quyền"
    for role in set(Role) - {Role.PROVINCE_ADMIN, Role.AUDITOR}:
        assert queries.officials_with(role=role, agency_id=ward.id, at=NOW).exists(), role
    chair = Official.objects.get(staff_code="nq-chutich")
    signer = queries.require(by=actor(chair), roles=[Role.LEADER], agency_id=ward.id, at=NOW)
    assert (signer.title, signer.agency_code) == ("Chủ tịch", "H24.166")


def test_loading_again_adds_nothing():
    before = [model.objects.count() for model in (Agency, OrgUnit, Official, AgencySuccession)]
    call_command("load_profile", profile="haiphong", verbosity=0)
    assert [model.objects.count() for model in (Agency, OrgUnit, Official, AgencySuccession)] == before


def test_a_province_loads_no_demo_people(settings):
    settings.DEMO = False
    for model in (RoleHolding, Post, Official):
        model.objects.all().delete()
    call_command("load_profile", profile="haiphong", verbosity=0)
    assert not Official.objects.exists()
