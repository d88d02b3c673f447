import re

import pytest
from django.urls import reverse
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.accounts import queries
from congvu.accounts.models import Partner, PartnerKey
from congvu.exchange import operations as exchange
from congvu.exchange.models import Delivery, Subscription
from congvu.kit.actors import SYSTEM


@pytest.fixture
def partner(db):
    return accounts.open_partner(code="buu-dien", name="Bưu điện Thí Dụ", by=SYSTEM, at=timezone.now())


def deed(partner, name):
    return reverse("control:partner_change", args=[partner.pk, name])


def test_a_partner_is_taken_on_and_given_a_key_shown_once(enter, ward):
    client = enter("province_admin")
    typed = {"code": "buu-dien", "name": "Bưu điện Thí Dụ", "reach": "agency", "agency": str(ward.agency.pk)}
    assert client.post(reverse("control:partner_take_on"), typed).status_code == 302
    partner = Partner.objects.get()
    typed = {"label": "Máy chủ", "per_minute": "60", "scope": ["dossiers:read"], "until": ""}
    answer = client.post(deed(partner, "cap-khoa"), typed)
    assert answer["Cache-Control"] == "no-store"
    shown = re.search(r"cv_[0-9a-f]{10}_[\w-]{43}", answer.content.decode())
    assert queries.partner_key(shown[0], at=timezone.now()).partner == partner
    assert shown[0] not in client.get(reverse("control:partner", args=[partner.pk])).content.decode()
    client.post(deed(partner, "thu-khoa"), {"row": PartnerKey.objects.get().pk})
    assert queries.partner_key(shown[0], at=timezone.now()) is None


def test_what_cannot_be_is_said_with_what_was_typed(enter, partner):
    client = enter("province_admin")
    answer = client.post(reverse("control:partner_take_on"), {"code": "Bưu", "name": "Của ai", "reach": "own"})
    assert answer.status_code == 422
    assert "Của ai" in answer.content.decode()
    answer = client.post(deed(partner, "cap-khoa"), {"label": "Máy A", "per_minute": "60"})
    assert "Máy A" in answer.content.decode()
    answer = client.post(deed(partner, "nhan-tin"), {"url": "ftp://x"})
    assert answer.status_code == 422


def test_the_journal_shows_and_replays(enter, partner):
    client = enter("province_admin")
    answer = client.post(deed(partner, "nhan-tin"), {"url": "http://127.0.0.1:9/hook"})
    assert "whsec_" in answer.content.decode()
    door = Subscription.objects.get()
    exchange.hand_over(
        kind="dossier.state_changed",
        partner_ids=[partner.pk],
        subject="dossier:1",
        label="H24.1-1",
        data={},
        at=timezone.now(),
    )
    row = Delivery.objects.get()
    page = client.get(reverse("control:partner", args=[partner.pk])).content.decode()
    assert "H24.1-1" in page
    client.post(deed(partner, "gui-lai"), {"row": row.pk})
    assert Delivery.objects.count() == 1, "what waits is not sent twice"
    Delivery.objects.update(state="dead")
    client.post(deed(partner, "gui-lai"), {"row": row.pk})
    assert Delivery.objects.filter(state="waiting", message_id=row.message_id).count() == 1
    client.post(deed(partner, "thoi-gui"), {"row": door.pk})
    assert set(Delivery.objects.values_list("state", flat=True)) == {"dead", "dropped"}


def test_anothers_rows_cannot_be_touched_through_a_partner(enter, partner):
    other = accounts.open_partner(code="khac", name="Khác", by=SYSTEM, at=timezone.now())
    key, _text = accounts.issue_key(
        partner_id=other.pk, label="A", scopes=["dossiers:read"], by=SYSTEM, at=timezone.now()
    )
    assert enter("province_admin").post(deed(partner, "thu-khoa"), {"row": key.pk}).status_code == 404
    key.refresh_from_db()
    assert key.revoked_at is None


def test_auditors_read_and_agency_administrators_do_not(enter, partner):
    address = reverse("control:partner", args=[partner.pk])
    auditor = enter("auditor")
    assert "Cấp khoá" not in auditor.get(address).content.decode()
    assert auditor.post(deed(partner, "ngung")).status_code == 403
    assert enter("agency_admin").get(address).status_code == 403
