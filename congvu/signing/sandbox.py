"""The sandbox: the demo's time-stamp server (RFC 3161), list of revoked certificates and OCSP, a process of its own.

Played by keys of the demo, so what it stamps has no legal force; the clock is this machine's.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from . import demo_ca, demo_keys

log = logging.getLogger(__name__)
LARGEST = 10_000
Start = Callable[[str, list[tuple[str, str]]], object]
Revoked = Callable[[], Iterable[tuple[int, datetime]]]
"""Serial numbers and moments of revocation."""


class Office:
    """One running sandbox (WSGI): ``POST /tsa``, ``POST /ocsp``, ``GET /thu-hoi.crl``; all else says what it is."""

    def __init__(self, revoked: Revoked) -> None:
        self._revoked = revoked

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Serve one request."""
        path = environ["PATH_INFO"]
        if path == "/tsa" and environ["REQUEST_METHOD"] == "POST":
            return self._stamp(environ, start)
        if path == "/ocsp" and environ["REQUEST_METHOD"] == "POST":
            return self._state(environ, start)
        if path == "/thu-hoi.crl":
            return _answer(start, self._revocations(), "application/pkix-crl")
        return _answer(
            start, "Máy chủ dấu thời gian thử nghiệm: /tsa, /ocsp, /thu-hoi.crl".encode(), "text/plain; charset=utf-8"
        )

    def _stamp(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        size = min(int(environ.get("CONTENT_LENGTH") or 0), LARGEST)
        try:
            asked = tsp.TimeStampReq.load(environ["wsgi.input"].read(size), strict=True)
            made = _stamper().request_tsa_response(asked)
        except (ValueError, KeyError, TypeError):
            log.info("no time-stamp request", exc_info=True)
            start("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"no time-stamp request"]
        return _answer(start, made.dump(), "application/timestamp-reply")

    def _state(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Say of one certificate whether it is revoked (RFC 6960), in the name of the authority itself."""
        size = min(int(environ.get("CONTENT_LENGTH") or 0), LARGEST)
        try:
            asked = ocsp.load_der_ocsp_request(environ["wsgi.input"].read(size))
        except ValueError:
            start("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"no OCSP request"]
        now, authority = datetime.now(UTC), demo_ca.certificate_of(demo_ca.CA)
        since = dict(self._revoked()).get(asked.serial_number)
        made = (
            ocsp.OCSPResponseBuilder()
            .add_response_by_hash(
                issuer_name_hash=asked.issuer_name_hash,
                issuer_key_hash=asked.issuer_key_hash,
                serial_number=asked.serial_number,
                algorithm=asked.hash_algorithm,
                cert_status=ocsp.OCSPCertStatus.REVOKED if since else ocsp.OCSPCertStatus.GOOD,
                this_update=now - timedelta(minutes=1),
                next_update=now + timedelta(hours=1),
                revocation_time=since,
                revocation_reason=None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, authority)
        )
        for one in asked.extensions:
            if isinstance(one.value, x509.OCSPNonce):
                made = made.add_extension(one.value, critical=False)
        body = made.sign(demo_keys.load(demo_ca.CA), hashes.SHA256()).public_bytes(serialization.Encoding.DER)
        return _answer(start, body, "application/ocsp-response")

    def _revocations(self) -> bytes:
        now = datetime.now(UTC)
        authority = demo_ca.certificate_of(demo_ca.CA)
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(authority.subject)
            .last_update(now - timedelta(minutes=1))
            .next_update(now + timedelta(days=1))
        )
        for serial, moment in self._revoked():
            row = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment).build()
            made = made.add_revoked_certificate(row)
        key = demo_keys.load(demo_ca.CA)
        return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@cache
def _stamper() -> DummyTimeStamper:
    own, root = (demo_ca.certificate_of(name) for name in (demo_ca.TSA, demo_ca.CA))
    key = demo_keys.load(demo_ca.TSA).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain: Any = [_as_asn1(root)]
    return DummyTimeStamper(_as_asn1(own), keys.PrivateKeyInfo.load(key), certs_to_embed=chain)


def _as_asn1(one: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(one.public_bytes(serialization.Encoding.DER))


def _answer(start: Start, body: bytes, kind: str) -> list[bytes]:
    start("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def serve(port: int, revoked: Revoked) -> WSGIServer:
    """Return a server on a port; 0 takes a free one."""
    return make_server("127.0.0.1", port, Office(revoked), handler_class=_Quiet)
