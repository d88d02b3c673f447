"""Signing: whose keys there are, whom we trust, what was asked for, what was signed."""

from congvu.signing.models.applications import CertificateApplication
from congvu.signing.models.keys import Credential, SignatureRecord
from congvu.signing.models.levels import Raising
from congvu.signing.models.prepared import PreparedPaper
from congvu.signing.models.requests import SignatureItem, SignatureRequest
from congvu.signing.models.trust import RevocationList, TrustAnchor, TrustChange

__all__ = [
    "CertificateApplication",
    "Credential",
    "PreparedPaper",
    "Raising",
    "RevocationList",
    "SignatureItem",
    "SignatureRecord",
    "SignatureRequest",
    "TrustAnchor",
    "TrustChange",
]
