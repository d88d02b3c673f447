"""A leader's own USB token: papers go half way, the agent's token signs, they go the rest; SoftHSM2 is the token."""

import hashlib
import shutil
import subprocess
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes

from congvu.audit.models import Entry
from congvu.files.models import FileUse
from congvu.files.operations import keep_own
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed, Stale
from congvu.printing.queries import marks
from congvu.signing import operations
from congvu.signing.hooks import KeyNotUsable, Look
from congvu.signing.models import Credential, PreparedPaper, SignatureItem, SignatureRecord, TrustAnchor
from congvu.signing.queries import verify

from . import softhsm
from .conftest import AT, actor
from .laid import drawer

pytestmark = softhsm.needed
SOON = AT + timedelta(minutes=5)


@pytest.fixture(params=["rsa"])
def held(request, people):
    token = softhsm.token("hanh")
    own = token.certificates[request.param]
    TrustAnchor.objects.create(
        name="CA cấp thẻ", kind="government", certificate=softhsm.pem(token.root), fingerprint="a" * 64,
        valid_from=AT.date(),
    )  # fmt: skip
    return Credential.objects.create(
        official=people.leader,
        certificate=softhsm.pem(own, token.root),
        fingerprint=own.fingerprint(hashes.SHA256()).hex(),
        driver="agent",
        key_reference="USB Token",
        valid_from=own.not_valid_before_utc,
        valid_to=own.not_valid_after_utc,
    )


@pytest.fixture
def ask(people, held, paper, monkeypatch):
    taken = {}
    monkeypatch.setattr(drawer, "pdf", paper)
    monkeypatch.setattr(drawer, "gone", set())
    monkeypatch.setattr(drawer, "refused", set())
    real = type(drawer).take

    def take(self, *, subject, pdfs, **more):
        (taken[subject],) = pdfs
        real(self, subject=subject, pdfs=pdfs, **more)

    monkeypatch.setattr(type(drawer), "take", take)

    def lay(count=2):
        subjects = [f"test:{number}" for number in range(1, count + 1)]
        return operations.request_signatures(
            subjects=subjects, official_id=people.leader.id, by=actor(people.clerk), at=AT
        ).request

    lay.taken = taken
    return lay


def prepare(request, people, *, at=SOON):
    return operations.prepare_for_token(request_id=request.pk, by=actor(people.leader), at=at)


def activate(request, people, agreement, signatures, *, at=SOON):
    return operations.activate_by_token(
        request_id=request.pk, challenge=request.challenge, agreement=agreement, signatures=signatures,
        by=actor(people.leader), at=at,
    )  # fmt: skip


def work(request, *, at=SOON):
    while operations.sign_next(request_id=request.pk, at=at):
        pass


def states(request):
    return list(request.items.order_by("position").values_list("state", flat=True))


@pytest.mark.parametrize("held", ["rsa", "ec"], indirect=True)
def test_papers_signed_by_the_token_are_as_good_as_at_the_desk(people, ask, paper, tmp_path):
    request = ask()
    digests = prepare(request, people)
    assert [label for _position, label, _digest in digests.papers] == ["Công văn số 1/UBND-VX", "Công văn số 2/UBND-VX"]
    assert prepare(request, people) == digests  # asked again in time: the same
    activate(request, people, *softhsm.give_signatures(request, digests))
    work(request)
    assert states(request) == ["signed", "signed"]
    for pdf in ask.taken.values():
        report = verify(pdf, at=SOON)
        assert report.all_good, report
        assert (report.signatures[0].kind, report.signatures[0].signed_at) == ("personal", SOON)
        assert pdf.startswith(paper)
        assert marks(pdf).problems == ()
    operations.make_demo_keys(by=SYSTEM, at=SOON, agency_ids=[people.agency.id])
    sealed = operations.seal_paper(pdf=ask.taken["test:1"], agency_id=people.agency.id, at=SOON, by=SYSTEM)
    assert verify(sealed, at=SOON).all_good
    assert not FileUse.objects.filter(owner=request.subject, released_at=None).exists()
    entry = Entry.objects.get(action="signing.activate")
    assert entry.data["papers"] == [hashlib.sha256(paper).hexdigest()] * 2
    if shutil.which("pdfsig"):
        (tmp_path / "x.pdf").write_bytes(sealed)
        said = subprocess.run(["pdfsig", "-nocert", tmp_path / "x.pdf"], capture_output=True, text=True).stdout
        assert said.count("Signature Validation: Signature is Valid.") == 2, said


