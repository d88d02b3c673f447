"""Finding a procedure by what people type."""

import unicodedata

import pytest
from django.db import transaction

from congvu.catalogue import queries
from congvu.catalogue.tests.scene import TODAY, town_hall
from congvu.kit.paging import BadCursor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def _catalogue(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        town_hall()
        yield
        transaction.set_rollback(True)


def first(text: str) -> str:
    rows = queries.search(text, on=TODAY).rows
    return rows[0].short_name if rows else ""


@pytest.mark.parametrize(
    "text",
    [
        *("dang ky khai sinh", "Đăng ký khai sinh", "ĐĂNG KÝ KHAI SINH", "đăng kí khai sinh", "đang ky khai sin"),
        *(
            "khai sin",
            "khai sinh",
            "khaisinh",
            "kai sinh",
            "khai snh",
            "dk khai sinh",
            "làm giấy khai sinh",
            "1.001193",
        ),
        *(
            "giay khai sinh cho con",
            "  khai   sinh ",
            unicodedata.normalize("NFD", "Đăng ký khai sinh"),
            "Ðăng ký khai sinh",
        ),
    ],
)
def test_birth_registration_comes_first(text: str):
    assert first(text) == "Đăng ký khai sinh"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hoà giải", "Hòa giải tranh chấp đất đai"),
        ("hòa giải", "Hòa giải tranh chấp đất đai"),
        ("hoa giai dat", "Hòa giải tranh chấp đất đai"),
        ("ket hon", "Đăng ký kết hôn"),
        ("kêt hôn", "Đăng ký kết hôn"),
        ("khai tu", "Đăng ký khai tử"),
        ("lai khai sinh", "Đăng ký lại khai sinh"),
        ("trich luc", "Cấp bản sao trích lục hộ tịch"),
        ("ho kinh doan", "Đăng ký thành lập hộ kinh doanh"),
        ("ly lich tu phap", "Cấp Phiếu lý lịch tư pháp"),
        ("xay nha", "Cấp giấy phép xây dựng nhà ở riêng lẻ"),
        ("tam tru", "Đăng ký tạm trú"),
        ("chung thuc ban sao", "Chứng thực bản sao từ bản chính"),
    ],
)
def test_others_come_first_when_meant(text: str, name: str):
    assert first(text) == name


def test_what_fits_nothing_finds_nothing():
    assert queries.search("xyzzy plugh", on=TODAY).rows == []


@pytest.mark.parametrize("text", ["(", "%", "\\", "khai sinh'; --", "a\x00b", "[" * 300, "👶"])
def test_strange_text_is_harmless(text: str):
    queries.search(text, on=TODAY)


def test_nothing_typed_lists_all_page_by_page():
    seen, cursor = [], None
    while True:
        page = queries.search("", limit=5, cursor=cursor, on=TODAY)
        seen += [row.code for row in page.rows]
        cursor = page.next
        if cursor is None:
            break
    assert (len(seen), len(set(seen)), seen[0]) == (14, 14, "1.001193")
    with pytest.raises(BadCursor):
        queries.search("", cursor="-1", on=TODAY)


def test_search_reads_once_whatever_it_finds(django_assert_num_queries, django_assert_max_num_queries):
    queries.search("", on=TODAY)  # the stamps of what is kept are read once a page
    for text in ("dang ky", "hoa giai"):
        with django_assert_max_num_queries(1):
            assert [row.field.name for row in queries.search(text, on=TODAY).rows]
        with django_assert_num_queries(0):  # asked again, nothing having changed
            assert queries.search(text, on=TODAY).rows


def test_life_events_lead_to_their_procedures(django_assert_num_queries):
    with django_assert_num_queries(2):
        events = queries.life_events(TODAY)
        assert [event.code for event in events] == ["having_a_child"]
        assert events[0].procedures.all()[0].short_name == "Đăng ký khai sinh"
