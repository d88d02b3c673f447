"""Connectors, notices, jobs that gave up, the whole check of the seals."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.audit import operations as log
from congvu.audit.models import Entry, Verification
from congvu.kit import selfcheck
from congvu.kit.actors import SYSTEM
from congvu.notices import queries
from congvu.notices.models import Delivery, Notice, Template


@pytest.fixture(autouse=True)
def _clean():
    cache.clear()
    yield
    cache.clear()


def test_every_connector_stands_there_with_its_check_and_what_to_sign(enter, settings):
    client = enter("province_admin")
    page = client.get(reverse("control:connectors")).content.decode()
    for connector in selfcheck.connectors:
        assert str(connector.needs) in page
    settings.SMS_KEY = ""
    client.post(reverse("control:connector_check", args=["sms_esms"]))
    page = client.get(reverse("control:connectors")).content.decode()
    assert "còn thiếu: CONGVU_SMS_KEY" in page
    assert Entry.objects.get(action="connectors.check").data == {"state": "off"}


def test_an_auditor_sees_connectors_and_checks_none(enter):
    client = enter("auditor")
    assert client.get(reverse("control:connectors")).status_code == 200
    assert client.post(reverse("control:connector_check", args=["vneid"])).status_code == 403
    assert client.post(reverse("control:connector_check", args=["khong-co"])).status_code == 404


def failed_job():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) "
            "VALUES ('default', 'notices.send', '{}', 'failed', 3) RETURNING id"
        )
        return cursor.fetchone()[0]


def test_a_job_that_gave_up_is_done_again_once(enter):
    job, client = failed_job(), enter("province_admin")
    address = reverse("control:retry_job", args=[job])
    assert address in client.get(reverse("control:home")).content.decode()
    client.post(address)
    client.post(address)
    assert ProcrastinateJob.objects.get(id=job).status == "todo"
    assert Entry.objects.filter(action="jobs.retry", subject=f"job:{job}").count() == 1


def delivery(state="failed"):
    now = timezone.now()
    words = {"title_vi": "a", "body_vi": "b", "title_en": "a", "body_en": "b"}
    notice = Notice.objects.create(at=now, key="k", template="result_ready", subject="dossier:1", **words)
    return Delivery.objects.create(
        at=now, notice_id=notice.pk, subject="dossier:1", channel="sms", address="84912000001", state=state
    )


def test_messages_are_seen_by_state_with_covered_addresses_and_sent_again(enter):
    row, client = delivery(), enter("province_admin")
    page = client.get(reverse("control:deliveries") + "?trang-thai=failed&kenh=sms").content.decode()
    assert "09** *** 001" in page
    assert "84912000001" not in page
    answer = client.post(reverse("control:send_again", args=[row.pk]), {"tu": "thong-bao"})
    assert answer["Location"] == reverse("control:deliveries")
    assert Delivery.objects.get().state == "waiting"
    assert "09**" not in client.get(reverse("control:deliveries") + "?trang-thai=failed").content.decode()


def test_words_are_changed_into_a_new_version(enter):
    client, address = enter("province_admin"), reverse("control:notice_template", args=["result_ready"])
    assert client.get(address).status_code == 200
    from congvu.notices import operations

    operations.load_templates()
    typed = {name: getattr(Template.objects.get(key="result_ready"), name) for name in ("title_vi", "body_vi")}
    typed |= {"title_en": "Ready", "body_en": "Ready.", "short_vi": "Hồ sơ {{ code }} xong.", "by_email": "1"}
    assert client.post(address, typed).status_code == 302
    assert [one.number for one in queries.versions(key="result_ready")] == [2, 1]
    page = client.get(address).content.decode()
    assert "Phiên bản 2" in page
    assert client.post(address, {**typed, "short_vi": "{{ name }}"}).status_code == 422


def test_quiet_hours_are_changed_and_rubbish_is_said(enter):
    client, address = enter("province_admin"), reverse("control:quiet_hours", args=["sms"])
    client.post(address, {"starts": "22:00", "ends": "06:30"})
    page = client.get(reverse("control:notice_templates")).content.decode()
    assert 'value="22:00"' in page
    answer = client.post(address, {"starts": "x", "ends": "06:30"}, follow=True)
    assert "Ghi giờ dạng 21:00" in answer.content.decode()


def check(verification):
    log.verify(verification_id=verification.pk, clock=timezone.now)


def test_the_whole_chain_is_checked_by_a_job_and_the_page_says_what_it_means(enter):
    log.record(action="test.deed", subject="test:1", by=SYSTEM, at=timezone.now())
    log.seal(timezone.now())
    client, address = enter("auditor"), reverse("control:verify")
    client.post(address)
    assert "Đang kiểm tra: 0 trên 1 lô" in client.get(address).content.decode()
    assert "Đang có một lượt" in client.post(address, follow=True).content.decode()
    [asked] = Verification.objects.all()
    assert ProcrastinateJob.objects.get(task_name="audit.verify").args == {"verification_id": asked.pk}
    check(asked)
    assert "Nguyên vẹn" in client.get(address).content.decode()


def test_a_line_changed_after_sealing_is_found_and_named(enter):
    log.record(action="test.deed", subject="test:1", by=SYSTEM, at=timezone.now())
    log.seal(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE audit_entry SET action = 'x.y' WHERE action = 'test.deed'")
        cursor.execute("SET session_replication_role = origin")
    client = enter("province_admin")
    client.post(reverse("control:verify"))
    check(Verification.objects.get())
    page = client.get(reverse("control:verify")).content.decode()
    assert "Nhật ký đã bị sửa sau khi niêm phong" in page
    assert "Nội dung lô 1 đã bị sửa" in page


def test_words_that_nobody_changed_yet_have_a_page_and_unknown_ones_have_none(enter):
    client = enter("province_admin")
    assert client.get(reverse("control:notice_template", args=["dossier_accepted"])).status_code == 200
    assert client.get(reverse("control:notice_template", args=["made_up"])).status_code == 404
