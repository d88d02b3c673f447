"""The national list becomes procedures that run: read in any dress, told by row and column, all of it or nothing."""

import csv
import datetime as dt
import io
import json
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from congvu.catalogue import operations, queries
from congvu.catalogue.listing import entries, standard
from congvu.catalogue.models import Procedure, ProcedureVersion
from congvu.kit.actors import SYSTEM

HEAD = ["Mã TTHC", "Tên TTHC", "Lĩnh vực", "Cấp thực hiện", "Cơ quan thực hiện", "Thời hạn giải quyết", "Phí, lệ phí"]
HEAD += ["Mức độ DVC", "Đối tượng", "Thành phần hồ sơ", "Yêu cầu, điều kiện", "Kết quả", "Căn cứ pháp lý", "Áp dụng từ"]
PAPERS = "- Tờ khai theo mẫu\n- Bản vẽ vị trí; 02 bộ\n1. Hợp đồng thuê\n1. Hợp đồng thuê"
ROW = [
    "1.009999",
    "Cấp phép đặt bàn ghế trên hè phố",
    "Giao thông",
    "Cấp xã",
    "UBND cấp xã",
    "05 ngày làm việc",
    "50.000 đồng",
]
ROW += ["Toàn trình", "Cá nhân", PAPERS, "", "Giấy phép", "Nghị định 165/2024/NĐ-CP ngày 26/12/2024", "01/07/2025"]
AT = dt.datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
pytestmark = pytest.mark.django_db


def row(**changes):
    names = ["code", "name", "field", "level", "agency", "limit", "fee", "service", "audience", "papers", "conditions"]
    names += ["result", "acts", "valid_from"]
    return [changes.get(name, cell) for name, cell in zip(names, ROW, strict=True)]


def as_csv(*rows, head=HEAD, delimiter=";"):
    sink = io.StringIO()
    csv.writer(sink, delimiter=delimiter).writerows([head, *rows])
    return "\ufeff".encode() + sink.getvalue().encode()


def as_excel(*rows, title=True):
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink) as book:
        sheet = book.add_worksheet()
        lines = [["DANH MỤC THỦ TỤC HÀNH CHÍNH"], []] if title else []
        for at, line in enumerate([*lines, HEAD, *rows]):
            sheet.write_row(at, 0, line)
    return sink.getvalue()


def as_json(*rows):
    return json.dumps({"items": [dict(zip(HEAD, one, strict=True)) for one in rows]}).encode()


@pytest.mark.parametrize(("make", "name"), [(as_csv, "a.csv"), (as_excel, "a.xlsx"), (as_json, "a.json")])
def test_the_same_list_in_three_dresses(make, name):
    plan = operations.plan_list(content=make(row()), name=name)
    [proposal] = plan.new
    assert not plan.problems
    assert proposal.sheet["limit"] == {
        "value": 5,
        "unit": "working_day",
        "words": "05 ngày làm việc",
        "restart": "reset",
    }
    assert [paper["code"] for paper in proposal.sheet["papers"]] == [
        "declaration",
        "ban_ve_vi_tri_02_bo",
        "hop_dong_thue",
        "hop_dong_thue_2",
    ]
    assert sum(step["minutes"] for step in proposal.steps) == 5 * 8 * 60
    assert Procedure.objects.count() == 0


def test_a_wrong_list_is_told_by_row_and_column_and_nothing_is_taken():
    rows = [
        row(),
        row(code="1.01"),
        row(code="1.009998", limit="nhanh", fee="tùy", valid_from="31/02/2026"),
        row(name=""),
    ]
    plan = operations.plan_list(content=as_excel(*rows), name="a.xlsx")
    assert [(problem.row, problem.column) for problem in plan.problems] == [
        (5, "code"),
        (6, "limit"),
        (6, "fee"),
        (6, "valid_from"),
        (7, "name"),
    ]
    with pytest.raises(operations.ListRefused, match="dòng 6, cột «thoi han giai quyet»"):
        operations.take_list(plan=plan, by=SYSTEM, at=AT)
    assert Procedure.objects.count() == 0


def test_the_same_code_twice_is_a_problem():
    plan = operations.plan_list(content=as_csv(row(), row(name="Tên khác")), name="a.csv")
    assert [problem.words for problem in plan.problems] == ["Mã này đã có ở dòng 2."]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04 not a book", "a.xlsx"),
        (b"\xff\xfe", "a.csv"),
        (b"[" * 100_000, "a.json"),
        (b'{"items": 3}', "a.json"),
        (b"x", "a.pdf"),
        (as_csv(head=HEAD), "a.csv"),
        (as_csv(["a"], head=["B"]), "a.csv"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content, name):
    with pytest.raises(operations.ListUnreadable):
        operations.plan_list(content=content, name=name)


def test_a_second_list_changes_what_differs_and_leaves_a_folder_alone():
    call_command("load_procedures", verbosity=0, stdout=io.StringIO())
    own = row(code="1.001193", name="Đăng ký khai sinh")
    operations.take_list(plan=operations.plan_list(content=as_csv(row(), own), name="a.csv"), by=SYSTEM, at=AT)
    again = operations.plan_list(content=as_csv(row(), own), name="a.csv")
    assert (again.same, again.new, again.changed, again.own) == (1, [], [], ["1.001193"])
    later = operations.plan_list(content=as_csv(row(limit="3 ngày làm việc"), row(code="1.009997")), name="a.csv")
    [(_proposal, parts)] = later.changed
    assert parts == ["Thời hạn: 05 ngày làm việc → 3 ngày làm việc"]
    assert (len(later.new), later.gone) == (1, [])
    operations.take_list(plan=later, by=SYSTEM, at=AT)
    assert queries.in_force(code="1.009999", on=AT.date()).limit.value == 3
    assert queries.in_force(code="1.009999", on=dt.date(2026, 1, 1)).limit.value == 5
    gone = operations.plan_list(content=as_csv(row(code="1.009997")), name="a.csv")
    assert gone.gone == ["1.009999"]


def test_the_command_shows_first_and_takes_when_told(tmp_path):
    path, said = tmp_path / "list.csv", io.StringIO()
    path.write_bytes(as_csv(row()))
    call_command("load_catalogue", path, stdout=said)
    assert "+ 1.009999" in said.getvalue()
    assert Procedure.objects.count() == 0
    call_command("load_catalogue", path, "--take", stdout=said)
    assert ProcedureVersion.objects.get().procedure.code == "1.009999"
    path.write_bytes(as_csv(row(code="x")))
    with pytest.raises(CommandError, match="dòng 2"):
        call_command("load_catalogue", path, stdout=said)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("05 ngày làm việc", (5, "working_day")),
        ("Trong ngày làm việc", (0, "working_day")),
        ("15 ngày", (15, "calendar_day")),
        ("02 (hai) tháng", (2, "month")),
        ("08 giờ làm việc kể từ khi nhận", (8, "working_hour")),
        ("Không quy định", None),
        ("0 ngày", None),
    ],
)
def test_limits_are_read_as_they_are_written(text, limit):
    assert entries.read_limit(text) == limit


@pytest.mark.parametrize(
    "limit", [(0, "working_day"), (1, "working_hour"), (3, "working_day"), (30, "calendar_day"), (2, "month")]
)
def test_the_split_makes_whole_quarters_and_loses_nothing(limit):
    parts = standard.split(limit)
    assert all(part > 0 and part % 15 == 0 for part in parts)
    if limit == (3, "working_day"):
        assert sum(parts) == 3 * 480
