"""Results of dossiers signed by one touch of a passkey: chosen on the list, read, confirmed, handed to the clerk."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from congvu.accounts.models import Account
from congvu.accounts.tests.passkey import SoftPasskey
from congvu.audit.models import Reading
from congvu.dossiers.models import Slip, WorkItem
from congvu.kit.actors import SYSTEM
from congvu.processes import queries as processes
from congvu.signing import operations as signing
from congvu.signing.models import SignatureRequest
from congvu.signing.queries import signatures_of


@pytest.fixture
def waiting(commune, settings, tmp_path):
    """Two results that wait for the leader."""
    settings.VAR = tmp_path
    commune.now = timezone.now() - timezone.timedelta(hours=2)
    leader = commune.officials["leader"].id
    signing.make_demo_keys(by=SYSTEM, at=commune.now, official_ids=[leader], agency_ids=[commune.agency.pk])
    dossiers = [commune.submit(key=key) for key in ("a", "b")]
    for dossier in dossiers:
        commune.does("reception", "accept", dossier)
        commune.does("case_officer", "register_result", dossier)
    return dossiers


@pytest.fixture
def desk(commune, sit, waiting):
    client = sit(commune, "leader")
    client.defaults["HTTP_HOST"] = "localhost"
    return client


def lay(client):
    answer = client.post(reverse("desk:sign_lay"), {"tat_ca": "1"})
    request = SignatureRequest.objects.get()
    assert answer.url == reverse("desk:approval", args=[request.public_id])
    return request


def confirm(client, request, key):
    answer = key.answer(bytes.fromhex(request.challenge))
    return client.post(
        reverse("desk:approval_confirm", args=[request.public_id]),
        {"challenge": request.challenge, "credential": json.dumps(answer)},
        follow=True,
    )


def leaders_key(commune):
    return SoftPasskey(Account.objects.get(official_id=commune.officials["leader"].id).pk)


def test_results_are_signed_by_one_yes_and_go_to_the_clerk(commune, desk, waiting):
    request = lay(desk)
    page = desk.get(reverse("desk:approval", args=[request.public_id])).content.decode()
    assert "Tài khoản chưa có khóa truy cập" in page
    key = leaders_key(commune)
    page = desk.get(reverse("desk:approval", args=[request.public_id])).content.decode()
    assert all(item.digest[:16] in page for item in request.items.all())
    paper = desk.get(reverse("desk:approval_paper", args=[request.public_id, 1])).content.decode()
    assert "data:image/png;base64" in paper
    assert "Khung xanh ở trang 1" in paper
    assert Reading.objects.filter(subject=waiting[0].subject, actor_key=f"official:{request.official_id}").exists()
    page = confirm(desk, request, key).content.decode()
    assert "Đã ký 0/2 văn bản." in page
    while signing.sign_next(request_id=request.pk, at=timezone.now()):
        pass
    assert "Đã ký 2/2 văn bản." in desk.get(reverse("desk:approval", args=[request.public_id])).content.decode()
    for dossier in waiting:
        dossier.refresh_from_db()
        assert processes.open_steps(dossier.run_id).get().kind == "seal"
        slip = dossier.slips.get(kind=Slip.Kind.SIGNED_RESULT)
        (record,) = signatures_of(dossier.subject)
        assert record.digest_after == slip.digest
        commune.now = timezone.now()
        commune.does("clerk", "seal_result", dossier)  # the agency's seal finds a valid signature under it


def test_result_sent_back_meanwhile_is_named_and_the_other_is_signed(commune, desk, waiting):
    request = lay(desk)
    commune.now = timezone.now()
    commune.does("leader", "send_back", waiting[0], reason="Sai tên cháu", target="register")
    confirm(desk, request, leaders_key(commune))
    while signing.sign_next(request_id=request.pk, at=timezone.now()):
        pass
    page = desk.get(reverse("desk:approval", args=[request.public_id])).content.decode()
    assert "Đã ký 1/2 văn bản." in page
    failed = request.items.get(state="failed")
    assert failed.label in page.replace("&#x27;", "'")
    assert failed.failure


def test_wrong_answer_signs_nothing_and_says_so(desk, waiting, commune):
    request = lay(desk)
    leaders_key(commune)
    for credential in ("", "{}", "[1]", "null"):
        given = {"challenge": request.challenge, "credential": credential}
        answer = desk.post(reverse("desk:approval_confirm", args=[request.public_id]), given, follow=True)
        assert "Khóa truy cập không xác nhận được" in answer.content.decode()
    request.refresh_from_db()
    assert request.state == "waiting"


def test_request_is_its_signers_alone(commune, desk, sit):
    request = lay(desk)
    other = sit(commune, "clerk")
    for name, more in (("approval", []), ("approval_paper", [1]), ("approval_file", [1])):
        assert other.get(reverse(f"desk:{name}", args=[request.public_id, *more])).status_code == 404
    for name in ("approval_confirm", "approval_leave_out", "approval_refuse"):
        assert other.post(reverse(f"desk:{name}", args=[request.public_id])).status_code == 404


def test_request_is_narrowed_and_refused(desk, waiting):
    request = lay(desk)
    desk.post(reverse("desk:approval_leave_out", args=[request.public_id]), {"bo": ["1"]})
    assert list(request.items.order_by("position").values_list("state", flat=True)) == ["left_out", "waiting"]
    desk.post(reverse("desk:approval_refuse", args=[request.public_id]))
    page = desk.get(reverse("desk:approvals")).content.decode()
    assert "Đã từ chối" in page
    assert WorkItem.objects.filter(kind="sign").count() == 2
