"""A sheet is refused with the place and the remedy of each fault."""

import copy

import pytest

from congvu.catalogue.folders import read_yaml
from congvu.catalogue.sheets import problems
from congvu.catalogue.tests.scene import FOLDER


@pytest.fixture(scope="module")
def whole():
    return read_yaml(FOLDER / "sheet.yaml")


def broken(whole, change):
    sheet = copy.deepcopy(whole)
    change(sheet)
    return "\n".join(problems(sheet))


def test_shipped_sheet_is_right(whole):
    assert problems(whole) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s: s.pop("papers"), "sheet: thiếu “papers”"),
        (lambda s: s.update(colour="red"), "sheet: không hiểu “colour”"),
        (lambda s: s["limit"].update(value="một"), "limit.value: phải là số nguyên"),
        (lambda s: s["limit"].update(unit="day"), "limit.unit: phải là một trong: working_hour"),
        (lambda s: s["limit"].update(cutoff="25:00"), "limit.cutoff: viết không đúng dạng"),
        (lambda s: s.update(code="1001193"), "code: viết không đúng dạng"),
        (lambda s: s.update(valid_from="2026-02-30"), "valid_from: ngày phải viết dạng"),
        (lambda s: s.update(valid_to="2020-01-01"), "valid_to: phải sau valid_from"),
        (lambda s: s.update(legal_basis=[]), "legal_basis: không được để trống"),
        (lambda s: s["papers"].append(s["papers"][1]), "papers.9.code: mã “birth_note” đã dùng ở trên"),
        (lambda s: s["papers"][1].update(required_if="child.age >"), "papers.1.required_if"),
        (lambda s: s["fees"][0].update(when="other.x == 1"), "fees.0.when: Không có biến “other”"),
        (lambda s: s["fees"][0]["law"].update(act="99/2099/NĐ-CP"), "chưa có trong legal_basis"),
        (
            lambda s: s["form"]["pages"][0]["groups"][0]["fields"][0].update(type="txt"),
            "form.pages.0.groups.0.fields.0",
        ),
    ],
)
def test_fault_is_named_with_its_place(whole, change, said):
    assert said in broken(whole, change)


def test_all_faults_come_at_once(whole):
    def change(sheet):
        sheet.pop("name")
        sheet["limit"]["unit"] = "day"

    assert len(broken(whole, change).splitlines()) == 2


def test_what_is_no_sheet_is_refused():
    assert problems([]) == ["sheet: phải là một nhóm (khóa: giá trị)"]
    assert problems(None)


def test_yaml_hours_and_days_stay_text(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("at: 15:00\nday: 2026-01-31\nno: off\nyes: true\nn: 5\nempty:\n", encoding="utf-8")
    assert read_yaml(path) == {"at": "15:00", "day": "2026-01-31", "no": "off", "yes": True, "n": 5, "empty": None}


@pytest.mark.parametrize("path", sorted(FOLDER.parent.glob("*/sheet.yaml")), ids=lambda path: path.parent.name)
def test_every_step_that_is_shipped_has_an_english_name(path):
    steps = read_yaml(path)["steps"]
    assert [row["id"] for row in steps if not (isinstance(row["name"], dict) and row["name"].get("en"))] == []
