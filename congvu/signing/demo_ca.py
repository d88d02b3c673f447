"""The demo's certificate authority: keys and images for invented officials and agencies."""

import hashlib
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.people.models import Agency, Official, Post, Role, RoleHolding
from congvu.places.models import valid_on

from . import demo_images, demo_keys
from .hooks import KeyNotUsable
from .models import Credential, TrustAnchor

CA, TSA = "demo-ca", "demo-tsa"
CA_NAME = "CÔNG VỤ - CA THỬ NGHIỆM (không có giá trị pháp lý)"
CA_LIFE, LIFE = timedelta(days=20 * 365), timedelta(days=5 * 365)
LEEWAY = timedelta(days=30)
"""Certificates begin a little earlier, so that the demo can tell of past weeks."""
SIGNATURE_MM, SEAL_MM = Decimal(45), Decimal(35)


Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    reference: str
    name: str
    body: str = ""
    title: str = ""
    code: str = ""

    def distinguished(self) -> x509.Name:
        parts = {
            NameOID.COUNTRY_NAME: "VN",
            NameOID.ORGANIZATION_NAME: self.body,
            NameOID.TITLE: self.title,
            NameOID.SERIAL_NUMBER: self.code,
            NameOID.COMMON_NAME: self.name,
        }
        # RFC 5280 allows 64 characters; the library warns by bytes, of which Vietnamese needs more
        with warnings.catch_warnings(action="ignore"):
            return x509.Name(
                [x509.NameAttribute(key, value[:64], _validate=False) for key, value in parts.items() if value]
            )


def make_demo_keys(
    *,
    by: Actor,
    at: datetime,
    official_ids: Iterable[int] | None = None,
    agency_ids: Iterable[int] | None = None,
    since: datetime | None = None,
) -> list[Credential]:
    """Give keys, certificates and images to those who lack them; return the new ones.

    Without ids: to every official who is a leader on the day, and to every agency where somebody has a role.

    :param since: from when the certificates hold, when earlier than ``at``: a demo has a past
    :raises KeyNotUsable: outside the demo
    """
    if not settings.DEMO:
        raise KeyNotUsable(_("Khóa thử nghiệm chỉ được tạo trong chế độ trình diễn."))
    chosen = official_ids is not None or agency_ids is not None
    with transaction.atomic():
        since = min(at, since or at)
        authority = _authority(since)
        _time_stamper(authority, since)
        officials = Official.objects.filter(id__in=official_ids or []) if chosen else _leaders(at)
        agencies = Agency.objects.filter(id__in=agency_ids or []) if chosen else _staffed(at)
        made = [_for_official(one, authority, since) for one in officials if _lacks(at, official=one)]
        made += [_for_agency(one, authority, since) for one in agencies if _lacks(at, agency=one)]
        if made:
            audit.record(
                action="signing.make_demo_keys",
                subject="credentials",
                data={"credentials": [one.fingerprint for one in made]},
                by=by,
                at=at,
            )
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """A certificate of the demo's inventory: whose, for how long, how it ended. Nobody has its key."""

    owner: str
    body: str
    reference: str
    official_id: int | None = None
    agency_id: int | None = None
    device: str = ""
    since: datetime
    life: timedelta = LIFE
    state: str = Credential.State.ACTIVE
    why: str = ""


def fill_inventory(rows: Iterable[Invented], *, by: Actor, at: datetime) -> int:
    """Bring in many certificates of the demo's authority at once, as a province has them; return how many are new.

    :raises KeyNotUsable: outside the demo
    """
    if not settings.DEMO:
        raise KeyNotUsable(_("Khóa thử nghiệm chỉ được tạo trong chế độ trình diễn."))
    with transaction.atomic():
        authority = _authority(at)
        known = set(Credential.objects.filter(driver="agent").values_list("key_reference", flat=True))
        new = [_of_inventory(row, authority, at) for row in rows if row.reference not in known]
        Credential.objects.bulk_create(new, batch_size=500)
        if new:
            audit.record(action="signing.fill_inventory", subject="credentials", data={"count": len(new)}, by=by, at=at)
    return len(new)


def _of_inventory(row: Invented, authority: x509.Certificate, at: datetime) -> Credential:
    subject = _Subject(reference=row.reference, name=row.device or row.owner, body=row.body, code=row.reference)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(subject.distinguished(), key, authority, row.since, life=row.life)
    ended = row.state != Credential.State.ACTIVE
    return Credential(
        official_id=row.official_id,
        agency_id=row.agency_id,
        device=row.device,
        certificate=_pem(certificate),
        fingerprint=_fingerprint(certificate),
        serial=f"{certificate.serial_number:x}",
        issuer=CA_NAME,
        driver="agent",
        key_reference=row.reference,
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        state=row.state,
        ended_at=min(at, certificate.not_valid_after_utc) - timedelta(days=3) if ended else None,
        why_ended=row.why,
    )


def _leaders(at: datetime) -> Iterable[Official]:
    held = RoleHolding.objects.filter(valid_on(timezone.localdate(at)), role=Role.LEADER)
    return Official.objects.filter(id__in=held.values("official_id")).order_by("id")


