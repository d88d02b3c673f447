import copy
import re
from pathlib import Path

import pytest
import yaml
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from congvu.forms import queries
from congvu.forms.kinds import KINDS
from congvu.forms.tests.scene import DEFINITION

DOCS = Path(__file__).parents[3] / "docs" / "forms.md"


def test_example_of_the_documentation_loads_and_every_type_is_described():
    text = DOCS.read_text()
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1]
    assert queries.load(yaml.safe_load(example)).page("child").title.vi == "Thông tin về trẻ"
    assert set(KINDS) <= set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"type": "txet"}, "pages.0.fields.0: không biết type “txet”"),
        ({"lable": "x"}, "không biết khóa “lable”"),
        ({"label": ""}, "cần label"),
        ({"code": "Họ tên"}, "code phải bằng chữ thường không dấu"),
        ({"show_if": "requester.sex =="}, "show_if"),
        ({"show_if": "requester.sexx == 'male'"}, "nhóm requester không có trường sexx"),
        ({"show_if": "requester.sex == 'male'"}, "requester.sex đứng sau"),
        ({"show_if": "who == 'male'"}, "who"),
        ({"type": "choice"}, "cần options"),
        ({"type": "choice", "options": "mau"}, "không biết danh mục “mau”"),
        ({"type": "choice", "options": {True: "Có"}}, "value phải là chữ"),
        ({"pattern": "("}, "pattern không đọc được"),
        ({"type": "date", "max": "mai"}, "max phải là today"),
        ({"type": "person", "parts": ["nose"]}, "parts: không biết “nose”"),
        ({"max_length": "dài"}, "max_length phải là số"),
    ],
)
def test_what_is_not_known_is_refused_with_its_place(change, problem):
    definition = copy.deepcopy(DEFINITION)
    definition["pages"][0]["fields"][0] |= change
    with pytest.raises(queries.BadDefinition) as refused:
        queries.load(definition)
    assert problem in str(refused.value)


@pytest.mark.parametrize("broken", [None, [], {}, {"pages": {}}, {"pages": [None]}, {"pages": [{"groups": [3]}]}])
def test_rubbish_is_refused_not_crashed_on(broken):
    if broken == {}:
        broken = {"pages": 1}
    with pytest.raises(queries.BadDefinition):
        queries.load(broken)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = sorted(
    {"code", "type", "label", "required", "show_if", "prefill", "default", "checks", "width"}
    | {k for kind in KINDS.values() for k in kind.keys}
)


@given(st.sampled_from(sorted(KINDS)), st.dictionaries(st.sampled_from(KEYS), JSON, max_size=3))
def test_field_written_anyhow_is_loaded_or_refused(kind, keys):
    field = {"code": "x", "label": "X", "type": kind, **keys}
    try:
        form = queries.load({"title": "T", "pages": [{"code": "x", "title": "T", "fields": [field]}]})
    except queries.BadDefinition:
        return
    form.schema()
    if kind != "address":
        form.clean({"x": {"x": "1"}}, context={"today": "2026-11-22"})


def test_words_are_read_in_english_where_given():
    definition = copy.deepcopy(DEFINITION)
    definition["pages"][0]["title"] = {"vi": "Người yêu cầu", "en": "Requester"}
    title = queries.load(definition).pages[0].title
    assert str(title) == "Người yêu cầu"
    with translation.override("en"):
        assert str(title) == "Requester"


def test_conditions_in_rows_may_look_at_their_row():
    fields = [
        {"code": "name", "type": "text", "label": "Tên"},
        {"code": "why", "type": "text", "label": "Vì sao", "show_if": "item.name == 'An'"},
    ]
    group = {"code": "rows", "repeat": {"min": 1}, "fields": fields}
    form = queries.load({"title": "T", "pages": [{"code": "p", "title": "T", "groups": [group]}]})
    outcome = form.clean({"rows": [{"name": "An"}, {"name": "Bình", "why": "thừa"}]})
    assert [error.pointer for error in outcome.errors] == ["rows.0.why"]
    assert outcome.values["rows"][1] == {"name": "Bình"}


def test_messages_speak_english_whole():
    definition = copy.deepcopy(DEFINITION)
    definition["pages"][0] |= {"of": {"vi": "của người yêu cầu", "en": "of the applicant"}}
    definition["pages"][0]["fields"][0]["label"] = {"vi": "Họ và tên", "en": "Full name"}
    with translation.override("en"):
        form = queries.load(definition)
    assert form.clean({}).errors[0].message == "Ghi họ và tên của người yêu cầu"
    assert form.page("family").groups[0].fields[0].parts[0].name == "họ, chữ đệm và tên của mẹ"


def test_a_group_is_not_named_like_what_every_condition_knows():
    fields = [{"code": "name", "type": "text", "label": "Tên"}]
    pages = [{"code": "before", "title": "Trước", "groups": [{"code": "earlier", "fields": fields}]}]
    with pytest.raises(queries.BadDefinition, match="tên dành riêng"):
        queries.load({"title": "Tờ khai", "pages": pages})
