"""A stamp of secrecy is stopped at every way in where words are typed, and nothing of them is kept."""

import pytest

from congvu.audit.models import Entry
from congvu.documents import operations
from congvu.documents.models import Directive, Document, DraftVersion, KeptCopyUse, Remark
from congvu.documents.tests.drafts import open_sending
from congvu.files.queries import StateSecret

pytestmark = pytest.mark.django_db
WORDS = "Kế hoạch diễn tập\nTUYỆT MẬT\nnội dung"


@pytest.fixture
def sending(settings, tmp_path):
    settings.VAR = tmp_path
    return open_sending()


def stopped(way, do):
    before = Entry.objects.filter(action="documents.refuse_secret").count()
    with pytest.raises(StateSecret):
        do()
    lines = Entry.objects.filter(action="documents.refuse_secret")
    assert lines.count() == before + 1
    line = lines.latest("id")
    assert line.subject == f"documents:{way}"
    assert "diễn tập" not in f"{line.label}{line.data}"


def test_words_of_a_draft_and_what_is_said_to_it(sending):
    office = sending.office
    stopped("draft", lambda: sending.begun(subject="MẬT"))
    stopped("draft", lambda: sending.begun(parts={"body": WORDS}))
    stopped("draft", lambda: sending.begun(parts={"annexes": [{"title": "Phụ lục", "body": WORDS}]}))
    assert not Document.objects.exists()
    document = sending.begun()
    stopped(
        "draft",
        lambda: operations.save_version(
            document_id=document.pk, draft=sending.draft(parts={"fields": {"event": "Tối mật\nTỐI MẬT"}}),
            **office.by("officer"),
        ),
    )  # fmt: skip
    stopped("draft", lambda: operations.remark(document_id=document.pk, text=WORDS, **office.by("officer")))
    anchor = operations.Anchor(1, 500, 500)
    stopped(
        "note",
        lambda: operations.annotate(document_id=document.pk, anchor=anchor, text=WORDS, **office.by("officer")),
    )
    stopped("note", lambda: operations.submit(document_id=document.pk, note=WORDS, **office.by("officer")))
    assert (DraftVersion.objects.count(), Remark.objects.count()) == (1, 0)
    sending.brought("submit", document)
    stopped("note", lambda: operations.send_back(document_id=document.pk, reason=WORDS, **office.by("head")))


def test_notes_opinions_and_reasons_on_what_arrived(sending):
    office = sending.office
    document = office.registered()
    note = operations.NoteIn(text=WORDS, lead=operations.Party(unit_id=office.units["KT"].pk))
    stopped("note", lambda: operations.direct(document_id=document.pk, given=note, **office.by("leader")))
    assert not Directive.objects.exists()
    at_work = office.in_progress(code="7/X")
    for do in (
        lambda: operations.complete(document_id=at_work.pk, note=WORDS, **office.by("officer")),
        lambda: operations.hand_back(document_id=at_work.pk, reason=WORDS, **office.by("head")),
        lambda: operations.finish_part(document_id=at_work.pk, note=WORDS, **office.by("other_head")),
    ):
        stopped("note", do)
    issued = sending.brought("issue")
    stopped("note", lambda: operations.recall(document_id=issued.pk, reason="MẬT", **office.by("clerk")))
    stopped(
        "note",
        lambda: operations.lend_kept_copy(
            document_id=issued.pk, user="A", allowed_by="B", note=WORDS, **office.by("clerk")
        ),
    )
    assert not KeptCopyUse.objects.exists()
