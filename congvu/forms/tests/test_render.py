import copy
import re
from html.parser import HTMLParser

import pytest
from django.http import QueryDict
from django.template import Context, Template

from congvu.forms import queries
from congvu.forms.tests.scene import ANSWERS, CONTEXT, DEFINITION

FORM = queries.load(DEFINITION)
PAGES = [page.code for page in FORM.pages]


class Reader(HTMLParser):
    """Reads a page as a browser would submit it."""

    def __init__(self) -> None:
        super().__init__()
        self.ids, self.fors, self.described, self.fields = [], [], [], []
        self.select = self.area = None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if "id" in a:
            self.ids.append(a["id"])
        if tag == "label":
            self.fors.append(a["for"])
        self.described += (a.get("aria-describedby") or "").split()
        kind = a.get("type")
        if tag == "input" and kind != "file" and (kind not in ("radio", "checkbox") or "checked" in a):
            self.fields.append((a["name"], a.get("value", "")))
        if tag == "select":
            self.select = a["name"]
        if tag == "option" and "selected" in a:
            self.fields.append((self.select, a["value"]))
        if tag == "textarea":
            self.area = a["name"]

    def handle_data(self, data):
        if self.area:
            self.fields.append((self.area, data.removeprefix("\n")))
            self.area = None


def drawn(page, values, errors=()):
    text = "{% load forms %}{% form_page form page values errors context %}"
    return Template(text).render(
        Context({"form": FORM, "page": page, "values": values, "errors": errors, "context": CONTEXT})
    )


def read(html):
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("values", [{}, ANSWERS, {"children": [{}, {}]}])
def test_page_is_labelled_and_ids_are_unique(page, values):
    errors = FORM.clean(values, page=page, context=CONTEXT).errors
    reader = read(drawn(page, values, errors))
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.fors) <= set(reader.ids)
    assert set(reader.described) <= set(reader.ids)
    assert {error.anchor for error in errors} <= set(reader.ids)


@pytest.mark.parametrize("page", PAGES)
def test_submitting_a_drawn_page_unchanged_gives_the_same_answers(page):
    post = QueryDict(mutable=True)
    for name, value in read(drawn(page, ANSWERS)).fields:
        post.appendlist(name, value)
    answers = {**copy.deepcopy(ANSWERS), **queries.read_post(FORM, page, post)}
    outcome = FORM.clean(answers, context=CONTEXT)
    assert outcome.all_good, outcome.errors
    assert outcome.values == ANSWERS


def test_error_stands_at_its_box_and_what_was_typed_stays():
    typed = {"child": {"birth_date": {"day": "31", "month": "11", "year": "2026"}}}
    outcome = FORM.clean(typed, page="child", context=CONTEXT)
    html = drawn("child", outcome.values, outcome.errors)
    assert "Tháng 11 không có ngày 31. Ghi lại ngày sinh của trẻ như trên giấy chứng sinh" in html
    assert re.search(r'id="f-child-birth_date-day" name="child.birth_date.day"[^>]*value="31"', html)


def test_question_that_hangs_on_this_page_is_drawn_with_its_condition():
    html = drawn("child", {})
    assert 'data-name="child.clinic" data-kind="text" data-show-if="child.at_clinic == true"' in html
    assert "Chỉ ghi nếu sinh tại cơ sở y tế" in html


def test_what_is_known_is_marked_as_filled_in():
    context = {**CONTEXT, "login": {"full_name": "Nguyễn Văn Mẫu"}}
    values = FORM.blank(context=context)
    page = Template("{% load forms %}{% form_page form page values errors context %}").render(
        Context({"form": FORM, "page": "requester", "values": values, "errors": [], "context": context})
    )
    assert page.count("Điền sẵn từ dữ liệu đã có") == 1
    assert 'autocomplete="name"' in page


def test_typed_markup_is_escaped():
    assert "<script>" not in drawn("requester", {"requester": {"full_name": "<script>alert(1)</script>"}})


def test_rows_are_added_and_taken_away_without_javascript():
    post = QueryDict("children.0._row=1&children.0.name=An&children.1._row=1&children.1.name=B%C3%ACnh&_add=children")
    assert queries.page_action(post) == "_add"
    assert queries.read_post(FORM, "family", post)["children"] == [{"name": "An"}, {"name": "Bình"}, {}]
    post = QueryDict("children.0._row=1&children.0.name=An&children.1._row=1&children.1.name=B&_remove=children.0")
    assert queries.read_post(FORM, "family", post)["children"] == [{"name": "B"}]
    full = "&".join(f"children.{n}._row=1" for n in range(3)) + "&_add=children"
    assert len(queries.read_post(FORM, "family", QueryDict(full))["children"]) == 3


def test_emptied_box_stays_empty_and_is_not_filled_again():
    context = {**CONTEXT, "login": {"full_name": "Nguyễn Văn Mẫu", "birth_date": "1995-03-20"}}
    saved = FORM.blank(context=context)
    boxes = "requester.full_name=&requester.birth_date.day=&requester.birth_date.month=&requester.birth_date.year="
    answers = FORM.laid_over(saved, "requester", QueryDict(boxes))
    again = FORM.filled(answers, context=context)["requester"]
    assert again["full_name"] == ""
    assert again["birth_date"] == {"day": "", "month": "", "year": ""}
    assert again["ethnic"] == "01"


def test_only_asked_fields_are_drawn_and_conditions_know_the_rest():
    part = FORM.only(["child.clinic", "mother.person.birth_date", "children.0.name"])
    assert [page.code for page in part.pages] == ["child", "family"]
    text = Template(
        "{% load forms %}{% for page in form.pages %}{% form_page form page values errors context %}{% endfor %}"
    )
    html = text.render(Context({"form": part, "values": ANSWERS, "context": CONTEXT}))
    names = {name for name, _ in read(html).fields}
    assert "child.clinic" in names
    assert "child.birth_date.day" not in names
    assert {"mother.person.full_name", "children.0.name", "children.0.born.year"} <= names
    assert part.clean(ANSWERS, context=CONTEXT).values == ANSWERS


def test_whole_form_on_one_screen_hides_nothing_that_its_own_answers_decide():
    definition = copy.deepcopy(DEFINITION)
    definition["pages"][2]["show_if"] = "child.at_clinic != false"
    form = queries.load(definition)
    text = Template("{% load forms %}{% form_whole form values errors context %}")
    html = text.render(Context({"form": form, "values": {"child": {"at_clinic": False}}, "context": CONTEXT}))
    assert 'data-show-if="child.at_clinic != false"' in html
    reader = read(html)
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.fors) <= set(reader.ids)
    assert {name.split(".")[0] for name, _ in reader.fields} >= {"requester", "child", "mother", "rest"}
