"""What is kept in the process counts only as long as its tables stay as they are."""

import threading

import pytest
from django.db import connection, transaction

from congvu.kit import kept as module
from congvu.kit.kept import kept, one_look
from congvu.kit.models import Pace
from congvu.workdays.models import CalendarDay, WorkingHours

asked: list[str] = []


@kept(WorkingHours)
def hours(wanted: str) -> int:
    asked.append(wanted)
    return WorkingHours.objects.count()


@pytest.fixture
def word(request):
    asked.clear()
    return request.node.name  # what other tests asked is still kept


def add(day: str) -> WorkingHours:
    return WorkingHours.objects.create(valid_from=day, weekdays=[1])


@pytest.mark.django_db
def test_the_same_question_is_asked_once(django_assert_num_queries, word):
    first = hours(word)
    with django_assert_num_queries(0):
        assert hours(word) == first
    assert asked == [word]


@pytest.mark.django_db
def test_a_list_of_several_parts_changes_nothing(django_assert_num_queries, word):
    hours(word)
    list(WorkingHours.objects.values("pk").union(CalendarDay.objects.values("pk"), all=True))
    with django_assert_num_queries(0):
        hours(word)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda: add("2030-01-01"),
        lambda: WorkingHours.objects.bulk_create([WorkingHours(valid_from="2030-01-01", weekdays=[1])]),
        lambda: WorkingHours.objects.update(weekdays=[2]),
        lambda: WorkingHours.objects.all().delete(),
    ],
)
def test_a_transaction_sees_what_it_changed_itself(change, word):
    hours(word)
    change()
    assert hours(word) == WorkingHours.objects.count()
    assert asked == [word, word]


@pytest.mark.django_db
def test_a_change_elsewhere_leaves_it_alone(word):
    hours(word)
    CalendarDay.objects.all().delete()
    hours(word)
    assert asked == [word]


@pytest.mark.django_db
def test_what_was_undone_is_not_found_again(word):
    before = hours(word)
    with transaction.atomic():
        add("2030-01-01")
        assert hours(word) == before + 1
        transaction.set_rollback(True)
    assert hours(word) == before
    add("2030-01-02")
    assert hours(word) == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_change_of_another_connection_counts_at_once(word):
    before = hours(word)

    def elsewhere() -> None:
        add("2031-01-01")
        connection.close()

    other = threading.Thread(target=elsewhere)
    other.start()
    other.join()
    assert hours(word) == before + 1
    WorkingHours.objects.filter(valid_from="2031-01-01").delete()
    assert hours(word) == before


@pytest.mark.django_db(transaction=True)
def test_a_page_and_one_look_read_the_stamps_once(django_assert_num_queries, word):
    hours(word)
    with django_assert_num_queries(2):
        hours(word)
        hours(word)
    with django_assert_num_queries(1), one_look():
        hours(word)
        hours(word)
    module._begin_page()
    with django_assert_num_queries(1):
        hours(word)
        hours(word)
    module._end_page()


@pytest.mark.django_db
def test_every_watched_table_has_its_trigger():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'kit_stamp'")
        watched = {row[0] for row in cursor.fetchall()}
    assert module._tables <= watched
    assert Pace._meta.db_table not in watched
