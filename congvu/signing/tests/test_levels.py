"""Signatures that are provable for long: against a time-stamp server, OCSP and CRL that others wrote."""

import io
import shutil
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import pem as asn1_pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from congvu.kit.actors import SYSTEM
from congvu.printing.queries import marks
from congvu.signing import levels, operations, queries
from congvu.signing.demo_ca import make_demo_keys
from congvu.signing.demo_keys import keep
from congvu.signing.models import Credential, Raising, TrustAnchor
from congvu.signing.queries import verify

from . import authority
from .conftest import actor


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with authority.running(tmp_path_factory.mktemp("ca")) as found:
        yield found, Path(tmp_path_factory.getbasetemp())


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def ca(office, people, settings, now):
    """The authority is trusted; the leader and the clerk hold certificates of it."""
    found, base = office
    found.broken = False
    settings.SIGNING_TSA_URL = found.tsa
    root = found.certificate("root")
    TrustAnchor.objects.create(
        name="CA thử nghiệm", kind="government", certificate=root, fingerprint="f" * 64, valid_from=now.date()
    )
    keys = next(base.glob("ca*"))
    for name, owner in (("leader", people.leader), ("revoked", people.clerk)):
        pem = found.certificate(name)
        parsed = x509.load_pem_x509_certificate(pem.encode())
        keep(name, serialization.load_pem_private_key((keys / f"{name}.pem").read_bytes(), None))
        Credential.objects.create(
            official=owner,
            certificate=pem + root,
            fingerprint=parsed.fingerprint(parsed.signature_hash_algorithm).hex(),
            driver="demo_file",
            key_reference=name,
            valid_from=parsed.not_valid_before_utc,
            valid_to=parsed.not_valid_after_utc,
        )
    return found


@pytest.fixture
def signed(ca, people, paper, now):
    return operations.sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=now, by=actor(people.leader))


def raised(pdf, wanted, now):
    work = operations.raise_level(subject="test:1", pdf=pdf, name="Công văn", wanted=wanted, by=SYSTEM, at=now)
    while operations.raise_next(raising_id=work.pk, at=timezone.now()):
        pass
    work.refresh_from_db()
    return work


def content(work):
    from congvu.files import queries as files

    with files.open_use(files.use(work.file_use)) as stream:
        return stream.read()


def test_signature_climbs_step_by_step_and_each_step_says_what_it_proves(people, signed, paper, now, tmp_path):
    assert verify(signed, at=now).signatures[0].level == "B-B"
    work = raised(signed, "B-T", now)
    assert (work.level, work.next_at, work.trouble) == ("B-T", None, "")
    stamped = content(work)
    (one,) = verify(stamped, at=timezone.now()).signatures
    assert (one.level, one.proven_by, one.is_good) == ("B-T", "Máy chủ cấp dấu thời gian", True)
    assert "chứng minh chữ ký đã có lúc" in " ".join(one.sentences)
    work = raised(signed, "B-LTA", now)
    assert work.level == "B-LTA"
    last = content(work)
    (one,) = verify(last, at=timezone.now()).signatures
    assert (one.level, one.is_good) == ("B-LTA", True)
    assert last.startswith(stamped)
    assert stamped.startswith(signed)  # every step is an update: what was signed stays
    assert marks(last).problems == ()
    assert marks(last).conformance == marks(paper).conformance
    assert Raising.objects.count() == 1
    assert queries.raised_copy(subject="test:1") == work
    if shutil.which("pdfsig"):
        (tmp_path / "x.pdf").write_bytes(last)
        said = subprocess.run(["pdfsig", "-nocert", tmp_path / "x.pdf"], capture_output=True, text=True).stdout
        assert said.count("Signature is Valid") >= 1, said


def judges(pdf, folder):
    """Return how many signatures each of three judges calls good: our report, pyHanko, pdfsig (when it is there)."""
    roots = [x509_pyhanko(one.certificate) for one in TrustAnchor.objects.all()]
    found = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    theirs = [
        validate_pdf_signature(one, ValidationContext(trust_roots=roots, allow_fetching=False)).bottom_line
        for one in found
    ]
    (folder / "x.pdf").write_bytes(pdf)
    said = subprocess.run(["pdfsig", "-nocert", folder / "x.pdf"], capture_output=True, text=True).stdout
    marks_ = [line for line in said.splitlines() if "Signature Validation:" in line]
    whole = sum("Signature is Valid" in line for line in marks_[: len(found)])
    return sum(one.is_good for one in verify(pdf, at=timezone.now()).signatures), sum(theirs), whole


def x509_pyhanko(pem):
    return asn1_x509.Certificate.load(asn1_pem.unarmor(pem.encode())[2])


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler-utils is not installed")
def test_every_earlier_signature_is_good_after_each_step_for_three_judges(people, ca, paper, now, tmp_path):
    make_demo_keys(by=SYSTEM, at=now, agency_ids=[people.agency.id])
    leader = {"official_id": people.leader.id, "reason": "", "at": now, "by": actor(people.leader)}
    steps = [operations.sign_paper(pdf=paper, **leader)]
    steps.append(operations.sign_paper(pdf=steps[-1], **leader))
    steps.append(operations.seal_paper(pdf=steps[-1], agency_id=people.agency.id, at=now, by=SYSTEM))
    assert [judges(pdf, tmp_path) for pdf in steps] == [(n, n, n) for n in (1, 2, 3)]
    first = steps[1]  # the demo's own issuer has no list of revoked certificates here: up to the leader's two
    for wanted in ("B-T", "B-LT", "B-LTA"):
        pdf = content(raised(first, wanted, now))
        assert pdf.startswith(first)
        assert judges(pdf, tmp_path) == (2, 2, 2), wanted
        assert marks(pdf).problems == ()