def test_yes_is_good_once_and_for_this_request_alone(people, ask):
    first = ask(1)
    given = softhsm.give_signatures(first, prepare(first, people))
    activate(first, people, *given)
    with pytest.raises(Stale, match="đã khép lại"):
        activate(first, people, *given)
    work(first)
    second = ask(1)
    prepare(second, people)
    with pytest.raises(operations.ActivationRefused, match="chưa xác nhận đúng danh sách"):
        activate(second, people, *given)  # the agreement of another request
    with pytest.raises(operations.ActivationRefused, match="đã thay đổi"):
        operations.activate_by_token(
            request_id=second.pk, challenge=first.challenge, agreement=given[0], signatures=given[1],
            by=actor(people.leader), at=SOON,
        )  # fmt: skip
    assert states(second) == ["waiting"]


@pytest.mark.parametrize("agreement", ["", "AAAA", "không", None, [1]])
def test_without_the_tokens_agreement_nothing_begins(people, ask, agreement):
    request = ask(1)
    _agreement, signatures = softhsm.give_signatures(request, prepare(request, people))
    with pytest.raises(operations.ActivationRefused):
        activate(request, people, agreement, signatures)


def test_nobody_else_prepares_or_confirms(people, ask):
    request = ask(1)
    given = softhsm.give_signatures(request, prepare(request, people))
    with pytest.raises(NotAllowed):
        operations.prepare_for_token(request_id=request.pk, by=actor(people.clerk), at=SOON)
    with pytest.raises(NotAllowed):
        operations.activate_by_token(
            request_id=request.pk, challenge=request.challenge, agreement=given[0], signatures=given[1],
            by=actor(people.clerk), at=SOON,
        )  # fmt: skip


def test_token_pulled_out_in_between_names_what_is_not_signed(people, ask):
    request = ask(3)
    agreement, signatures = softhsm.give_signatures(request, prepare(request, people))
    del signatures["2"]
    signatures["3"] = signatures["1"]  # another paper's
    activate(request, people, agreement, signatures)
    work(request)
    assert states(request) == ["signed", "failed", "failed"]
    assert "token bị rút ra" in request.items.get(position=2).failure
    assert list(ask.taken) == ["test:1"]


def test_signature_that_comes_late_is_asked_for_anew(people, ask):
    request = ask(1)
    digests = prepare(request, people)
    late = SOON + timedelta(minutes=16)
    with pytest.raises(Stale, match="bấm Ký lại"):
        activate(request, people, *softhsm.give_signatures(request, digests), at=late)
    again = prepare(request, people, at=late)
    assert again != digests
    activate(request, people, *softhsm.give_signatures(request, again), at=late)
    work(request, at=late)
    assert verify(ask.taken["test:1"], at=late).signatures[0].signed_at == late


def test_many_papers_are_prepared_in_steps(people, ask, monkeypatch):
    monkeypatch.setattr("congvu.signing.operations.own_tokens.AT_ONCE", 2)
    request = ask(3)
    first = prepare(request, people)
    assert (len(first.papers), first.waiting) == (2, 1)
    with pytest.raises(Stale):
        activate(request, people, *softhsm.give_signatures(request, first))  # one is not ready
    last = prepare(request, people)
    assert (len(last.papers), last.waiting) == (3, 0)


