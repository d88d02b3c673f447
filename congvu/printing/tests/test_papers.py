"""Papers come out as the law draws them and as archives want them."""

import io
import json
import shutil
import socket
import subprocess
import threading
from datetime import UTC, date, datetime

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from congvu.kit.actors import SYSTEM
from congvu.printing.models import PaperTemplate
from congvu.printing.operations import PAPERS, PaperNotPrintable, load_papers, print_paper
from congvu.printing.queries import PaperMissing, marks, template_in_force

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
KEYS = ["m01", "m01_many", "m02", "m03", "m05", "guidance", "return_receipt", "rating_slip"]
HEAD = '#import "/nd30.typ": *\n#show: paper.with(title: "Thử")\n'


def sample(key):
    return json.loads((PAPERS / f"{key}.sample.json").read_text())


def words_of(pdf):
    if not shutil.which("pdftotext"):
        pytest.skip("poppler-utils is not installed")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


@pytest.fixture
def papers(db):
    return load_papers(by=SYSTEM, at=AT)


@pytest.mark.parametrize("key", KEYS)
def test_each_form_of_the_one_stop_prints_on_one_a5_page(papers, key):
    pdf = print_paper(template=key, data=sample(key), at=AT)
    reader = PdfFileReader(io.BytesIO(pdf))
    assert int(reader.root["/Pages"]["/Count"]) == 1
    width, height = [float(side) / 72 * 25.4 for side in list(reader.root["/Pages"]["/Kids"][0]["/MediaBox"])[2:]]
    assert (round(width), round(height)) == (148, 210)


@pytest.mark.parametrize("key", KEYS)
def test_each_form_bears_the_marks_of_pdfa(papers, key):
    found = marks(print_paper(template=key, data=sample(key), at=AT))
    assert found.problems == ()
    assert all("Tinos" in font for font in found.fonts)


def test_fonts_are_embedded_says_pdffonts(papers):
    if not shutil.which("pdffonts"):
        pytest.skip("poppler-utils is not installed")
    pdf = print_paper(template="m01", data=sample("m01"), at=AT)
    lines = (
        subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True).stdout.decode().splitlines()[2:]
    )
    assert lines
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines)


def test_receipt_says_all_that_the_law_wants(papers):
    words = words_of(print_paper(template="m01", data=sample("m01"), at=AT))
    for said in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: H24.113-261120-0007/TNHS",
        "Ngô Quyền, ngày 20 tháng 11 năm 2026",
        "Nguyễn Thị Hồng Ánh (trực tuyến)",
        "Số lượng hồ sơ: 01 (bộ)",
        "09 giờ 05 phút, ngày 20 tháng 11 năm 2026",
        "17 giờ 00 phút, ngày 23 tháng 11 năm 2026",
        "8.000 đồng (chưa nộp)",
        "quyển số: 01/2026 số thứ tự: 1507",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ]:
        assert said in words


def test_moments_are_printed_in_vietnamese_time(papers):
    data = sample("m01") | {"received_at": datetime(2026, 11, 20, 10, 30, tzinfo=UTC), "date": date(2026, 2, 5)}
    words = words_of(print_paper(template="m01", data=data, at=AT))
    assert "17 giờ 30 phút, ngày 20 tháng 11 năm 2026" in words
    assert "ngày 05 tháng 02 năm 2026" in words


def test_receipt_taken_in_elsewhere_shows_a_provisional_date(papers):
    assert "(dự kiến)" in words_of(
        print_paper(template="m01", data=sample("m01") | {"due_is_provisional": True}, at=AT)
    )


def test_receipt_with_forty_papers_goes_over_to_a_numbered_page(papers):
    data = sample("m01") | {"papers": [{"name": f"Giấy tờ số {n}", "copy": 1} for n in range(40)]}
    pdf = print_paper(template="m01", data=data, at=AT)
    assert int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"]) == 2
    assert marks(pdf).is_good


def test_the_same_data_and_minute_give_the_same_bytes():
    source = HEAD + "Xin chào"
    assert print_paper(source=source, data={}, at=AT) == print_paper(source=source, data={}, at=AT)


