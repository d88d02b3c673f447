"""The one room that knows pyHanko's signing side: PAdES B-B with a kept key and an image as appearance."""

import asyncio
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from asn1crypto import cms, core, pem, x509
from django.utils import timezone
from PIL import Image
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .drawings import DrawnPage

RESERVED = 8192
"""Bytes kept for the signature container: fixed, so that pyHanko need not sign twice to learn the size."""
POINTS = Decimal(72) / Decimal("25.4")
# The layout speaks up at every rounding error of a point
logging.getLogger("pyhanko.pdf_utils.layout").setLevel(logging.ERROR)
Corners = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """What signs: certificates (own first), the key as a function, and the image with its width in millimetres.

    The image is a picture, or a PDF of one page where words are to stay words.
    """

    certificates: str
    sign: Callable[[bytes, str], bytes]
    image: bytes = b""
    image_width_mm: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A signature field: page from 0, corners in points (left, lower, right, upper)."""

    name: str
    page: int
    box: Corners


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A PDF that lacks nothing but the signature."""

    pdf: bytes
    attributes: bytes
    """What is to be signed: signed attributes, DER."""
    document_digest: bytes
    start: int
    end: int
    """The empty place, in bytes of the PDF."""


class _KeptKey(signers.Signer):
    def __init__(self, hand: Hand) -> None:
        own, store = _certificates(hand.certificates)
        super().__init__(signing_cert=own, cert_registry=store, prefer_pss=False)
        self._hand = hand

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(512) if dry_run else self._hand.sign(data, digest_algorithm)

    async def signed_attrs(self, *args: Any, **kwargs: Any) -> cms.CMSAttributes:
        return _settled(await super().signed_attrs(*args, **kwargs))

    def _package_signature(self, **parts: Any) -> cms.ContentInfo:
        return _settled(super()._package_signature(**parts))


def _settled(value: Any) -> Any:
    """Encode a structure once, from its leaves up.

    asn1crypto encodes what was built, not read, anew at every question, several times for each level above it, which is
    most of the time of a signature; what is marked as settled it takes as it is. The result is the same.
    """
    inner = [value.chosen] if isinstance(value, core.Choice) else getattr(value, "children", None) or ()
    for child in inner:
        if isinstance(child, core.Asn1Value):
            _settled(child)
    if isinstance(value, core.Sequence | core.SequenceOf) and value._is_mutated():
        value._set_contents()
        value._mutated = False
    return value


class _Signer(signers.PdfSigner):
    """Signs at the moment it is told, not at the clock's."""

    moment: datetime

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = timezone.localtime(self.moment)
        return session


@lru_cache(maxsize=512)
def _certificates(text: str) -> tuple[x509.Certificate, SimpleCertificateStore]:
    chain = [x509.Certificate.load(der) for _kind, _headers, der in pem.unarmor(text.encode(), multiple=True)]
    store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for one in chain:
        store.register(one)
    return chain[0], store


def sign(*, pdf: bytes, hand: Hand, place: FieldPlace | str, reason: str, name: str, at: datetime) -> bytes:
    """Return the PDF with one more signature, added as an update so that earlier ones stay good.

    :param place: where a new field shall stand, or the name of an empty one that is there already
    """
    signer, is_there = _signer(hand, place, reason=reason, name=name, at=at)
    sink = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signer.sign_pdf(writer, existing_fields_only=is_there, bytes_reserved=RESERVED, output=sink)
    return sink.getvalue()


def prepare(*, pdf: bytes, hand: Hand, place: FieldPlace | str, reason: str, name: str, at: datetime) -> Prepared:
    """Return the PDF complete but for the signature, and what a key elsewhere has to sign; ``hand.sign`` is not used.

    :param place: as of :func:`sign`
    """
    signer, is_there = _signer(hand, place, reason=reason, name=name, at=at)
    return asyncio.run(_prepared(signer, IncrementalPdfFileWriter(io.BytesIO(pdf)), is_there))


async def _prepared(signer: "_Signer", writer: IncrementalPdfFileWriter, is_there: bool) -> Prepared:
    digest, _unsigned, output = await signer.async_digest_doc_for_signing(
        writer, existing_fields_only=is_there, bytes_reserved=RESERVED
    )
    attributes = await signer.signer.signed_attrs(digest.document_digest, "sha256", use_pades=True)
    output.seek(0)
    return Prepared(
        pdf=output.read(),
        attributes=attributes.dump(),
        document_digest=digest.document_digest,
        start=digest.reserved_region_start,
        end=digest.reserved_region_end,
    )


def embed(prepared: Prepared, *, certificates: str, signature: bytes) -> bytes:
    """Return the prepared PDF with the signature of its attributes in the empty place."""
    own, store = _certificates(certificates)
    signer = signers.ExternalSigner(signing_cert=own, cert_registry=store, signature_value=signature)
    attributes = cms.CMSAttributes.load(prepared.attributes)
    container = asyncio.run(signer.async_sign_prescribed_attributes("sha256", attributes))
    output = io.BytesIO(prepared.pdf)
    place = PreparedByteRangeDigest(prepared.document_digest, prepared.start, prepared.end)
    place.fill_with_cms(output, container)
    return output.getvalue()


def _signer(hand: Hand, place: FieldPlace | str, *, reason: str, name: str, at: datetime) -> tuple["_Signer", bool]:
    """Return the signer and whether the field is there already."""
    meta = signers.PdfSignatureMetadata(
        field_name=place if isinstance(place, str) else place.name,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason or None,
        name=name,
    )
    spec = None if isinstance(place, str) else fields.SigFieldSpec(place.name, on_page=place.page, box=place.box)
    signer = _Signer(meta, _KeptKey(hand), stamp_style=_appearance(hand), new_field_spec=spec)
    signer.moment = at
    return signer, spec is None


def _appearance(hand: Hand) -> StaticStampStyle:
    # An image only: words would bring a font that is not embedded and break PDF/A
    centred = layout.SimpleBoxLayoutRule(
        x_align=layout.AxisAlignment.ALIGN_MID,
        y_align=layout.AxisAlignment.ALIGN_MID,
        inner_content_scaling=layout.InnerScaling.STRETCH_TO_FIT,
    )
    image = _drawn(hand.image) if hand.image else None
    return StaticStampStyle(background=image, background_layout=centred, border_width=0, background_opacity=1.0)


def _drawn(image: bytes) -> PdfImage | DrawnPage:
    return DrawnPage(image) if image.startswith(b"%PDF") else PdfImage(Image.open(io.BytesIO(image)))
