"""Text blocks of papers: words of the province or of one agency, from a day on, with fields that are filled in."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from congvu.audit.models import Entry
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed
from congvu.people import operations as people
from congvu.printing import operations as printing
from congvu.printing import queries
from congvu.printing.blocks import blocks_of, shipped_words

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def chief(db):
    """The province's administrator."""
    printing.load_papers(by=SYSTEM, at=AT)
    agency = people.open_agency(
        code="H24", name="Ủy ban nhân dân tỉnh", kind="province", valid_from=dt.date(2026, 1, 1), by=SYSTEM, at=AT
    )
    official = people.enrol(staff_code="qt", full_name="Trần Thị Quản Trị", by=SYSTEM, at=AT)
    people.grant_role(
        official_id=official.pk, role="province_admin", agency_id=agency.pk, valid_from=dt.date(2026, 1, 1),
        by=SYSTEM, at=AT,
    )  # fmt: skip
    return Actor(kind=ActorKind.OFFICIAL, id=official.pk, name="Trần Thị Quản Trị")


def said(paper="m01", on=AT, code="H24.113"):
    pdf = printing.print_paper(template=paper, data=queries.sample(paper), at=on, agency_code=code)
    pages = PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def put(chief, block, words, **more):
    return printing.set_words(
        **{"paper": "m01", "block": block, "words": words, "valid_from": TODAY, "by": chief, "at": AT, **more}
    )


def test_shipped_words_stand_on_the_papers_as_the_law_wants_them(chief):
    assert "thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:" in said("m03")[0]
    (page,) = said("m04")
    assert "Ủy ban nhân dân phường Ngô Quyền xin lỗi ông (bà)" in page
    assert "17 giờ 00 phút, ngày 26 tháng 11 năm 2026" in page
    assert "Mong ông (bà), tổ chức thông cảm./." in page


def test_words_fill_their_fields_from_their_day_and_the_back_is_a_page_of_its_own(chief):
    put(chief, "contact", "Hỏi về «Mã hồ sơ»: gọi 0225 000 000.\nHẹn trả «Giờ, ngày hẹn trả».")
    put(chief, "back", "Mặt sau: «Tên người nộp» giữ giấy này.", valid_from=dt.date(2026, 11, 21))
    (page,) = said()
    assert "Hỏi về H24.113-261120-0007: gọi 0225 000 000. Hẹn trả 17 giờ 00 phút, ngày 23 tháng 11 năm 2026." in page
    front, back = said(on=AT + dt.timedelta(days=1))
    assert "Mặt sau: Nguyễn Thị Hồng Ánh giữ giấy này." in back
    assert "Mặt sau" not in front
    assert Entry.objects.filter(action="printing.set_words").count() == 2


def test_an_agency_has_words_of_its_own_and_goes_back_to_the_provinces(chief):
    ward = people.open_agency(
        code="H24.113", name="Ủy ban nhân dân phường Thí Dụ", kind="commune", valid_from=dt.date(2026, 1, 1),
        by=SYSTEM, at=AT,
    )  # fmt: skip
    put(chief, "note", "Chữ của tỉnh")
    put(chief, "note", "Chữ của phường", agency_id=ward.pk)
    assert "Chữ của phường" in said()[0]
    assert "Chữ của tỉnh" in said(code="H24.999")[0]
    put(chief, "note", "", agency_id=ward.pk, valid_from=dt.date(2026, 11, 22))
    assert "Chữ của tỉnh" in said(on=AT + dt.timedelta(days=2))[0]
    assert queries.wordings(paper="m01", on=TODAY, agency_code="H24.113")["note"].agency == ward.name


@pytest.mark.parametrize(
    ("block", "words", "why"),
    [
        ("contact", "Gọi «Số điện thoại bí mật»", "không có chỗ điền «Số điện thoại bí mật»"),
        ("contact", "Ngày hẹn mới «Ngày hẹn trả mới»", "không có chỗ điền"),
        ("contact", "thiếu dấu « ở đây", "đủ hai dấu"),
        ("contact", "dài " * 400, "dài quá"),
        ("apology", "Xin lỗi", "không có khối chữ"),
    ],
)
def test_words_that_cannot_be_filled_in_are_refused(chief, block, words, why):
    with pytest.raises(printing.WordsRefused, match=why):
        put(chief, block, words)
    assert not queries.kept_words(paper="m01")


def test_words_are_text_and_never_a_template(chief):
    put(chief, "contact", '#panic("x") $x$ @preview *đậm* \\ #import "a.typ" «Mã hồ sơ»')
    assert '#panic("x") $x$ @preview *đậm* \\ #import "a.typ" H24.113-261120-0007' in said()[0]


def test_only_the_provinces_administrator_decides_and_only_for_days_to_come(chief):
    with pytest.raises(NotAllowed):
        put(Actor(kind=ActorKind.OFFICIAL, id=987654, name="Ai đó"), "contact", "x")
    with pytest.raises(printing.WordsRefused, match="từ hôm nay"):
        put(chief, "contact", "x", valid_from=dt.date(2026, 11, 19))
    now, later = put(chief, "contact", "a"), put(chief, "contact", "b", valid_from=dt.date(2026, 12, 1))
    with pytest.raises(printing.WordsRefused, match="chưa đến ngày"):
        printing.withdraw_words(words_id=now.pk, by=chief, at=AT)
    printing.withdraw_words(words_id=later.pk, by=chief, at=AT)
    assert [row.words for row in queries.kept_words(paper="m01")] == ["a"]


@pytest.mark.parametrize("paper", queries.papers_with_blocks())
def test_every_block_of_every_paper_can_be_shown_with_its_fields(chief, paper):
    fields = queries.fields_of(queries.sample(paper))
    assert set(shipped_words(paper)) <= set(blocks_of(paper))
    shown = "".join(f"«{name}» " for name in list(fields)[:3])
    for block in ("note", *shipped_words(paper)):
        assert printing.try_words(paper=paper, block=block, words=f"Thử {shown}", on=TODAY)
