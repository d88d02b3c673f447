import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image

from congvu.files import queries as files
from congvu.forms import operations, queries
from congvu.forms.tests.scene import ANSWERS, DEFINITION
from congvu.kit.actors import Actor, ActorKind

pytestmark = pytest.mark.django_db
FORM = queries.load(DEFINITION)
CITIZEN = Actor(kind=ActorKind.CITIZEN, name="Nguyễn Văn Mẫu", id=7)
NOW = datetime(2026, 11, 22, 2, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(name="giay chung sinh.png", side=8):
    sink = io.BytesIO()
    Image.new("RGB", (side, side)).save(sink, "PNG")
    return SimpleUploadedFile(name, sink.getvalue())


def kept(answers, *sent, owner="draft:1", **more):
    uploads = MultiValueDict({"rest.proof": list(sent), "rest.forged": [picture()], "x.0.y": [picture()]})
    facts = {"form": FORM, "page": "rest", "owner": owner, "by": CITIZEN, "at": NOW}
    return operations.keep_uploads(answers=answers, uploads=uploads, **{**facts, **more})


def test_sent_file_is_stored_and_named_in_the_answer():
    answers, errors = kept(ANSWERS, picture())
    assert errors == []
    [file] = answers["rest"]["proof"]
    assert (file["id"], file["size"] > 0) == (str(files.use(file["id"]).pk), True)
    assert files.use(file["id"]).owner == "draft:1"
    assert FORM.clean(answers, context={"today": "2026-11-22"}).all_good
    assert "proof" not in ANSWERS["rest"]


def test_file_of_another_is_thrown_out():
    others, _ = kept(ANSWERS, picture(), owner="draft:2")
    answers, _ = kept(others)
    assert answers["rest"]["proof"] == []
    assert kept(others, earlier_owners=["draft:2"])[0]["rest"]["proof"] == others["rest"]["proof"]
    assert len(files.uses("draft:2")) == 1


def test_dropped_file_is_let_go_of():
    answers, _ = kept(ANSWERS, picture("a.png", 8), picture("b.png", 9))
    [first, second] = answers["rest"]["proof"]
    answers["rest"]["proof"] = [{"id": second["id"]}]
    answers, _ = kept(answers)
    assert answers["rest"]["proof"] == [second]
    assert [str(use.pk) for use in files.uses("draft:1")] == [second["id"]]
    assert first["id"] != second["id"]


def test_what_cannot_be_taken_is_told_and_the_rest_kept():
    answers, errors = kept(
        ANSWERS, picture("a.png"), SimpleUploadedFile("virus.pdf", b"MZ not a pdf"), picture("c.png", 9)
    )
    assert len(answers["rest"]["proof"]) == 2
    [error] = errors
    assert (error.pointer, error.anchor, error.page) == ("rest.proof", "f-rest-proof", "rest")
    assert "virus.pdf" in error.message
    _, errors = kept(answers, picture("d.png", 10))
    assert errors[0].message == "Giữ lại nhiều nhất 2 tệp cho giấy chứng sinh của hộ"
