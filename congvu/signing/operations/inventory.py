"""The inventory of certificates: bringing one in, suspending, revoking, taking it up again (NĐ 68/2024)."""

import hashlib
import warnings
from datetime import datetime
from decimal import Decimal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal, Stale
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Role
from congvu.signing.hooks import drivers
from congvu.signing.images import MOST_BYTES, ImageUnfit, checked
from congvu.signing.models import Credential
from congvu.signing.operations.applications import finish_issue
from congvu.signing.operations.states import change_state

LEAST_RSA, LEAST_EC = 2048, 256
"""Bits of a key that may still be used."""
MOST_CERTIFICATE_BYTES = 100_000
MOST_IMAGE_BYTES = MOST_BYTES
__all__ = [
    "MOST_CERTIFICATE_BYTES",
    "MOST_IMAGE_BYTES",
    "CertificateUnfit",
    "ImageUnfit",
    "change_image",
    "end_certificate",
    "register_certificate",
]


class CertificateUnfit(Refusal):
    """The file is no certificate that may be used; the text says why."""


@transaction.atomic
def register_certificate(
    *,
    pem: bytes,
    official_id: int | None = None,
    agency_id: int | None = None,
    device: str = "",
    driver: str,
    key_reference: str,
    image: bytes = b"",
    image_width_mm: Decimal = Decimal(0),
    by: Actor,
    at: datetime,
) -> Credential:
    """Bring in the certificate that an authority issued; the owner's earlier one is revoked by it.

    The key stays where it is: only its place is written down.

    :param pem: the certificate, then those of its issuers
    :param image: PNG of the hand signature or the seal; empty: that of the owner's earlier certificate, if it had one
    :param image_width_mm: of the image on paper, real size
    :param agency_id: of a seal or, with ``device``, of a device; a person's certificate names the person alone
    :raises NotAllowed: the actor does not administer the province
    :raises CertificateUnfit: no certificate, out of time, a weak key, known already, or an unknown driver
    :raises ImageUnfit: an image that may not stand on a document
    """
    people.require(by=by, roles=[Role.PROVINCE_ADMIN], at=at)
    chain = read_certificates(pem)
    own, device, key_reference = chain[0], clean(device)[:120], clean(key_reference)[:200]
    check_certificate(own, at)
    if driver not in drivers or not key_reference:
        raise CertificateUnfit(_("Chọn nơi giữ khóa và ghi tên khóa ở đó."))
    if (official_id is None) == (agency_id is None):
        raise CertificateUnfit(_("Chứng thư là của một người hoặc của một cơ quan: ghi đúng một mã."))
    fingerprint = own.fingerprint(hashes.SHA256()).hex()
    if Credential.objects.filter(fingerprint=fingerprint).exists():
        raise CertificateUnfit(_("Chứng thư này đã có trong danh sách."))
    whose = Q(official_id=official_id) if official_id is not None else Q(agency_id=agency_id, device=device)
    drawn = (checked(image, width_mm=image_width_mm, is_seal=official_id is None), image_width_mm) if image else None
    kept = Credential.objects.filter(whose).exclude(image=b"").order_by("-id").first()
    for earlier in Credential.objects.select_for_update().filter(whose, state=Credential.State.ACTIVE):
        change_state(earlier, Credential.State.REVOKED, _("Đã thay bằng chứng thư mới."), by=by, at=at)
    made = Credential.objects.create(
        official_id=official_id,
        agency_id=agency_id,
        device=device,
        serial=f"{own.serial_number:x}",
        issuer=name_in(own.issuer)[:200],
        certificate="".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in chain),
        fingerprint=fingerprint,
        driver=driver,
        key_reference=key_reference,
        valid_from=own.not_valid_before_utc,
        valid_to=own.not_valid_after_utc,
        image=drawn[0] if drawn else bytes(kept.image) if kept else b"",
        image_width_mm=drawn[1] if drawn else kept.image_width_mm if kept else Decimal(0),
    )
    data = {"serial": made.serial, "issuer": made.issuer, "driver": driver, "credential": fingerprint}
    audit.record(action="signing.register_certificate", subject=made.subject, label=made.owner, data=data, by=by, at=at)
    finish_issue(made, by=by, at=at)
    return made


@transaction.atomic
def change_image(*, credential_id: int, image: bytes, image_width_mm: Decimal, by: Actor, at: datetime) -> Credential:
    """Give a certificate in use the image with which it signs from now on.

    :raises NotAllowed: the actor does not administer the province
    :raises ImageUnfit: an image that may not stand on a document
    :raises Stale: the certificate is revoked
    """
    people.require(by=by, roles=[Role.PROVINCE_ADMIN], at=at)
    row = Credential.objects.select_for_update(of=("self",)).select_related("official", "agency").get(pk=credential_id)
    if row.state == Credential.State.REVOKED:
        raise Stale(_("Chứng thư này đã thu hồi rồi."))
    row.image = checked(image, width_mm=image_width_mm, is_seal=row.official_id is None)
    row.image_width_mm = image_width_mm
    row.save(update_fields=["image", "image_width_mm"])
    data = {"credential": row.fingerprint, "sha256": hashlib.sha256(row.image).hexdigest()}
    audit.record(action="signing.change_image", subject=row.subject, label=row.owner, data=data, by=by, at=at)
    return row


def read_certificates(pem: bytes) -> list[x509.Certificate]:
    """Return the certificates of a PEM file, at least one.

    :raises CertificateUnfit: it is none
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            if len(pem) <= MOST_CERTIFICATE_BYTES:
                return x509.load_pem_x509_certificates(pem)
    except ValueError:
        pass
    raise CertificateUnfit(_("Tệp không phải là chứng thư số dạng PEM (bắt đầu bằng -----BEGIN CERTIFICATE-----)."))


def check_certificate(own: x509.Certificate, at: datetime) -> None:
    """Let a certificate pass that is in time and whose key is strong enough.

    :raises CertificateUnfit: it is not
    """
    if not own.not_valid_before_utc <= at < own.not_valid_after_utc:
        raise CertificateUnfit(_("Chứng thư chưa đến hạn hoặc đã hết hạn dùng."))
    key = own.public_key()
    strong = (isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_RSA) or (
        isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= LEAST_EC
    )
    if not strong:
        raise CertificateUnfit(_("Khóa của chứng thư quá yếu: cần RSA từ 2048 bit hoặc ECDSA từ 256 bit."))


def name_in(name: x509.Name) -> str:
    """Return the common name, or the whole name where it has none."""
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


@transaction.atomic
def end_certificate(*, credential_id: int, state: Credential.State, reason: str, by: Actor, at: datetime) -> Credential:
    """Suspend or revoke a certificate, or let a suspended one be used again; revoked is for ever.

    :raises NotAllowed: the actor does not administer the province
    :raises Stale: it is in that state already, or revoked
    """
    people.require(by=by, roles=[Role.PROVINCE_ADMIN], at=at)
    row = Credential.objects.select_for_update(of=("self",)).select_related("official", "agency").get(pk=credential_id)
    if row.state in {state, Credential.State.REVOKED}:
        raise Stale(_("Chứng thư này %(state)s rồi.") % {"state": row.get_state_display().lower()})
    reason = clean(reason)[:300]
    if not reason:
        raise CertificateUnfit(_("Ghi lý do."))
    if state == Credential.State.ACTIVE:
        same = {"official_id": row.official_id, "agency_id": row.agency_id, "device": row.device}
        if Credential.objects.filter(**same, state=state).exists():
            raise Stale(_("Chủ chứng thư đã có chứng thư khác đang dùng."))
    change_state(row, state, reason, by=by, at=at)
    return row
