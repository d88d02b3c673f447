"""Each sentence of ``manage.py doctor`` is said when it is so; none is there that no case here brings out."""

import ast
import datetime as dt
import io
import re
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from congvu.audit import operations as audit
from congvu.audit.models import Seal
from congvu.documents import queries as documents
from congvu.dossiers.tests import scenes
from congvu.files import queries as files
from congvu.kit import jobs, outbox, selfcheck
from congvu.kit.actors import SYSTEM
from congvu.kit.selfcheck import State
from congvu.notices import queries as notices
from congvu.ocr import queries as ocr
from congvu.people.models import RoleHolding
from congvu.signing import operations as signing
from congvu.signing.models import Credential
from congvu.upkeep import examining
from congvu.upkeep.examining import content, copies, database, keys, lines, setting, storage, work

pytestmark = pytest.mark.django_db
HERE = Path(examining.__file__).parent
NOW = timezone.now()


class Answers:
    """A database that says what it is told to say, and the truth where it is told nothing."""

    def __init__(self, patch, **said):
        self.said = said
        real = database._one
        patch.setattr(database, "_one", lambda sql: next((row for key, row in said.items() if key in sql), real(sql)))


def server(**given):
    """What the first question about the server is answered."""
    facts = {"version": 150018, "words": "15.18", "encoding": "UTF8", "size": "9 MB", **given}
    return {"server_version_num": tuple(facts.values())}


def silent_cursor(patch, module, row):
    """Let the questions of a module be answered by one row."""
    cursor = Mock(fetchone=lambda: row, fetchall=lambda: [row])
    link = Mock(cursor=lambda: nullcontext(cursor))
    patch.setattr(module, "connection", link)


def worker(ago):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [NOW - ago])


def backed_up(ago):
    audit.record(action="upkeep.back_up", subject="backup:x", by=SYSTEM, at=NOW - ago)


def certificate(days, **more):
    agency = scenes.open_commune().agency
    signing.make_demo_keys(by=SYSTEM, at=NOW, official_ids=[], agency_ids=[agency.pk])
    Credential.objects.update(valid_to=NOW + dt.timedelta(days=days), **more)


def many_end(patch):
    rows = [SimpleNamespace(official=f"Người {n}", agency=None, valid_to=NOW + dt.timedelta(days=9)) for n in range(12)]
    found = Mock()
    found.filter.return_value.order_by.return_value = rows
    patch.setattr(Credential.objects, "filter", lambda **_: Mock(select_related=lambda *_: found))


def stored(patch):
    return scenes.open_commune().submit()


def connector(state, part=selfcheck.Part.REACH):
    found = selfcheck.Finding(part, state, "câu của nó", "làm thế này")
    return {"x": selfcheck.Connector("x", "Hệ thống X", "", "", lambda: True, list, lambda: [found])}


def no_connector(patch):
    patch.setattr(lines.selfcheck, "connectors", {})


def connect(patch, state):
    patch.setattr(lines.selfcheck, "connectors", connector(state))
    patch.setattr(lines.selfcheck, "run", lambda key, at: selfcheck.Report(at, list(connector(state)["x"].check())))


def unplugged(patch):
    no_connector(patch)
    patch.setattr(lines, "get_connection", lambda **_: Mock(open=Mock(side_effect=OSError("không có đường"))))


def waits(patch, minutes, failing):
    state = SimpleNamespace(waiting=3, failing=failing, oldest_at=NOW - dt.timedelta(minutes=minutes))
    patch.setattr(outbox, "state", lambda: state)


def broken_seal(patch):
    patch.setattr(work.log, "breaches", lambda book: [SimpleNamespace(sentence="Thiếu lô niêm phong số 7.")])


def offered(patch):
    scenes.open_commune()


def only_reception(patch):
    scenes.open_commune()
    RoleHolding.objects.exclude(role="reception").delete()


def disk(patch, free):
    patch.setattr(storage.shutil, "disk_usage", lambda place: SimpleNamespace(free=free))


def forgets(patch):
    patch.setattr(default_storage, "open", lambda name, mode: io.BytesIO(b"another"))


def loses(patch):
    scenes.open_commune().submit()
    for use in files.some_uses(50):
        default_storage.delete(use.blob.address)


