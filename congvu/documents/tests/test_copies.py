"""Copies: what the law allows, who lets them be made, what stands on them."""

import pytest

from congvu.documents import operations, queries
from congvu.documents.lifecycle import State
from congvu.documents.models import CopyOrder, Delivery, DocumentFile, DocumentLink
from congvu.documents.operations import copy_papers, papers
from congvu.documents.tests.arriving import pdf, shares
from congvu.documents.tests.drafts import Sending, deliver, open_sending
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed
from congvu.numbering.models import Book
from congvu.printing import operations as printing
from congvu.signing import operations as keys
from congvu.signing import queries as signing

pytestmark = pytest.mark.django_db
TRUE_COPY, EXCERPT, AGAIN = 30, 31, 32


@pytest.fixture
def sending(settings, tmp_path) -> Sending:
    settings.VAR = tmp_path
    return open_sending()


def asked(sending, original, kind=TRUE_COPY, target="paper", **more):
    facts = {
        "power_id": sending.power.pk,
        "recipients": [{"agency": sending.other.agency.pk, "name": sending.other.agency.name, "role": "to"}],
        **more,
    }
    wanted = operations.CopyIn(kind=kind, target=target, **facts)
    return operations.request_copy(document_id=original.pk, wanted=wanted, **sending.office.by("clerk"))


def made(sending, original, *args, **more):
    copy = asked(sending, original, *args, **more)
    operations.allow_copy(document_id=copy.pk, **sending.office.by("leader"))
    return operations.make_copy(document_id=copy.pk, **sending.office.by("clerk"))


def scanned(sending, pages=1):
    clerk = sending.office.by("clerk")
    use = operations.keep_upload(stream=pdf(pages), name="quet.pdf", agency_id=sending.office.agency.pk, **clerk)
    return sending.office.registered(files=[str(use.pk)])


def words(content: bytes) -> str:
    """All that is to be read on the pages, in fields and signatures too."""
    return " ".join(printing.words_of(printing.flat_pages(content)).split())


def test_paper_copy_of_a_signed_file_carries_the_parts_of_the_law_below_its_text(sending):
    original = sending.delivered()
    before = papers.read_main(original)
    copy = made(sending, original)
    assert (copy.state, copy.code) == (State.SEALED, "01/SY-STD")
    assert copy.subject.startswith("Sao y Quyết định số 01/QĐ-STD ngày 20/11/2026 của Sở Thí Dụ: ")
    paper = papers.read_main(copy)
    said = words(paper)
    for part in ("SAO Y", "SỞ THÍ DỤ", "Số: 01/SY-STD", "ngày 20 tháng 11 năm 2026", "GIÁM ĐỐC", "Đào Văn Giám Đốc",
                 "- Sở Nhận Thử;", "Điều 1.", "01/QĐ-STD"):  # fmt: skip
        assert part in said, part
    assert not signing.verify(paper, at=sending.office.now).signatures, "printed: signed by hand, nothing is claimed"
    assert papers.read_main(original) == before, "the original is never touched"
    operations.issue(document_id=copy.pk, **sending.office.by("clerk"))
    delivery = copy.deliveries.get()
    assert (delivery.way, delivery.arrival) == (Delivery.Way.PAPER, None), "paper goes on paper"
    found = shares(copy.agency, sending.office.now)
    assert found["unsigned"] == (0, 1), "signed by hand, not unsigned"
    assert found["electronic"] == found["electronic_documents"] == (1, 2)


def test_copies_have_one_run_of_numbers_and_their_own_book(sending):
    original = sending.delivered()
    codes = [made(sending, original).code, made(sending, original, EXCERPT, pages="1").code]
    assert codes == ["01/SY-STD", "02/TrS-STD"]
    book = Book.objects.get(kind="document_state_copy")
    assert book in queries.books_out(agency_ids=[sending.office.agency.pk])
    assert DocumentLink.objects.filter(target=original, kind="copies").count() == 2


def test_electronic_excerpt_of_an_electronic_document_is_signed_by_the_agency_top_right(sending):
    original = sending.delivered()
    copy = made(sending, original, EXCERPT, "electronic", passage="1. Xây dựng kế hoạch năm 2026.")
    paper = papers.read_main(copy)
    report = signing.verify(paper, at=sending.office.now)
    assert report.all_good
    assert [one.kind for one in report.signatures] == ["agency"]
    said = words(paper)
    for part in ("TRÍCH SAO", "Sở Thí Dụ", "Thời gian ký: 20-11-2026; 09:", "+07:00", "Xây dựng kế hoạch năm 2026",
                 "Số: 01/QĐ-STD", "(Trích)"):  # fmt: skip
        assert part in said, part
    assert "Rà soát dữ liệu" not in said
    operations.issue(document_id=copy.pk, **sending.office.by("clerk"))
    deliver()
    arrival = copy.deliveries.get().arrival
    assert (arrival.kind.abbreviation, papers.read_main(arrival)) == ("TrS", paper)


