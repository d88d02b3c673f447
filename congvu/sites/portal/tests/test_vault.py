"""My papers, the check of a code, and a filing that takes a paper from the vault."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from congvu.dossiers.models import Dossier
from congvu.forms.models import Draft
from congvu.kit.actors import SYSTEM
from congvu.sites.portal.tests import scenes
from congvu.vault import operations as vault
from congvu.vault import queries as vault_queries
from congvu.vault.models import Paper


@pytest.fixture
def signing_commune(commune, settings, tmp_path):
    settings.VAR = tmp_path
    from congvu.signing import operations as signing

    signing.make_demo_keys(by=SYSTEM, at=timezone.now(), official_ids=[], agency_ids=[commune.pk])
    return commune


@pytest.fixture
def paper(signing_commune, mother):
    return scenes.keep_paper(mother, signing_commune)


@pytest.fixture
def draft(signing_commune, as_mother):
    as_mother.post(reverse("portal:file", args=[scenes.CODE]), {"agency": signing_commune.pk})
    draft = Draft.objects.get()
    answers = scenes.answers()
    answers["requester"]["relation"] = "authorised"
    draft.answers = {**answers, "_filing": draft.answers["_filing"]}
    draft.save()
    return draft


def _at(draft: Draft, name: str) -> str:
    return reverse(f"portal:{name}", kwargs={"draft_id": draft.pk})


def _upload_all_but(client, draft, code):
    page = client.get(_at(draft, "filing_papers"))
    sent = {
        f"p-{one.code}": SimpleUploadedFile(f"{one.code}.pdf", scenes.PDF, "application/pdf")
        for one, _wrong in page.context["asked"]
        if one.required and one.code != code
    }
    return client.post(_at(draft, "filing_papers"), {**sent, "upload": "1"})


def test_my_papers_are_listed_opened_and_downloaded(paper, as_mother):
    assert "Văn bản ủy quyền số 12/UQ" in as_mother.get(reverse("portal:papers")).content.decode()
    page = as_mother.get(reverse("portal:paper", args=[paper.public_id])).content.decode()
    assert "<svg" in page
    assert paper.code.text in page
    data = as_mother.get(reverse("portal:paper_data", args=[paper.public_id])).json()
    assert vault_queries.digest_of(data) == vault_queries.check(paper.code.text, at=timezone.now()).code.digest


def test_anothers_paper_is_not_there(paper, client):
    client.force_login(scenes.citizen("031190005678", "Nguyễn Thị Hoa"))
    for name in ("paper", "paper_file", "paper_data"):
        assert client.get(reverse(f"portal:{name}", args=[paper.public_id])).status_code == 404
    assert paper.number not in client.get(reverse("portal:papers")).content.decode()


def test_a_revoked_paper_says_so_and_shows_no_code(paper, as_mother):
    vault.revoke(public_id=paper.public_id, reason="Cấp sai thẩm quyền", by=SYSTEM, at=timezone.now())
    page = as_mother.get(reverse("portal:paper", args=[paper.public_id])).content.decode()
    assert "Đã thu hồi" in page
    assert "Cấp sai thẩm quyền" in page
    assert "cv-qr" not in page
    assert "Đã thu hồi" in as_mother.get(reverse("portal:papers")).content.decode()


def test_the_filing_offers_the_paper_and_the_dossier_records_it(paper, draft, as_mother):
    address = _at(draft, "filing_papers")
    assert "Dùng giấy tờ đã có trong kho" in as_mother.get(address).content.decode()
    _upload_all_but(as_mother, draft, "authorisation")
    said = f"authorisation:{paper.public_id}"
    assert as_mother.post(address, {"use": said}).status_code == 302
    page = as_mother.get(address).content.decode()
    assert "Dùng giấy tờ đã có trong kho" not in page
    assert f'name="unuse" value="{said}"' in page
    assert as_mother.post(address, {}).status_code == 302, "nothing is lacking any more"
    assert "từ Giấy tờ của tôi" in as_mother.get(_at(draft, "filing_review")).content.decode()
    as_mother.post(_at(draft, "filing_review"), {"truthful": "1"})
    filed = Dossier.objects.get().papers.get(code="authorisation")
    assert filed.vault_paper == paper


def test_a_chosen_paper_can_be_put_back_and_a_file_sent_instead(paper, draft, as_mother):
    address, said = _at(draft, "filing_papers"), f"authorisation:{paper.public_id}"
    as_mother.post(address, {"use": said})
    as_mother.post(address, {"unuse": said})
    assert f'name="use" value="{said}"' in as_mother.get(address).content.decode()
    _upload_all_but(as_mother, draft, "")
    as_mother.post(_at(draft, "filing_review"), {"truthful": "1"})
    assert Dossier.objects.get().papers.get(code="authorisation").vault_paper is None


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_a_paper_that_ends_after_it_was_chosen_must_be_chosen_anew(paper, draft, as_mother, end):
    address = _at(draft, "filing_papers")
    _upload_all_but(as_mother, draft, "authorisation")
    as_mother.post(address, {"use": f"authorisation:{paper.public_id}"})
    if end == "revoked":
        vault.revoke(public_id=paper.public_id, reason="Rút ủy quyền", by=SYSTEM, at=timezone.now())
    else:
        Paper.objects.filter(pk=paper.pk).update(valid_to=timezone.localdate())
    assert "không còn dùng được" in as_mother.get(address).content.decode()
    answer = as_mother.post(_at(draft, "filing_review"), {"truthful": "1"})
    assert answer.status_code == 422
    assert "không còn dùng được" in answer.content.decode()
    assert not Dossier.objects.exists()


def test_what_is_not_offered_is_not_taken(signing_commune, draft, as_mother):
    theirs = scenes.keep_paper(scenes.citizen("031190005678", "Nguyễn Thị Hoa"), signing_commune, origin="test:2")
    address = _at(draft, "filing_papers")
    as_mother.post(address, {"use": f"authorisation:{theirs.public_id}"})
    as_mother.post(address, {"use": "authorisation:;drop"})
    as_mother.post(address, {"use": "\x00"})
    draft.refresh_from_db()
    assert not draft.answers["_filing"].get("vault")


def test_an_ended_or_unfit_paper_is_not_offered(signing_commune, mother, draft, as_mother):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    scenes.keep_paper(mother, signing_commune, origin="test:3", valid_to=yesterday)
    scenes.keep_paper(mother, signing_commune, origin="test:4", kind="birth_certificate")
    assert "Dùng giấy tờ đã có trong kho" not in as_mother.get(_at(draft, "filing_papers")).content.decode()


def test_a_paper_only_to_be_shown_is_offered_once_the_vault_has_it(signing_commune, mother, draft, as_mother):
    address = _at(draft, "filing_papers")
    assert "marriage_certificate:" not in as_mother.get(address).content.decode()
    kept = scenes.keep_paper(mother, signing_commune, origin="test:5", kind="marriage_certificate")
    offer = f"marriage_certificate:{kept.public_id}"
    assert offer in as_mother.get(address).content.decode()
    as_mother.post(address, {"use": offer})
    draft.refresh_from_db()
    assert draft.answers["_filing"]["vault"] == {"marriage_certificate": [str(kept.public_id)]}


def _checked(client, text):
    return client.post(reverse("portal:check_code"), {"ma": text}).content.decode()


def test_anybody_checks_a_code_pasted_alone_or_with_its_address(paper, client, settings):
    text = f"{settings.PUBLIC_URL}/xac-minh/{paper.public_id}/#{paper.code.text}"
    for one in (text, paper.code.text, paper.code.text[:40] + "\n " + paper.code.text[40:]):
        page = _checked(client, one)
        assert "Mã đúng, giấy tờ còn hiệu lực" in page
        assert "12/UQ" in page
    assert "Nguyễn" not in page, "a check tells nothing about the person"


def test_a_wrong_code_is_told_apart_from_a_revoked_one(paper, client):
    assert "không phải mã ký số" in _checked(client, "xin chào")
    assert client.post(reverse("portal:check_code"), {"ma": ""}).status_code == 422
    changed = paper.code.text[:-4] + ("AAAA" if paper.code.text[-4:] != "AAAA" else "BBBB")
    assert "làm giả" in _checked(client, changed)
    vault.revoke(public_id=paper.public_id, reason="Cấp nhầm", by=SYSTEM, at=timezone.now())
    assert "thu hồi" in _checked(client, paper.code.text)


def test_keys_and_status_list_are_published(paper, client):
    assert client.get(reverse("portal:status_list", args=[0])).status_code == 404
    vault.sign_list(number=0, by=SYSTEM, at=timezone.now())
    answer = client.get(reverse("portal:status_list", args=[0]))
    assert answer.headers["Content-Type"] == "application/statuslist+cwt"
    assert client.get(reverse("portal:vault_keys")).json()["keys"][0]["alg"] == "ES256"
    verdict = vault_queries.check(paper.code.text, at=timezone.now())
    assert verdict.code.list_uri.endswith(reverse("portal:status_list", args=[0]))