def _staffed(at: datetime) -> Iterable[Agency]:
    held = RoleHolding.objects.filter(valid_on(timezone.localdate(at)))
    return Agency.objects.filter(id__in=held.values("agency_id")).order_by("id")


def _lacks(at: datetime, **owner: Official | Agency) -> bool:
    """Say whether the owner needs a credential; end one that is out of time or whose key file is gone."""
    row = Credential.objects.filter(**owner, device="", state=Credential.State.ACTIVE).first()
    if row is None:
        return True
    if row.driver != demo_keys.DRIVER or (demo_keys.has_key(row.key_reference) and row.valid_to > at):
        return False
    row.state, row.ended_at = Credential.State.REVOKED, at
    row.save(update_fields=["state", "ended_at"])
    return True


def _for_official(official: Official, authority: x509.Certificate, at: datetime) -> Credential:
    post = Post.objects.filter(valid_on(timezone.localdate(at)), official=official).select_related("agency").first()
    subject = _Subject(
        reference=f"official-{official.staff_code}",
        name=official.full_name,
        title=post.title if post else "",
        body=post.agency.name if post else "",
        code=official.staff_code,
    )
    image = demo_images.signature(official.full_name)
    return _issue(subject, authority, at, official=official, image=image, image_width_mm=SIGNATURE_MM)


def _for_agency(agency: Agency, authority: x509.Certificate, at: datetime) -> Credential:
    subject = _Subject(
        reference=f"agency-{agency.code}-{agency.id}", name=agency.name, body=agency.name, code=agency.code
    )
    return _issue(subject, authority, at, agency=agency, image=demo_images.seal(agency.name), image_width_mm=SEAL_MM)


def _issue(subject: _Subject, authority: x509.Certificate, at: datetime, **owner: object) -> Credential:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(subject.distinguished(), key, authority, at)
    demo_keys.keep(subject.reference, key)
    return Credential.objects.create(
        certificate=_pem(certificate) + _pem(authority),
        fingerprint=_fingerprint(certificate),
        serial=f"{certificate.serial_number:x}",
        issuer=CA_NAME,
        driver=demo_keys.DRIVER,
        key_reference=subject.reference,
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        **owner,
    )


def _certificate(
    subject: x509.Name,
    key: Key,
    authority: x509.Certificate,
    at: datetime,
    *,
    stamps: bool = False,
    life: timedelta = LIFE,
) -> x509.Certificate:
    ca_key = demo_keys.load(CA)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=not stamps, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        _begun(subject, authority.subject, key, at, life)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
    )
    if stamps:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    if settings.SIGNING_SANDBOX_URL:
        place = x509.UniformResourceIdentifier(f"{settings.SIGNING_SANDBOX_URL}/thu-hoi.crl")
        points = x509.CRLDistributionPoints([x509.DistributionPoint([place], None, None, None)])
        asked = x509.UniformResourceIdentifier(f"{settings.SIGNING_SANDBOX_URL}/ocsp")
        access = x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, asked)])
        made = made.add_extension(points, critical=False).add_extension(access, critical=False)
    return made.sign(ca_key, hashes.SHA256())


def certificate_of(reference: str) -> x509.Certificate:
    """Return the certificate of the demo's authority (``CA``) or of its time-stamp server (``TSA``)."""
    return x509.load_pem_x509_certificate((demo_keys.folder() / f"{reference}.crt").read_bytes())


def _time_stamper(authority: x509.Certificate, at: datetime) -> None:
    """Give the demo's time-stamp server its key, once."""
    path = demo_keys.folder() / f"{TSA}.crt"
    if not settings.SIGNING_SANDBOX_URL or (path.exists() and demo_keys.has_key(TSA)):
        return
    key = rsa.generate_private_key(65537, 2048)
    subject = _Subject(reference=TSA, name="CÔNG VỤ - MÁY CHỦ DẤU THỜI GIAN THỬ NGHIỆM").distinguished()
    demo_keys.keep(TSA, key)
    path.write_text(_pem(_certificate(subject, key, authority, at, stamps=True)))


def _begun(subject: x509.Name, issuer: x509.Name, key: Key, at: datetime, life: timedelta) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - LEEWAY)
        .not_valid_after(at + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _authority(at: datetime) -> x509.Certificate:
    """Return the demo's own root, made at the first call and trusted as a row."""
    path = demo_keys.folder() / f"{CA}.crt"
    if not (path.exists() and demo_keys.has_key(CA)):
        path.write_text(_pem(_new_authority(at)))
    root = x509.load_pem_x509_certificate(path.read_bytes())
    TrustAnchor.objects.get_or_create(
        fingerprint=_fingerprint(root),
        defaults={
            "name": CA_NAME,
            "kind": TrustAnchor.List.DEMO,
            "certificate": _pem(root),
            "valid_from": timezone.localdate(root.not_valid_before_utc),
            "crl_url": f"{settings.SIGNING_SANDBOX_URL}/thu-hoi.crl" if settings.SIGNING_SANDBOX_URL else "",
        },
    )
    return root


def _new_authority(at: datetime) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _Subject(reference=CA, name=CA_NAME).distinguished()
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    demo_keys.keep(CA, key)
    return (
        _begun(name, name, key, at - LEEWAY, CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _fingerprint(certificate: x509.Certificate) -> str:
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()
