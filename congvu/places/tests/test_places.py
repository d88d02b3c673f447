from datetime import date

import pytest
from django.core.management import call_command

from congvu.places import queries
from congvu.places.models import Place, PlaceSuccession
from congvu.places.tests.conftest import BEFORE, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_country")]


def test_country_before_and_after_the_reform():
    now = Place.objects.filter(valid_from=date(2025, 7, 1), level=3)
    assert (queries.provinces(TODAY).count(), now.count()) == (34, 3321)
    assert queries.provinces(BEFORE).count() == 63
    assert Place.objects.filter(level=2).count() == 696
    assert not Place.objects.filter(level=2, valid_to=None).exists()


def test_haiphong_has_67_communes_45_wards_2_zones():
    kinds = [place.kind for place in queries.communes("31", TODAY)]
    assert [kinds.count(kind) for kind in ("commune", "ward", "special_zone")] == [67, 45, 2]
    assert queries.communes("31", BEFORE).count() == 167
    assert queries.communes("30", BEFORE).count() == 207
    assert not queries.communes("30", TODAY).exists()


def test_the_last_day_of_districts_is_30_june_2025():
    assert queries.full_name("11329", date(2025, 6, 30)).endswith("Quận Ngô Quyền, Thành phố Hải Phòng")
    assert queries.full_name("11329", date(2025, 7, 1)) == "Phường Ngô Quyền, Thành phố Hải Phòng"
    assert queries.full_name("99999", TODAY) == ""


def test_a_province_untouched_by_the_reform_stays_one_row():
    assert queries.place("01", BEFORE).id == queries.place("01", TODAY).id
    assert queries.place("31", BEFORE).id != queries.place("31", TODAY).id


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ngo quyen", "Phường Ngô Quyền"),
        ("NGÔ QUYỀN, hải phòng", "Phường Ngô Quyền"),
        ("ngo quien", "Phường Ngô Quyền"),
        ("hai phong", "Thành phố Hải Phòng"),
        ("bach long vi", "Đặc khu Bạch Long Vĩ"),
        ("\u00d0\u1ed3 Sơn", "Phường Đồ Sơn"),
    ],
)
def test_search_finds_what_is_meant(typed, first):
    assert queries.search(typed, TODAY)[0].name == first


def test_search_keeps_to_the_level_and_the_day():
    assert {place.level for place in queries.search("hai phong", TODAY, level=3)} == {3}
    assert [place.name for place in queries.search("quan le chan", BEFORE, level=2)] == ["Quận Lê Chân"]
    assert queries.search("quan le chan", TODAY, level=2) == []
    assert queries.search("  ", TODAY) == []


def test_a_divided_ward_proposes_its_main_successor_first():
    old = queries.search("phuong gia vien", BEFORE)[0]
    became = queries.successors(old.id)
    assert [row.new.name for row in became] == ["Phường Gia Viên", "Phường Hồng Bàng", "Phường Ngô Quyền"]
    assert [row.is_main for row in became] == [True, False, False]
    assert all(row.is_partial for row in became)


def test_every_old_commune_has_one_main_successor():
    old = Place.objects.filter(level=3, valid_to=date(2025, 7, 1))
    with_main = PlaceSuccession.objects.filter(is_main=True, old__level=3).values("old_id")
    assert not old.exclude(id__in=with_main).exists()
    new = Place.objects.filter(level=3, valid_to=None)
    assert not new.exclude(id__in=PlaceSuccession.objects.values("new_id")).exists()


def test_two_places_whose_names_fold_alike_stay_two():
    found = [place for place in queries.search("xa cam giang hai phong", TODAY) if place.level == 3]
    assert [place.name for place in found] == ["Xã Cẩm Giang", "Xã Cẩm Giàng"]
    assert [len(queries.predecessors(place.id)) > 0 for place in found] == [True, True]


def test_names_stand_in_vietnamese_order_without_their_kind():
    names = [place.short_name for place in queries.communes("31", TODAY)]
    assert names[:3] == ["Ái Quốc", "An Biên", "An Dương"]
    assert names.index("Dương Kinh") < names.index("Đại Sơn")


def test_loading_twice_adds_nothing(django_assert_max_num_queries):
    before = (Place.objects.count(), PlaceSuccession.objects.count())
    with django_assert_max_num_queries(12):
        call_command("load_places", verbosity=0)
    assert (Place.objects.count(), PlaceSuccession.objects.count()) == before


def test_old_address_leads_to_the_new_one():
    old = queries.search_former("may chai, ngo quyen", TODAY)
    assert [place.name for place in old] == ["Phường Máy Chai"]
    assert [place.name for place in queries.became(old[0].code, BEFORE, TODAY)] == ["Phường Ngô Quyền"]
    assert queries.became("11329", TODAY, TODAY) == [queries.place("11329", TODAY)]
    assert queries.became("30", BEFORE, TODAY) == [queries.place("31", TODAY)]
    assert queries.became("304", BEFORE, TODAY) == []
    with pytest.raises(Place.DoesNotExist):
        queries.became("99999", BEFORE, TODAY)


def test_search_answers_while_one_types(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = queries.search("ngo q", TODAY)
        assert [str(place.parent) for place in found][:1] == ["Thành phố Hải Phòng"]
