"""Fetching the lists of revoked certificates (CRL) of trusted issuers, so that a report can say revoked or not."""

from datetime import datetime

import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.db import transaction
from django.utils.translation import gettext as _

from congvu.signing.models import RevocationList, TrustAnchor

PATIENCE = 60
"""Seconds."""
LARGEST = 30 * 1024 * 1024


class ListUnfit(Exception):
    """What was fetched is no list of this issuer; the text says why."""


def refresh_revocations(*, anchor_id: int, at: datetime) -> RevocationList:
    """Fetch and keep an issuer's list; one that fails or is not the issuer's is told, and the earlier one stays."""
    anchor = TrustAnchor.objects.get(pk=anchor_id)
    try:
        found, content = _fetched(anchor)
    except (requests.RequestException, ListUnfit) as fault:
        return _kept(anchor, at, trouble=str(fault)[:300] or type(fault).__name__)
    given = {"content": content, "made_at": found.last_update_utc, "next_at": found.next_update_utc}
    return _kept(anchor, at, trouble="", **given)


def _fetched(anchor: TrustAnchor) -> tuple[x509.CertificateRevocationList, bytes]:
    with requests.get(anchor.crl_url, timeout=PATIENCE, stream=True) as answer:
        answer.raise_for_status()
        content = bytearray()
        for part in answer.iter_content(65_536):
            content += part
            if len(content) > LARGEST:
                raise ListUnfit(_("Danh sách thu hồi quá lớn."))
    try:
        found = x509.load_der_x509_crl(bytes(content))
        issuer = x509.load_pem_x509_certificate(anchor.certificate.encode())
        key = issuer.public_key()
        is_theirs = found.issuer == issuer.subject and (
            isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) and found.is_signature_valid(key)
        )
    except ValueError as fault:
        raise ListUnfit(_("Nơi cấp không trả về danh sách thu hồi.")) from fault
    if not is_theirs:
        raise ListUnfit(_("Danh sách thu hồi không do nơi cấp này ký."))
    return found, bytes(content)


@transaction.atomic
def _kept(anchor: TrustAnchor, at: datetime, **given: object) -> RevocationList:
    row, _is_new = RevocationList.objects.update_or_create(anchor=anchor, defaults={"tried_at": at, **given})
    return row
