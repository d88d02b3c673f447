"""Channels as the citizen wants them: proved, chosen, quiet at night, one after the other, each message once."""

import threading
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.registry import Registry
from congvu.notices import hooks, operations, queries
from congvu.notices.hooks import NotSent
from congvu.notices.models import Delivery, Notice, Proof, Reach
from congvu.notices.operations import proving
from congvu.people import operations as people

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZONE)
NIGHT = datetime(2026, 11, 20, 23, 0, tzinfo=ZONE)
NUMBER = "84912000001"


class Phone:
    """A channel that keeps what it is given, or refuses as told."""

    is_on = True

    def __init__(self, kind):
        self.kind, self.sent, self.mood = kind, [], None

    def send(self, message):
        if self.mood:
            raise self.mood
        self.sent.append(message)
        return f"n{len(self.sent)}"


@pytest.fixture
def phones(monkeypatch):
    monkeypatch.setattr(hooks, "channels", Registry("channels"))
    return {kind: hooks.channels.register(kind, Phone(kind)) for kind in ("sms", "chat")}


@pytest.fixture
def mai(db):
    return take_mai()


def take_mai():
    given = {"kind": "person", "identifier_kind": "passport", "identifier": "B1234567", "name": "Nguyễn Thị Mai"}
    return people.take_party(**given, email="mai@example.vn", by=SYSTEM, at=NOON)


def as_self(party):
    return Actor(kind=ActorKind.CITIZEN, id=party.pk, name=party.name)


def prove(party, contact="phone", address="0912 000 001", at=NOON):
    proof = operations.ask_code(party_id=party.pk, contact=contact, address=address, by=as_self(party), at=at)
    code = proving.code_of(proof)
    return operations.confirm_code(party_id=party.pk, contact=contact, code=code, by=as_self(party), at=at)


def want(party, **ways):
    given = {"by_email": False, "by_sms": False, "by_chat": False} | ways
    return operations.choose(party_id=party.pk, **given, by=as_self(party), at=NOON)


def tell(party, template="dossier_accepted", key="k", at=NOON):
    data = {"code": "H24.166-261120-0001", "title": "Đăng ký khai sinh", "name": party.name, "agency": "UBND phường"}
    data["due_at"] = datetime(2026, 11, 23, 15, 0, tzinfo=ZONE)
    operations.notify(template=template, party_id=party.pk, subject="dossier:1", data=data, key=key, at=at)


def send_all(at=NOON):
    return [operations.send(delivery_id=row.pk, at=at) for row in Delivery.objects.filter(state="waiting")]


def test_a_telephone_counts_after_its_owner_has_proved_it(mai, phones):
    operations.ask_code(party_id=mai.pk, contact="phone", address="0912 000 001", by=as_self(mai), at=NOON)
    tell(mai, key="before")
    prove(mai)
    tell(mai, key="after")
    assert [row.channel for row in Delivery.objects.order_by("id")] == ["email", "email", "sms"]


def test_the_code_goes_to_the_telephone_and_stands_in_no_inbox(mai, phones):
    proof = operations.ask_code(party_id=mai.pk, contact="phone", address="0912 000 001", by=as_self(mai), at=NIGHT)
    assert operations.send_code(proof_id=proof.pk, at=NIGHT)
    assert operations.send_code(proof_id=proof.pk, at=NIGHT)
    [message] = phones["sms"].sent
    code = proving.code_of(proof)
    assert (message.phone, message.secret, code in message.text) == (NUMBER, code, True)
    assert not Notice.objects.exists()
    assert code not in str(Proof.objects.values().get())


def test_the_code_goes_by_letter_to_a_new_address(mai, phones):
    proof = operations.ask_code(party_id=mai.pk, contact="email", address="moi@example.vn", by=as_self(mai), at=NOON)
    operations.send_code(proof_id=proof.pk, at=NOON)
    assert (mail.outbox[0].to, proving.code_of(proof) in mail.outbox[0].body) == (["moi@example.vn"], True)


def test_a_proved_address_goes_before_the_one_of_the_dossier(mai, phones):
    prove(mai, "email", "moi@example.vn")
    tell(mai)
    assert Delivery.objects.get().address == "moi@example.vn"


