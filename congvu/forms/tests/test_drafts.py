import io
from datetime import UTC, datetime, timedelta

import pytest

from congvu.files import operations as files
from congvu.files import queries as kept_files
from congvu.files.tests import contents
from congvu.forms import operations, queries
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import Stale

pytestmark = pytest.mark.django_db
CITIZEN = Actor(kind=ActorKind.CITIZEN, name="Nguyễn Văn Mẫu", id=7)
NOW = datetime(2026, 11, 22, 2, 42, tzinfo=UTC)


def begun(**more):
    facts = {
        "owner": "citizen:7",
        "subject": "procedure_version:1",
        "answers": {"child": {"name": "Hoạ"}},
        "page": "child",
    }
    return operations.save_draft(**{**facts, **more}, by=CITIZEN, at=NOW)


def test_draft_is_found_again_from_another_device():
    first = begun(title="Đăng ký khai sinh")
    later = NOW + timedelta(minutes=5)
    operations.save_draft(
        owner="citizen:7", subject="", answers={"child": {"name": "An"}}, page="rest", draft_id=first.id, version=1,
        by=CITIZEN, at=later,
    )  # fmt: skip
    [found] = queries.drafts("citizen:7")
    assert (found.answers, found.page, found.version, found.updated_at) == ({"child": {"name": "An"}}, "rest", 2, later)
    assert found.title == "Đăng ký khai sinh"


def test_draft_of_another_is_not_there():
    draft = begun()
    assert queries.draft(draft.id, "citizen:7") == draft
    assert queries.draft(draft.id, "citizen:8") is None
    assert queries.draft("not-an-id", "citizen:7") is None
    with pytest.raises(operations.DraftMissing):
        operations.save_draft(owner="citizen:8", subject="", answers={}, draft_id=draft.id, by=CITIZEN, at=NOW)
    with pytest.raises(operations.DraftMissing):
        operations.discard_draft(draft_id=draft.id, owner="citizen:8", by=CITIZEN, at=NOW)


def test_older_page_does_not_write_over_a_newer_one():
    draft = begun()
    operations.save_draft(owner="citizen:7", subject="", answers={}, draft_id=draft.id, version=1, by=CITIZEN, at=NOW)
    with pytest.raises(Stale, match="09:42 ngày 22/11/2026"):
        operations.save_draft(
            owner="citizen:7", subject="", answers={}, draft_id=draft.id, version=1, by=CITIZEN, at=NOW
        )


def test_what_a_database_cannot_hold_is_saved_readably():
    draft = begun(answers={"x": {"name": "a\x00\ud800b", "n": float("nan"), "big": 10**5000}})
    draft.refresh_from_db()
    assert draft.answers == {"x": {"name": "a\ufffd\ufffdb", "n": None, "big": None}}


def test_discarded_draft_is_gone_with_its_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft = begun()
    owners = [f"draft:{draft.id}", f"papers:{draft.id}", "dossier:1", "draft:another"]
    for owner in owners:
        files.store(stream=io.BytesIO(contents.pdf()), name="giay.pdf", owner=owner, by=CITIZEN, at=NOW)
    operations.discard_draft(draft_id=draft.id, owner="citizen:7", by=CITIZEN, at=NOW)
    assert not queries.drafts("citizen:7").exists()
    assert [len(kept_files.uses(owner)) for owner in owners] == [0, 0, 1, 1]
