"""A document from draft to receipt: who does what, and what may not be."""

import datetime as dt

import pytest

from congvu.documents import operations, queries
from congvu.documents.lifecycle import State, StepNotAllowed
from congvu.documents.models import Delivery, Document, DocumentLink, Holding, Kind
from congvu.documents.operations import papers
from congvu.documents.tests.drafts import LETTER, Sending, deliver, open_sending
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed
from congvu.numbering.models import BookEntry, VoidedNumber
from congvu.printing import operations as printing
from congvu.signing import operations as keys
from congvu.signing import queries as signing
from congvu.signing.hooks import signables
from congvu.signing.models import Raising

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending(settings, tmp_path) -> Sending:
    settings.VAR = tmp_path
    return open_sending()


def good(pdf: bytes, at: dt.datetime) -> list[str]:
    report = signing.verify(pdf, at=at)
    assert report.all_good, report.sentences
    return [one.kind for one in report.signatures]


def test_decision_goes_from_draft_to_the_receiver_and_every_signature_stays_good(sending):
    document = sending.brought("approve_format")
    assert document.state == State.SIGNING
    assert printing.word_fields(papers.read_main(document)) == {"code": "", "date": ""}

    document = operations.sign(document_id=document.pk, **sending.office.by("leader"))
    assert good(papers.read_main(document), sending.office.now) == ["personal"]
    document = operations.number(document_id=document.pk, **sending.office.by("clerk"))
    paper = papers.read_main(document)
    assert printing.word_fields(paper) == {"code": "01/QĐ-STD", "date": "ngày 20 tháng 11 năm 2026"}
    assert good(paper, sending.office.now) == ["personal"], "number and date are no new page content"
    document = operations.seal(document_id=document.pk, **sending.office.by("clerk"))
    assert good(papers.read_main(document), sending.office.now) == ["personal", "agency"]

    document = operations.issue(document_id=document.pk, **sending.office.by("clerk"))
    deliver()
    delivery = document.deliveries.get()
    assert (delivery.status, delivery.arrival.state) == (Delivery.Status.ARRIVED, State.ARRIVED)
    arrival = delivery.arrival
    assert (arrival.agency, arrival.code, arrival.subject) == (
        sending.other.agency,
        "01/QĐ-STD",
        document.subject,
    )
    assert papers.read_main(arrival) == papers.read_main(document)
    assert arrival.holdings.get(done_at=None).task == Holding.Task.RECEIVE
    assert [move.after for move in document.moves.all()] == [
        "draft", "content_check", "format_check", "signing", "signed", "numbered", "sealed", "issued",
    ]  # fmt: skip


def test_every_step_is_only_for_whose_hand_the_document_is_in(sending):
    document = sending.begun()
    for role, name in sending.STEPS:
        for other in {"officer", "head", "other_head", "clerk", "leader"} - {role}:
            with pytest.raises((NotAllowed, StepNotAllowed)):
                getattr(operations, name)(document_id=document.pk, **sending.office.by(other))
        document = getattr(operations, name)(document_id=document.pk, **sending.office.by(role))
    assert document.state == State.ISSUED


def test_nothing_leaves_before_signature_number_and_seal(sending):
    document = sending.brought("approve_format")
    for name, article in (("number", r"Đ\.15"), ("seal", r"Đ\.33"), ("issue", r"Đ\.5")):
        with pytest.raises(StepNotAllowed, match=article):
            getattr(operations, name)(document_id=document.pk, **sending.office.by("clerk"))
    assert not document.deliveries.exists()


def test_seal_is_refused_over_a_paper_that_was_changed_since(sending):
    document = sending.brought("number")
    spoilt = papers.read_main(document).replace(b"/Producer", b"/Producex", 1)
    papers.keep_main(document, spoilt, by=SYSTEM, at=sending.office.now)
    with pytest.raises(Exception, match="chưa có chữ ký số hợp lệ"):
        operations.seal(document_id=document.pk, **sending.office.by("clerk"))


def test_a_sealed_document_is_made_provable_for_long_by_the_worker(sending, settings):
    settings.SIGNING_TSA_URL = "http://127.0.0.1:9/"
    document = sending.brought("seal")
    work = Raising.objects.get(subject=document.key)
    assert (work.wanted, work.level, work.name) == ("B-LT", "B-B", f"{document.code}.pdf")


