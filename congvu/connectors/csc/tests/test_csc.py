"""Remote keys: against a CSC server that others wrote."""

import asyncio
import threading
from datetime import UTC, date, datetime

import pytest
from aiohttp import web
from certomancer.registry import ArchLabel, CertomancerConfig
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from csc_dummy.csc_dummy_server import CSCWithCertomancer

from congvu.audit.models import Entry
from congvu.connectors.csc import connector
from congvu.connectors.csc.checks import check
from congvu.connectors.csc.client import CscClient, ServiceFailed
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.selfcheck import State
from congvu.people.models import Official
from congvu.printing.operations import print_paper
from congvu.signing.hooks import KeyNotUsable, drivers
from congvu.signing.models import Credential, TrustAnchor
from congvu.signing.operations import sign_paper
from congvu.signing.queries import verify

CONFIG = """
pki-architectures:
  office:
    keyset: office
    entities:
      root: {country-name: VN, common-name: CA}
      leader: {country-name: VN, common-name: Nguyễn Thị Bích Hạnh}
    certs:
      root: {subject: root, subject-key: root, issuer: root, authority-key: root, validity: &life
        {valid-from: 2026-01-01T00:00:00+0000, valid-to: 2030-01-01T00:00:00+0000}}
      leader: {subject: leader, subject-key: leader, issuer: root, authority-key: root, validity: *life}
keysets:
  office: {path-prefix: ., keys: {root: {path: root.pem}, leader: {path: leader.pem}}}
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The server on a free port, and the leader's certificate."""
    folder = tmp_path_factory.mktemp("csc")
    for name in ("root", "leader"):
        key = ec.generate_private_key(ec.SECP256R1())
        (folder / f"{name}.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    config = CertomancerConfig.from_yaml(CONFIG, str(folder))
    dummy = CSCWithCertomancer(config)
    dummy.register_routes()
    loop, ready, port = asyncio.new_event_loop(), threading.Event(), []

    async def begin():
        runner = web.AppRunner(dummy.app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port.append(runner.addresses[0][1])
        ready.set()

    def run():
        asyncio.set_event_loop(loop)
        loop.run_until_complete(begin())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    office = config.get_pki_arch(ArchLabel("office"))
    leader, root = (x509.load_der_x509_certificate(office.get_cert(name).dump()) for name in ("leader", "root"))
    yield f"http://127.0.0.1:{port[0]}/csc/v1", leader, root
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


@pytest.fixture
def csc(service, settings):
    settings.CSC_URL, settings.CSC_TOKEN = service[0], "t"
    connector._algorithms.cache_clear()
    return service[1]


def test_remote_key_signs(csc):
    signature = drivers.get("csc").sign(reference="office/leader", data=b"cong van", digest="sha256")
    csc.public_key().verify(signature, b"cong van", ec.ECDSA(hashes.SHA256()))


def test_paper_is_signed_by_the_remote_key_and_the_policy_is_kept(csc, service, db, settings, tmp_path):
    settings.CSC_POLICY, at = "Chính sách của CA", datetime(2026, 11, 20, 3, tzinfo=UTC)
    settings.VAR = tmp_path
    official = Official.objects.create(staff_code="x", full_name="Hạnh", folded="hanh", sort_key="hanh")
    pem, root = (one.public_bytes(serialization.Encoding.PEM).decode() for one in (csc, service[2]))
    TrustAnchor.objects.create(
        name="CA", kind="government", certificate=root, fingerprint="a" * 64, valid_from=date(2026, 1, 1)
    )
    Credential.objects.create(
        official=official, certificate=pem + root, fingerprint=csc.fingerprint(hashes.SHA256()).hex(), driver="csc",
        key_reference="office/leader", valid_from=csc.not_valid_before_utc, valid_to=csc.not_valid_after_utc,
    )  # fmt: skip
    by = Actor(kind=ActorKind.OFFICIAL, id=official.pk, name="Hạnh")
    pdf = sign_paper(
        pdf=print_paper(source="Công văn", data={}, at=at), official_id=official.pk, reason="", at=at, by=by
    )
    report = verify(pdf, at=at)
    assert (report.signatures[0].is_whole, report.signatures[0].kind) == (True, "personal"), report
    assert Entry.objects.get(action="signing.sign_paper").data["policy"] == "Chính sách của CA"


def test_authorisation_is_good_for_its_digest_alone(csc, settings):
    client = CscClient(settings.CSC_URL, "t")
    authorised = client._call(
        "credentials/authorize", {"credentialID": "office/leader", "numSignatures": 1, "hash": ["YQ=="]}
    )
    other = {"credentialID": "office/leader", "SAD": authorised["SAD"], "hash": ["Yg=="], "signAlgo": "1.2"}
    with pytest.raises(ServiceFailed):
        client._call("signatures/signHash", other)


def test_unknown_credential_and_a_service_that_is_away_are_told(csc, settings):
    for reference in ("office/khac", "khac"):
        with pytest.raises(KeyNotUsable, match="chưa ký được"):
            drivers.get("csc").sign(reference=reference, data=b"x", digest="sha256")
    settings.CSC_URL = "http://127.0.0.1:9/csc/v1"
    with pytest.raises(KeyNotUsable, match="chưa ký được"):
        drivers.get("csc").sign(reference="office/leader", data=b"x", digest="sha256")
    settings.CSC_URL = ""
    with pytest.raises(KeyNotUsable, match="Chưa nối"):
        drivers.get("csc").sign(reference="office/leader", data=b"x", digest="sha256")


def test_self_check_says_how_it_is(csc, settings):
    assert [one.state for one in check()] == [State.GOOD] * 3
    settings.CSC_URL = "http://127.0.0.1:9/csc/v1"
    assert [one.state for one in check()] == [State.GOOD, State.BROKEN]
    settings.CSC_URL = ""
    assert [one.state for one in check()] == [State.OFF]
