"""Who sees a document and each of its files, and the alert on a change until a second one confirms."""

import datetime as dt

import pytest
from django.urls import reverse

from congvu.accounts import operations as accounts
from congvu.documents import operations, queries
from congvu.documents.models import SavedSearch
from congvu.documents.operations import papers
from congvu.documents.tests.arriving import pdf
from congvu.documents.tests.drafts import Sending, open_sending
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed
from congvu.people import queries as people
from congvu.printing import operations as printing

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending(settings, tmp_path) -> Sending:
    settings.VAR = tmp_path
    return open_sending()


@pytest.fixture
def document(sending):
    """An issued decision with an annex, restricted to its holders."""
    begun = sending.begun(is_restricted=True)
    officer = sending.office.by("officer")
    operations.attach(document_id=begun.pk, stream=pdf(), name="Lương.pdf", role="annex", **officer)
    return sending.brought("issue", begun)


def sees(sending, document, role) -> bool:
    return operations.can_see(document, by=sending.office.people[role], at=sending.office.now)


def opened(sending, document, role) -> set[str]:
    who = sending.office.people[role]
    return {row.use.name for row in queries.seen_files(document, by=who, at=sending.office.now)}


def test_named_official_sees_a_restricted_document_until_it_is_taken_back(sending, document):
    office = sending.office
    assert not sees(sending, document, "colleague")
    grant = operations.let_see(
        document_id=document.pk, official_id=office.people["colleague"].id, **office.by("leader")
    )
    assert sees(sending, document, "colleague")
    operations.stop_seeing(grant_id=grant.pk, **office.by("leader"))
    assert not sees(sending, document, "colleague")
    with pytest.raises(NotAllowed):
        operations.let_see(document_id=document.pk, official_id=office.people["officer"].id, **office.by("officer"))


def test_unit_that_is_named_sees_it(sending, document):
    office = sending.office
    assert not sees(sending, document, "other_head")
    operations.let_see(document_id=document.pk, unit_id=office.units["VP"].pk, **office.by("leader"))
    assert sees(sending, document, "other_head")


def test_limited_file_is_open_to_holders_and_to_whom_it_was_given(sending, document):
    office = sending.office
    operations.let_see(document_id=document.pk, official_id=office.people["colleague"].id, **office.by("leader"))
    annex = document.files.get(role="annex", replaced_at=None)
    assert "Lương.pdf" in opened(sending, document, "colleague")
    operations.limit_file(file_id=annex.pk, is_limited=True, **office.by("leader"))
    assert "Lương.pdf" not in opened(sending, document, "colleague")
    assert "Lương.pdf" in opened(sending, document, "officer"), "who drew it up"
    with pytest.raises(operations.DocumentUnknown):
        operations.open_file(public_id=document.public_id, use_id=annex.use_id, **office.by("colleague"))
    wanted = operations.CopyIn(kind=30, target="paper", power_id=sending.power.pk)
    with pytest.raises(operations.CopyRefused, match="không được xem"):
        operations.request_copy(document_id=document.pk, wanted=wanted, **office.by("colleague"))
    operations.let_see(
        document_id=document.pk, official_id=office.people["colleague"].id, file_id=annex.pk, **office.by("leader")
    )
    assert "Lương.pdf" in opened(sending, document, "colleague")


def test_change_alerts_another_manager_until_confirmed(sending, document, client):
    office = sending.office
    operations.limit_document(document_id=document.pk, is_limited=False, **office.by("clerk"))

    def waiting(role):
        who = office.people[role].id
        held = people.grants(official_id=who, at=office.now)
        return queries.changes_to_confirm(grants=held, official_id=who)

    (change,) = waiting("leader")
    assert waiting("clerk") == [], "not by who made it"
    with pytest.raises(NotAllowed):
        operations.confirm_access(change_id=change.pk, **office.by("clerk"))
    leader = accounts.open_account(
        official_id=office.people["leader"].id, username="gd", password="mua-xuan-tren-song-cam", by=SYSTEM,
        at=office.now,
    )  # fmt: skip
    client.force_login(leader)
    address = reverse("desk:document_access", args=[document.public_id])
    assert "chưa ai xác nhận" in client.get(reverse("desk:document", args=[document.public_id])).content.decode()
    assert address in client.get(reverse("desk:todo")).content.decode()
    client.post(address, {"viec": "xac-nhan", "cua": change.pk})
    assert waiting("leader") == []
    assert "chưa ai xác nhận" not in client.get(reverse("desk:document", args=[document.public_id])).content.decode()
    assert client.post(address, {"viec": "cho-xem", "ai": f"p{office.people['colleague'].id}"}).status_code == 302
    assert "Trần Văn Cùng" in client.get(address).content.decode()


def test_marked_document_is_read_with_the_readers_name_over_it_and_never_changed(sending, client):
    office = sending.office
    document = sending.brought("issue", circulation="internal")
    kept = papers.read_main(document)
    for role in ("officer", "clerk"):
        accounts.open_account(
            official_id=office.people[role].id, username=role, password="mua-xuan-tren-song-cam", by=SYSTEM,
            at=office.now,
        )  # fmt: skip
    client.login(username="officer", password="mua-xuan-tren-song-cam")
    address = reverse("desk:document_paper", args=[document.public_id])
    shown = client.get(address).content
    said = " ".join(printing.words_of(shown).split())
    assert "Phạm Thị Chuyên" in said
    assert f"{dt.date.today():%d/%m/%Y} · Lưu hành nội bộ" in said
    file = document.files.get(role="main", replaced_at=None)
    by_file = client.get(reverse("desk:document_file", args=[document.public_id, file.use_id])).content
    assert "Phạm Thị Chuyên" in printing.words_of(by_file)
    assert client.get(f"{address}?goc=1").status_code == 403
    client.login(username="clerk", password="mua-xuan-tren-song-cam")
    assert client.get(f"{address}?goc=1").content == kept
    assert papers.read_main(document) == kept


def test_search_keeps_its_conditions_and_finds_by_the_name_of_a_file(sending, document, client):
    officer = accounts.open_account(
        official_id=sending.office.people["officer"].id, username="cv", password="mua-xuan-tren-song-cam", by=SYSTEM,
        at=sending.office.now,
    )  # fmt: skip
    client.force_login(officer)
    address, keep = reverse("desk:document_search"), reverse("desk:document_search_keep")
    assert "Tổ công tác" in client.get(address, {"q": "luong.pdf"}).content.decode()
    assert "Tổ công tác" not in client.get(address, {"ho_so": "01.TCCB"}).content.decode()
    told = client.post(keep, {"ten": "Của tôi", "dieu_kien": "q=to+cong+tac&so=1"}, follow=True).content.decode()
    assert "Đã lưu điều kiện tìm" in told
    assert "?q=to+cong+tac&amp;so=1" in told
    row = SavedSearch.objects.get()
    client.post(keep, {"ten": "", "dieu_kien": "q=a"})
    assert SavedSearch.objects.get() == row
    client.post(keep, {"bo": row.pk})
    assert not SavedSearch.objects.exists()
