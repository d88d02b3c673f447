import io
import threading
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from congvu.audit import queries as audit
from congvu.files import operations, queries, tasks
from congvu.files.models import Blob, FileUse
from congvu.files.names import tidy
from congvu.files.refusals import (
    FileBroken,
    FileEmpty,
    FileLocked,
    FileMissing,
    FileTooLarge,
    FileWithMacros,
    WrongKind,
)
from congvu.files.tests import contents
from congvu.kit.actors import Actor, ActorKind

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MAI = Actor(kind=ActorKind.CITIZEN, name="Nguyễn Thị Mai", id=7)
EVERY = ("pdf", "jpeg", "png", "docx", "xlsx")


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def send(content, name="giay chung sinh.pdf", **more):
    given = {"owner": "draft:1", "by": MAI, "at": NOON, "kinds": EVERY}
    return operations.store(stream=io.BytesIO(content), name=name, **{**given, **more})


def kept(shelf):
    return [path for path in shelf.rglob("*") if path.is_file()] if shelf.exists() else []


@pytest.mark.django_db
def test_a_file_is_read_back_as_it_was_sent(shelf):
    content = contents.pdf(pages=3)
    use = send(content, label="Giấy chứng sinh")
    with queries.open_use(queries.use(str(use.pk))) as stream:
        assert stream.read() == content
    assert (use.kind, use.mime, use.size, use.blob.pages) == ("pdf", "application/pdf", len(content), 3)
    [line] = audit.entries(subject="draft:1")
    assert (line.action, line.by, line.data["sha256"]) == ("files.store", MAI, use.blob.sha256)


