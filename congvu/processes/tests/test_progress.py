import re

import pytest
from lxml import etree

from congvu.processes import queries
from congvu.processes.tests.conftest import BIRTH

SVG = "{http://www.w3.org/2000/svg}"


def lit(story) -> dict[str, str]:
    picture = etree.fromstring(queries.course(queries.gathered(story.run_id)).drawing)
    return {
        "".join(group.find(f"{SVG}title").text.split(" –")[0]): group.get("class").removeprefix("step ")
        for group in picture.iter(f"{SVG}g")
        if group.get("class").startswith("step")
    }


def test_drawing_lights_the_current_step_and_marks_those_done(begin):
    story = begin(fee=0, wards=[]).finish("receive")
    marks = lit(story)
    assert (marks["Tiếp nhận hồ sơ"], marks["Thẩm tra hồ sơ"], marks["Ký giấy khai sinh"]) == ("done", "now", "next")
    picture = etree.fromstring(queries.course(queries.gathered(story.run_id)).drawing)
    assert picture.get("role") == "img"
    assert "Thẩm tra hồ sơ" in picture.get("aria-label")
    assert len(picture.findall(f".//{SVG}g[@aria-current='step']")) == 1


def test_drawing_obeys_the_strict_content_policy(begin):
    svg = queries.course(queries.gathered(begin(fee=0, wards=[]).run_id)).drawing
    assert not re.search(r"style=|<script|<style|javascript:| on[a-z]+=|https?://(?!www.w3.org/2000/svg)", svg)


def test_drawing_after_a_return_shows_what_is_to_be_done_again(begin):
    story = begin(fee=0, wards=[]).finish("receive").finish("verify", complete=True).finish("police")
    story.back("sign", "verify")
    marks = lit(story)
    assert (marks["Thẩm tra hồ sơ"], marks["Hỏi công an"], marks["Ký giấy khai sinh"]) == ("now", "next", "next")
    assert marks["Tiếp nhận hồ sơ"] == "done"


def test_drawing_of_a_definition_lights_nothing(begin):
    svg = queries.definition_drawing(begin(fee=0, wards=[]).run.definition_id)
    assert 'class="step"' in svg
    assert "aria-current" not in svg


def test_drawing_wraps_long_names_into_their_box(begin):
    name = "Thẩm tra hồ sơ đăng ký khai sinh có yếu tố nước ngoài"
    rows = [{"id": "verify", "name": name, "role": "case_officer"}]
    picture = etree.fromstring(queries.course(queries.gathered(begin(rows).run_id)).drawing)
    lines = [line.text for line in picture.iter(f"{SVG}tspan") if line.text in name]
    assert " ".join(lines) == name
    assert max(map(len, lines)) <= 18


def test_step_table_tells_who_when_and_how_long(begin, binh):
    story = begin(fee=0, wards=[]).finish("receive", by=binh)
    table = queries.course(queries.gathered(story.run_id), at=story.minute()).table
    assert [(row.bpmn_id, row.mark) for row in table] == [
        ("receive", "done"),
        ("verify", "now"),
        *((row["id"], "next") for row in BIRTH[3:]),
    ]
    assert (table[0].who, table[0].minutes, table[0].is_late) == ("Trần Thị Bình, Phó Chủ tịch", 1, False)
    assert (table[1].agency_name, table[1].role_name) == ("UBND phường Ngô Quyền", "Thụ lý hồ sơ")


@pytest.mark.parametrize(("moves", "expected"), [([], []), (["receive"], ["receive"])])
def test_return_targets_are_the_steps_passed(begin, moves, expected):
    story = begin(fee=0, wards=[])
    for move in moves:
        story.finish(move)
    step = queries.open_steps(story.run_id)[0]
    assert [target.bpmn_id for target in queries.return_targets(step.pk)] == expected


def test_return_targets_leave_out_the_parallel_block_behind(begin):
    story = begin(fee=0, wards=[]).finish("receive").finish("verify", complete=True).finish("police")
    assert [t.bpmn_id for t in queries.return_targets(story.step("sign").pk)] == ["receive", "verify"]


def test_course_asks_the_same_few_questions_for_one_row_and_for_many(begin, django_assert_max_num_queries):
    story = begin(fee=0, wards=["A", "B", "C"]).finish("receive").finish("verify", complete=True)
    with django_assert_max_num_queries(6):
        queries.course(queries.gathered(story.run_id), at=story.at)
