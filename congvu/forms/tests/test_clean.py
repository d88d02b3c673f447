import copy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.forms import queries
from congvu.forms.tests.scene import ANSWERS, CONTEXT, DEFINITION

FORM = queries.load(DEFINITION)


def one(field, **more):
    """A form that asks one question, x.x."""
    written = {"code": "x", "label": "Ngày sinh" if field == "date" else "Số bản", "type": field, **more}
    return queries.load({"title": "T", "pages": [{"code": "x", "title": "T", "fields": [written]}]})


def taken(field, typed, **more):
    outcome = one(field, **more).clean({"x": {"x": typed}}, context=CONTEXT)
    assert outcome.all_good, outcome.errors
    return outcome.values["x"].get("x")


def said(field, typed, **more):
    outcome = one(field, **more).clean({"x": {"x": typed}}, context=CONTEXT)
    assert outcome.errors
    return outcome.errors[0].message


def day(day, month, year):
    return {"day": day, "month": month, "year": year}


def test_good_answers_are_good():
    outcome = FORM.clean(ANSWERS, context=CONTEXT)
    assert outcome.all_good, outcome.errors
    assert outcome.values == ANSWERS
    assert outcome.pages == ("requester", "child", "family", "rest")


def test_empty_form_names_every_question_and_its_page():
    errors = FORM.clean({}, context=CONTEXT).errors
    assert [(error.page, error.message) for error in errors[:3]] == [
        ("requester", "Ghi họ, chữ đệm và tên của người yêu cầu"),
        ("requester", "Chọn giới tính của người yêu cầu"),
        ("requester", "Ghi số định danh cá nhân của người yêu cầu"),
    ]
    assert not any("không hợp lệ" in error.message.lower() for error in errors)
    assert {error.page for error in FORM.clean({}, page="child", context=CONTEXT).errors} == {"child"}


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        (day("7", "11", "2026"), "2026-11-07"),
        (day(" 07 ", "11", "2026"), "2026-11-07"),
        ("2026-11-07", "2026-11-07"),
        ("7/11/2026", "2026-11-07"),
        (day(7, 11, 2026), "2026-11-07"),
        (day("29", "2", "2024"), "2024-02-29"),
    ],
)
def test_days_are_read(typed, iso):
    assert taken("date", typed) == iso


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (day("31", "11", "2026"), "Tháng 11 không có ngày 31. Ghi lại ngày sinh"),
        (day("29", "2", "2026"), "Tháng 2 năm 2026 không có ngày 29. Ghi lại ngày sinh"),
        (day("1", "13", "2026"), "Không có tháng 13. Ghi lại ngày sinh"),
        (day("1", "", "2026"), "Ghi đủ ngày sinh: còn thiếu tháng"),
        (day("1", "1", ""), "Ghi đủ ngày sinh: còn thiếu năm"),
        (day("1", "1", "26"), "Năm ghi đủ bốn chữ số, ví dụ 2026. Ghi lại ngày sinh"),
        (day("một", "1", "2026"), "Ghi ngày sinh bằng chữ số, ví dụ 7 11 2026"),
        ("2026-02-30", "Tháng 2 không có ngày 30. Ghi lại ngày sinh"),
        ("hôm qua", "Ghi ngày sinh bằng chữ số, ví dụ 7 11 2026"),
        (day("٣", "1", "2026"), "Ghi ngày sinh bằng chữ số, ví dụ 7 11 2026"),
    ],
)
def test_days_that_do_not_exist_are_told(typed, words):
    assert said("date", typed) == words