def test_a_code_is_good_once_for_ten_minutes_and_five_guesses(mai, phones):
    by, late = as_self(mai), NOON + timedelta(minutes=11)

    def confirm(code, at=NOON):
        return operations.confirm_code(party_id=mai.pk, contact="phone", code=code, by=by, at=at)

    proof = operations.ask_code(party_id=mai.pk, contact="phone", address="0912000001", by=by, at=NOON)
    code = proving.code_of(proof)
    with pytest.raises(operations.CodeWrong):
        confirm(code, late)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _guess in range(5):
        with pytest.raises(operations.CodeWrong):
            confirm(wrong)
    with pytest.raises(operations.CodeWrong):
        confirm(code)
    second = proving.code_of(
        operations.ask_code(party_id=mai.pk, contact="phone", address="0912000001", by=by, at=NOON)
    )
    assert confirm(f" {second[:3]} {second[3:]} ").phone == NUMBER
    with pytest.raises(operations.CodeWrong):
        confirm(second)


def test_codes_are_not_asked_for_without_end(mai, phones):
    for _time in range(5):
        operations.ask_code(party_id=mai.pk, contact="phone", address="0912000001", by=as_self(mai), at=NOON)
    with pytest.raises(operations.TooManyCodes):
        operations.ask_code(party_id=mai.pk, contact="phone", address="0912000002", by=as_self(mai), at=NOON)
    again = NOON + timedelta(minutes=61)
    assert operations.ask_code(party_id=mai.pk, contact="phone", address="0912000001", by=as_self(mai), at=again)


def test_nobody_chooses_for_another(mai, phones):
    other = Actor(kind=ActorKind.CITIZEN, id=mai.pk + 1, name="Khác")
    for deed, more in (
        (operations.ask_code, {"contact": "phone", "address": "0912000001"}),
        (operations.confirm_code, {"contact": "phone", "code": "1"}),
        (operations.forget_contact, {"contact": "phone"}),
        (operations.choose, {"by_email": False, "by_sms": False, "by_chat": False}),
    ):
        with pytest.raises(NotAllowed):
            deed(party_id=mai.pk, **more, by=other, at=NOON)


def test_a_channel_without_a_proved_address_cannot_be_chosen(mai, phones):
    with pytest.raises(operations.NotProved):
        want(mai, by_sms=True)
    prove(mai)
    assert want(mai, by_sms=True).by_sms
    assert not operations.forget_contact(party_id=mai.pk, contact="phone", by=as_self(mai), at=NOON).by_sms
    assert Reach.objects.get().phone == ""


def test_who_wants_nothing_has_the_inbox_still(mai, phones):
    prove(mai)
    want(mai)
    tell(mai)
    assert not Delivery.objects.exists()
    assert queries.unread(party_id=mai.pk) == 1


def test_a_text_message_says_code_and_state_and_nothing_of_the_person(mai, phones):
    prove(mai)
    want(mai, by_sms=True)
    tell(mai)
    assert send_all() == [True]
    [message] = phones["sms"].sent
    assert message.text == "Hồ sơ H24.166-261120-0001 đã được tiếp nhận, hẹn trả kết quả 15:00 23/11/2026."
    assert "Mai" not in f"{message}"
    assert "khai sinh" not in f"{message}"
    assert Delivery.objects.get().outside_id == "n1"


def test_chat_goes_first_and_a_text_message_follows_where_it_cannot(mai, phones):
    prove(mai)
    want(mai, by_sms=True, by_chat=True)
    tell(mai)
    phones["chat"].mood = NotSent("Số này không có tài khoản Zalo.", final=True)
    send_all()
    failed, second = Delivery.objects.order_by("id")
    assert (failed.state, second.channel, second.instead_of) == ("failed", "sms", failed.pk)
    send_all()
    assert [message.key for message in phones["sms"].sent] == [f"congvu-{second.pk}"]
    assert Delivery.objects.get(pk=second.pk).state == "sent"


def test_where_chat_works_there_is_one_message(mai, phones):
    prove(mai)
    want(mai, by_sms=True, by_chat=True)
    tell(mai)
    send_all()
    assert (len(phones["chat"].sent), len(phones["sms"].sent)) == (1, 0)
    assert (phones["chat"].sent[0].code, phones["chat"].sent[0].state) == ("H24.166-261120-0001", "Đã tiếp nhận")


def test_a_channel_that_was_switched_off_meanwhile_is_seen_by_staff(mai, phones):
    prove(mai)
    tell(mai)
    phones["sms"].is_on = False
    send_all()
    assert [row.state for row in queries.deliveries_page(state="failed").rows] == ["failed"]