def test_archived_copy_is_stamped_again_before_its_stamp_ends(signed, now):
    work = raised(signed, "B-LTA", now)
    assert work.stamp_ends_at.year == 2030
    assert queries.renewals_due(at=timezone.now()) == []
    soon = work.stamp_ends_at - timedelta(days=100)
    assert queries.renewals_due(at=soon) == [work.pk]
    before = content(work)
    operations.renew(raising_id=work.pk, at=timezone.now())
    assert queries.renewals_due(at=soon) == []
    assert not operations.raise_next(raising_id=work.pk, at=timezone.now())
    work.refresh_from_db()
    assert (work.level, work.next_at, work.trouble) == ("B-LTA", None, "")
    after = content(work)
    assert after.startswith(before)
    assert len(PdfFileReader(io.BytesIO(after)).embedded_timestamp_signatures) == 3
    assert [(one.level, one.is_good) for one in verify(after, at=timezone.now()).signatures] == [("B-LTA", True)]


def test_nobody_waits_for_a_slow_server(ca, signed, now, monkeypatch):
    monkeypatch.setattr("congvu.signing.levels.PATIENCE", 0.2)
    ca.slow = 0.6
    began = time.monotonic()
    work = operations.raise_level(subject="test:1", pdf=signed, name="x", by=SYSTEM, at=now)
    assert time.monotonic() - began < 0.2  # who asks does not wait
    operations.raise_next(raising_id=work.pk, at=timezone.now())
    work.refresh_from_db()
    assert (work.level, work.tries) == ("B-B", 1)
    monkeypatch.undo()
    ca.slow = 0.3
    Raising.objects.update(next_at=timezone.now())
    operations.raise_next(raising_id=work.pk, at=timezone.now())
    work.refresh_from_db()
    assert (work.level, work.trouble) == ("B-T", "")
    ca.slow = 0
    assert levels.PATIENCE >= 131  # as slow as servers were seen


def test_authority_is_asked_by_ocsp_and_the_answer_is_in_the_file(ca, signed, now):
    pdf = content(raised(signed, "B-LT", now))
    assert any("/ocsp/" in path for path in ca.paths)
    store = PdfFileReader(io.BytesIO(pdf)).root["/DSS"]
    assert len(store["/OCSPs"]) >= 1
    assert len(store["/CRLs"]) >= 1  # of the stamp's certificate, which names a list alone


def test_stamp_proves_the_day_after_the_certificate_has_expired(signed, now):
    last = content(raised(signed, "B-LT", now))
    later = now + timedelta(days=6 * 365)
    assert not verify(signed, at=later).all_good
    report = verify(last, at=later)
    assert [one.level for one in report.signatures] == ["B-LT"]
    assert report.all_good, report


def test_seal_after_the_stamp_leaves_both_good(people, signed, now):
    make_demo_keys(by=SYSTEM, at=now, agency_ids=[people.agency.id])
    stamped = content(raised(signed, "B-LT", now))
    sealed = operations.seal_paper(pdf=stamped, agency_id=people.agency.id, at=timezone.now(), by=SYSTEM)
    report = verify(sealed, at=timezone.now())
    assert report.all_good, report
    assert [one.level for one in report.signatures] == ["B-LT", "B-B"]


def test_server_that_fails_loses_nothing_and_is_asked_again_later(ca, signed, now):
    ca.broken = True
    work = raised(signed, "B-LT", now)
    assert (work.level, work.tries) == ("B-B", 1)
    assert "Chưa lấy được dấu thời gian" in work.trouble
    assert work.next_at > timezone.now() + timedelta(minutes=1)
    assert queries.raisings_due(at=timezone.now()) == []
    assert not operations.raise_next(raising_id=work.pk, at=timezone.now())  # it rests
    Raising.objects.update(next_at=timezone.now())
    operations.raise_next(raising_id=work.pk, at=timezone.now())
    work.refresh_from_db()
    assert work.tries == 2
    assert work.next_at > timezone.now() + timedelta(minutes=3)
    ca.broken = False
    Raising.objects.update(next_at=timezone.now())
    assert raised(signed, "B-LT", now).level == "B-LT"


def test_certificate_that_its_authority_revoked_does_not_become_provable(people, ca, paper, now):
    pdf = operations.sign_paper(pdf=paper, official_id=people.clerk.id, reason="", at=now, by=actor(people.clerk))
    work = raised(pdf, "B-LT", now)
    assert work.level == "B-T"
    assert "thu hồi" in work.trouble
    assert verify(content(work), at=timezone.now()).signatures[0].level == "B-T"


def test_stamp_of_an_unknown_authority_proves_nothing(ca, signed, now):
    stamped = content(raised(signed, "B-T", now))
    TrustAnchor.objects.all().delete()
    assert [one.level for one in verify(stamped, at=timezone.now()).signatures] == ["B-B"]


def test_without_a_server_nothing_is_asked(signed, settings, now):
    settings.SIGNING_TSA_URL = ""
    assert operations.raise_level(subject="test:1", pdf=signed, name="x", by=SYSTEM, at=now) is None