def test_data_of_a_wrong_shape_are_refused_by_name(papers):
    data = sample("m01")
    del data["limit"]
    with pytest.raises(PaperNotPrintable, match="limit"):
        print_paper(template="m01", data=data, at=AT)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ('#set text(font: "Times New Roman")\nXin chào', "unknown font family"),
        ('#import "@preview/cetz:0.3.0"', "may import nothing but"),
        ('#import "@pre" + "view/cetz:0.3.0"', "may import nothing but"),
        ('#include "/etc/passwd"', "may import nothing but"),
        ('#eval("1")', "may import nothing but"),
        ('#let e = eval\n#e("im" + "port \\"@preview/cetz:0.3.0\\"")', "may import nothing but"),
        ('#dictionary(std).at("ev" + "al")("1")', "may import nothing but"),
        ('#plugin("x.wasm")', "may import nothing but"),
        ('#read("../../secret_key")', "access"),
        ("#không-có", "unknown variable"),
    ],
)
def test_a_faulty_template_is_an_error(fault, said):
    with pytest.raises(PaperNotPrintable, match=said):
        print_paper(source=HEAD + fault, data={}, at=AT)


@pytest.mark.parametrize(
    "reader",
    ["read({})", "json({})", "csv({})", "yaml({})", "toml({})", "xml({})", "image({})", "bibliography({})"],
)
@pytest.mark.parametrize("way", ["{}", "../{}", "/../{}", "../../../../../..{}"])
def test_a_template_reads_no_file_of_the_machine(tmp_path, reader, way):
    secret = tmp_path / "secret.txt"
    secret.write_text("mat-khau-cua-may")
    place = way.format(secret)
    with pytest.raises(PaperNotPrintable) as fault:
        print_paper(source=HEAD + "#" + reader.format(json.dumps(place)), data={}, at=AT)
    assert "mat-khau-cua-may" not in str(fault.value)


def test_a_template_opens_no_connection(monkeypatch):
    """Packages are the one way by which Typst would reach the network: each spelling is refused before it is read."""
    heard = socket.create_server(("127.0.0.1", 0))
    heard.settimeout(0.5)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{heard.getsockname()[1]}")
    for line in (
        '#import "@preview/cetz:0.3.0"',
        '#let p = "@preview/cetz:0.3.0"\n#import p',
        '#include("@preview/a:1")',
    ):
        with pytest.raises(PaperNotPrintable, match="may import nothing but"):
            print_paper(source=HEAD + line, data={}, at=AT)
    with pytest.raises(PaperNotPrintable):
        print_paper(source=HEAD + '#image("https://example.org/a.png")', data={}, at=AT)
    with pytest.raises(TimeoutError):
        heard.accept()
    heard.close()


def test_box_of_a_signature_becomes_a_field_where_the_box_stands():
    source = HEAD + '#signature-block(title: ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), name: "Nguyễn Văn A")'
    fields = PdfFileReader(io.BytesIO(print_paper(source=source, data={}, at=AT))).root["/AcroForm"]["/Fields"]
    field = fields[0]
    left, lower, right, upper = [float(side) / 72 * 25.4 for side in field["/Rect"]]
    assert field["/T"] == "signature"
    assert (round(right - left), round(upper - lower)) == (45, 20)
    assert abs((left + right) / 2 - (30 + 210 - 18) / 2) < 1  # in the middle between the margins
    assert 297 - 20 - 25 - upper < 0 < upper  # under the two lines of the title


def test_many_threads_print_at_once():
    results, faults = [], []

    def work(number):
        try:
            results.append(print_paper(source=HEAD + f"Tờ số {number}", data={}, at=AT))
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert faults == []
    assert len(set(results)) == 8


def test_papers_are_proposed_and_never_overwritten(papers, tmp_path):
    assert load_papers(by=SYSTEM, at=AT) == []
    changed = tmp_path / "m01.typ"
    changed.write_text((PAPERS / "m01.typ").read_text() + "\nThêm một dòng")
    (row,) = load_papers(folder=tmp_path, by=SYSTEM, at=AT)
    assert row.state == PaperTemplate.State.PROPOSED
    assert "Thêm một dòng" not in template_in_force(key="m01", on=date(2026, 11, 20)).source


def test_a_paper_nobody_put_in_force_is_named(db):
    with pytest.raises(PaperMissing, match=r"m99.*20/11/2026"):
        print_paper(template="m99", data={}, at=AT)
