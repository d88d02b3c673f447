"""Signatures that are provable for long: against a time-stamp server, OCSP and CRL that others wrote."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.utils import timezone

from congvu.kit.actors import SYSTEM
from congvu.printing.queries import marks
from congvu.signing import operations, queries
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
