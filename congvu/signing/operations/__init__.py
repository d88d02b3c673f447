"""What signing does: sign for a person, seal for an agency, lay many papers before a signer and sign them in turn."""

from congvu.signing.demo_ca import Invented, fill_inventory, make_demo_keys
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
    MOST_IMAGE_BYTES,
    CertificateUnfit,
    ImageUnfit,
    change_image,
    end_certificate,
    register_certificate,
)
from congvu.signing.operations.own_tokens import Digests, activate_by_token, prepare_for_token
from congvu.signing.operations.papers import (
    CredentialNotUsable,
    NotSignable,
    NotSignedYet,
    check_competent,
    seal_copy,
    seal_paper,
    sign_data,
    sign_paper,
    sign_xml,
    stamp_paper,
)
from congvu.signing.operations.raising import raise_level, raise_next, renew
from congvu.signing.operations.revocations import refresh_revocations
from congvu.signing.operations.trust import (
    LISTS,
    TrustRefused,
    TrustUnknown,
    decide_trust,
    propose_issuer,
    propose_withdrawal,
)

__all__ = [
    "LISTS",
    "MOST_CERTIFICATE_BYTES",
    "MOST_IMAGE_BYTES",
    "MOST_PAPERS",
    "ActivationRefused",
    "ApplicationUnfit",
    "ApplicationUnknown",
    "Asked",
    "CertificateUnfit",
    "CredentialNotUsable",
    "Digests",
    "ImageUnfit",
    "Invented",
    "NotSignable",
    "NotSignedYet",
    "NothingToSign",
    "TrustRefused",
    "TrustUnknown",
    "activate",
    "activate_by_token",
    "ask_certificate",
    "ask_revocation",
    "change_image",
    "check_competent",
    "decide_application",
    "decide_trust",
    "end_certificate",
    "expire_requests",
    "fill_inventory",
    "finish_revocation",
    "leave_out",
    "make_demo_keys",
    "prepare_for_token",
    "propose_issuer",
    "propose_withdrawal",
    "raise_level",
    "raise_next",
    "refresh_revocations",
    "refuse_request",
    "register_certificate",
    "renew",
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
