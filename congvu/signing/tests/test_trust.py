"""Lists of trusted issuers by two persons, and what an issuer has revoked: judged by the day of signing."""

import io
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta

import pytest
from asn1crypto import crl as asn1_crl
from asn1crypto import pem as asn1_pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from congvu.audit.models import Entry
from congvu.kit.errors import NotAllowed, Stale
from congvu.signing import operations, queries, tasks
from congvu.signing.models import Credential, TrustAnchor, TrustChange
from congvu.signing.queries import Revocation, verify

from . import authority, softhsm
from .conftest import AT, actor, make_official
from .test_inventory import issued


@pytest.fixture
def office(people):
    people.admin = make_official("TINH1", "Trần Thị Quản Trị", people.agency, "Chuyên viên", "province_admin")
    people.second = make_official("TINH2", "Lê Văn Kiểm", people.agency, "Chuyên viên", "province_admin")
    return people


def issuer():
    made = softhsm._Authority()
    return made, made.root.public_bytes(serialization.Encoding.PEM)


def propose(office, pem, **more):
    given = {"list_of": "government", "valid_from": None, "crl_url": "", "ground": "Công bố số 1", "at": AT}
    return operations.propose_issuer(pem=pem, **{**given, "by": actor(office.admin), **more})


def decide(office, change, **more):
    given = {"agree": True, "by": actor(office.second), "at": AT}
    return operations.decide_trust(change_id=change.pk, **{**given, **more})


def test_issuer_is_trusted_when_a_second_person_agrees_and_withdrawn_so_too(office):
    _ca, pem = issuer()
    change = propose(office, pem)
    assert not TrustAnchor.objects.exists()
    with pytest.raises(NotAllowed, match="không tự đồng ý"):
        decide(office, change, by=actor(office.admin))
    with pytest.raises(operations.TrustRefused, match="chờ người thứ hai"):
        propose(office, pem)
    decide(office, change)
    row = TrustAnchor.objects.get()
    assert (row.name, row.kind, row.valid_from) == ("CA cấp thẻ", "government", (AT - timedelta(days=9)).date())
    with pytest.raises(Stale):
        decide(office, change)
    with pytest.raises(operations.TrustRefused, match="đang có trong danh sách"):
        propose(office, pem)
    given = {"anchor_id": row.pk, "by": actor(office.admin), "at": AT}
    with pytest.raises(operations.TrustRefused, match="trước ngày đưa vào"):
        operations.propose_withdrawal(day=date(2020, 1, 1), ground="Lộ khóa", **given)
    with pytest.raises(operations.TrustRefused, match="Ghi căn cứ"):
        operations.propose_withdrawal(day=AT.date(), ground=" ", **given)
    away = operations.propose_withdrawal(day=AT.date(), ground="Lộ khóa", **given)
    with pytest.raises(operations.TrustRefused, match="lý do"):
        decide(office, away, agree=False)
    decide(office, away)
    row.refresh_from_db()
    assert row.valid_to == AT.date()
    assert Entry.objects.filter(action="signing.decide_trust").count() == 2
    assert [one.state for one in queries.trust_changes()] == ["done", "done"]


def test_what_is_refused_is_in_no_list_and_may_be_asked_for_again(office):
    _ca, pem = issuer()
    decide(office, propose(office, pem), agree=False, answer="Chưa có công bố")
    assert not TrustAnchor.objects.exists()
    assert propose(office, pem).state == TrustChange.State.ASKED


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"pem": issued()}, "không phải của nơi cấp"),
        ({"pem": b"x"}, "PEM"),
        ({"list_of": "demo"}, "Chọn danh sách"),
        ({"crl_url": "ftp://ca/x.crl"}, "http://"),
        ({"ground": " "}, "căn cứ"),
    ],
)
def test_what_is_no_issuer_is_told(office, given, words):
    with pytest.raises((operations.TrustRefused, operations.CertificateUnfit), match=words):
        propose(office, **{"pem": issuer()[1], **given})


def test_only_administrators_of_the_province_change_the_lists(office):
    change = propose(office, issuer()[1])
    with pytest.raises(NotAllowed):
        operations.decide_trust(change_id=change.pk, agree=True, by=actor(office.leader), at=AT)
    with pytest.raises(NotAllowed):
        propose(office, issuer()[1], by=actor(office.clerk))


