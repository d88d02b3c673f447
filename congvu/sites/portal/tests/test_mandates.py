"""A daughter lets her brother file for her from her own account; he files from his, she sees it and ends it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.dossiers.models import Dossier, Mandate
from congvu.payments import operations as payments
from congvu.payments.models import Charge, Receipt
from congvu.payments.queries import charges
from congvu.sites.portal.tests import scenes
from congvu.sites.portal.tests.test_filing import _fill, _send_papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def brother(commune):
    return scenes.citizen("031190009999", "Nguyễn Thị Em")


def let(client, **more):
    until = timezone.localdate() + dt.timedelta(days=30)
    typed = {"identifier": "031190009999", "name": "Nguyễn Thị Em", "relation": "relative", "until": until.isoformat()}
    return client.post(reverse("portal:mandates"), {**typed, **more}, follow=True)


def test_consent_is_given_seen_and_ended(commune, as_mother, mother, brother):
    refused = let(as_mother, until="")
    assert refused.status_code == 422
    assert "hết hạn nộp thay" in refused.content.decode()
    assert "031190009999" in refused.content.decode(), "what was typed stays"
    assert "Tự đồng ý trên cổng" in let(as_mother, procedure=scenes.CODE).content.decode()
    row = Mandate.objects.get()
    assert (row.owner, row.agent, row.consent) == (mother.party, brother.party, "online")
    other = Client()
    other.force_login(brother)
    end = reverse("portal:mandate_end", args=[row.pk])
    other.post(end)
    assert Mandate.objects.get().ended_at is None, "only its giver ends it"
    assert "Đã thôi" in as_mother.post(end, follow=True).content.decode()


def test_the_brother_files_with_his_own_account_and_she_sees_it(commune, as_mother, mother, brother):
    let(as_mother)
    his = Client()
    his.force_login(brother)
    start = reverse("portal:file", args=[scenes.CODE])
    assert "Bạn nộp hồ sơ cho ai" not in as_mother.get(start).content.decode()
    assert mother.party.name in his.get(start).content.decode()
    chosen = {"agency": commune.pk, "mandate": str(Mandate.objects.get().public_id)}
    his.post(start, chosen)
    from congvu.forms.models import Draft

    draft = Draft.objects.get()
    _fill(draft)
    _send_papers(his, draft)
    review = reverse("portal:filing_review", args=[draft.pk])
    shown = his.get(review)
    assert f"Bạn nộp thay cho <strong>{mother.party.name}" in shown.content.decode()
    answer = his.post(
        review, {"truthful": "1", "key": shown.context["key"], "fees_shown": shown.context["fees_shown"]}, follow=True
    )
    dossier = Dossier.objects.get()
    assert dossier.code in answer.content.decode()
    assert (dossier.owner, dossier.bundle.submitter) == (mother.party, brother.party)
    page = as_mother.get(reverse("portal:mandates")).content.decode()
    assert dossier.code in page
    assert "Nguyễn Thị Em" in page
    readings = as_mother.get(reverse("portal:readings")).content.decode()
    assert "Người được bạn cho nộp thay" in readings
    own = reverse("portal:dossier", args=[dossier.public_id])
    assert (his.get(own).status_code, as_mother.get(own).status_code) == (200, 200)
    charge, pay = Charge.objects.get(), reverse("portal:pay", args=[dossier.public_id])
    told = his.post(pay, {"charge": charge.public_id, "way": "counter"}, follow=True).content.decode()
    assert "bạn nộp tại quầy" in told
    payments.take_cash(charge_id=charge.pk, by=commune.staff["cashier"], at=timezone.now())
    receipt = reverse("portal:receipt", args=[dossier.public_id, Receipt.objects.get().public_id])
    assert receipt in his.get(pay).content.decode()
    assert (his.get(receipt).status_code, as_mother.get(receipt).status_code) == (200, 200)
    [others] = charges(subject=scenes.dossier_of(mother, commune).subject)
    hers = payments.take_cash(charge_id=others.pk, by=commune.staff["cashier"], at=timezone.now()).public_id
    beside = reverse("portal:receipt", args=[dossier.public_id, hers])
    assert his.get(beside).status_code == 404, "another dossier of hers is none of his"
    as_mother.post(reverse("portal:mandate_end", args=[Mandate.objects.get().pk]))
    assert (his.get(receipt).status_code, as_mother.get(receipt).status_code) == (404, 200)
    assert (his.get(own).status_code, as_mother.get(own).status_code) == (404, 200)
