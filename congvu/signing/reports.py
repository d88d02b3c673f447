"""What a verification found, in data and in Vietnamese sentences."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .levels import Level


class Coverage(StrEnum):
    """How much of the file as it is now a signature stands for."""

    WHOLE = "whole"
    """Every byte."""
    PERMITTED = "permitted"
    """What was there; later came only what a signed paper may get: further signatures."""
    CHANGED = "changed"
    """Something else came later, or the signature leaves a part out."""


class Revocation(StrEnum):
    """Whether the certificate was revoked when the signature was made."""

    HELD = "held"
    """It was not, by the proofs in the file, its issuer's list, or our inventory."""
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    """Nothing at hand says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureReport:
    """One signature, judged."""

    field: str
    who: str
    """Name of the signer: a person, or the agency."""
    title: str
    body: str
    """The organisation the certificate names."""
    kind: str
    """``personal``, ``agency``, or empty when this system does not know the certificate."""
    official_id: int | None = None
    """Whose personal signature it is, when this system knows."""
    serial: str
    issuer: str
    valid_from: datetime
    valid_to: datetime
    signed_at: datetime | None
    """As the signer's computer said."""
    is_intact: bool
    trusted_by: str
    """Name of the trust list (``TrustAnchor.List``), empty when the issuer is unknown to us."""
    coverage: Coverage
    is_good: bool
    is_unproven: bool = False
    """Nothing is wrong but this: certificate or issuer has ended since, and no time stamp proves that it held then."""
    revocation: Revocation = Revocation.UNKNOWN
    level: Level = Level.B
    """How long it can be proven."""
    proven_at: datetime | None = None
    """It existed not later than this, as a time stamp says; empty: the signer's clock is all there is."""
    proven_by: str = ""
    """Name of the time-stamp authority."""
    sentences: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Say whether the file shows what was signed, nothing added or changed but further signatures."""
        return self.is_intact and self.coverage != Coverage.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A PDF, judged. ``sentences`` is about the whole file; each signature has its own."""

    signatures: tuple[SignatureReport, ...]
    sentences: tuple[str, ...]

    @property
    def all_good(self) -> bool:
        """Say whether there is a signature and each one is good."""
        return bool(self.signatures) and all(one.is_good for one in self.signatures)

    @property
    def all_unproven(self) -> bool:
        """Say whether nothing is wrong with any signature but that the day of signing cannot be proven."""
        wrong = [one for one in self.signatures if not one.is_good]
        return bool(wrong) and all(one.is_unproven for one in wrong)

    @property
    def is_changed(self) -> bool:
        """Say whether what was signed is not what stands there now."""
        return any(not one.is_whole for one in self.signatures)

    @property
    def personal(self) -> tuple[SignatureReport, ...]:
        """Return the good personal signatures: over one of them an agency may seal."""
        return tuple(one for one in self.signatures if one.kind == "personal" and one.is_good)