def test_paper_changed_behind_the_signers_back_is_not_signed(people, ask):
    request = ask(2)
    given = softhsm.give_signatures(request, prepare(request, people))
    activate(request, people, *given)
    use = keep_own(pdf=b"%PDF-1.7 khac", name="x", owner=request.subject, label="", by=SYSTEM, at=AT)
    PreparedPaper.objects.filter(item__position=1).update(file_use=use.pk)
    work(request)
    assert states(request) == ["failed", "signed"]
    assert "không còn đúng như bản người ký đã đọc" in request.items.get(position=1).failure


def test_rows_changed_after_the_yes_sign_nothing(people, ask):
    request = ask(1)
    activate(request, people, *softhsm.give_signatures(request, prepare(request, people)))
    SignatureItem.objects.filter(request=request).update(digest="0" * 64)
    work(request)
    assert states(request) == ["failed"]
    assert ask.taken == {}


def test_token_that_is_elsewhere_is_said_where_it_is_asked_for(people, held, paper):
    with pytest.raises(KeyNotUsable, match="Ký bằng USB Token"):
        operations.sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=AT, by=actor(people.leader))


def test_certificate_elsewhere_is_not_prepared_for_a_token(people, ask, held):
    request = ask(1)
    Credential.objects.filter(pk=held.pk).update(driver="pkcs11")
    with pytest.raises(operations.ActivationRefused, match="không nằm trong USB Token"):
        prepare(request, people)


def test_agency_seals_with_the_token_in_its_clerks_pc(people, paper, held, ask):
    operations.make_demo_keys(by=SYSTEM, at=AT, official_ids=[people.clerk.id])
    root = TrustAnchor.objects.get(name="CA cấp thẻ")
    Credential.objects.filter(pk=held.pk).update(official=None, agency=people.agency, image_width_mm=35)
    given = {"subjects": ["test:1"], "official_id": people.clerk.id, "agency_id": people.agency.id}
    with pytest.raises(operations.NothingToSign, match=r"Đ\.33"):
        operations.request_signatures(**given, by=actor(people.clerk), at=AT)  # nobody has signed it
    drawer.pdf = operations.sign_paper(pdf=paper, official_id=people.clerk.id, reason="", at=AT, by=actor(people.clerk))
    request = operations.request_signatures(**given, by=actor(people.clerk), at=AT).request
    assert request.items.get().place["box"]
    digests = operations.prepare_for_token(request_id=request.pk, by=actor(people.clerk), at=SOON)
    agreement, signatures = softhsm.give_signatures(request, digests)
    operations.activate_by_token(
        request_id=request.pk, challenge=request.challenge, agreement=agreement, signatures=signatures,
        by=actor(people.clerk), at=SOON,
    )  # fmt: skip
    work(request)
    assert states(request) == ["signed"]
    report = verify(ask.taken["test:1"], at=SOON)
    assert report.all_good, report
    assert [one.kind for one in report.signatures] == ["personal", "agency"]
    assert report.signatures[1].trusted_by == root.get_kind_display()


def test_what_the_clerks_token_cannot_do_is_said_with_what_can_be_done(people, paper, held):
    operations.make_demo_keys(by=SYSTEM, at=AT, official_ids=[people.clerk.id])
    Credential.objects.filter(pk=held.pk).update(official=None, agency=people.agency, image_width_mm=35)
    signed = operations.sign_paper(pdf=paper, official_id=people.clerk.id, reason="", at=AT, by=actor(people.clerk))
    by = {"agency_id": people.agency.id, "at": AT, "by": actor(people.clerk)}
    doing = (
        lambda: operations.seal_paper(pdf=signed, competent_id=people.clerk.id, **by),
        lambda: operations.stamp_paper(pdf=signed, look=Look(picture=b"", width_mm=10, height_mm=10), **by),
        lambda: operations.sign_xml(xml=b"<a/>", reason="", **by),
        lambda: operations.sign_data(data=b"a", reason="", **by),
    )
    for do in doing:
        with pytest.raises(KeyNotUsable, match="cần khóa của cơ quan ở máy chủ ký"):
            do()
    assert not SignatureRecord.objects.filter(credential=held).exists()
