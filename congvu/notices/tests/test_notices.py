import threading
from datetime import date, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.utils import translation
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.audit import queries as audit
from congvu.kit.actors import SYSTEM
from congvu.notices import operations, queries, shipped, tasks, wording
from congvu.notices.models import Delivery, Notice, Template
from congvu.people import operations as people
from congvu.people.models import Official, Party

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def mai(db):
    return people.take_party(
        kind="person",
        identifier_kind="passport",
        identifier="B1234567",
        name="Nguyễn Thị Mai",
        email="mai@example.vn",
        by=SYSTEM,
        at=NOON,
    )


def tell(party, template="dossier_accepted", **more):
    data = {
        "code": "H24.1-261120-0001",
        "title": "Đăng ký khai sinh",
        "name": party.name,
        "agency": "UBND phường Ngô Quyền",
    }
    data |= {"due_at": datetime(2026, 11, 23, 15, 0, tzinfo=NOON.tzinfo), "path": "/ho-so-cua-toi/x/"}
    given = {"party_id": party.pk, "subject": "dossier:1", "key": "dossier:1:accepted", "at": NOON}
    operations.notify(template=template, data=data | more.pop("data", {}), **{**given, **more})


def only_delivery():
    return Delivery.objects.get()


def test_a_notice_stands_in_the_inbox_in_both_languages(mai):
    tell(mai)
    [notice] = queries.inbox(party_id=mai.pk)
    assert notice.title == "Hồ sơ H24.1-261120-0001 đã được tiếp nhận"
    assert "Hẹn trả kết quả: 15:00 23/11/2026." in notice.body
    with translation.override("en"):
        assert notice.title == "Dossier H24.1-261120-0001 has been accepted"
    assert queries.unread(party_id=mai.pk) == 1


def test_a_letter_goes_out_after_the_commit_and_only_once(mai, settings):
    settings.PUBLIC_URL = "https://dichvucong.example.vn"
    tell(mai)
    assert mail.outbox == []
    assert ProcrastinateJob.objects.filter(task_name="notices.send").count() == 1
    for _again in range(2):
        assert operations.send(delivery_id=only_delivery().pk, at=NOON)
    [letter] = mail.outbox
    assert letter.to == ["mai@example.vn"]
    assert letter.body.endswith("https://dichvucong.example.vn/ho-so-cua-toi/x/")
    assert only_delivery().state == "sent"


def test_the_same_key_gives_notice_once(mai):
    tell(mai)
    tell(mai)
    assert Notice.objects.count() == Delivery.objects.count() == 1


def test_a_change_undone_gives_no_notice(mai):
    with transaction.atomic():
        tell(mai)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="notices.send").exists()
    tell(mai)
    assert Notice.objects.count() == 1


def test_the_address_of_the_dossier_goes_before_the_one_known(mai):
    tell(mai, email="khac@example.vn")
    assert only_delivery().address == "khac@example.vn"


def test_without_an_address_the_inbox_alone_has_it(mai):
    Party.objects.update(email="")
    tell(mai)
    assert len(queries.inbox(party_id=mai.pk)) == 1
    assert not Delivery.objects.exists()


def test_an_official_has_an_inbox_too(db):
    lan = Official.objects.create(
        staff_code="1", full_name="Trần Thị Lan", email="lan@example.vn", folded="", sort_key=""
    )
    operations.notify(
        template="message_received", official_id=lan.pk, subject="dossier:1", data={"code": "1"}, key="k", at=NOON
    )
    assert len(queries.inbox(official_id=lan.pk)) == 1
    assert only_delivery().address == "lan@example.vn"


class Moody(EmailBackend):
    """A server that refuses as told."""

    mood: Exception | None = None

    def send_messages(self, messages):
        if Moody.mood:
            raise Moody.mood
        return super().send_messages(messages)


