"""The agency's key in its clerk's own USB token: annexes go with their document, copies too; SoftHSM2 is the token."""

import pytest

from congvu.documents import operations
from congvu.documents.lifecycle import State
from congvu.documents.models import Document, DocumentFile
from congvu.documents.operations import papers
from congvu.documents.tests.drafts import Sending, open_sending
from congvu.documents.tests.test_annexes import content, with_annex
from congvu.documents.tests.test_copies import EXCERPT, asked, words
from congvu.signing import operations as signing
from congvu.signing.models import Credential, SignatureRecord
from congvu.signing.queries import verify
from congvu.signing.tests import softhsm

pytestmark = [pytest.mark.django_db, softhsm.needed]


@pytest.fixture
def sending(settings, tmp_path) -> Sending:
    settings.VAR = tmp_path
    opened = open_sending()
    softhsm.hold(Credential.objects.filter(agency=opened.office.agency))
    return opened


def laid(sending, subject):
    clerk = sending.office.by("clerk")
    return signing.request_signatures(
        subjects=[subject], official_id=clerk["by"].id, agency_id=sending.office.agency.pk, **clerk
    ).request


def given(sending, request):
    digests = signing.prepare_for_token(request_id=request.pk, **sending.office.by("clerk"))
    return softhsm.give_signatures(request, digests)


def work(sending, request, agreement, signatures):
    clerk = sending.office.by("clerk")
    signing.activate_by_token(
        request_id=request.pk, challenge=request.challenge, agreement=agreement, signatures=signatures, **clerk
    )
    while signing.sign_next(request_id=request.pk, at=clerk["at"]):
        pass
    return list(request.items.order_by("position").values_list("state", flat=True))


def good(pdf, sending):
    report = verify(pdf, at=sending.office.now)
    assert report.all_good, report
    return [one.kind for one in report.signatures]


def test_document_and_its_annex_are_sealed_by_one_yes(sending):
    document = with_annex(sending, "number")
    request = laid(sending, f"document_seal:{document.pk}")
    assert [item.label for item in request.items.order_by("position")] == [
        "Quyết định 01/QĐ-STD: Về việc thành lập Tổ công tác chuyển đổi số",
        "Phụ lục của 01/QĐ-STD: Danh sách.pdf",
    ]
    assert all(item.place["box"] for item in request.items.all())
    assert work(sending, request, *given(sending, request)) == ["signed", "signed"]
    document = Document.objects.get(pk=document.pk)
    assert document.state == State.SEALED
    assert good(papers.read_main(document), sending) == ["personal", "agency"]
    annex = content(document.files.get(role="annex", replaced_at=None))
    assert good(annex, sending) == ["agency"]
    said = words(annex)
    assert said.startswith("01/QĐ-STD 20-11-2026; 09:"), "number and time of signing, top right"
    assert SignatureRecord.objects.filter(subject=document.key, credential__agency__isnull=False).count() == 2
    issued = operations.issue(document_id=document.pk, **sending.office.by("clerk"))
    assert issued.state == State.ISSUED


def test_token_pulled_out_after_the_document_leaves_it_unsealed_to_be_done_again(sending):
    document = with_annex(sending, "number")
    before = papers.read_main(document)
    request = laid(sending, f"document_seal:{document.pk}")
    agreement, signatures = given(sending, request)
    assert work(sending, request, agreement, {"1": signatures["1"]}) == ["failed", "failed"]
    document = Document.objects.get(pk=document.pk)
    assert (document.state, papers.read_main(document)) == (State.NUMBERED, before)
    assert not document.files.filter(role="annex", replaced_at__isnull=False).exists()
    assert not SignatureRecord.objects.filter(credential__agency__isnull=False).exists(), "nothing is half signed"
    again = laid(sending, f"document_seal:{document.pk}")
    assert work(sending, again, *given(sending, again)) == ["signed", "signed"]


def test_annex_is_not_left_out_of_its_documents_seal(sending):
    first, second = with_annex(sending, "number"), sending.brought("number")
    clerk = sending.office.by("clerk")
    request = signing.request_signatures(
        subjects=[f"document_seal:{one.pk}" for one in (first, second)],
        official_id=clerk["by"].id,
        agency_id=sending.office.agency.pk,
        **clerk,
    ).request
    signing.leave_out(request_id=request.pk, positions=[2], **clerk)
    states = list(request.items.order_by("position").values_list("state", flat=True))
    assert states == ["left_out", "left_out", "waiting"]


def test_annexes_changed_after_the_page_was_read_stop_the_seal(sending):
    document = with_annex(sending, "number")
    request = laid(sending, f"document_seal:{document.pk}")
    signed = given(sending, request)
    DocumentFile.objects.filter(document=document, role="annex").update(replaced_at=sending.office.now)
    assert work(sending, request, *signed) == ["failed", "failed"]
    assert "Phụ lục đã đổi trong lúc ký" in request.items.first().failure
    assert Document.objects.get(pk=document.pk).state == State.NUMBERED


def test_electronic_copy_gets_number_and_signature_together(sending):
    original = given_original(sending)
    copy = asked(sending, original, EXCERPT, "electronic", passage="1. Xây dựng kế hoạch năm 2026.")
    operations.allow_copy(document_id=copy.pk, **sending.office.by("leader"))
    request = laid(sending, f"document_copy:{copy.pk}")
    agreement, signatures = given(sending, request)
    assert Document.objects.get(pk=copy.pk).number is None, "no number before the token has signed"
    assert work(sending, request, agreement, signatures) == ["signed"]
    copy = Document.objects.get(pk=copy.pk)
    assert (copy.state, copy.code) == (State.SEALED, "01/TrS-STD")
    paper = papers.read_main(copy)
    assert good(paper, sending) == ["agency"]
    said = words(paper)
    for part in ("TRÍCH SAO", "Sở Thí Dụ", "Thời gian ký: 20-11-2026; 09:", "Xây dựng kế hoạch năm 2026"):
        assert part in said, part


def given_original(sending):
    """An issued decision, sealed by the token as well."""
    document = sending.brought("number")
    request = laid(sending, f"document_seal:{document.pk}")
    assert work(sending, request, *given(sending, request)) == ["signed"]
    return operations.issue(document_id=document.pk, **sending.office.by("clerk"))


def test_annex_that_cannot_be_read_names_itself_before_any_pin(sending, monkeypatch):
    document = with_annex(sending, "number")
    monkeypatch.setattr("congvu.documents.operations.annexes.KINDS", ())
    with pytest.raises(signing.NothingToSign, match="Danh sách"):
        laid(sending, f"document_seal:{document.pk}")
