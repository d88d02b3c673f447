from datetime import date

import pytest

from congvu.connectors.vneid.connector import ClaimsIncomplete, identity_of
from congvu.connectors.vneid.personas import BY_KEY
from congvu.people.queries import check_personal, check_tax


def _claims(key):
    return {"sub": f"s-{key}", **BY_KEY[key].claims}


def test_person_of_level_two():
    who = identity_of(_claims("hoa"))
    assert (who.assurance, who.person.name, who.person.birth_date) == (2, "Nguyễn Thị Hoa", date(1992, 5, 14))
    assert who.organisation is None


def test_person_of_level_one():
    assert identity_of(_claims("nam")).assurance == 1


def test_organisation_names_its_representative():
    who = identity_of(_claims("song-cam"))
    assert who.organisation.tax_code == "0201234569"
    assert who.person.name == "Trần Văn Minh"


def test_minor_names_the_guardian():
    assert identity_of(_claims("anh")).guardian.name == "Nguyễn Thị Hoa"


@pytest.mark.parametrize("words", ["19920514", "1992-05-14", "14/05/1992"])
def test_birth_date_in_any_of_the_shapes_met(words):
    assert identity_of({**_claims("hoa"), "NgayThangNamSinh": words}).person.birth_date == date(1992, 5, 14)


def test_birth_year_alone_is_no_date():
    assert identity_of({**_claims("hoa"), "NgayThangNamSinh": "1992"}).person.birth_date is None


def test_name_with_eth_is_written_with_the_vietnamese_letter():
    assert identity_of({**_claims("hoa"), "HoVaTen": "Ðỗ Thị Hoa"}).person.name == "Đỗ Thị Hoa"


@pytest.mark.parametrize("missing", ["SoDinhDanh", "HoVaTen"])
def test_missing_claim_is_named(missing):
    with pytest.raises(ClaimsIncomplete, match="VNeID không cho biết"):
        identity_of({**_claims("hoa"), missing: " "})


@pytest.mark.parametrize("key", BY_KEY)
def test_invented_people_have_sound_numbers(key):
    who = identity_of(_claims(key))
    assert check_personal(who.person.number, who.person.birth_date, who.person.sex) == []
    assert who.organisation is None or check_tax(who.organisation.tax_code) == []
