"""The demo's time-stamp server: what it stamps climbs to B-LTA; what it does not understand it refuses."""

import threading

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from django.utils import timezone

from congvu.kit.actors import SYSTEM
from congvu.signing import operations, queries
from congvu.signing.models import Credential
from congvu.signing.sandbox import _stamper, serve

from .conftest import actor
from .test_levels import content, raised


@pytest.fixture
def office(people, settings):
    gone = []
    server = serve(0, lambda: gone)
    settings.SIGNING_SANDBOX_URL = f"http://127.0.0.1:{server.server_port}"
    settings.SIGNING_TSA_URL = f"{settings.SIGNING_SANDBOX_URL}/tsa"
    _stamper.cache_clear()
    operations.make_demo_keys(by=SYSTEM, at=timezone.now())
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield gone
    server.shutdown()
    server.server_close()


def test_signature_of_the_demo_climbs_to_the_top(people, office, paper):
    now = timezone.now()
    pdf = operations.sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=now, by=actor(people.leader))
    pdf = operations.seal_paper(pdf=pdf, agency_id=people.agency.id, at=now, by=actor(people.clerk))
    report = queries.verify(content(raised(pdf, "B-LTA", now)), at=timezone.now())
    assert [(one.level, one.is_good) for one in report.signatures] == [("B-LTA", True)] * 2
    assert report.signatures[0].proven_by == "CÔNG VỤ - MÁY CHỦ DẤU THỜI GIAN THỬ NGHIỆM"


def test_certificate_revoked_in_the_demo_stays_without_proof(people, office, paper):
    now = timezone.now()
    pdf = operations.sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=now, by=actor(people.leader))
    Credential.objects.filter(official=people.leader).update(state="revoked", ended_at=now)
    office += queries.revoked_of_demo()
    work = raised(pdf, "B-LT", now)
    assert (work.level, bool(work.trouble)) == ("B-T", True)


def test_the_authority_is_asked_and_says_good_or_revoked(people, office, settings):
    own, root = x509.load_pem_x509_certificates(Credential.objects.get(official=people.leader).certificate.encode())

    def asked():
        request = ocsp.OCSPRequestBuilder().add_certificate(own, root, hashes.SHA256()).build()
        body = request.public_bytes(serialization.Encoding.DER)
        answer = requests.post(f"{settings.SIGNING_SANDBOX_URL}/ocsp", data=body, timeout=10).content
        return ocsp.load_der_ocsp_response(answer)

    first = asked()
    root.public_key().verify(first.signature, first.tbs_response_bytes, ec.ECDSA(hashes.SHA256()))
    assert first.certificate_status == ocsp.OCSPCertStatus.GOOD
    office.append((own.serial_number, timezone.now()))
    assert asked().certificate_status == ocsp.OCSPCertStatus.REVOKED
    assert requests.post(f"{settings.SIGNING_SANDBOX_URL}/ocsp", data=b"x", timeout=10).status_code == 400


def test_what_is_no_request_is_refused(office, settings):
    assert requests.post(settings.SIGNING_TSA_URL, data=b"xin chao", timeout=10).status_code == 400
    assert "thử nghiệm" in requests.get(settings.SIGNING_SANDBOX_URL, timeout=10).content.decode()
