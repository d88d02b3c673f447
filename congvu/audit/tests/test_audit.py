import threading
from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from congvu.audit import noted, operations, queries
from congvu.audit.models import Entry, Reading, Seal
from congvu.kit import partitions
from congvu.kit.actors import SYSTEM, Actor, ActorKind

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LAN = Actor(
    kind=ActorKind.OFFICIAL,
    name="Trần Thị Lan",
    id=12,
    title="Công chức Tư pháp - Hộ tịch",
    agency_code="H24.1",
    agency_name="UBND phường Ngô Quyền",
    acts_for="Lê Văn Minh",
    acts_for_id=7,
)


def note(number=1, **more):
    given = {
        "action": "dossiers.accept",
        "subject": f"dossier:{number}",
        "by": LAN,
        "at": NOON + timedelta(minutes=number),
    }
    return operations.record(**{**given, **more})


def read(party_id=5, **more):
    given = {
        "fields": "họ tên, ngày sinh",
        "purpose": "giải quyết hồ sơ",
        "subject": "dossier:1",
        "by": LAN,
        "at": NOON,
    }
    return operations.record_reading(party_id=party_id, **{**given, **more})


def tamper(sql, *params, table="audit_entry"):
    """Do what a database administrator with bad intent would do."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, params)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def found():
    return [breach.sentence for book in ("entries", "readings") for breach in queries.breaches(book)]


@pytest.mark.django_db
def test_a_line_tells_who_did_what_for_whom():
    note(label="Tiếp nhận hồ sơ", data={"due": NOON})
    [line] = queries.entries(subject="dossier:1")
    assert (line.by, line.by.acts_for, line.action) == (LAN, "Lê Văn Minh", "dossiers.accept")
    assert "thay Lê Văn Minh" in str(line)
    assert line.data == {"due": "2026-11-20T12:00:00+07:00"}


@pytest.mark.django_db
def test_what_happened_away_from_the_desk_keeps_both_moments():
    line = note(happened_at=NOON - timedelta(days=1))
    assert (line.moment, line.at) == (NOON - timedelta(days=1), NOON + timedelta(minutes=1))


@pytest.mark.django_db
def test_the_life_of_a_thing_reads_from_old_to_new():
    for action in ("dossiers.submit", "dossiers.accept", "dossiers.finish"):
        note(action=action)
    assert [line.action.split(".")[1] for line in queries.entries(subject="dossier:1")] == [
        "submit",
        "accept",
        "finish",
    ]


@pytest.mark.django_db
def test_the_log_is_searched_by_module_actor_and_time():
    note(1)
    note(2, action="people.grant_role", by=SYSTEM)
    note(3)
    assert [line.subject for line in queries.entries_page(action="dossiers").rows] == ["dossier:3", "dossier:1"]
    assert [line.subject for line in queries.entries_page(actor_key="system").rows] == ["dossier:2"]
    assert [line.subject for line in queries.entries_page(since=NOON + timedelta(minutes=3)).rows] == ["dossier:3"]
    first = queries.entries_page(size=2)
    assert [line.subject for line in queries.entries_page(size=2, after=first.next).rows] == ["dossier:1"]


@pytest.mark.django_db
def test_a_reading_of_personal_data_names_its_purpose():
    read()
    [line] = queries.readings(party_id=5)
    assert (line.by.name, line.purpose) == ("Trần Thị Lan", "giải quyết hồ sơ")
    assert queries.readings_page(actor_key=LAN.key).rows == [line]
    with pytest.raises(ValueError, match="purpose"):
        read(purpose="  ")


@pytest.fixture
def nothing_noted():
    noted.forget()
    yield
    noted.forget()


def see(*things, at=NOON, purpose="list"):
    operations.record_first_readings(seen=dict.fromkeys(things, 5), fields="name", purpose=purpose, by=LAN, at=at)


@pytest.mark.django_db
def test_a_list_opened_again_on_the_same_day_asks_nothing_of_the_log(
    nothing_noted, django_assert_num_queries, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        see("dossier:1", "dossier:2")
    with django_assert_num_queries(0):
        see("dossier:2", "dossier:1")
    see("dossier:1", "dossier:3")
    see("dossier:1", purpose="search")
    see("dossier:1", at=NOON + timedelta(days=1))
    lines = Reading.objects.order_by("id").values_list("subject", "purpose")
    assert list(lines) == [
        ("dossier:1", "list"),
        ("dossier:2", "list"),
        ("dossier:3", "list"),
        ("dossier:1", "search"),
        ("dossier:1", "list"),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_reading_whose_transaction_fell_through_is_written_the_next_time(nothing_noted):
    with transaction.atomic():
        see("dossier:1")
        transaction.set_rollback(True)
    assert not Reading.objects.exists()
    see("dossier:1")
    see("dossier:1")
    assert Reading.objects.count() == 1


@pytest.mark.django_db
def test_of_very_many_readings_the_memory_keeps_only_some(
    nothing_noted, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(noted, "MOST", 2)
    for thing in ("dossier:1", "dossier:2", "dossier:3", "dossier:1"):
        with django_capture_on_commit_callbacks(execute=True):
            see(thing)
    assert Reading.objects.count() == 3  # what was forgotten is asked of the log, which has it


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE audit_entry SET label = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_a_line(change):
    note()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.django_db
def test_the_database_refuses_to_change_a_seal():
    note()
    operations.seal(NOON)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Seal.objects.update(digest="0" * 64)


@pytest.mark.django_db
def test_seals_are_linked_and_hold():
    note(1)
    read()
    operations.seal(NOON)
    note(2)
    note(3)
    operations.seal(NOON + timedelta(minutes=10))
    one, two = Seal.objects.filter(book="entries").order_by("number")
    assert (two.previous, two.count, two.first_id) == (one.digest, 2, one.last_id + 1)
    assert found() == []
    assert queries.unsealed() == {"entries": 0, "readings": 0}
    assert operations.seal(NOON + timedelta(minutes=20)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("UPDATE audit_entry SET label = 'Từ chối' WHERE subject = 'dossier:2'", "đã bị sửa"),
        ("UPDATE audit_entry SET actor = actor || '{\"name\": \"Khác\"}' WHERE subject = 'dossier:2'", "đã bị sửa"),
        ("UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE subject = 'dossier:2'", "đã bị sửa"),
        ("DELETE FROM audit_entry WHERE subject = 'dossier:2'", "khi niêm phong có"),
    ],
)
def test_any_later_change_is_found(change, word):
    for number in range(1, 4):
        note(number)
    operations.seal(NOON)
    tamper(change)
    [sentence] = found()
    assert word in sentence
    with pytest.raises(CommandError, match=r"[Ll]ô 1"):
        call_command("verify_audit", stdout=StringIO())


@pytest.mark.django_db
def test_a_line_slipped_in_later_is_found():
    first, last = note(1), note(2)
    tamper("UPDATE audit_entry SET id = id + 1 WHERE id = %s", last.pk)
    operations.seal(NOON)
    slipped = Entry.objects.get(subject="dossier:1")
    slipped.pk = first.pk + 1
    slipped.save(force_insert=True)
    assert "khi niêm phong có 2" in found()[0]


@pytest.mark.django_db
def test_a_changed_reading_is_found():
    read()
    operations.seal(NOON)
    tamper("UPDATE audit_reading SET purpose = 'khác'", table="audit_reading")
    assert "đã bị sửa" in found()[0]


@pytest.mark.django_db
def test_a_missing_seal_is_found():
    for number in range(1, 4):
        note(number)
        operations.seal(NOON)
    tamper("DELETE FROM audit_seal WHERE number = 2", table="audit_seal")
    assert any("Thiếu lô" in sentence for sentence in found())


@pytest.mark.django_db
def test_a_chain_made_anew_does_not_hold_against_a_head_noted_elsewhere():
    note()
    operations.seal(NOON)
    noted = queries.heads()["entries"].digest
    call_command("verify_audit", "--head", noted, stdout=StringIO())
    tamper("DELETE FROM audit_seal", table="audit_seal")
    tamper("UPDATE audit_entry SET label = 'Từ chối'")
    operations.seal(NOON)
    assert found() == []
    with pytest.raises(CommandError, match="làm lại"):
        call_command("verify_audit", "--head", noted, stdout=StringIO())


@pytest.mark.django_db
def test_a_whole_log_is_said_to_be_whole():
    note()
    operations.seal(NOON)
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert "Nhật ký nguyên vẹn." in said.getvalue()
    assert queries.heads()["entries"].digest in said.getvalue()


@pytest.mark.django_db
def test_big_books_are_sealed_in_several_batches(monkeypatch):
    monkeypatch.setattr(operations, "BATCH", 2)
    for number in range(5):
        note(number)
    assert [batch.count for batch in operations.seal(NOON)] == [2, 2, 1]
    assert found() == []


@pytest.mark.django_db
def test_lines_move_into_a_month_made_late_and_their_seal_holds():
    far = datetime(2041, 3, 1, 9, 0, tzinfo=NOON.tzinfo)
    note(at=far)
    operations.seal(NOON)
    assert "audit_entry_y2041m03" in partitions.make_months(at=far, ahead=0)
    assert found() == []
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Entry.objects.update(label="x")


@pytest.mark.django_db(transaction=True)
def test_sealing_waits_for_a_line_on_its_way():
    operations.seal(NOON)  # whatever other tests left behind
    """A line that took a lower number but commits later never ends up behind a seal."""
    number_taken, may_commit = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            note(1)
            number_taken.set()
            may_commit.wait(10)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    number_taken.wait(10)
    timer = threading.Timer(0.5, may_commit.set)
    timer.start()
    [batch] = operations.seal(NOON)
    writer.join()
    assert batch.count == 1
    assert found() == []


@pytest.mark.django_db(transaction=True)
def test_lines_written_by_many_at_once_are_all_sealed():
    def write():
        for number in range(20):
            note(number)
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        operations.seal(NOON)
    operations.seal(NOON)
    assert found() == []
    assert sum(Seal.objects.filter(book="entries").values_list("count", flat=True)) == 80


@pytest.mark.django_db
def test_pages_ask_the_same_number_of_questions_for_one_row_and_for_many(django_assert_num_queries):
    note()
    with django_assert_num_queries(1):
        [str(line) for line in queries.entries_page().rows]
    note()
    note()
    with django_assert_num_queries(1):
        [str(line) for line in queries.entries_page().rows]


def test_both_books_seal_every_column_that_they_keep():
    for model in (Entry, Reading):
        assert set(model.sealed_fields) == {field.attname for field in model._meta.concrete_fields}
