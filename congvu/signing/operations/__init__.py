"""What signing does: sign for a person, seal for an agency, lay many papers before a signer and sign them in turn."""

from congvu.signing.demo_ca import make_demo_keys
from congvu.signing.operations.activating import ActivationRefused, activate
from congvu.signing.operations.applications import (
    ApplicationUnfit,
    ApplicationUnknown,
    ask_certificate,
    ask_revocation,
    decide_application,
    finish_revocation,
    send_applications,
    withdraw_application,
)
from congvu.signing.operations.asking import (
    MOST_PAPERS,
    Asked,
    NothingToSign,
    leave_out,
    refuse_request,
    request_signatures,
)
from congvu.signing.operations.batches import expire_requests, sign_next
from congvu.signing.operations.ends import warn_of_ends
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
    sign_xml,
    stamp_paper,
)
from congvu.signing.operations.raising import raise_level, raise_next

__all__ = [
    "MOST_CERTIFICATE_BYTES",
    "MOST_PAPERS",
    "ActivationRefused",
    "ApplicationUnfit",
    "ApplicationUnknown",
    "Asked",
    "CertificateUnfit",
    "CredentialNotUsable",
    "Digests",
    "NotSignable",
    "NotSignedYet",
    "NothingToSign",
    "activate",
    "activate_by_token",
    "ask_certificate",
    "ask_revocation",
    "decide_application",
    "end_certificate",
    "expire_requests",
    "finish_revocation",
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
    "send_applications",
    "sign_data",
    "sign_next",
    "sign_paper",
    "sign_xml",
    "stamp_paper",
    "warn_of_ends",
    "withdraw_application",
]
