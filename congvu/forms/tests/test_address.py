from datetime import date

import pytest
from django.http import QueryDict
from django.template import Context, Template

from congvu.forms import queries
from congvu.people.models import Party
from congvu.places.models import Place

pytestmark = pytest.mark.django_db
CONTEXT = {"today": "2026-11-22"}
SWITCH = date(2025, 7, 1)


@pytest.fixture(autouse=True)
def units():
    """Hải Phòng before and after the reorganisation, Hà Nội beside it."""

    def unit(code, name, kind, level, parent=None, since=None, until=None):
        return Place.objects.create(
            code=code, name=name, kind=kind, level=level, parent=parent, valid_from=since, valid_to=until,
            folded=name, sort_key=name,
        )  # fmt: skip

    haiphong, hanoi = unit("31", "Thành phố Hải Phòng", "city", 1), unit("01", "Thành phố Hà Nội", "city", 1)
    old = unit("304", "Quận Ngô Quyền", "urban_district", 2, haiphong, until=SWITCH)
    unit("11329", "Phường Máy Chai", "ward", 3, old, until=SWITCH)
    unit("11359", "Phường Ngô Quyền", "ward", 3, haiphong, since=SWITCH)
    unit("00004", "Phường Ba Đình", "ward", 3, hanoi, since=SWITCH)


def form(**keys):
    fields = [
        {"code": "born", "type": "date", "label": "Ngày sinh", "required": False},
        {"code": "at", "type": "address", "label": "Nơi cư trú", "foreign": True, **keys},
    ]
    return queries.load({"title": "T", "pages": [{"code": "x", "title": "T", "of": "của mẹ", "fields": fields}]})


def said(typed, **keys):
    [error] = form(**keys).clean({"x": {"at": typed}}, context=CONTEXT).errors
    return error.message, error.anchor


def test_address_keeps_codes_and_how_it_was_called():
    typed = {"country": "VN", "province": "31", "commune": "11359", "detail": " Số  5 đường Lạch Tray "}
    outcome = form().clean({"x": {"at": typed}}, context=CONTEXT)
    assert outcome.all_good
    assert outcome.values["x"]["at"] == {
        "country": "VN",
        "province": "31",
        "commune": "11359",
        "detail": "Số 5 đường Lạch Tray",
        "on": "2026-11-22",
        "text": "Số 5 đường Lạch Tray, Phường Ngô Quyền, Thành phố Hải Phòng",
    }
    assert form().clean(outcome.values, context=CONTEXT).values == outcome.values
    assert form().summary(outcome.values)[0].rows[0].value.endswith("Phường Ngô Quyền, Thành phố Hải Phòng")


def test_address_of_a_day_is_in_the_units_of_that_day():
    old = {"province": "31", "commune": "11329"}
    outcome = form(on="x.born").clean({"x": {"born": "1990-05-01", "at": old}}, context=CONTEXT)
    assert outcome.all_good
    assert outcome.values["x"]["at"]["text"] == "Phường Máy Chai, Quận Ngô Quyền, Thành phố Hải Phòng"
    message, anchor = said(old)
    assert message.startswith("Chọn lại xã, phường, đặc khu cho nơi cư trú của mẹ")
    assert anchor == "f-x-at-commune"


def test_what_lacks_is_told_at_its_box():
    assert said({"country": "VN"}) == ("Chọn tỉnh, thành phố cho nơi cư trú của mẹ", "f-x-at-province")
    assert said(None) == ("Chọn nơi cư trú của mẹ", "f-x-at-province")
    assert said({"country": "VN", "province": "31"})[1] == "f-x-at-commune"
    assert said({"province": "31", "detail": "Số 5"}) == (
        "Chọn xã, phường, đặc khu cho nơi cư trú của mẹ",
        "f-x-at-commune",
    )
    assert said({"detail": "Số 5"})[1] == "f-x-at-province"
    assert said({"province": "99", "detail": "Số 5"})[1] == "f-x-at-province"
    assert said({"province": "31", "commune": "00004"})[1] == "f-x-at-commune"
    assert said({"province": "31", "commune": "31"})[1] == "f-x-at-commune"
    assert said({"province": "31", "commune": "11359"}, detail="required")[1] == "f-x-at-detail"
    assert said({"country": "FR", "detail": ""})[1] == "f-x-at-detail"
    assert said({"country": ["FR"], "detail": "Paris"})[1] == "f-x-at-country"
    assert said({"country": "FR", "detail": "Paris"}, foreign=False)[1] == "f-x-at-province"


def test_address_abroad_is_words():
    outcome = form().clean({"x": {"at": {"country": "FR", "detail": "5 rue Mẫu, Paris"}}}, context=CONTEXT)
    assert outcome.values["x"]["at"] == {
        "country": "FR",
        "detail": "5 rue Mẫu, Paris",
        "text": "5 rue Mẫu, Paris, Pháp",
    }


def test_province_is_chosen_first_then_commune_without_javascript():
    post = QueryDict("x.at.country=VN&x.at.province=31&x.at.commune=&_choose=x.at.province")
    assert queries.page_action(post) == "_choose"
    answers = queries.read_post(form(), "x", post)
    html = Template("{% load forms %}{% form_page form 'x' values %}").render(
        Context({"form": form(), "values": answers})
    )
    assert '<option value="31" selected>Thành phố Hải Phòng</option>' in html
    assert "Phường Ngô Quyền" in html
    assert "Phường Ba Đình" not in html
    outcome = form().clean(answers, context=CONTEXT)
    assert outcome.values["x"]["at"]["province"] == "31"
    assert [error.anchor for error in outcome.errors] == ["f-x-at-commune"]


@pytest.mark.parametrize("broken", ["a\x00", 31, ["31"], {"a": 1}, "３１"])
def test_broken_codes_are_refused(broken):
    for box in ("province", "commune", "country"):
        typed = {"country": "VN", "province": "31", "commune": "11359", box: broken}
        outcome = form().clean({"x": {"at": typed}}, context=CONTEXT)
        assert outcome.errors
        Template("{% load forms %}{% form_page form 'x' values %}").render(
            Context({"form": form(), "values": {"x": {"at": typed}}})
        )


def test_address_of_the_login_fills_the_boxes():
    party = Party(name="Mẫu", place_code="11359", address_text="Số 5 Lạch Tray, Phường Ngô Quyền, Thành phố Hải Phòng")
    known = queries.login_answers(party, on=date(2026, 11, 22))
    assert known["address"] == {"country": "VN", "province": "31", "commune": "11359", "detail": "Số 5 Lạch Tray"}
    blank = form(prefill="login.address").blank(context={"login": known})
    assert form().clean(blank, context=CONTEXT).all_good
    gone = Party(name="Mẫu", place_code="11329")
    assert "address" not in queries.login_answers(gone, on=date(2026, 11, 22))
