"""Codes of dossiers and numbers in books."""

import threading
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from congvu.kit.actors import SYSTEM
from congvu.numbering import operations, queries
from congvu.numbering.models import CodeFormat

VN = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = datetime(2026, 11, 23, 8, 15, tzinfo=VN)
OLD_AGENCY = "000.00.00.H26"


def old_format(valid_from: date) -> CodeFormat:
    CodeFormat.objects.filter(kind="dossier", valid_from=date(2025, 7, 1)).delete()
    old = CodeFormat.objects.get(kind="dossier")
    old.pk, old.valid_from, old.valid_to = None, valid_from, None
    old.save()
    return old


@pytest.mark.django_db
def test_dossier_code_of_today_counts_through_the_year():
    code = operations.issue_code(kind="dossier", agency_code="H17.21", at=MONDAY)
    assert code == "H17.21-20261123-0000001"
    later = operations.issue_code(kind="dossier", agency_code="H17.21", at=datetime(2026, 12, 1, 9, tzinfo=VN))
    assert later == "H17.21-20261201-0000002"
    assert queries.is_code(kind="dossier", text="G09.20-20260609-0092637")
    assert not queries.is_code(kind="dossier", text="H17.21-2026-1")


@pytest.mark.django_db
def test_old_dossier_code_restarts_each_day():
    old_format(date(2026, 1, 1))
    day = datetime(2026, 1, 5, 8, tzinfo=VN)
    codes = [operations.issue_code(kind="dossier", agency_code=OLD_AGENCY, at=day) for _ in range(2)]
    assert codes == ["000.00.00.H26-260105-0001", "000.00.00.H26-260105-0002"]
    assert len(codes[0]) == 25
    next_day = operations.issue_code(kind="dossier", agency_code=OLD_AGENCY, at=datetime(2026, 1, 6, 8, tzinfo=VN))
    assert next_day == "000.00.00.H26-260106-0001"


@pytest.mark.django_db
def test_code_is_refused_when_the_agency_has_another_style_and_gives_the_number_back():
    old_format(date(2026, 1, 1))
    with pytest.raises(operations.CodeRefused, match="mã định danh"), transaction.atomic():
        operations.issue_code(kind="dossier", agency_code="H17.21", at=MONDAY)
    assert queries.last_number(series="dossier:H17.21:20261123") == 0


@pytest.mark.django_db
def test_day_of_a_code_is_the_day_in_viet_nam():
    at = datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo("UTC"))
    assert operations.issue_code(kind="dossier", agency_code="H17.21", at=at) == "H17.21-20270101-0000001"


@pytest.mark.django_db
def test_birth_book_counts_by_agency_and_year():
    take = lambda agency, at: operations.issue_code(kind="birth_book", agency_code=agency, at=at)  # noqa: E731
    assert [take("H17.21", MONDAY), take("H17.21", MONDAY), take("H17.22", MONDAY)] == ["1/2026", "2/2026", "1/2026"]
    assert take("H17.21", datetime(2027, 1, 4, 8, tzinfo=VN)) == "1/2027"


@pytest.mark.django_db
def test_voided_number_keeps_its_reason_and_is_not_given_again():
    for _ in range(2):
        operations.take(series="book", at=MONDAY)
    operations.void(series="book", number=2, reason="In hỏng", by=SYSTEM, at=MONDAY)
    assert [(row.number, row.reason) for row in queries.voided(series="book")] == [(2, "In hỏng")]
    assert operations.take(series="book", at=MONDAY) == 3
    with pytest.raises(operations.NumberNotTaken, match="chưa được cấp"):
        operations.void(series="book", number=9, reason="In hỏng", by=SYSTEM, at=MONDAY)


@pytest.mark.django_db
def test_kind_without_format_says_what_to_do():
    with pytest.raises(queries.FormatMissing, match="khai báo kiểu mã số"):
        operations.issue_code(kind="no_such", agency_code="H17", at=MONDAY)


@pytest.mark.django_db(transaction=True)
def test_number_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        operations.take(series="loose", at=MONDAY)


@pytest.mark.django_db(transaction=True)
def test_officials_who_race_get_every_number_once_and_failures_leave_no_gap():
    taken, lock = [], threading.Lock()
    start = threading.Barrier(8)

    def desk(seat: int) -> None:
        try:
            start.wait()
            for turn in range(12):
                try:
                    with transaction.atomic():
                        number = operations.take(series="race", at=MONDAY)
                        if (seat + turn) % 4 == 0:
                            raise RuntimeError("the operation failed after it took a number")
                    with lock:
                        taken.append(number)
                except RuntimeError:
                    continue
        finally:
            connection.close()

    desks = [threading.Thread(target=desk, args=(seat,)) for seat in range(8)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    assert sorted(taken) == list(range(1, 8 * 9 + 1))
    assert queries.last_number(series="race") == 72


@pytest.mark.django_db(transaction=True)
def test_emptied_database_has_its_formats_again():
    call_command("flush", interactive=False, verbosity=0)
    with transaction.atomic():
        assert operations.issue_code(kind="birth_book", agency_code="H17.21", at=MONDAY) == "1/2026"