def test_wrong_competence_is_refused_with_the_article(sending):
    document = sending.brought("approve_format")
    operations.end_power(power_id=sending.power.pk, by=SYSTEM, at=sending.office.now)
    with pytest.raises(operations.WrongCompetence, match=r"Đ\.13"):
        operations.sign(document_id=document.pk, **sending.office.by("leader"))


@pytest.mark.parametrize(
    ("competence", "more", "words"),
    [
        ("TUQ.", {"legal_basis": "Giấy ủy quyền 01", "matter": "Giấy mời"}, "giới hạn thời gian"),
        ("TUQ.", {"legal_basis": "Giấy ủy quyền 01", "valid_to": dt.date(2026, 12, 1)}, "giới hạn thời gian và nội"),
        ("TL.", {}, "quy chế hoặc văn bản giao"),
    ],
)
def test_power_that_the_law_does_not_know_is_refused(sending, competence, more, words):
    head = sending.office.people["head"]
    with pytest.raises(operations.PowerRefused, match=words):
        operations.give_power(
            agency_id=sending.office.agency.pk,
            official_id=head.id,
            competence=competence,
            position="Trưởng phòng",
            valid_from=dt.date(2026, 11, 1),
            **more,
            **sending.office.by("leader"),
        )


def test_power_for_other_kinds_signs_no_decision(sending):
    power = operations.give_power(
        agency_id=sending.office.agency.pk,
        official_id=sending.office.people["head"].id,
        competence="TL.",
        position="Trưởng phòng",
        kinds=[LETTER],
        legal_basis="Quy chế làm việc",
        valid_from=dt.date(2026, 11, 1),
        **sending.office.by("leader"),
    )
    with pytest.raises(operations.DraftRefused, match="không có thẩm quyền"):
        sending.begun(power_id=power.pk)
    assert sending.begun(kind=LETTER, power_id=power.pk).competence == "TL."


def test_number_comes_before_the_signature_where_the_kind_says_so(sending):
    Kind.objects.filter(realm="state", code=2).update(number_comes="before")
    document = sending.brought("approve_format")
    assert (document.state, document.code) == (State.SIGNING, "01/QĐ-STD")
    document = operations.sign(document_id=document.pk, **sending.office.by("leader"))
    assert document.state == State.NUMBERED
    document = operations.seal(document_id=document.pk, **sending.office.by("clerk"))
    assert good(papers.read_main(document), sending.office.now) == ["personal", "agency"]


def test_cancelled_number_is_voided_with_its_reason_and_never_given_again(sending):
    document = sending.brought("number")
    operations.cancel(document_id=document.pk, reason="Trùng nội dung", **sending.office.by("clerk"))
    assert VoidedNumber.objects.get().reason == "Trùng nội dung"
    assert sending.brought("number").code == "02/QĐ-STD"
    assert [entry.number for entry in BookEntry.objects.order_by("number")] == [1, 2]


def test_returned_draft_keeps_versions_and_reason(sending):
    document = sending.brought("submit")
    operations.send_back(document_id=document.pk, reason="Thiếu căn cứ", **sending.office.by("head"))
    operations.save_version(
        document_id=document.pk, draft=sending.draft(subject="Về việc kiện toàn Tổ công tác"),
        **sending.office.by("officer"),
    )  # fmt: skip
    assert document.versions.count() == 2
    assert document.moves.order_by("-id")[0].note == "Thiếu căn cứ"
    changed = queries.differences(document.versions.get(ordinal=1), document.versions.get(ordinal=2))
    assert changed == [
        {"part": "subject", "sign": "-", "text": "Về việc thành lập Tổ công tác chuyển đổi số"},
        {"part": "subject", "sign": "+", "text": "Về việc kiện toàn Tổ công tác"},
    ]


def test_format_check_names_what_deviates_and_lets_pass_with_a_reason(sending):
    parts = {"basis": "Căn cứ Luật", "body": "Điều 1. Một.\nĐiều 3. Ba."}
    document = sending.brought("approve_content", parts=parts, subject="Về việc thử.")
    with pytest.raises(operations.FormatDeviates) as refused:
        operations.approve_format(document_id=document.pk, **sending.office.by("clerk"))
    for words in ("Ô 5", "căn cứ", "Điều 3 đứng sau Điều 1"):
        assert words in str(refused.value)
    accepted = operations.approve_format(
        document_id=document.pk, accepting="Theo mẫu của bộ", **sending.office.by("clerk")
    )
    assert accepted.state == State.SIGNING


