"""Signatures per second on one core: bare RSA, bare pyHanko and ours in the same run; then 200 papers by one signer."""

import io
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from asn1crypto import keys, pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.utils import timezone
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from congvu.dossiers.tests.scenes import Commune
from congvu.kit.actors import SYSTEM
from congvu.printing.operations import print_paper
from congvu.signing import operations, pades, queries
from congvu.signing.demo_keys import signed
from tools.bench.figures import Figures

TIMES, MANY = 60, 200
PAPER = '#import "/nd30.typ": *\n#show: paper.with(title: "Quyết định")\n#signature-block(name: "Người ký")'


def measure(commune: Commune, figures: Figures) -> None:
    """Measure three ways on the same paper and key, then a batch with its records and lines in the log."""
    now = timezone.now()
    paper, key = print_paper(source=PAPER, data={}, at=now), rsa.generate_private_key(65537, 2048)
    operations.make_demo_keys(by=SYSTEM, at=now, official_ids=[commune.officials["leader"].id or 0])
    chain = _certificates(key, now)
    hand = pades.Hand(certificates=chain, sign=lambda data, how: signed(key, data, how), image_width_mm=Decimal(0))
    plain = _plain(key, chain)
    meta = signers.PdfSignatureMetadata(field_name="signature", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)

    def bare() -> None:
        key.sign(b"x" * 100, padding.PKCS1v15(), hashes.SHA256())

    def pyhanko() -> None:
        signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper)), meta, plain, output=io.BytesIO())

    def ours() -> None:
        pades.sign(pdf=paper, hand=hand, place="signature", reason="", name="A", at=now)

    for name, deed in (("bare RSA-2048", bare), ("bare pyHanko, PAdES B-B", pyhanko), ("ours, PAdES B-B", ours)):
        figures.add(f"signatures a second and core: {name}", _rate(deed), "1/s", TIMES)
    leader = commune.officials["leader"]
    since = time.perf_counter()
    for number in range(MANY):
        pdf = operations.sign_paper(
            pdf=paper, official_id=leader.id or 0, reason="Ký", at=now, by=leader, subject=f"bench:{number}"
        )
    figures.add(f"{MANY} papers signed, recorded and logged", time.perf_counter() - since, "s", 1)
    if not queries.verify(pdf, at=now).all_good:
        raise RuntimeError("the last of the batch is not good")


def _rate(deed: Callable[[], None]) -> float:
    deed()
    since = time.process_time()
    for _turn in range(TIMES):
        deed()
    return TIMES / (time.process_time() - since)


def _certificates(key: rsa.RSAPrivateKey, at: datetime) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bench")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(at - timedelta(days=1)).not_valid_after(at + timedelta(days=9)).sign(key, hashes.SHA256())
    )  # fmt: skip
    return made.public_bytes(serialization.Encoding.PEM).decode()


def _plain(key: rsa.RSAPrivateKey, chain: str) -> signers.SimpleSigner:
    secret = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    own = asn1_x509.Certificate.load(pem.unarmor(chain.encode())[2])
    none_more: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    return signers.SimpleSigner(signing_cert=own, signing_key=keys.PrivateKeyInfo.load(secret), cert_registry=none_more)
