from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from congvu.kit.models import Outbox
from congvu.kit.paging import BadCursor, keyset

START = datetime(2026, 2, 13, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

pytestmark = pytest.mark.django_db


def put(count):
    return [
        Outbox.objects.create(
            at=START + timedelta(minutes=n // 2),
            not_before=START,
            event=f"e{n % 3}",
            listener="l",
            subject="s",
            payload={},
        ).pk
        for n in range(count)
    ]


def walk(order, size):
    mark, seen = None, []
    while True:
        page = keyset(Outbox.objects.all(), order=order, after=mark, size=size)
        seen += [row.pk for row in page.rows]
        mark = page.next
        if mark is None:
            return seen


@pytest.mark.parametrize("order", [("-at", "-id"), ("at", "id"), ("event", "-id"), ("-event", "at", "id")])
@pytest.mark.parametrize("size", [1, 3, 11, 50])
def test_every_row_is_seen_once_and_in_order(order, size):
    put(11)
    assert walk(order, size) == list(Outbox.objects.order_by(*order).values_list("pk", flat=True))


def test_a_row_added_in_front_does_not_shift_the_next_page():
    old = put(4)
    first = keyset(Outbox.objects.all(), order=("-id",), size=2)
    put(1)
    assert [row.pk for row in keyset(Outbox.objects.all(), order=("-id",), after=first.next, size=2).rows] == old[1::-1]


@pytest.mark.parametrize("mark", ["x", "!!!", "WzFd", "bnVsbA", "WyJ4IiwgInkiXQ", "é"])
def test_a_foreign_mark_is_refused_in_plain_words(mark):
    with pytest.raises(BadCursor, match="danh sách"):
        keyset(Outbox.objects.all(), after=mark)