def test_words_that_are_not_in_the_original_are_no_excerpt(sending):
    original = sending.delivered()
    with pytest.raises(operations.CopyRefused, match="không có trong văn bản gốc"):
        asked(sending, original, EXCERPT, "electronic", passage="Điều 9. Bãi bỏ tất cả.")
    with pytest.raises(operations.CopyRefused, match="không có đủ các trang"):
        asked(sending, original, EXCERPT, pages="9")
    with pytest.raises(operations.CopyRefused, match="một trong hai"):
        asked(sending, original, EXCERPT)


@pytest.mark.parametrize(
    ("kind", "target", "reason"),
    [(TRUE_COPY, "electronic", "vẫn là bản gốc"), (AGAIN, "paper", "chỉ làm từ bản sao y")],
)
def test_what_the_law_does_not_know_is_refused_with_the_article(sending, kind, target, reason):
    with pytest.raises(operations.CopyRefused, match=reason):
        asked(sending, sending.delivered(), kind, target)


def test_scan_becomes_a_signed_electronic_copy_and_a_copy_of_the_copy_is_made_of_it(sending):
    original = scanned(sending, pages=2)
    copy = made(sending, original, TRUE_COPY, "electronic")
    report = signing.verify(papers.read_main(copy), at=sending.office.now)
    assert report.all_good
    assert copy.pages == 2
    operations.issue(document_id=copy.pk, **sending.office.by("clerk"))
    deliver()
    other, arrival = sending.other, copy.deliveries.get().arrival
    operations.register(document_id=arrival.pk, **other.by("clerk"))
    power = operations.give_power(
        agency_id=other.agency.pk, official_id=other.people["leader"].id, competence="", position="Giám đốc",
        valid_from=other.now.date(), by=SYSTEM, at=other.now,
    )  # fmt: skip
    again = operations.CopyIn(kind=AGAIN, target="paper", power_id=power.pk)
    found = operations.request_copy(document_id=arrival.pk, wanted=again, **other.by("clerk"))
    operations.allow_copy(document_id=found.pk, **other.by("leader"))
    assert operations.make_copy(document_id=found.pk, **other.by("clerk")).code == "01/SL-SNT"


def test_document_held_on_paper_alone_gets_the_sheet_that_is_printed_below_its_photocopy(sending):
    copy = made(sending, sending.office.registered())
    assert "SAO Y" in words(papers.read_main(copy))
    with pytest.raises(operations.CopyRefused, match="Chưa có bản quét"):
        asked(sending, sending.office.registered(code="7/X"), TRUE_COPY, "electronic")


def test_annexes_in_other_files_are_copied_with_their_document(sending):
    original = sending.delivered()
    row = original.files.get(role="main", replaced_at=None)
    DocumentFile.objects.create(document=original, role="annex", use=row.use, ordinal=2, added_at=original.sort_at)
    order = CopyOrder(original=original, source="electronic", target="paper")
    one = len(printing.page_sizes(papers.read_main(original)))
    assert len(printing.page_sizes(copy_papers.content_of(order, at=sending.office.now))) == 2 * one


def test_only_whom_it_was_put_before_allows_and_only_the_clerk_makes(sending):
    copy = asked(sending, sending.delivered())
    for role in ("officer", "clerk", "head"):
        with pytest.raises(NotAllowed):
            operations.allow_copy(document_id=copy.pk, **sending.office.by(role))
    operations.allow_copy(document_id=copy.pk, **sending.office.by("leader"))
    assert copy.copy_order.__class__.objects.get(pk=copy.pk).allowed_by["name"] == "Đào Văn Giám Đốc"
    with pytest.raises(NotAllowed):
        operations.make_copy(document_id=copy.pk, **sending.office.by("officer"))
    with pytest.raises(operations.CopyRefused, match="đã vào sổ"):
        operations.request_copy(
            document_id=sending.office.arrival().pk,
            wanted=operations.CopyIn(kind=30, target="paper", power_id=None),
            **sending.office.by("clerk"),
        )


def test_refused_copy_takes_no_number_and_recalled_original_is_not_copied(sending):
    original = sending.delivered()
    refused = asked(sending, original)
    operations.cancel(document_id=refused.pk, reason="Không cần thiết", **sending.office.by("leader"))
    waiting = asked(sending, original)
    operations.allow_copy(document_id=waiting.pk, **sending.office.by("leader"))
    operations.recall(document_id=original.pk, reason="Sai phụ lục", **sending.office.by("clerk"))
    with pytest.raises(operations.CopyRefused):
        operations.make_copy(document_id=waiting.pk, **sending.office.by("clerk"))
    assert not Book.objects.filter(kind="document_state_copy").exists()


def test_agency_without_a_key_makes_no_electronic_copy(sending):
    copy = asked(sending, scanned(sending), TRUE_COPY, "electronic")
    operations.allow_copy(document_id=copy.pk, **sending.office.by("leader"))
    found = signing.credential_of(agency_id=sending.office.agency.pk)
    keys.end_certificate(credential_id=found.pk, state="revoked", reason="Mất", by=SYSTEM, at=sending.office.now)
    with pytest.raises(signing.CredentialMissing):
        operations.make_copy(document_id=copy.pk, **sending.office.by("clerk"))
    copy.refresh_from_db()
    assert (copy.state, copy.number) == (State.COPY_ALLOWED, None)
