import copy

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.forms import queries
from congvu.forms.tests.scene import ANSWERS, CONTEXT, DEFINITION

FORM = queries.load(DEFINITION)
SCHEMA = jsonschema_rs.Draft202012Validator(FORM.schema(), validate_formats=True)


def changed(pointer, value):
    answers = copy.deepcopy(ANSWERS)
    *way, last = pointer.split(".")
    place = answers
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return answers


def test_schema_is_itself_right():
    jsonschema_rs.meta.validate(FORM.schema())
    assert SCHEMA.is_valid(ANSWERS)


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("requester.full_name", None),
        ("requester.full_name", ""),
        ("requester.full_name", 5.5),
        ("requester.sex", "nam"),
        ("requester.identifier", "03109500123"),
        ("requester.birth_date", "1995-02-30"),
        ("requester.birth_date", "0095-02-20"),
        ("requester.phone", "abc"),
        ("requester.email", "a@"),
        ("requester.ethnic", "99"),
        ("requester.nationality", "Việt Nam"),
        ("child.at_clinic", "có"),
        ("child.birth_time", "24:00"),
        ("mother.person", {"full_name": "Trần Thị Thí Dụ", "nationality": "VN"}),
        ("mother.person", None),
        ("children.0.name", None),
        ("children.0.born", "2009-13"),
        ("children", [{"name": "An"}] * 4),
        ("rest.copies", 21),
        ("rest.copies", 1.5),
        ("rest.capital", 999),
        ("rest.tax", "12"),
        ("rest.ways", []),
        ("rest.ways", ["fax"]),
        ("rest.truth", False),
        ("rest.proof", [{"id": "x"}]),
    ],
)
def test_schema_and_server_refuse_the_same(pointer, value):
    answers = changed(pointer, value)
    assert not SCHEMA.is_valid(answers)
    assert FORM.clean(answers, context=CONTEXT).errors


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("requester.email", "mau@vidu.vn"),
        ("requester.phone", "+33612345678"),
        ("child.birth_time", "08:15"),
        ("children.0.born", "2009-12"),
        ("children", []),
        ("rest.area", 12.5),
        ("rest.capital", 1000),
        ("rest.tax", "0100109106-001"),
        ("rest.proof", [{"id": "0190b0a0-0000-7000-8000-000000000001", "name": "a.pdf", "size": 3}]),
    ],
)
def test_schema_and_server_take_the_same(pointer, value):
    answers = changed(pointer, value)
    assert SCHEMA.is_valid(answers)
    outcome = FORM.clean(answers, context=CONTEXT)
    assert outcome.all_good, outcome.errors


WAYS = [
    (group.code, field.code)
    for page in FORM.pages
    for group in page.groups
    if not group.repeat
    for field in group.fields
]
SCALARS = st.none() | st.booleans() | st.integers(-5, 10**13) | st.text(max_size=30)


@given(st.sampled_from(WAYS), SCALARS | st.lists(SCALARS, max_size=2))
def test_what_the_server_takes_always_fits_the_schema(way, value):
    group, field = way
    answers = copy.deepcopy(ANSWERS)
    answers[group][field] = value
    outcome = FORM.clean(answers, context=CONTEXT)
    if outcome.all_good:
        SCHEMA.validate(outcome.values)


def test_conditions_stand_in_the_schema_in_words_machines_may_read():
    child = FORM.schema()["properties"]["child"]
    assert child["properties"]["clinic"]["x-show-if"] == "child.at_clinic == true"
    assert child["required"] == ["birth_date", "at_clinic"]
