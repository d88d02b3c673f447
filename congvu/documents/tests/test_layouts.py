"""Positions and sizes on the printed page against Annex I of NĐ 30/2020, box by box."""

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from congvu.documents import format_check
from congvu.documents.operations import papers
from congvu.documents.tests.drafts import DECISION, LETTER, open_sending

pytestmark = pytest.mark.django_db
MM = 25.4 / 72


@pytest.fixture
def sending(settings, tmp_path):
    settings.VAR = tmp_path
    return open_sending()


class Sheet:
    """A page as it is read: each stretch of text with place in millimetres from the top left, size and style."""

    def __init__(self, pdf: bytes, page: int = 0) -> None:
        self.page = PdfReader(io.BytesIO(pdf)).pages[page]
        self.text, seen = format_check._read(self.page)
        self.seen = [(x * MM, 297 - y * MM, size, font, text) for x, y, size, font, text in seen]

    def find(self, words: str) -> tuple[float, float, float, str]:
        """Return x, y, size and font of the stretch that begins so."""
        found = [row for row in self.seen if row[4].strip().startswith(words)]
        assert found, f"{words!r} is not in {[row[4] for row in self.seen]}"
        return next((row for row in found if row[4].strip() == words), found[0])[:4]


@pytest.fixture
def decision(sending) -> Sheet:
    return _printed(sending, kind=DECISION)


def _printed(sending, **more) -> Sheet:
    document = sending.begun(**more)
    return Sheet(papers.print_version(document, document.versions.get(), at=timezone.now()))


def test_page_is_a4_with_margins_of_annex_i(decision):
    assert (round(float(decision.page.mediabox.width) * MM), round(float(decision.page.mediabox.height) * MM)) == (
        210,
        297,
    )
    assert 29.9 <= min(x for x, *_rest in decision.seen) <= 35
    assert 20 <= min(y for _x, y, *_rest in decision.seen) <= 26, "first baseline under a top margin of 20-25 mm"
    assert max(y for _x, y, *_rest in decision.seen) <= 277


@pytest.mark.parametrize(
    ("words", "sizes", "bold", "side"),
    [
        ("CỘNG HÒA", (12, 13), True, "right"),
        ("Độc lập", (13, 14), True, "right"),
        ("SỞ THÍ DỤ", (12, 13), True, "left"),
        ("Số:", (13, 13), False, "left"),
        ("QUYẾT ĐỊNH", (13, 14), True, None),
        ("Về việc thành lập", (13, 14), True, None),
        ("Căn cứ Luật", (13, 14), False, None),
        ("Điều 1.", (13, 14), True, None),
        ("GIÁM ĐỐC", (13, 14), True, "right"),
        ("Đào Văn Giám Đốc", (13, 14), True, "right"),
        ("Nơi nhận:", (12, 12), True, "left"),
        ("- Sở Nhận Thử", (11, 11), False, "left"),
    ],
)
def test_part_of_a_decision_stands_in_its_box_with_its_size_and_style(decision, words, sizes, bold, side):
    x, _y, size, font = decision.find(words)
    assert sizes[0] - 0.01 <= size <= sizes[1] + 0.01
    assert ("Bold" in font) is bold
    assert "Tinos" in font, "the metric twin of Times New Roman"
    if side:
        assert (x > 95) is (side == "right")


def test_number_and_place_stand_on_one_line_and_parts_follow_in_their_order(decision):
    number, motto = decision.find("Số:"), decision.find("Độc lập")
    order = ["CỘNG HÒA", "Độc lập", "Số:", "QUYẾT ĐỊNH", "Về việc", "Căn cứ Luật", "Điều 1.", "Điều 3.", "Nơi nhận:"]
    heights = [decision.find(words)[1] for words in order]
    assert heights == sorted(heights)
    place = next(row for row in decision.seen if "Italic" in row[3] and row[1] < 60)
    assert abs(place[1] - number[1]) < 1
    assert number[1] > motto[1]


def test_articles_begin_ten_millimetres_in_and_paragraphs_stand_six_points_apart(decision):
    left = min(x for x, *_rest in decision.seen)
    assert abs(decision.find("Điều 1.")[0] - left - 10) < 0.5
    clause, point = decision.find("1. Xây dựng")[1], decision.find("a) Rà soát")[1]
    assert point - clause >= (14 * 0.66 + 6) * MM


def test_letter_has_its_subject_under_the_number_and_its_addressee(sending):
    sheet = _printed(sending, kind=LETTER, subject="Về việc báo cáo cải cách hành chính")
    number, about = sheet.find("Số:"), sheet.find("V/v báo cáo")
    assert 12 <= about[2] <= 13
    assert about[1] > number[1]
    assert about[0] < 100
    assert sheet.find("Kính gửi")[1] > about[1]
    assert sheet.find("- Như trên")
    assert "QUYẾT ĐỊNH" not in sheet.text


def test_second_page_has_its_number_in_the_top_margin_and_the_first_has_none(sending):
    document = sending.begun(parts={"basis": "Căn cứ Luật;", "body": "Điều 1. Một.\n" + "Một đoạn dài. \n" * 60})
    pdf = papers.print_version(document, document.versions.get(), at=timezone.now())
    first, second = Sheet(pdf), Sheet(pdf, 1)
    x, y, size, _font = second.find("2")
    assert y < 20
    assert 13 <= size <= 14
    assert abs(x - (30 + 162 / 2)) < 3
    assert all(y > 20 for _x, y, *_rest in first.seen)


def test_the_program_finds_nothing_wrong_with_a_paper_of_its_own(sending):
    document = sending.begun()
    pdf = papers.print_version(document, document.versions.get(), at=timezone.now())
    assert format_check.check_pdf(pdf, signer=document.signer_name) == []


def test_foreign_paper_is_told_what_deviates(sending):
    from congvu.documents.tests.arriving import pdf

    assert "lớp chữ" in format_check.check_pdf(pdf().getvalue(), signer="A")[0]["wanted"]
    document = sending.begun()
    paper = papers.print_version(document, document.versions.get(), at=timezone.now())
    assert [one["wanted"] for one in format_check.check_pdf(paper, signer="Người Khác")] == ["Người Khác"]
