"""Remote keys: against a CSC server that others wrote."""

import asyncio
import threading

import pytest
from aiohttp import web
from certomancer.registry import ArchLabel, CertomancerConfig
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from csc_dummy.csc_dummy_server import CSCWithCertomancer

from congvu.connectors.csc import connector
from congvu.connectors.csc.checks import check
from congvu.connectors.csc.client import CscClient, ServiceFailed
from congvu.kit.selfcheck import State
from congvu.signing.hooks import KeyNotUsable, drivers

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
    certificate = config.get_pki_arch(ArchLabel("office")).get_cert("leader").dump()
    yield f"http://127.0.0.1:{port[0]}/csc/v1", x509.load_der_x509_certificate(certificate)
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
