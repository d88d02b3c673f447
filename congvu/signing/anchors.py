"""What a signature may rest on: trusted issuers with their days and what they revoked, and what we know ourselves."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Revoked:
    """A list of revoked certificates (CRL) of one issuer, as of ``made_at``."""

    made_at: datetime
    crl: x509.CertificateRevocationList

    def since(self, serial: int) -> datetime | None:
        """Return since when a certificate is revoked, None when it is not in the list."""
        row = self.crl.get_revoked_certificate_by_serial_number(serial)
        return row.revocation_date_utc if row is not None else None


@dataclass(frozen=True)
class Anchor:
    """A trusted issuer: certificate as PEM, name of its list, what to add to a signature that rests on it."""

    certificate: str
    list_name: str
    remark: str = ""
    name: str = ""
    valid_from: date = date.min
    valid_to: date | None = None
    """First day on which it is no longer in the list."""
    revoked: Revoked | None = None

    @cached_property
    def root(self) -> Any:
        """The certificate as pyHanko takes it."""
        return asn1_x509.Certificate.load(pem.unarmor(self.certificate.encode())[2])

    def held(self, moment: datetime) -> bool:
        """Say whether it was in the list on the day of a moment."""
        day = timezone.localdate(moment)
        return self.valid_from <= day and not self.is_withdrawn(moment)

    def is_withdrawn(self, moment: datetime) -> bool:
        """Say whether it was out of the list by a moment."""
        return self.valid_to is not None and timezone.localdate(moment) >= self.valid_to

    def list_about(self, own: Any) -> Revoked | None:
        """Return the list that would name a certificate: one that this issuer itself gave out."""
        return self.revoked if own.issuer == self.root.subject else None


@dataclass(frozen=True, slots=True)
class Known:
    """What this system knows of a certificate: personal or agency, whose, and since when it is not to be used."""

    kind: str
    ended_at: datetime | None = None
    is_suspended: bool = False
    official_id: int | None = None