def said(report):
    return " ".join(line for one in report.signatures for line in one.sentences)


@pytest.fixture
def signed(people, keys, paper):
    return operations.sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=AT, by=actor(people.leader))


def test_withdrawn_issuer_leaves_in_doubt_what_no_clock_proves(signed):
    TrustAnchor.objects.update(valid_to=(AT + timedelta(days=5)).date())
    assert verify(signed, at=AT + timedelta(days=1)).all_good
    report = verify(signed, at=AT + timedelta(days=6))
    assert not report.all_good
    assert report.all_unproven
    assert "không còn trong danh sách tin cậy" in said(report)
    TrustAnchor.objects.update(valid_to=(AT - timedelta(days=1)).date())
    report = verify(signed, at=AT)
    assert not report.all_unproven
    assert "Khi ký, nơi cấp chứng thư không có trong danh sách tin cậy" in said(report)


def test_suspended_is_not_called_revoked(signed):
    Credential.objects.filter(official__isnull=False).update(state="suspended", ended_at=AT - timedelta(days=1))
    assert "Chứng thư đã bị tạm dừng từ ngày" in said(verify(signed, at=AT))


@pytest.fixture
def foreign(tmp_path, people, paper, settings):
    """A paper that another province's official signed: nothing of the certificate is known here but its issuer."""
    with authority.running(tmp_path) as found:
        now = timezone.now()
        pem = found.certificate("root")
        TrustAnchor.objects.create(
            name="CA", kind="government", certificate=pem, fingerprint="f" * 64, valid_from=date(2026, 1, 1),
            crl_url=f"{found.url}/office/crls/root/latest.crl",
        )  # fmt: skip
        yield found, now


def foreign_paper(foreign, people, paper, name, tmp_path, at=None):
    from congvu.signing.demo_keys import keep

    found, now = foreign
    pem = found.certificate(name)
    own = x509.load_pem_x509_certificate(pem.encode())
    keep(name, serialization.load_pem_private_key((tmp_path / f"{name}.pem").read_bytes(), None))
    row = Credential.objects.create(
        official=people.leader, certificate=pem, fingerprint=own.fingerprint(hashes.SHA256()).hex(),
        driver="demo_file", key_reference=name, valid_from=own.not_valid_before_utc, valid_to=own.not_valid_after_utc,
    )  # fmt: skip
    at = at or now
    pdf = operations.sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=at, by=actor(people.leader))
    Credential.objects.filter(pk=row.pk).update(fingerprint=name.ljust(64, "0"), state="revoked", ended_at=now)
    return pdf, now


def test_list_of_the_issuer_tells_of_certificates_that_are_not_ours(foreign, people, paper, tmp_path):
    held, now = foreign_paper(foreign, people, paper, "leader", tmp_path)
    gone, _now = foreign_paper(foreign, people, paper, "revoked", tmp_path)
    report = verify(gone, at=now)
    assert report.signatures[0].revocation == Revocation.UNKNOWN
    assert "chưa biết chứng thư có bị thu hồi hay không" in said(report)
    (due,) = queries.revocations_due(at=now)
    tasks.refresh_revocations(due)
    assert queries.revocations_due(at=timezone.now()) == []
    report = verify(gone, at=timezone.now())
    assert (report.all_good, report.signatures[0].revocation) == (False, Revocation.REVOKED)
    assert "Chứng thư đã bị thu hồi từ ngày 01/06/2026, trước khi ký." in said(report)
    report = verify(held, at=timezone.now())
    assert (report.all_good, report.signatures[0].revocation) == (True, Revocation.HELD)
    assert "không có trong danh sách thu hồi của nơi cấp lập lúc" in said(report)


def test_list_that_fails_or_is_anothers_is_told_and_the_earlier_one_stays(foreign):
    found, now = foreign
    anchor = TrustAnchor.objects.get()
    first = operations.refresh_revocations(anchor_id=anchor.pk, at=now)
    assert (first.trouble, bool(first.made_at)) == ("", True)
    found.broken = True
    again = operations.refresh_revocations(anchor_id=anchor.pk, at=now)
    assert again.trouble
    assert again.made_at == first.made_at
    found.broken = False
    TrustAnchor.objects.update(certificate=issuer()[1].decode())
    assert "không do nơi cấp này ký" in operations.refresh_revocations(anchor_id=anchor.pk, at=now).trouble
    TrustAnchor.objects.update(crl_url=found.url)
    assert operations.refresh_revocations(anchor_id=anchor.pk, at=now).trouble


