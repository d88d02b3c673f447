"""Keys in a token: against SoftHSM2, which speaks PKCS#11 as tokens and HSMs do."""

import shutil

import pytest
from cryptography.hazmat.primitives import hashes

from congvu.audit.models import Entry
from congvu.signing.hooks import KeyNotUsable, drivers
from congvu.signing.models import Credential, TrustAnchor
from congvu.signing.operations import CredentialNotUsable, sign_paper
from congvu.signing.queries import verify

from . import softhsm
from .conftest import AT, actor

pytestmark = softhsm.needed


@pytest.fixture
def card(people, settings):
    settings.PKCS11_MODULE, settings.PKCS11_PIN = softhsm.MODULE, softhsm.PIN
    token = softhsm.token("phuong")
    TrustAnchor.objects.create(
        name="CA cấp thẻ", kind="government", certificate=softhsm.pem(token.root), fingerprint="a" * 64,
        valid_from=AT.date(),
    )  # fmt: skip

    def give(kind):
        own = token.certificates[kind]
        return Credential.objects.create(
            official=people.leader,
            certificate=softhsm.pem(own, token.root),
            fingerprint=own.fingerprint(hashes.SHA256()).hex(),
            driver="pkcs11",
            key_reference=f"phuong/{kind}",
            valid_from=own.not_valid_before_utc,
            valid_to=own.not_valid_after_utc,
        )

    return give


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_token_signs_a_paper(people, card, paper, kind):
    card(kind)
    pdf = sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=AT, by=actor(people.leader))
    report = verify(pdf, at=AT)
    assert report.all_good, report
    assert report.signatures[0].trusted_by == "Chữ ký số chuyên dùng công vụ"


def test_session_that_was_lost_is_opened_again(card):
    driver = drivers.get("pkcs11")
    card("rsa")
    first = driver.sign(reference="phuong/rsa", data=b"x", digest="sha256")
    driver._slots["phuong"].session.close()  # as when the token is pulled out and put back
    assert driver.sign(reference="phuong/rsa", data=b"x", digest="sha256") == first


@pytest.mark.parametrize("reference", ["phuong/khac", "khac/rsa", "phuong"])
def test_key_that_is_not_there_is_told(card, reference):
    card("rsa")
    with pytest.raises(KeyNotUsable, match="Hãy kiểm tra thiết bị"):
        drivers.get("pkcs11").sign(reference=reference, data=b"x", digest="sha256")


def test_without_a_token_at_the_server_it_is_said(settings):
    settings.PKCS11_MODULE = ""
    with pytest.raises(KeyNotUsable, match="Hãy báo người quản trị"):
        drivers.get("pkcs11").sign(reference="nowhere/rsa", data=b"x", digest="sha256")


def test_softhsm_is_there_in_ci():
    assert shutil.which("softhsm2-util")


def test_keys_held_at_the_server_sign_under_a_policy_that_was_named(people, card, paper, settings):
    card("ec")
    settings.DEMO = False
    given = {"pdf": paper, "official_id": people.leader.id, "reason": "", "at": AT, "by": actor(people.leader)}
    with pytest.raises(CredentialNotUsable, match="chính sách chứng thư nào"):
        sign_paper(**given)
    settings.PKCS11_POLICY = "Chính sách chứng thư 1.2 của nơi cấp"
    assert verify(sign_paper(**given), at=AT).all_good
    assert Entry.objects.get(action="signing.sign_paper").data["policy"] == settings.PKCS11_POLICY
