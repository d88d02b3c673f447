"""Service levels: dated rows with their ground; every percentage from a numerator and a denominator that is named."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from congvu.catalogue import operations, queries
from congvu.catalogue.models import LegalAct, Procedure, ServiceLevel
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed

pytestmark = pytest.mark.django_db
NOW = timezone.now()
BIRTH = "1.001193"
FOLDERS = Path(__file__).resolve().parents[2] / "procedures"
DAY = dt.date


@pytest.fixture
def codes(db):
    folders = [FOLDERS / name for name in ("birth_registration", "copy_certification", "house_permit")]
    call_command("load_procedures", *map(str, folders), verbosity=0)
    return sorted(Procedure.objects.values_list("code", flat=True))


def put(code, scheme, level, day, by=SYSTEM, **more):
    ways = {"act": "100/QĐ-UBND", "act_title": "Danh mục dịch vụ công trực tuyến", **more}
    return operations.set_level(procedure_code=code, scheme=scheme, level=level, valid_from=day, by=by, at=NOW, **ways)


def test_a_level_holds_until_the_next_and_the_history_stays(codes):
    put(BIRTH, "nd43", "4", DAY(2020, 1, 1))
    put(BIRTH, "nd224", "full", DAY(2026, 7, 1))
    put(BIRTH, "nd42", "partial", DAY(2022, 6, 24))  # written last, belongs between
    rows = queries.levels_of(procedure_id=Procedure.objects.get(code=BIRTH).pk)
    assert [(row.level, row.valid_to) for row in rows] == [
        ("full", None),
        ("partial", DAY(2026, 7, 1)),
        ("4", DAY(2022, 6, 24)),
    ]
    operations.withdraw_level(level_id=rows[1].pk, by=SYSTEM, at=NOW)
    procedure = Procedure.objects.get(code=BIRTH)
    assert queries.level_on(procedure_id=procedure.pk, on=DAY(2025, 1, 1)).level == "4"
    assert queries.level_on(procedure_id=procedure.pk, on=DAY(2019, 1, 1)) is None


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"level": "partial"}, "lý do"),
        ({"level": "4"}, "cách xếp mức"),
        ({"act": " "}, "quyết định"),
        ({"act": "9/QĐ-UBND", "act_title": ""}, "trích yếu"),
    ],
)
def test_a_level_without_its_reason_or_ground_is_refused(codes, more, words):
    ways = {"level": "full", **more}
    with pytest.raises(operations.LevelRefused, match=words):
        put(BIRTH, "nd224", ways.pop("level"), DAY(2026, 7, 1), **ways)
    assert not ServiceLevel.objects.exists()


def test_only_the_province_sets_levels(codes):
    somebody = Actor(kind=ActorKind.OFFICIAL, id=1, name="Ai đó")
    with pytest.raises(NotAllowed):
        put(BIRTH, "nd224", "full", DAY(2026, 7, 1), by=somebody)
    row = put(BIRTH, "nd224", "full", DAY(2026, 7, 1))
    with pytest.raises(NotAllowed):
        operations.withdraw_level(level_id=row.pk, by=somebody, at=NOW)


def test_shares_agree_with_the_rows_counted_by_hand(codes):
    first, second, _third = codes
    today = timezone.localdate()
    put(first, "nd224", "full", today)
    put(second, "nd224", "partial", today, why="presence")
    shares = {(one.name, one.of): (one.numerator, one.denominator) for one in queries.level_shares(on=today)}
    assert shares["Toàn trình", "thủ tục đang áp dụng"] == (1, 3)
    assert shares["Toàn trình", "thủ tục đã công bố mức độ"] == (1, 2)
    assert shares["Một phần", "thủ tục nộp được trực tuyến"] == (1, 2)
    assert queries.level_shares(on=today - dt.timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("numerator", "of", "denominator", "percent"),
    [
        (1639, "thủ tục đủ điều kiện mức độ 3", 1781, 92.03),  # Phú Thọ, 03/01/2021: its two percentages
        (260, "thủ tục đang áp dụng", 1968, 13.21),  # rest on different wholes
        (422, "thủ tục đang áp dụng", 1900, 22.21),  # Hải Phòng, 2020
        (157, "thủ tục của quận", 256, 61.33),  # Ngô Quyền
        (350421, "hồ sơ đã tiếp nhận", 351141, 99.79),
    ],
)
def test_the_percentages_of_the_reports_come_out(numerator, of, denominator, percent):
    one = queries.Share("Mức độ", numerator, of, denominator)
    assert (one.percent, one.of) == (percent, of)


def test_an_act_known_already_is_not_written_twice(codes):
    put(BIRTH, "nd224", "full", DAY(2026, 7, 1))
    put(codes[0], "nd224", "full", DAY(2026, 7, 2), act_title="Tên khác")
    assert LegalAct.objects.filter(number="100/QĐ-UBND").count() == 1
