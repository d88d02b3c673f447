"""The room that raises a signed PDF: time stamps (RFC 3161) and what proves that certificates held (OCSP, CRL).

Everything is added as an update behind what is signed: earlier signatures stay good, PDF/A stays PDF/A. A document time
stamp over all signatures gives B-T (ETSI EN 319 142-1, 6.3), the validation data B-LT, a second stamp over both B-LTA.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from asn1crypto import pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps.requests_client import HTTPTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

RESERVED = 16_384
"""Bytes kept for a time stamp: its authority's chain grows; fixed, so that one answer is enough."""
PATIENCE = 150
"""Seconds for a time stamp: servers were seen to take 131."""
FETCH_PATIENCE = 30


class Level(StrEnum):
    """How long a signature can be proven (ETSI EN 319 142-1)."""

    B = "B-B"
    T = "B-T"
    LT = "B-LT"
    LTA = "B-LTA"


class Stamper(HTTPTimeStamper):
    """Asks a time-stamp server; waits as long as such servers take."""

    def __init__(self, url: str) -> None:
        super().__init__(url, timeout=PATIENCE)  # type: ignore[no-untyped-call]


async def stamped(pdf: bytes, *, server: str) -> bytes:
    """Return the PDF with one more document time stamp: from now on its signatures existed at that moment.

    :raises Exception: of many kinds: the server is away, slow, or answers nonsense
    """
    sink = io.BytesIO()
    await PdfTimeStamper(Stamper(server)).async_timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), "sha256", bytes_reserved=RESERVED, output=sink
    )
    return sink.getvalue()


def stamp_end(pdf: bytes) -> datetime | None:
    """Return when the certificate of the newest time stamp ends, None without a stamp."""
    found = PdfFileReader(io.BytesIO(pdf)).embedded_timestamp_signatures
    end = found[-1].signer_cert.not_valid_after if found else None
    return end if isinstance(end, datetime) else None


async def with_proofs(pdf: bytes, *, roots: Sequence[str], stamps_alone: bool = False) -> bytes:
    """Return the PDF with OCSP answers, revocation lists and chains of every signature and stamp in it.

    :param roots: trusted certificates as PEM
    :param stamps_alone: of the newest time stamp alone: what came before has its proofs in the file already
    :raises Exception: of many kinds: a server is away, or a certificate was revoked
    """
    anchors = [x509.Certificate.load(pem.unarmor(one.encode())[2]) for one in roots]
    context = ValidationContext(
        trust_roots=anchors,
        allow_fetching=True,
        revocation_mode="require",
        retroactive_revinfo=True,
        fetcher_backend=RequestsFetcherBackend(per_request_timeout=FETCH_PATIENCE),
    )
    reader = PdfFileReader(io.BytesIO(pdf))
    paths: list[Any] = []
    stamps = list(reader.embedded_timestamp_signatures)
    for one in stamps[-1:] if stamps_alone else [*reader.embedded_regular_signatures, *stamps]:
        paths += await collect_validation_info(one, context)
    writer: Any = IncrementalPdfFileWriter.from_reader(reader)
    DocumentSecurityStore.supply_dss_in_writer(writer, None, paths=paths, validation_context=context)
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()
