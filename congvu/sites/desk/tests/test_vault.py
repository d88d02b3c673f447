"""The desk's side of the vault: offered at the counter, looked up, revoked and replaced."""

import pytest
from django.urls import reverse
from django.utils import timezone

from congvu.audit import queries as audit
from congvu.dossiers.models import Dossier
from congvu.kit.actors import SYSTEM
from congvu.notices import queries as notices
from congvu.vault import operations as vault
from congvu.vault.models import Paper


@pytest.fixture
def paper(commune):
    return keep(commune)


def keep(commune, origin="test:1", **more) -> Paper:
    words = {"kind": "power_of_attorney", "name": "Văn bản ủy quyền", "number": "12/UQ", **more}
    return vault.keep(
        owner_id=commune.mother.pk, agency_id=commune.agency.pk, origin=origin, by=SYSTEM, at=timezone.now(), **words
    )


def _post(commune, **more):
    person = {"nguoi.identifier": commune.mother.identifier, "nguoi.name": commune.mother.name}
    return {**person, "khoa": "k1", **more}


def test_the_counter_is_shown_what_the_vault_has_and_looking_is_logged(commune, paper, sit):
    client = sit(commune, "reception")
    address = reverse("desk:entry_fill", args=["1.001193"])
    answer = client.post(address, _post(commune, tra_kho="1"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'<option value="{paper.public_id}"' in page
    assert "{&#x27;vi&#x27;" not in page, "names of papers are words, not data"
    reading = audit.readings(party_id=commune.mother.pk)[0]
    assert (reading.fields, reading.purpose) == ("vault", "counter")


def test_a_card_scanned_into_the_box_for_the_number_is_read(commune, sit):
    """The scanner types where the cursor stands, and ends with Enter: the button that reads the card."""
    card = "031192001234|031234567|Nguyễn Thị Hoa|14051992|Nữ|Số 5 đường Thí Dụ|01102021"
    address = reverse("desk:entry_fill", args=["1.001193"])
    page = sit(commune, "reception").post(address, {"nguoi.identifier": card, "doc_the": "1"}).content.decode()
    assert 'data-card-part="identifier" inputmode="numeric" value="031192001234"' in page
    assert 'data-card-part="name" value="Nguyễn Thị Hoa"' in page


@pytest.mark.parametrize("wrong", [{"nguoi.name": "Trần Thị Khác"}, {"nguoi.identifier": "031190009999"}])
def test_the_vault_does_not_open_to_a_number_without_its_name(commune, paper, sit, wrong):
    client = sit(commune, "reception")
    answer = client.post(reverse("desk:entry_fill", args=["1.001193"]), _post(commune, tra_kho="1", **wrong))
    assert answer.status_code == 422
    assert str(paper.public_id) not in answer.content.decode()
    assert not audit.readings(party_id=commune.mother.pk)


def test_a_search_finds_by_number_and_owner_without_accents(commune, paper, sit):
    client = sit(commune, "clerk")
    for text in ("12/UQ", "nguyen thi hong anh", commune.mother.identifier):
        assert paper.number in client.get(reverse("desk:vault"), {"q": text}).content.decode()
    assert paper.number not in client.get(reverse("desk:vault"), {"q": "khong co ai"}).content.decode()


def test_the_list_asks_as_often_for_three_papers_as_for_one(commune, paper, sit, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sit(commune, "clerk")
    client.get(reverse("desk:vault"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("desk:vault"))
    for n in (2, 3):
        keep(commune, origin=f"test:{n}")
    with django_assert_num_queries(len(one)):
        client.get(reverse("desk:vault"))


def test_the_clerk_revokes_with_a_reason_and_the_owner_is_told(commune, paper, sit):
    client = sit(commune, "clerk")
    address = reverse("desk:vault_end", args=[paper.public_id])
    answer = client.post(address, {"viec": "thu", "ly_do": " "})
    assert answer.status_code == 422
    assert "Ghi lý do" in answer.content.decode()
    assert client.post(address, {"viec": "thu", "ly_do": "Quyết định 5/QĐ-UBND"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.state, paper.end_reason) == ("revoked", "Quyết định 5/QĐ-UBND")
    assert any("thu hồi" in notice.title_vi for notice in notices.inbox(party_id=commune.mother.pk))
    assert client.post(address, {"viec": "thu", "ly_do": "Lần nữa"}).status_code == 422


def test_a_paper_is_replaced_by_another_of_its_kind_only(commune, paper, sit):
    new, odd = keep(commune, origin="test:2"), keep(commune, origin="test:3", kind="other")
    client = sit(commune, "leader")
    address = reverse("desk:vault_end", args=[paper.public_id])
    for other in (odd.public_id, paper.public_id, "", "x"):
        assert client.post(address, {"viec": "thay", "thay_bang": other, "ly_do": "Cấp lại"}).status_code == 422
    assert client.post(address, {"viec": "thay", "thay_bang": new.public_id, "ly_do": "Cấp lại"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.state, paper.replaced_by) == ("replaced", new)


def test_reception_may_look_but_not_revoke(commune, paper, sit):
    client = sit(commune, "reception")
    assert "Thu hồi" not in client.get(reverse("desk:vault_paper", args=[paper.public_id])).content.decode()
    address = reverse("desk:vault_end", args=[paper.public_id])
    assert client.post(address, {"viec": "thu", "ly_do": "Thử"}).status_code == 403
    paper.refresh_from_db()
    assert paper.state == "valid"
    assert not Dossier.objects.exists()