GOOD, OFF, WARNING, BROKEN = State.GOOD, State.OFF, State.WARNING, State.BROKEN
CASES = [
    (setting, "Bản trình diễn", WARNING, lambda p: p.setattr(setting.settings, "DEMO", True)),
    (setting, "Mọi phép kiểm tra", GOOD, lambda p: p.setattr(setting.checks, "run_checks", lambda **_: [])),
    (
        setting,
        "Chưa gom tệp tĩnh",
        BROKEN,
        lambda p: p.setattr(setting.staticfiles_storage, "url", Mock(side_effect=ValueError)),
    ),
    (setting, "Không có tệp", BROKEN, lambda p: p.setattr(setting.settings, "LEAKED_PASSWORDS", "/khong/co")),
    (database, "trả lời; cơ sở dữ liệu", GOOD, lambda p: None),
    (database, "quá cũ", BROKEN, lambda p: Answers(p, **server(version=140000))),
    (database, "Bảng mã là", BROKEN, lambda p: Answers(p, **server(encoding="LATIN1"))),
    (database, "kết nối đang dùng", WARNING, lambda p: Answers(p, pg_stat_activity=(95, 100))),
    (database, "có thể mất", BROKEN, lambda p: p.setitem(database.SAFE, "fsync", "off")),
    (database, "đã nằm trên đĩa", GOOD, lambda p: p.setattr(database, "SAFE", {})),
    (
        database,
        "Đồng hồ của máy này lệch",
        BROKEN,
        lambda p: Answers(p, clock_timestamp=(NOW - dt.timedelta(hours=1),)),
    ),
    (database, "Thiếu phần mở rộng", BROKEN, lambda p: p.setattr(database, "EXTENSIONS", {"khong_co"})),
    (
        database,
        "bước cập nhật cơ sở dữ liệu chưa chạy",
        BROKEN,
        lambda p: p.setattr(
            database.MigrationExecutor,
            "migration_plan",
            lambda *_: [(SimpleNamespace(app_label="a", name="0001"), False)],
        ),
    ),
    (database, "Cấu trúc bảng đúng", GOOD, lambda p: None),
    (
        database,
        "Chưa có bảng của tháng sau",
        WARNING,
        lambda p: p.setattr(database.partitions, "monthly_tables", lambda: {"audit_khong": "at"}),
    ),
    (storage, "chỉ còn", BROKEN, lambda p: disk(p, 1_000)),
    (storage, "Đĩa của .* còn", WARNING, lambda p: disk(p, 1_000_000_000)),
    (storage, "Đĩa của .* còn", GOOD, lambda p: disk(p, 50_000_000_000)),
    (storage, "ghi và đọc lại được", GOOD, lambda p: None),
    (storage, "trả lại nội dung khác", BROKEN, forgets),
    (storage, "bị mất hoặc đã đổi", BROKEN, loses),
    (storage, "còn nguyên vẹn", GOOD, stored),
    (copies, "Chưa sao lưu lần nào", WARNING, lambda p: None),
    (copies, "đã cũ", BROKEN, lambda p: backed_up(dt.timedelta(days=3))),
    (copies, "Sao lưu gần nhất lúc", GOOD, lambda p: backed_up(dt.timedelta(hours=3))),
    (copies, "Chưa lưu trữ nhật ký", OFF, lambda p: silent(p, "off", fails=False)),
    (copies, "không lưu trữ được", BROKEN, lambda p: silent(p, "on", fails=True)),
    (copies, "được lưu trữ", GOOD, lambda p: silent(p, "on", fails=False)),
    (work, "không lên tiếng", BROKEN, lambda p: None),
    (work, "im từ", BROKEN, lambda p: worker(dt.timedelta(minutes=9))),
    (work, "đang chạy", GOOD, lambda p: worker(dt.timedelta(seconds=5))),
    (work, "việc nền đã bỏ dở", WARNING, lambda p: p.setattr(jobs, "states", lambda: {"failed": 2})),
    (work, "Chưa cài bộ nhận dạng chữ", WARNING, lambda p: p.setattr(ocr, "missing", lambda: ["ocrmypdf"])),
    (
        work,
        "Bản quét chờ đọc",
        BROKEN,
        lambda p: (
            p.setattr(ocr, "missing", list),
            p.setattr(ocr, "waiting_since", lambda: NOW - dt.timedelta(hours=1)),
        ),
    ),
    (
        work,
        "Bộ đọc bản quét sẵn sàng",
        GOOD,
        lambda p: (p.setattr(ocr, "missing", list), p.setattr(ocr, "waiting_since", lambda: None)),
    ),
    (work, "Hộp thư .* chưa lấy được thư", WARNING, lambda p: mailbox(p, fetched=None)),
    (work, "Hộp thư .* chưa lấy được thư", WARNING, lambda p: mailbox(p, fetched=NOW - dt.timedelta(hours=9))),
    (work, "hộp thư được lấy đều", GOOD, lambda p: mailbox(p, fetched=NOW)),
    (work, "sự việc chờ chuyển", BROKEN, lambda p: waits(p, 30, 0)),
    (work, "sự việc chờ chuyển", WARNING, lambda p: waits(p, 30, 2)),
    (work, "không ứ đọng", GOOD, lambda p: waits(p, 1, 0)),
    (
        work,
        "tin không gửi được",
        WARNING,
        lambda p: p.setattr(notices, "health", lambda: SimpleNamespace(failed=4, waiting=0)),
    ),
    (work.examine_log, "Thiếu lô niêm phong", BROKEN, broken_seal),
    (work.examine_log, "nguyên vẹn từ dấu", GOOD, lambda p: None),
    (
        work.examine_log,
        "dòng nhật ký chờ niêm phong",
        WARNING,
        lambda p: p.setattr(work.log, "unsealed", lambda: {"entries": 200_000}),
    ),
    (content, "Chưa có thủ tục nào", BROKEN, lambda p: None),
    (content, "thủ tục đang áp dụng", GOOD, offered),
    (content, "Chưa ai giữ vai trò Quản trị toàn tỉnh", BROKEN, lambda p: None),
    (content, "Chưa ai giữ vai trò “Văn thư”", BROKEN, only_reception),
    (keys, "đã hết hạn ngày", BROKEN, lambda p: certificate(-1)),
    (keys, "hết hạn ngày", WARNING, lambda p: certificate(10)),
    (keys, "chứng thư nữa", WARNING, many_end),
    (keys, "Không chứng thư nào hết hạn", GOOD, lambda p: None),
    (
        keys,
        "khóa thử nghiệm còn trong danh sách",
        WARNING,
        lambda p: (certificate(300), p.setattr(keys.settings, "DEMO", False)),
    ),
    (lines, "Không nối được máy chủ thư", BROKEN, unplugged),
    (lines, "Máy chủ thư trả lời", GOOD, no_connector),
    (lines, "không được quét mã độc", WARNING, no_connector),
    (
        lines,
        "Bộ quét mã độc trả lời",
        GOOD,
        lambda p: (no_connector(p), p.setattr(files, "scanner_answers", lambda: True)),
    ),
    (lines, "sẽ bị từ chối", BROKEN, lambda p: (no_connector(p), p.setattr(files, "scanner_answers", lambda: False))),
    (lines, "Hệ thống X: câu của nó", GOOD, lambda p: connect(p, GOOD)),
    (lines, "Hệ thống X: câu của nó", OFF, lambda p: connect(p, OFF)),
    (lines, "Hệ thống X: câu của nó", BROKEN, lambda p: connect(p, BROKEN)),
]