@pytest.mark.django_db
def test_the_same_content_is_kept_once(shelf):
    one, other = send(contents.pdf()), send(contents.pdf(), name="lần hai.pdf", owner="draft:2")
    assert one.blob == other.blob
    assert len(kept(shelf)) == 1
    assert [use.name for use in queries.uses("draft:2")] == ["lần hai.pdf"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (contents.pdf(), "pdf"),
        (b"\n" * 10 + contents.pdf(), "pdf"),
        (contents.image("PNG"), "png"),
        (contents.image("JPEG"), "jpeg"),
        (contents.docx("Kính gửi"), "docx"),
        (contents.xlsx(), "xlsx"),
    ],
)
def test_the_content_tells_the_kind_and_not_the_name(content, kind):
    use = send(content, name="ảnh thẻ.exe")
    assert use.kind == kind
    assert use.name == f"ảnh thẻ.{'jpg' if kind == 'jpeg' else kind}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "refusal", "word"),
    [
        (b"", FileEmpty, "rỗng"),
        (b"MZ\x90\x00" + b"\0" * 200, WrongKind, "chỉ nhận"),
        (b"GIF89a" + b"\0" * 50, WrongKind, "GIF"),
        (b"<html><script>alert(1)</script></html>", WrongKind, "chỉ nhận"),
        (contents.folder(x="y"), WrongKind, "chỉ nhận"),
        (b"%PDF-1.7\nnot a pdf", FileBroken, "hỏng"),
        (contents.pdf()[:2000], FileBroken, "hỏng"),
        (contents.image("PNG", (200, 200))[:60], FileBroken, "hỏng"),
        (contents.docx("x")[:-30], WrongKind, "chỉ nhận"),
        (contents.docx("<broken"), FileBroken, "hỏng"),
        (contents.locked_pdf(), FileLocked, "mật khẩu"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), FileLocked, "mật khẩu"),
        (contents.docx("x", **{"word/vbaProject.bin": "Sub x"}), FileWithMacros, "macro"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_clear_words_and_not_kept(shelf, content, refusal, word):
    with pytest.raises(refusal, match=word):
        send(content)
    assert kept(shelf) == []
    assert not FileUse.objects.exists()


@pytest.mark.django_db
def test_a_kind_that_is_not_asked_for_is_refused_by_its_name():
    with pytest.raises(WrongKind, match=r"Word.*PDF, ảnh JPEG"):
        send(contents.docx("x"), kinds=("pdf", "jpeg"))


class Endless(io.RawIOBase):
    """Sends for ever; tells how much was taken."""

    taken = 0

    def read(self, size=-1):
        self.taken += size
        return b"x" * size


@pytest.mark.django_db
def test_a_file_over_the_limit_is_cut_off_while_it_comes():
    endless = Endless()
    with pytest.raises(FileTooLarge, match="2 MB"):
        operations.store(stream=endless, name="x.pdf", owner="draft:1", max_bytes=2_000_000, by=MAI, at=NOON)
    assert endless.taken < 3_000_000


@pytest.mark.django_db
def test_a_tiny_picture_of_endless_width_is_refused():
    import struct
    import zlib

    header = struct.pack("!IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack("!I", 13) + chunk + struct.pack("!I", zlib.crc32(chunk))
    with pytest.raises((FileTooLarge, FileBroken)):
        send(bomb)


@pytest.mark.parametrize(
    ("sent", "kept_as"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Mai\\giấy tờ.PDF", "giấy tờ.pdf"),
        ("a\x00b\u202efdp.exe", "abfdp.pdf"),
        ('x<>:"|?*y.pdf', "x y.pdf"),
        ("", "tệp.pdf"),
        ("...", "tệp.pdf"),
        ("\u00d0ơn.docx", "Đơn.pdf"),
        ("Nghị định 61.2018.NĐ-CP", "Nghị định 61.2018.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_names_are_made_harmless(sent, kept_as):
    assert tidy(sent, "pdf") == kept_as


@pytest.mark.django_db
def test_a_use_is_passed_on_and_lives_on_its_own():
    draft = send(contents.pdf(), label="Giấy chứng sinh")
    given = operations.pass_on(use_id=draft.pk, from_owner=draft.owner, owner="dossier:12", by=MAI, at=NOON)
    operations.release(use_id=draft.pk, by=MAI, at=NOON)
    assert queries.uses("draft:1") == []
    assert [use.label for use in queries.uses("dossier:12")] == ["Giấy chứng sinh"]
    assert operations.sweep(before=NOON + timedelta(days=2), at=NOON + timedelta(days=3)) == 0
    with queries.open_use(queries.use(given.pk)) as stream:
        assert stream.read(5) == b"%PDF-"


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["x", "", uuid4(), "../../etc/passwd"])
def test_an_unknown_file_is_missing(asked):
    with pytest.raises(FileMissing):
        queries.use(asked)


@pytest.mark.django_db
def test_a_content_goes_with_its_last_use_and_comes_back_with_the_next(shelf):
    use = send(contents.pdf())
    operations.release(use_id=use.pk, by=MAI, at=NOON)
    assert operations.sweep(before=NOON, at=NOON) == 0
    assert operations.sweep(before=NOON + timedelta(minutes=1), at=NOON + timedelta(days=1)) == 1
    assert kept(shelf) == []
    assert Blob.objects.get().gone_at
    assert operations.sweep(before=NOON + timedelta(days=9), at=NOON + timedelta(days=9)) == 0

    again = send(contents.pdf())
    assert len(kept(shelf)) == 1
    assert queries.use(again.pk).blob.gone_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("why", [{"keep_until": date(2036, 1, 1)}, {"on_hold": True}])
def test_retention_and_legal_hold_keep_a_content(shelf, why):
    use = send(contents.pdf())
    operations.release(use_id=use.pk, by=MAI, at=NOON)
    FileUse.objects.update(**why)
    assert operations.sweep(before=NOON + timedelta(days=9), at=NOON + timedelta(days=9)) == 0
    assert len(kept(shelf)) == 1


@pytest.mark.django_db
def test_a_lost_content_is_missing_and_no_crash():
    use = send(contents.pdf())
    default_storage.delete(use.blob.address)
    with pytest.raises(FileMissing):
        queries.open_use(use)


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_twice_at_once_is_kept_once(shelf):
    start, content, problems = threading.Barrier(4), contents.pdf(), []

    def run():
        try:
            start.wait(10)
            send(content)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    senders = [threading.Thread(target=run) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert problems == []
    assert (Blob.objects.count(), FileUse.objects.count(), len(kept(shelf))) == (1, 4, 1)


@pytest.mark.django_db
def test_what_waited_seven_days_for_a_dossier_is_let_go_and_what_was_filed_stays(shelf):
    old, moment = NOON - timedelta(days=7, minutes=1), int(NOON.timestamp())
    filed = send(contents.pdf(), owner="partner:3", at=old)
    send(contents.pdf(pages=2), owner="partner:3", at=old)
    send(contents.pdf(pages=3), owner="counter:abc", at=old)
    fresh = send(contents.pdf(pages=4), owner="partner:3", at=NOON - timedelta(days=6, hours=23))
    begun = send(contents.pdf(pages=5), owner="draft:1", at=old)
    operations.pass_on(use_id=filed.pk, from_owner="partner:3", owner="dossier:12", by=MAI, at=old)
    tasks.release_waiting(moment)
    tasks.release_waiting(moment)
    assert queries.uses("partner:3") == [fresh]
    assert queries.uses("counter:abc") == []
    assert queries.uses("draft:1") == [begun], "drafts wait until their owner ends them"
    assert len([line for line in audit.entries(subject="partner:3") if line.action == "files.release"]) == 2
    tasks.sweep(moment + 2 * 86_400)
    [kept_on] = queries.uses("dossier:12")
    with queries.open_use(kept_on) as stream:
        assert stream.read() == contents.pdf()
    assert len(kept(shelf)) == 3
