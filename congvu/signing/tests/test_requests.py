"""Many papers, one yes: what it is bound to, and what a fall in the middle leaves."""

import copy
from datetime import timedelta

import pytest

from congvu.accounts import operations as accounts
from congvu.accounts.operations import PasskeyRefused
from congvu.accounts.tests.passkey import HOST, SoftPasskey
from congvu.audit.models import Entry
from congvu.files.models import FileUse
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed, Stale
from congvu.signing import demo_keys, operations, queries
from congvu.signing.hooks import KeyNotUsable
from congvu.signing.models import Credential, SignatureItem, SignatureRecord, SignatureRequest

from .conftest import AT, actor
from .laid import drawer

SOON = AT + timedelta(minutes=5)


@pytest.fixture
def phone(people):
    account = accounts.open_account(
        official_id=people.leader.id, username="hanh", password="mua-xuan-tren-song-cam", by=SYSTEM, at=AT
    )
    return SoftPasskey(account.pk)


@pytest.fixture
def ask(people, keys, paper, monkeypatch):
    monkeypatch.setattr(drawer, "pdf", paper)
    monkeypatch.setattr(drawer, "gone", set())
    monkeypatch.setattr(drawer, "refused", set())

    def lay(count=3):
        subjects = [f"test:{number}" for number in range(1, count + 1)]
        return operations.request_signatures(
            subjects=subjects, official_id=people.leader.id, by=actor(people.clerk), at=AT
        ).request

    return lay


@pytest.fixture
def confirm(people, phone):
    def yes(request, *, at=SOON, **answer):
        return operations.activate(
            request_id=request.pk,
            challenge=request.challenge,
            answer=phone.answer(bytes.fromhex(request.challenge), **answer),
            host=HOST,
            by=actor(people.leader),
            at=at,
        )

    return yes


def work(request, *, at=SOON):
    while operations.sign_next(request_id=request.pk, at=at):
        pass


def states(request):
    return list(request.items.order_by("position").values_list("state", flat=True))


def test_papers_are_signed_one_by_one_after_one_yes(people, ask, confirm):
    request = confirm(ask())
    work(request)
    request.refresh_from_db()
    assert states(request) == ["signed"] * 3
    assert request.state == "finished"
    assert drawer.taken() == ["test:1", "test:2", "test:3"]
    assert {item.digest_after for item in request.items.all()} == set(
        SignatureRecord.objects.values_list("digest_after", flat=True)
    )
    assert not FileUse.objects.filter(owner=request.subject, released_at=None).exists()  # nothing is kept twice
    assert Entry.objects.filter(action="signing.activate", subject=request.subject).count() == 1


def test_key_is_used_by_the_worker_alone_and_for_the_papers_that_were_confirmed(people, ask, confirm, monkeypatch):
    used, real = [], demo_keys.DemoKeys.sign

    def watched(self, *, reference, data, digest):
        used.append(reference)
        return real(self, reference=reference, data=data, digest=digest)

    monkeypatch.setattr(demo_keys.DemoKeys, "sign", watched)
    request = confirm(ask(2))
    assert used == []  # laying before and saying yes touch no key
    assert "PRIVATE" not in str(request.activation)
    work(request)
    assert used == [request.credential.key_reference] * 2
    entry = Entry.objects.get(action="signing.activate", subject=request.subject)
    assert entry.data["policy"] == "không theo chính sách chứng thư nào: chỉ để trình diễn"


def test_signer_sees_where_the_signature_will_stand(ask):
    place = ask(1).items.get().place
    assert (place["page"], place["pages"]) == (1, 1)
    left, top, width, height = place["box"]
    assert left > 400
    assert max(top, width, height) < 1000
    assert min(top, width, height) > 0


def test_yes_is_good_once_and_for_this_request_alone(people, ask, confirm, phone):
    first = ask(1)
    answer = phone.answer(bytes.fromhex(first.challenge))
    confirm(first)
    with pytest.raises(Stale, match="đã khép lại"):
        confirm(first)
    work(first)
    second = ask(1)
    given = {"challenge": second.challenge, "host": HOST, "by": actor(people.leader), "at": SOON}
    with pytest.raises(PasskeyRefused):
        operations.activate(request_id=second.pk, answer=answer, **given)


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda answer: answer["response"].update(signature="AAAA"),
        lambda answer: answer.update(id="AAAA", rawId="AAAA"),
        lambda answer: answer.pop("response"),
        lambda answer: answer["response"].update(clientDataJSON="e30"),
    ],
)
def test_spoilt_answers_are_refused(people, ask, phone, spoilt):
    request = ask(1)
    answer = copy.deepcopy(phone.answer(bytes.fromhex(request.challenge)))
    spoilt(answer)
    with pytest.raises(PasskeyRefused):
        operations.activate(
            request_id=request.pk, challenge=request.challenge, answer=answer, host=HOST, by=actor(people.leader),
            at=SOON,
        )  # fmt: skip
    request.refresh_from_db()
    assert request.state == "waiting"