def mailbox(patch, *, fetched):
    whose = {"agency_id": 1, "agency_code": "H24.1", "agency_name": "Phường Thí Dụ", "address": "vanthu@vi-du.gov.vn"}
    box = documents.BoxState(**whose, fetched_at=fetched, tried_at=NOW, problem="", waiting=1, aside=2)
    patch.setattr(work.documents, "boxes", lambda: [box])


def silent(patch, mode, *, fails):
    silent_cursor(patch, copies, (mode, 1, NOW, NOW, fails))


@pytest.mark.parametrize(
    ("organ", "words", "state", "bring_about"), CASES, ids=lambda one: str(one) if isinstance(one, State) else ""
)
def test_it_is_said_when_it_is_so(organ, words, state, bring_about, monkeypatch, settings, tmp_path):
    settings.VAR = settings.MEDIA_ROOT = tmp_path
    bring_about(monkeypatch)
    found = list(getattr(organ, "examine", organ)(NOW))
    fitting = [one for one in found if re.search(words, one.sentence) and one.state is state]
    assert fitting, [(one.state, one.sentence) for one in found]
    if state in {WARNING, BROKEN} and "chứng thư" not in fitting[0].sentence.lower() and not fitting[0].hint:
        raise AssertionError(f"what is to be done is not said: {fitting[0].sentence}")


def test_every_sentence_has_its_case():
    said = [words for _organ, words, _state, _bring in CASES]
    sentences = [text for path in HERE.glob("*.py") for text in _sentences(ast.parse(path.read_text()))]
    assert len(sentences) > 40
    assert [text for text in sentences if not any(re.search(words, _filled(text)) for words in said)] == []


def _filled(text):
    return re.sub(r"%\(\w+\)[.\d]*[sdf]", "Văn thư", text)


def _sentences(tree):
    """Yield the texts that become the sentence of a finding: its second argument, and what is called ``words``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
            yield from _texts(node.args[1])
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "words":
            yield from _texts(node.value)


def _texts(node):
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "_":
            yield one.args[0].value


def test_what_breaks_down_while_it_is_looked_at_is_a_finding_and_the_status_says_so(monkeypatch, capsys):
    def breaks(at):
        raise RuntimeError("hỏng rồi")
        yield

    monkeypatch.setattr(examining, "ORGANS", ())
    from congvu.upkeep import queries
    from congvu.upkeep.findings import Organ

    monkeypatch.setattr(queries, "ORGANS", (Organ("x", "Bộ phận X", breaks),))
    with pytest.raises(CommandError, match="1 chỗ hỏng"):
        call_command("doctor", "--quick")
    assert "Không khám được: RuntimeError: hỏng rồi." in capsys.readouterr().out
    monkeypatch.setattr(queries, "ORGANS", ())
    call_command("doctor")
    assert "Không có chỗ hỏng." in capsys.readouterr().out
    assert not Seal.objects.exists()
    assert connection.connection is not None
