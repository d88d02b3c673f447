"""The one room that knows signxml: XAdES B-B signatures inside XML (ETSI EN 319 132-1), made and judged."""

import asyncio
import base64
import datetime as dt
from collections.abc import Iterable
from typing import Any

from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from signxml.algorithms import CanonicalizationMethod, SignatureConstructionMethod, SignatureMethod
from signxml.util import namespaces
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESSigner, XAdESVerifier

from .pades import Hand

LARGEST = 20 * 1024 * 1024
MOST_CERTIFICATES = 5
"""Of a signer and those who issued it."""
# What readers take for references without transforms (XMLDSig 4.4.3.2)
PLAIN = CanonicalizationMethod.CANONICAL_XML_1_0
DS = "{http://www.w3.org/2000/09/xmldsig#}"


class NotXml(Exception):
    """The bytes are no XML that may be read: broken, with a document type, or too large."""


class _Elsewhere:
    """A key that is somewhere else, in the shape in which signxml wants keys."""

    def __init__(self, hand: Hand, public: Any) -> None:
        self._hand, self.key_size = hand, public.key_size

    def sign(self, data: bytes, **_how: Any) -> bytes:
        return self._hand.sign(data, "sha256")


class _Signer(XAdESSigner):
    """Signs at the moment it is told, not at the clock's."""

    moment: dt.datetime

    def add_signing_time(self, signed_signature_properties: Any, sig_root: Any, signing_settings: Any) -> None:
        place = etree.SubElement(signed_signature_properties, f"{{{namespaces.xades}}}SigningTime")
        place.text = self.moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def read(xml: bytes) -> Any:
    """Return the root of hostile XML: no entities, nothing fetched.

    :raises NotXml: it cannot be read so
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        if len(xml) > LARGEST:
            raise NotXml
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise NotXml from fault
    about: Any = root.getroottree().docinfo
    if about.doctype:
        raise NotXml
    return root


def sign(*, xml: bytes, hand: Hand, at: dt.datetime) -> bytes:
    """Return the XML with an enveloped signature over all of it.

    :raises NotXml: it cannot be read, or is signed already
    """
    root = read(xml)
    if root.find(f".//{DS}Signature") is not None:
        raise NotXml
    chain = pyca.load_pem_x509_certificates(hand.certificates.encode())
    public = chain[0].public_key()
    method = SignatureMethod.RSA_SHA256 if isinstance(public, rsa.RSAPublicKey) else SignatureMethod.ECDSA_SHA256
    signer = _Signer(method=SignatureConstructionMethod.enveloped, signature_algorithm=method, c14n_algorithm=PLAIN)
    signer.moment = at
    key: Any = _Elsewhere(hand, public)
    try:
        signed = signer.sign(root, key=key, cert=chain, always_add_key_value=False)
    except etree.XMLSyntaxError as fault:  # signxml cannot keep names with letters beyond ASCII
        raise NotXml from fault
    return bytes(etree.tostring(signed, xml_declaration=True, encoding="UTF-8"))


class Found:
    """The one signature of an XML file: what is said in it, and whether it holds for the whole file."""

    def __init__(self, root: Any, signature: Any) -> None:
        self._root, self._signature = root, signature
        held = signature.findall(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")[:MOST_CERTIFICATES]
        chain = [base64.b64decode("".join((one.text or "").split()), validate=True) for one in held]
        self.certificate, *self._others = [x509.Certificate.load(der) for der in chain]
        self._own = pyca.load_der_x509_certificate(chain[0])
        moment = signature.findtext(f".//{{{namespaces.xades}}}SigningTime")
        self.signed_at = dt.datetime.fromisoformat(moment) if moment else None

    def is_whole(self) -> bool:
        """Say whether the signature is by that certificate and covers all of the file: nothing can be wrapped."""
        references = self._signature.findall(f"{DS}SignedInfo/{DS}Reference")
        if [one.get("URI") for one in references].count("") != 1 or self._signature.getparent() is not self._root:
            return False
        # The days of the certificate are judged by the report
        config = XAdESSignatureConfiguration(
            location="./", expect_references=len(references), verification_time=self._own.not_valid_before_utc
        )
        try:
            XAdESVerifier().verify(self._root, x509_cert=self._own, expect_config=config)
        except Exception:  # signxml and lxml fail in many ways on hostile files: it does not hold
            return False
        return True

    def anchor(self, roots: Iterable[Any], moment: dt.datetime) -> Any:
        """Return the trusted certificate on which the signer's rests at a moment, None when there is none."""
        context = ValidationContext(
            trust_roots=list(roots), other_certs=self._others, allow_fetching=False, moment=moment
        )
        try:
            path: Any = asyncio.run(
                CertificateValidator(self.certificate, validation_context=context).async_validate_path()
            )
        except Exception:  # of many kinds
            return None
        return path.trust_anchor.certificate


def found(xml: bytes) -> Found | None:
    """Return the signature of a file, None when it has none.

    :raises NotXml: it cannot be read
    :raises ValueError: more than one signature, or one that cannot be read
    """
    root = read(xml)
    signatures = root.findall(f".//{DS}Signature")
    if len(signatures) > 1:
        raise ValueError
    return Found(root, signatures[0]) if signatures else None