def test_at_night_messages_wait_and_none_is_lost(mai, phones):
    prove(mai)
    tell(mai, at=NIGHT)
    tell(mai, key="k2", at=NIGHT)
    assert send_all(NIGHT) == [True] * 4
    assert [letter.to for letter in mail.outbox] == [["mai@example.vn"]] * 2
    assert phones["sms"].sent == []
    morning = datetime(2026, 11, 21, 7, 0, tzinfo=ZONE)
    waiting = Delivery.objects.filter(state="waiting")
    assert {row.not_before for row in waiting} == {morning}
    assert ProcrastinateJob.objects.filter(task_name="notices.send", scheduled_at=morning).count() == 2
    send_all(morning)
    assert len(phones["sms"].sent) == 2


def test_quiet_hours_are_the_provinces_to_change(mai, phones):
    prove(mai)
    operations.change_quiet_hours(channel="sms", starts=time(0), ends=time(0), by=SYSTEM, at=NOON)
    tell(mai, at=NIGHT)
    send_all(NIGHT)
    assert len(phones["sms"].sent) == 1
    with pytest.raises(operations.HoursUnfit):
        operations.change_quiet_hours(channel="email", starts=time(0), ends=time(0), by=SYSTEM, at=NOON)
    with pytest.raises(NotAllowed):
        operations.change_quiet_hours(channel="sms", starts=time(0), ends=time(0), by=as_self(mai), at=NOON)


def test_a_message_whose_job_was_lost_is_found_again(mai, phones):
    tell(mai)
    connection.cursor().execute("DELETE FROM procrastinate_jobs")
    assert operations.requeue(at=NOON + timedelta(minutes=5)) == 0
    assert operations.requeue(at=NOON + timedelta(minutes=20)) == 1
    assert operations.requeue(at=NOON + timedelta(minutes=30)) == 1
    assert ProcrastinateJob.objects.filter(task_name="notices.send").count() == 1


def test_a_worker_that_died_is_followed_by_another(mai, phones):
    tell(mai)
    Delivery.objects.update(claimed_until=NOON + timedelta(minutes=5))
    assert send_all() == [False], "the job stays, for the one who has it may have died"
    assert mail.outbox == []
    assert send_all(NOON + timedelta(minutes=6)) == [True]
    assert len(mail.outbox) == 1


def test_a_change_of_words_is_kept_in_versions_and_names_nobody_on_telephones(mai):
    operations.load_templates()
    words = {"title_vi": "Mới", "body_vi": "x", "title_en": "New", "body_en": "x", "by_email": True}
    operations.change_template(key="dossier_accepted", **words, by=SYSTEM, at=NOON)
    operations.change_template(key="dossier_accepted", **words, by=SYSTEM, at=NOON)
    newest, shipped = queries.versions(key="dossier_accepted")
    assert (newest.number, newest.words["title_vi"], newest.at) == (2, "Mới", NOON)
    assert (shipped.number, shipped.words["title_vi"]) == (1, "Hồ sơ {{ code }} đã được tiếp nhận")
    with pytest.raises(operations.WordsUnfit, match="name"):
        operations.change_template(key="dossier_accepted", **words, short_vi="{{ name }}", by=SYSTEM, at=NOON)
    with pytest.raises(Refusal):
        operations.change_template(key="dossier_accepted", **words, state_vi="x" * 31, by=SYSTEM, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_message_once(phones):
    mai = take_mai()
    prove(mai)
    want(mai, by_sms=True)
    tell(mai)
    [delivery] = Delivery.objects.all()
    start, ended = threading.Barrier(4), []

    def work():
        try:
            start.wait(10)
            ended.append(operations.send(delivery_id=delivery.pk, at=NOON))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) == 4
    assert True in ended  # the others: True when it had gone out before they looked, else they look again later
    assert len(phones["sms"].sent) == 1
    assert Delivery.objects.get().tries == 1
    assert operations.send(delivery_id=delivery.pk, at=NOON)
    assert len(phones["sms"].sent) == 1


@pytest.mark.django_db(transaction=True)
def test_the_first_right_code_of_two_at_once_is_the_only_one(phones):
    mai = take_mai()
    proof = operations.ask_code(party_id=mai.pk, contact="phone", address="0912000001", by=as_self(mai), at=NOON)
    code, start, told = proving.code_of(proof), threading.Barrier(2), []

    def work():
        try:
            start.wait(10)
            operations.confirm_code(party_id=mai.pk, contact="phone", code=code, by=as_self(mai), at=NOON)
            told.append("taken")
        except operations.CodeWrong:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["refused", "taken"]