@pytest.fixture
def moody(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Moody"
    Moody.mood = SMTPServerDisconnected("gone")
    yield Moody
    Moody.mood = None


def test_a_letter_is_tried_again_when_the_server_is_away(mai, moody):
    tell(mai)
    assert not operations.send(delivery_id=only_delivery().pk, at=NOON)
    waiting = only_delivery()
    assert (waiting.state, waiting.tries, "gone" in waiting.last_error) == ("waiting", 1, True)
    moody.mood = None
    assert operations.send(delivery_id=waiting.pk, at=NOON)
    assert (only_delivery().state, only_delivery().last_error, len(mail.outbox)) == ("sent", "", 1)


def test_patience_ends_and_the_failure_is_visible(mai, moody):
    tell(mai)
    tries = [operations.send(delivery_id=only_delivery().pk, at=NOON) for _ in range(operations.MOST_TRIES)]
    assert tries == [False] * 7 + [True]
    assert queries.health() == queries.Health(waiting=0, failed=1)
    assert [each.state for each in queries.unsent_page().rows] == ["failed"]


def test_patience_lasts_six_hours():
    retry = tasks.send.retry_strategy
    assert retry.max_attempts is None
    assert sum(retry.exponential_wait**n for n in range(1, operations.MOST_TRIES)) // 60 == 364


class Dying(EmailBackend):
    """A server that has taken the letter when the worker is killed."""

    kills = 1

    def send_messages(self, messages):
        sent = super().send_messages(messages)
        if Dying.kills:
            Dying.kills -= 1
            raise SystemExit
        return sent


def test_a_letter_whose_worker_was_killed_goes_out_at_worst_twice_under_one_number(mai, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Dying"
    tell(mai)
    letter = only_delivery().pk
    with pytest.raises(SystemExit):
        operations.send(delivery_id=letter, at=NOON)
    assert not operations.send(delivery_id=letter, at=NOON + timedelta(minutes=4)), "the dead one has it still"
    assert operations.send(delivery_id=letter, at=NOON + timedelta(minutes=6))
    assert operations.send(delivery_id=letter, at=NOON + timedelta(minutes=12))
    assert [one.extra_headers["Message-ID"] for one in mail.outbox] == [f"<notice-{letter}@congvu>"] * 2


def test_an_address_that_does_not_exist_fails_at_once(mai, moody):
    moody.mood = SMTPRecipientsRefused({"mai@example.vn": (550, b"no such user")})
    tell(mai)
    assert operations.send(delivery_id=only_delivery().pk, at=NOON)
    assert only_delivery().state == "failed"


def test_a_failed_letter_is_sent_again_by_the_will_of_an_official(mai, moody):
    moody.mood = SMTPRecipientsRefused({"mai@example.vn": (550, b"no such user")})
    tell(mai)
    delivery = only_delivery()
    operations.send(delivery_id=delivery.pk, at=NOON)
    moody.mood = None
    operations.send_again(delivery_id=delivery.pk, by=SYSTEM, at=NOON)
    operations.send(delivery_id=delivery.pk, at=NOON)
    assert only_delivery().state == "sent"
    assert "notices.send_again" in [line.action for line in audit.entries(subject="dossier:1")]
    with pytest.raises(operations.AlreadySent):
        operations.send_again(delivery_id=delivery.pk, by=SYSTEM, at=NOON)


def test_words_from_outside_cannot_add_headers_nor_places(mai):
    tell(mai, "message_received", data={"code": "1\nBcc: x@example.vn", "text": "{{ name }} {% debug %}"})
    operations.send(delivery_id=only_delivery().pk, at=NOON)
    [letter] = mail.outbox
    assert letter.subject == "Tin nhắn mới về hồ sơ 1 Bcc: x@example.vn"
    assert letter.recipients() == ["mai@example.vn"]
    assert "{{ name }} {% debug %}" in letter.body


def test_opening_a_notice_marks_it_for_its_owner_only(mai):
    tell(mai)
    [notice] = queries.inbox(party_id=mai.pk)
    assert not operations.mark_read(notice_id=notice.pk, party_id=mai.pk + 1, at=NOON)
    assert operations.mark_read(notice_id=notice.pk, party_id=mai.pk, at=NOON)
    assert not operations.mark_read(notice_id=notice.pk, party_id=mai.pk, at=NOON)
    assert queries.unread(party_id=mai.pk) == 0


def test_pages_of_the_inbox(mai, django_assert_num_queries):
    for number in range(5):
        tell(mai, key=f"k{number}", at=NOON + timedelta(minutes=number))
    first = queries.inbox_page(party_id=mai.pk, size=3)
    rest = queries.inbox_page(party_id=mai.pk, size=3, after=first.next)
    assert [row.key for row in first.rows + rest.rows] == ["k4", "k3", "k2", "k1", "k0"]
    assert len(queries.notices_about("dossier:1")) == 5


def test_changed_words_hold_from_now_on_and_survive_loading(mai):
    operations.load_templates()
    words = {"title_vi": "Mới {{ code }}", "body_vi": "x", "title_en": "New", "body_en": "x", "by_email": False}
    operations.change_template(key="dossier_accepted", **words, by=SYSTEM, at=NOON)
    operations.load_templates()
    tell(mai)
    assert queries.inbox(party_id=mai.pk)[0].title_vi == "Mới H24.1-261120-0001"
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("wrong", ["{{ Tên hồ sơ }}", "{% load x %}", "{{ a.b }}", "{{ code|upper }}"])
def test_words_with_something_that_is_no_place_are_refused(db, wrong):
    words = {"title_vi": "x", "body_vi": wrong, "title_en": "x", "body_en": "x", "by_email": True}
    with pytest.raises(operations.WordsUnfit):
        operations.change_template(key="dossier_accepted", **words, by=SYSTEM, at=NOON)


def test_unknown_words_are_a_mistake_of_the_program(mai):
    with pytest.raises(shipped.TemplateMissing, match="dossier_accepted"):
        tell(mai, "no_such_words")


def test_every_shipped_template_is_whole(db):
    operations.load_templates()
    for words in Template.objects.all():
        for text in (words.title_vi, words.body_vi, words.title_en, words.body_en):
            assert text.strip()
            assert wording.problems(text) == []
        assert {*wording._PLACE.findall(words.body_vi)} == {*wording._PLACE.findall(words.body_en)}


def test_values_are_written_for_people():
    words = "{{ amount|dong }} / {{ day }} / {{ at }} / {{ none }}."
    data = {"amount": 8000, "day": date(2026, 2, 3), "at": NOON, "none": None}
    assert wording.filled(words, data) == "8.000 đồng / 03/02/2026 / 12:00 20/11/2026 / ."


def test_in_the_demo_letters_wait_in_the_mailbox(mai, settings):
    settings.EMAIL_BACKEND = "congvu.notices.mailbox.MailboxBackend"
    tell(mai)
    operations.send(delivery_id=only_delivery().pk, at=NOON)
    [letter] = queries.mailbox()
    assert (letter.recipients, letter.title) == (["mai@example.vn"], "Hồ sơ H24.1-261120-0001 đã được tiếp nhận")
    assert "15:00 23/11/2026" in letter.text


@pytest.mark.django_db(transaction=True)
def test_two_at_once_give_notice_once():
    start = threading.Barrier(3)
    problems = []

    def run():
        try:
            start.wait(10)
            operations.notify(
                template="result_ready", email="x@example.vn", subject="s:1", data={}, key="once", at=NOON
            )
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert Notice.objects.count() == Delivery.objects.count() == 1


@pytest.fixture
def leave_no_connection(transactional_db):
    """The worker runs jobs in threads of its own, whose connections outlive it: those, and no other, are ended."""

    def others():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
            return {pid for (pid,) in cursor.fetchall()}

    before = others()
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS pid", [list(others() - before)])


def test_a_real_worker_sends_the_letter(leave_no_connection):
    operations.notify(
        template="result_ready", email="x@example.vn", subject="s:1", data={"code": "7"}, key="w", at=NOON
    )
    with jobs.replace_connector(jobs.connector.get_worker_connector()):
        jobs.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="always")
    assert [letter.subject for letter in mail.outbox] == ["Hồ sơ 7 đã có kết quả"]
    assert only_delivery().state == "sent"
