"""Files that mean harm: bombs, macros, formulas, sheets that claim a world."""

import zipfile
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from congvu.files.queries import FileRefused
from congvu.staffing.models import Import
from congvu.staffing.sheets import BOOKS
from congvu.staffing.tests.scene import Town, plain
from congvu.staffing.writing import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Town()


def repacked(content, changes):
    """The same file with some of its parts replaced or added."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part not in changes:
                new.writestr(part, old.read(part))
        for part, data in changes.items():
            new.writestr(part, data)
    return out.getvalue()


HEAD = {(0, 0): "Mã cán bộ", (0, 1): "Họ và tên"}
SHEET = "xl/worksheets/sheet1.xml"


def test_a_zip_bomb_is_refused_before_it_is_kept(town):
    with pytest.raises(FileRefused):
        town.bring(content=repacked(plain(HEAD), {"xl/media/a.bin": b"\0" * 250_000_000}))
    assert not Import.objects.exists()


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused(town, part):
    with pytest.raises(FileRefused, match="macro"):
        town.bring(content=repacked(plain(HEAD), {part: b"x"}))


@pytest.mark.parametrize("content", [b"PK\x03\x04 not a zip", b"MZ\x90", b"", b"a,b,c\n1,2,3\n"])
def test_what_is_no_excel_file_is_refused(town, content):
    with pytest.raises(FileRefused):
        town.bring(content=content or b"\0")


def test_a_sheet_that_claims_billions_of_cells_ends_its_reader_alone(town):
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        "</sheetData></worksheet>"
    )
    made = town.bring(content=repacked(plain(HEAD), {SHEET: xml}))
    assert made.state == "unreadable"
    assert "bất thường" in made.problem or "dòng" in made.problem


def test_one_long_text_in_every_cell_ends_its_reader_alone(town):
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 15_000))
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    content = repacked(
        plain(HEAD),
        {
            SHEET: f"<worksheet {space}><sheetData>{cells}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f'<sst {space} count="1"><si><t>{"a" * 1_000_000}</t></si></sst>',
        },
    )
    assert town.bring(content=content).state == "unreadable"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (plain({(0, 0): "x"}, "Khác"), "không có tờ"),
        (plain({(0, 0): "Mã cán bộ"}), "thiếu tiêu đề"),
        (plain({(row, 0): "x" for row in range(20_001)}), "dòng"),
    ],
    ids=["sheet", "headings", "rows"],
)
def test_what_is_no_such_list_is_said(town, content, words):
    made = town.bring(content=content)
    assert made.state == "unreadable"
    assert words in made.problem


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_formulas_are_no_names(town, text):
    made = town.bring([town.row(1, full_name=text)])
    assert "dấu =" in made.rows.get().problems["full_name"]


@pytest.mark.parametrize("text", ["=1+1", "+84912", "-1", "@x", '=cmd|"/c calc"!A1'])
def test_nothing_that_goes_out_is_a_formula(text):
    content = workbook(BOOKS["officials"], {"officials": [{"staff_code": text, "title": text}]})
    with zipfile.ZipFile(BytesIO(content)) as book:
        for part in book.namelist():
            if part.startswith("xl/worksheets/"):
                assert b"<f>" not in book.read(part)
        assert b"quotePrefix" in book.read("xl/styles.xml")
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("Cán bộ").to_python()
    assert rows[1][0] == text