def nss_says(pem, folder, home):
    """Return what NSS, the library that pdfsig asks, says of a certificate by its trust list and revoked ones."""
    (folder / "own.pem").write_text(pem)
    subprocess.run(["certutil", "-A", "-d", home, "-n", "own", "-t", ",,", "-a", "-i", folder / "own.pem"], check=True)
    said_ = subprocess.run(["certutil", "-V", "-d", home, "-n", "own", "-u", "S"], capture_output=True, text=True)
    subprocess.run(["certutil", "-D", "-d", home, "-n", "own"], check=True)
    return said_.stdout + said_.stderr


def plain_list(content, key):
    """Return the same list without the extension (issuing distribution point) that NSS does not know."""
    given = x509.load_der_x509_crl(content)
    made = x509.CertificateRevocationListBuilder().issuer_name(given.issuer).last_update(given.last_update_utc)
    made = made.next_update(given.next_update_utc)
    for row in given:
        made = made.add_revoked_certificate(row)
    signed_list = made.sign(serialization.load_pem_private_key(key, None), hashes.SHA256())
    return signed_list.public_bytes(serialization.Encoding.DER)


def pyhanko_says(pdf, roots, lists):
    """Return pyHanko's own verdict, and whether it is for a revocation."""
    context = ValidationContext(
        trust_roots=roots, crls=lists, allow_fetching=False, revocation_mode="hard-fail" if lists else "soft-fail"
    )
    (one,) = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    status = validate_pdf_signature(one, context)
    return status.bottom_line, bool(status.revoked)


@pytest.mark.skipif(not (shutil.which("certutil") and shutil.which("crlutil")), reason="libnss3-tools is not installed")
def test_three_judges_agree_on_certificates_by_the_same_lists(foreign, people, paper, tmp_path):
    held, _now = foreign_paper(foreign, people, paper, "leader", tmp_path)
    gone, _now = foreign_paper(foreign, people, paper, "revoked", tmp_path)
    old, _now = foreign_paper(foreign, people, paper, "expired", tmp_path, at=datetime(2026, 10, 1, tzinfo=UTC))
    listed = operations.refresh_revocations(anchor_id=TrustAnchor.objects.get().pk, at=timezone.now())
    root = foreign[0].certificate("root")
    (tmp_path / "ca.pem").write_text(root)
    (tmp_path / "list.crl").write_bytes(plain_list(bytes(listed.content), (tmp_path / "root.pem").read_bytes()))
    full, empty = tmp_path / "nss", tmp_path / "nss-empty"
    for home in (full, empty):
        home.mkdir()
        subprocess.run(["certutil", "-N", "-d", home, "--empty-password"], check=True)
    subprocess.run(
        ["certutil", "-A", "-d", full, "-n", "ca", "-t", "CT,CT,CT", "-a", "-i", tmp_path / "ca.pem"], check=True
    )
    subprocess.run(["crlutil", "-I", "-d", full, "-i", tmp_path / "list.crl"], check=True)
    roots = [asn1_x509.Certificate.load(asn1_pem.unarmor(root.encode())[2])]
    lists = [asn1_crl.CertificateList.load(bytes(listed.content))]
    at = timezone.now()
    assert "certificate is valid" in nss_says(foreign[0].certificate("leader"), tmp_path, full)
    assert (verify(held, at=at).all_good, pyhanko_says(held, roots, lists)) == (True, (True, False))
    assert "revoked" in nss_says(foreign[0].certificate("revoked"), tmp_path, full)
    assert (verify(gone, at=at).all_good, pyhanko_says(gone, roots, lists)) == (False, (False, True))
    assert "expired" in nss_says(foreign[0].certificate("expired"), tmp_path, full)
    assert (verify(old, at=at).all_good, pyhanko_says(old, roots, [])[0]) == (False, False)
    assert "issuer is not recognized" in nss_says(foreign[0].certificate("leader"), tmp_path, empty)
    TrustAnchor.objects.all().delete()
    assert (verify(held, at=at).all_good, pyhanko_says(held, [], [])[0]) == (False, False)