def test_day_after_today_is_told_with_today():
    assert said("date", "2026-11-23", max="today") == "23/11/2026 chưa tới: hôm nay là 22/11/2026. Ghi lại ngày sinh"
    assert taken("date", "2026-11-22", max="today") == "2026-11-22"
    assert taken("date", day("", "", "1950"), partial=True) == "1950"
    assert taken("date", day("", "3", "1950"), partial=True) == "1950-03"
    assert "chưa tới" in said("date", day("", "", "2027"), partial=True, max="today")
    assert "còn thiếu tháng" in said("date", day("3", "", "1950"), partial=True)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("number", "1.500", 1500),
        ("number", "12", 12),
        ("number", 12.0, 12),
        ("money", "75.000 đồng", 75000),
        ("money", "75 000đ", 75000),
        ("money", "1.000.000", 1000000),
        ("time", "8h15", "08:15"),
        ("time", "8 giờ", "08:00"),
        ("time", "8 giờ 5 phút", "08:05"),
        ("time", "23:59", "23:59"),
        ("phone", "+84 912.345.678", "0912345678"),
        ("phone", "0084912345678", "0912345678"),
        ("phone", "+33 6 12 34 56 78", "+33612345678"),
        ("email", "Mau@ViDu.VN", "Mau@vidu.vn"),
        ("tax_code", "0100 109 106", "0100109106"),
        ("tax_code", "0100109106001", "0100109106-001"),
        ("identifier", "031 095 001 234", "031095001234"),
        ("text", "  Ðặng   Thị\u00a0Hoa ", "Đặng Thị Hoa"),
        ("text", "Nguye\u0302\u0303n", "Nguyễn"),
        ("long_text", "một \r\nhai", "một\nhai"),
        ("yes_no", "no", False),
        ("country", "VN", "VN"),
        ("ethnic", "54", "54"),
    ],
)
def test_usual_ways_of_writing_are_read(field, typed, value):
    assert taken(field, typed) == value


def test_fractions_use_the_comma():
    assert taken("number", "1.234,5", decimals=2) == 1234.5
    assert taken("number", "75.5", decimals=2) == 75.5
    assert taken("number", "1.500", decimals=2) == 1500.0
    assert said("number", "1,5") == "Ghi số bản bằng số tròn, không có phần lẻ"
    assert said("number", "1,555", decimals=2) == "Ghi số bản với nhiều nhất 2 chữ số lẻ"


@pytest.mark.parametrize(
    ("field", "typed", "part"),
    [
        ("number", "hai", "bằng chữ số"),
        ("number", True, "phải là chữ"),
        ("number", 10**400, "quá lớn"),
        ("number", float("nan"), "quá lớn"),
        ("number", "9" * 25, "quá lớn"),
        ("money", "-5", "từ 0 đồng trở lên"),
        ("identifier", "12345", "đủ 12 chữ số như trên thẻ căn cước, đang có 5"),
        ("identifier", "999095001234", "không phải mã tỉnh"),
        ("tax_code", "0100109107", "kiểm tra"),
        ("phone", "12", "ví dụ 0912 345 678"),
        ("email", "mau.vidu.vn", "dấu @"),
        ("time", "25:00", "giờ từ 0 đến 23"),
        ("country", "XX", "Chọn"),
        ("ethnic", 1, "Chọn"),
        ("yes_no", "maybe", "Chọn Có hoặc Không"),
        ("text", "a\x00b", "không đọc được"),
        ("text", "\ud800", "không đọc được"),
        ("text", "a\ufffdb", "không đọc được"),
        ("text", ["a"], "phải là chữ"),
        ("text", "x" * 201, "đang dài 201 ký tự"),
        ("file", [{"id": "../../etc/passwd"}], "tải lên lại"),
        ("file", "a.pdf", "Đính kèm"),
    ],
)
def test_what_cannot_be_taken_is_told_how_to_mend(field, typed, part):
    message = said(field, typed)
    assert part in message
    assert "không hợp lệ" not in message


def test_identifier_must_agree_with_birth_and_sex_given_beside_it():
    answers = copy.deepcopy(ANSWERS)
    answers["requester"]["sex"] = "female"
    [error] = FORM.clean(answers, context=CONTEXT).errors
    assert error.pointer == "requester.identifier"
    assert error.message.endswith("không khớp giới tính. Ghi lại số định danh cá nhân của người yêu cầu")
    answers["requester"] |= {"sex": "male", "birth_date": "1996-03-20"}
    [error] = FORM.clean(answers, context=CONTEXT).errors
    assert "không khớp năm sinh" in error.message


def test_hidden_answers_are_dropped_whoever_sends_them():
    answers = copy.deepcopy(ANSWERS)
    answers["child"]["at_clinic"] = False
    answers["child"]["forged"] = answers["forged"] = "x"
    outcome = FORM.clean(answers, context=CONTEXT)
    assert outcome.all_good
    assert "clinic" not in outcome.values["child"]
    assert "forged" not in outcome.values["child"]
    assert "forged" not in outcome.values


def test_required_if_asks_only_then_and_computed_cannot_be_sent():
    answers = copy.deepcopy(ANSWERS)
    answers["child"] |= {"birth_date": "2026-01-01", "days": 3}
    outcome = FORM.clean(answers, context=CONTEXT)
    assert outcome.values["child"]["days"] == 325
    assert [error.message for error in outcome.errors] == ["Ghi lý do đăng ký muộn của trẻ"]