@pytest.mark.parametrize("answer", [{"verified": False}, {"host": "evil.vn"}, {"origin": "https://evil.vn"}])
def test_answers_without_the_owner_or_from_elsewhere_are_refused(ask, confirm, answer, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    with pytest.raises(PasskeyRefused):
        confirm(ask(1), **answer)


def test_nobody_else_confirms(people, ask, phone):
    request = ask(1)
    with pytest.raises(NotAllowed):
        operations.activate(
            request_id=request.pk, challenge=request.challenge, answer=phone.answer(b"x"), host=HOST,
            by=actor(people.clerk), at=SOON,
        )  # fmt: skip


def test_papers_left_out_change_what_is_agreed_to(people, ask, confirm):
    request = ask()
    stale = copy.copy(request)
    operations.leave_out(request_id=request.pk, positions=[2], by=actor(people.leader), at=SOON)
    with pytest.raises(operations.ActivationRefused, match="đã thay đổi"):
        confirm(stale)
    request.refresh_from_db()
    work(confirm(request))
    assert states(request) == ["signed", "left_out", "signed"]


def test_paper_changed_behind_the_signers_back_is_not_signed(ask, confirm):
    request = confirm(ask())
    SignatureItem.objects.filter(request=request, position=2).update(digest="0" * 64)
    work(request)
    assert states(request) == ["failed"] * 3
    assert not SignatureRecord.objects.exists()


def test_paper_that_does_not_match_its_digest_is_not_signed(ask, confirm, paper):
    request = ask()
    later = ask_file(request, paper + b"\n% changed")
    SignatureItem.objects.filter(request=request, position=2).update(file_use=later)
    work(confirm(request))
    assert states(request) == ["signed", "failed", "signed"]
    assert "không còn đúng như bản người ký đã đọc" in request.items.get(position=2).failure


def ask_file(request, pdf):
    from congvu.files.operations import keep_own

    return keep_own(pdf=pdf, name="x", owner=request.subject, label="", by=SYSTEM, at=AT).pk


def test_each_failure_has_its_name_and_the_others_are_signed(ask, confirm):
    request = confirm(ask())
    drawer.gone = {"test:2"}
    work(request)
    assert states(request) == ["signed", "failed", "signed"]
    assert request.items.get(position=2).failure == "Văn bản đã được rút lại."
    assert drawer.taken() == ["test:1", "test:3"]


def test_subject_that_is_not_the_signers_stays_out_of_the_request(people, ask):
    drawer.refused = {"test:2"}
    asked = operations.request_signatures(
        subjects=["test:1", "test:2"], official_id=people.leader.id, by=actor(people.leader), at=AT
    )
    assert asked.left == (("test:2", "Văn bản này không trình cho ông (bà)."),)
    assert asked.request.items.count() == 1
    with pytest.raises(operations.NothingToSign, match="lần trình ký khác"):
        operations.request_signatures(subjects=["test:1"], official_id=people.leader.id, by=SYSTEM, at=AT)


def test_fall_between_signing_and_taking_leaves_nothing_half_done(ask, confirm, monkeypatch):
    request = confirm(ask(2))
    with monkeypatch.context() as broken:
        broken.setattr(drawer, "take", lambda **_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            work(request)
    assert states(request) == ["waiting", "waiting"]
    assert drawer.taken() == []
    assert queries.requests_at_rest(before=SOON + timedelta(seconds=1)) == [request.pk]
    work(request)
    assert states(request) == ["signed", "signed"]
    assert drawer.taken() == ["test:1", "test:2"]


def test_token_pulled_out_leaves_the_rest_waiting_and_says_why(ask, confirm, monkeypatch):
    request = confirm(ask(3))
    real, used = demo_keys.DemoKeys.sign, []

    def once(self, **given):
        if used:
            raise KeyNotUsable("Không thấy USB Token. Hãy cắm lại.")
        used.append(1)
        return real(self, **given)

    with monkeypatch.context() as pulled:
        pulled.setattr(demo_keys.DemoKeys, "sign", once)
        with pytest.raises(KeyNotUsable):
            work(request)
    request.refresh_from_db()
    assert (states(request), request.trouble) == (
        ["signed", "waiting", "waiting"],
        "Không thấy USB Token. Hãy cắm lại.",
    )
    work(request)
    assert states(request) == ["signed"] * 3


def test_key_is_not_used_long_after_the_yes(ask, confirm):
    request = confirm(ask(2))
    work(request, at=SOON + timedelta(hours=2))
    assert states(request) == ["failed", "failed"]
    assert not SignatureRecord.objects.exists()


def test_certificate_revoked_in_between_signs_nothing(ask, confirm):
    request = confirm(ask(1))
    Credential.objects.filter(pk=request.credential_id).update(state="revoked", ended_at=SOON)
    work(request)
    assert "tạm dừng hoặc thu hồi" in request.items.get().failure


def test_request_runs_out_and_its_papers_may_be_asked_for_again(people, ask, confirm):
    request = ask(1)
    late = AT + timedelta(hours=25)
    with pytest.raises(Stale, match="quá hạn"):
        confirm(request, at=late)
    assert operations.expire_requests(at=late) == 1
    assert operations.expire_requests(at=late) == 0
    assert ask(1).state == SignatureRequest.State.WAITING


def test_refused_request_leaves_the_papers_unsigned(people, ask):
    request = ask(2)
    operations.refuse_request(request_id=request.pk, by=actor(people.leader), at=SOON)
    assert states(request) == ["left_out", "left_out"]
    assert queries.requests_waiting(official_id=people.leader.id, at=SOON) == 0