def test_recall_takes_away_what_is_not_registered_and_asks_for_what_is(sending):
    first, second = sending.delivered(), sending.delivered()
    operations.register(document_id=second.deliveries.get().arrival_id, **sending.other.by("clerk"))
    for document in (first, second):
        operations.recall(document_id=document.pk, reason="Sai phụ lục", **sending.office.by("clerk"))
    taken, asked = first.deliveries.get(), second.deliveries.get()
    assert (taken.status, taken.arrival.state) == (Delivery.Status.RECALL_AGREED, State.RECALLED)
    assert not taken.arrival.files.filter(replaced_at=None).exists()
    assert (asked.status, asked.arrival.state) == (Delivery.Status.RECALL_REQUESTED, State.REGISTERED)
    operations.agree_to_recall(document_id=asked.arrival_id, **sending.other.by("clerk"))
    asked.refresh_from_db()
    assert asked.status == Delivery.Status.RECALL_AGREED
    assert papers.main_file(Document.objects.get(pk=second.pk)) is not None, "the sender's is frozen, not deleted"


def test_replacement_stands_beside_what_it_replaces_at_the_receiver_too(sending):
    old = sending.delivered()
    new = sending.begun(recipients=[])
    operations.link_document(
        document_id=new.pk, kind=DocumentLink.Kind.REPLACES, target_id=old.pk, **sending.office.by("officer")
    )
    sending.brought("issue", new)
    deliver()
    there = new.deliveries.get().arrival.links.get()
    assert (there.kind, there.target) == (DocumentLink.Kind.REPLACES, old.deliveries.get().arrival)


def test_delivery_told_twice_arrives_once(sending):
    document = sending.delivered()
    delivery = document.deliveries.get()
    again = operations.arrive(delivery_id=delivery.pk, at=sending.office.now)
    assert again == delivery.arrival
    assert Document.objects.filter(agency=sending.other.agency).count() == 1


def test_group_reaches_each_member_once(sending):
    group = queries.groups(agency_id=sending.office.agency.pk, realm="state")
    departments = next(one for one in group if one.kind == "department")
    document = sending.brought(
        "issue",
        recipients=[
            {"group": departments.pk, "name": departments.name, "role": "to"},
            {"agency": sending.other.agency.pk, "name": sending.other.agency.name, "role": "copy"},
        ],
    )
    assert [one.receiver for one in document.deliveries.all()] == [sending.other.agency]


def test_document_is_signed_in_a_batch_through_the_hook(sending):
    document, at = sending.brought("approve_format"), sending.office.now
    leader, hook = sending.office.people["leader"], signables.get("document")
    (paper,) = hook.papers(subject=document.key, by=leader, at=at)
    hook.check(subject=document.key, by=leader, at=at)
    signed = keys.sign_paper(pdf=paper.pdf, official_id=leader.id, reason=paper.reason, at=at, by=paper.by)
    hook.take(subject=document.key, pdfs=[signed], memo=paper.memo, by=paper.by, at=at)
    document.refresh_from_db()
    assert document.state == State.SIGNED
    with pytest.raises(StepNotAllowed):
        hook.take(subject=document.key, pdfs=[signed], memo=paper.memo, by=paper.by, at=at)


def test_paper_made_anew_meanwhile_is_not_taken_as_signed(sending):
    document, at = sending.brought("approve_format"), sending.office.now
    hook, leader = signables.get("document"), sending.office.people["leader"]
    (paper,) = hook.papers(subject=document.key, by=leader, at=at)
    operations.change_signer(document_id=document.pk, power_id=sending.power.pk, **sending.office.by("clerk"))
    papers.keep_main(document, papers.read_main(document) + b"\n", by=SYSTEM, at=at)
    with pytest.raises(operations.PaperChanged):
        hook.take(subject=document.key, pdfs=[paper.pdf], memo=paper.memo, by=paper.by, at=at)
