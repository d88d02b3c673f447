"""The way from the procedure's page to the receipt."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers.models import Dossier
from congvu.forms.models import Draft
from congvu.sites.portal.tests import scenes


@pytest.fixture
def draft(commune, as_mother):
    as_mother.post(reverse("portal:file", args=[scenes.CODE]), {"agency": commune.pk})
    return Draft.objects.get()


def _fill(draft: Draft) -> None:
    filing = draft.answers["_filing"]
    draft.answers = {**scenes.answers(), "_filing": filing}
    draft.save()


def _at(draft: Draft, name: str, **more: str) -> str:
    return reverse(f"portal:{name}", kwargs={"draft_id": draft.pk, **more})


def _first(draft: Draft) -> str:
    return ProcedureVersion.objects.get().form.pages[0].code


def _send_papers(client, draft: Draft):
    page = client.get(_at(draft, "filing_papers"))
    files = {
        f"p-{paper.code}": SimpleUploadedFile(f"{paper.code}.pdf", scenes.PDF, "application/pdf")
        for paper, _wrong in page.context["asked"]
        if paper.required
    }
    return client.post(_at(draft, "filing_papers"), files)


def test_visitor_is_sent_to_vneid(commune, client):
    answer = client.get(reverse("portal:file", args=[scenes.CODE]))
    assert answer.status_code == 302
    assert "vneid" in answer.headers["Location"]


def test_agency_must_be_chosen(commune, as_mother):
    answer = as_mother.post(reverse("portal:file", args=[scenes.CODE]), {"agency": ""})
    assert answer.status_code == 422
    assert "Chọn cơ quan" in answer.content.decode()


def test_beginning_makes_a_draft_that_knows_who_has_logged_in(draft, mother):
    assert draft.owner == f"citizen:{mother.party_id}"
    assert mother.party.name in str(draft.answers)


def test_wrong_answers_are_said_and_kept(draft, as_mother):
    first = _first(draft)
    answer = as_mother.post(_at(draft, "filing_page", page=first), {"nothing": "1"})
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.content.decode()
    assert "<title>Lỗi:" in answer.content.decode()


def test_an_older_window_does_not_save_over_a_newer_one(draft, as_mother):
    first = _first(draft)
    address = _at(draft, "filing_page", page=first)
    as_mother.post(address, {"version": draft.version, "later": "1"})
    assert as_mother.post(address, {"version": draft.version}).status_code == 409


def test_draft_is_found_again(draft, as_mother):
    page = as_mother.get(reverse("portal:dossiers")).content.decode()
    assert _at(draft, "filing") in page


def test_draft_of_another_is_not_there(draft, client):
    client.force_login(scenes.citizen("031190009999", "Trần Thị Khác"))
    assert client.get(_at(draft, "filing")).status_code == 404


def test_papers_that_must_be_filed_are_named(draft, as_mother):
    _fill(draft)
    answer = as_mother.post(_at(draft, "filing_papers"))
    assert answer.status_code == 422
    assert "Tải lên" in answer.content.decode()


def test_a_paper_can_be_taken_back(draft, as_mother):
    _fill(draft)
    _send_papers(as_mother, draft)
    held = [use for paper, _ in as_mother.get(_at(draft, "filing_papers")).context["asked"] for use in paper.held]
    as_mother.post(_at(draft, "filing_papers"), {"drop": str(held[0].pk)})
    left = [use for paper, _ in as_mother.get(_at(draft, "filing_papers")).context["asked"] for use in paper.held]
    assert len(left) == len(held) - 1


def test_how_to_receive_is_not_asked_twice(draft, as_mother):
    assert as_mother.get(_at(draft, "filing_receive")).status_code == 404


@pytest.fixture
def silent_form(draft):
    version = ProcedureVersion.objects.get()
    for page in version.form_definition["pages"]:
        for group in page.get("groups", []):
            group["fields"] = [
                one for one in group["fields"] if one["code"] not in ("delivery", "post_address", "pledge")
            ]
    version.save()


def test_post_needs_an_address(silent_form, draft, as_mother):
    answer = as_mother.post(_at(draft, "filing_receive"), {"return_by": "post", "return_address": " "})
    assert answer.status_code == 422


def test_declaration_is_asked_for_when_the_form_has_none(silent_form, draft, as_mother):
    answer = as_mother.post(_at(draft, "filing_review"), {})
    assert any(error.get("anchor") == "truthful" for error in answer.context["errors"])


def test_review_says_what_is_lacking_with_the_way_there(draft, as_mother):
    page = as_mother.get(_at(draft, "filing_review")).content.decode()
    assert "Còn thiếu trước khi nộp" in page
    assert as_mother.post(_at(draft, "filing_review"), {"truthful": "1"}).status_code == 422


def test_filed_once_however_often_it_is_sent(draft, as_mother):
    _fill(draft)
    assert _send_papers(as_mother, draft).status_code == 302
    review = as_mother.get(_at(draft, "filing_review"))
    sent = {"truthful": "1", "key": review.context["key"]}
    first = as_mother.post(_at(draft, "filing_review"), sent)
    again = as_mother.post(_at(draft, "filing_review"), sent)
    assert first.status_code == 302, first.context and first.context.get("errors")
    assert first.headers["Location"] == again.headers["Location"]
    dossier = Dossier.objects.get()
    assert dossier.return_by == "online"
    receipt = as_mother.get(first.headers["Location"]).content.decode()
    assert dossier.code in receipt
    assert "<svg" in receipt
    assert not Draft.objects.exists()


def test_a_login_of_level_one_is_told_how_to_get_level_two(commune, as_mother, mother):
    type(mother).objects.filter(pk=mother.pk).update(assurance=1)
    page = as_mother.get(reverse("portal:file", args=[scenes.CODE])).content.decode()
    assert "Cách lên mức 2" in page
    assert 'name="agency"' not in page
    assert as_mother.post(reverse("portal:file", args=[scenes.CODE]), {"agency": commune.pk}).status_code == 403
    assert not Draft.objects.exists()
