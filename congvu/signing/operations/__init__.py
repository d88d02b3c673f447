"""What signing does: sign for a person, seal for an agency, lay many papers before a signer and sign them in turn."""

from congvu.signing.demo_ca import make_demo_keys
from congvu.signing.operations.activating import ActivationRefused, activate
from congvu.signing.operations.asking import (
    MOST_PAPERS,
    Asked,
    NothingToSign,
    leave_out,
    refuse_request,
    request_signatures,
)
from congvu.signing.operations.batches import expire_requests, sign_next
from congvu.signing.operations.inventory import (
    MOST_CERTIFICATE_BYTES,
    CertificateUnfit,
    end_certificate,
    register_certificate,
)
from congvu.signing.operations.own_tokens import Digests, activate_by_token, prepare_for_token
from congvu.signing.operations.papers import (
    CredentialNotUsable,
    NotSignable,
    NotSignedYet,
    seal_copy,
    seal_paper,
    sign_data,
    sign_paper,
    stamp_paper,
)
from congvu.signing.operations.raising import raise_level, raise_next

__all__ = [
    "MOST_CERTIFICATE_BYTES",
    "MOST_PAPERS",
    "ActivationRefused",
    "Asked",
    "CertificateUnfit",
    "CredentialNotUsable",
    "Digests",
    "NotSignable",
    "NotSignedYet",
    "NothingToSign",
    "activate",
    "activate_by_token",
    "end_certificate",
    "expire_requests",
    "leave_out",
    "make_demo_keys",
    "prepare_for_token",
    "raise_level",
    "raise_next",
    "refuse_request",
    "register_certificate",
    "request_signatures",
    "seal_copy",
    "seal_paper",
    "sign_data",
    "sign_next",
    "sign_paper",
    "stamp_paper",
]