def test_rows_are_judged_each_by_itself():
    answers = copy.deepcopy(ANSWERS)
    answers["children"] = [{"name": "An", "born": "2012"}, {"born": day("31", "4", "2005")}]
    outcome = FORM.clean(answers, context=CONTEXT)
    assert [(error.pointer, error.message) for error in outcome.errors] == [
        ("children.1.name", "Ghi họ và tên của con thứ 2"),
        ("children.1.born", "Tháng 4 không có ngày 31. Ghi lại ngày sinh của con thứ 2"),
    ]
    assert outcome.values["children"][1]["born"] == day("31", "4", "2005")
    answers["children"] = [{"name": "An"}] * 4
    [error] = FORM.clean(answers, context=CONTEXT).errors
    assert error.message == "Người con: nhiều nhất là 3 mục, đang có 4. Bớt các mục thừa"


def test_person_names_whose_answer_is_missing():
    answers = copy.deepcopy(ANSWERS)
    answers["mother"]["person"] = {"full_name": "Trần Thị Thí Dụ", "nationality": "VN", "birth_date": day("", "2", "")}
    [error] = FORM.clean(answers, context=CONTEXT).errors
    assert error.pointer == "mother.person.birth_date"
    assert error.message == "Ghi đủ ngày sinh của mẹ: còn thiếu ngày, năm"
    assert error.anchor == "f-mother-person-birth_date-day"


def test_person_not_given_at_all_is_asked_part_by_part():
    answers = {key: value for key, value in ANSWERS.items() if key != "mother"}
    errors = FORM.clean(answers, context=CONTEXT).errors
    assert [error.message for error in errors] == [
        "Ghi họ, chữ đệm và tên của mẹ",
        "Ghi ngày sinh của mẹ",
        "Chọn quốc tịch của mẹ",
    ]


def test_own_rules_are_kept():
    rule = {"that": "value <= 5", "say": "Ghi nhiều nhất 5 bản"}
    assert said("number", 6, checks=[rule]) == "Ghi nhiều nhất 5 bản"
    assert taken("number", 5, checks=[rule]) == 5


def test_blank_form_knows_what_the_login_knows():
    context = {
        "login": {"full_name": "Nguyễn Văn Mẫu", "phone": "0900000000"},
        "earlier": {"requester": {"phone": "0911111111"}},
    }
    blank = FORM.blank(context=context)
    assert blank["requester"] == {
        "full_name": "Nguyễn Văn Mẫu",
        "phone": "0911111111",
        "ethnic": "01",
        "nationality": "VN",
    }
    assert blank["mother"] == {"person": {"nationality": "VN"}}
    kept = FORM.filled({"requester": {"full_name": "Tên khác", "phone": ""}}, context=context)
    assert (kept["requester"]["full_name"], kept["requester"]["phone"]) == ("Tên khác", "")


def test_summary_reads_as_people_speak():
    sections = FORM.summary(ANSWERS)
    rows = {row.pointer: row.value for section in sections for row in section.rows}
    assert rows["child.birth_date"] == "07/11/2026"
    assert rows["requester.ethnic"] == "Kinh"
    assert rows["requester.nationality"] == "Việt Nam"
    assert rows["rest.copies"] == "2 bản"
    assert rows["rest.ways"] == "Bản điện tử\nTại Một cửa"
    assert rows["children.0.born"] == "2009"
    assert [section.title for section in sections][:4] == [
        "Người yêu cầu",
        "Thông tin về trẻ",
        "Người mẹ",
        "Người con thứ 1",
    ]
    assert {section.page for section in sections} == {"requester", "child", "family", "rest"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
TYPED = st.fixed_dictionaries(
    {},
    optional={
        group.code: st.lists(row, max_size=3) if group.repeat else row | JSON
        for page in FORM.pages
        for group in page.groups
        for row in [st.fixed_dictionaries({}, optional={field.code: JSON for field in group.fields})]
    },
)


@given(TYPED | JSON)
def test_no_answers_whatever_raise(answers):
    outcome = FORM.clean(answers, context=CONTEXT)
    FORM.summary(outcome.values)
    FORM.filled(answers, context=CONTEXT)
    again = FORM.clean(outcome.values, context=CONTEXT)
    assert bool(again.errors) == bool(outcome.errors)


def test_numbers_that_json_does_not_know_do_not_raise():
    FORM.clean({"rest": {"copies": Decimal(3), "proof": [{"id": 3}]}, "children": {"0": {}}}, context={"today": "nay"})
