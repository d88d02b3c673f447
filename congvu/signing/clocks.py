"""By which clock a signature is dated, and how long it can be proven: time stamps and proofs inside the PDF."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from .anchors import Anchor
from .levels import Level

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A time stamp that holds: everything up to ``revision`` was there ``at`` that moment."""

    revision: int
    at: datetime
    by: str
    over_proofs: bool
    """Whether what proves that certificates held was there too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What is proven about the time of one signature."""

    level: Level
    at: datetime | None = None
    """Not later than this; None: the signer's own clock is all there is."""
    by: str = ""
    """Name of the time-stamp authority."""
    revoked: bool = False
    """The proofs inside the file say that the certificate was revoked at that moment."""


def stamps(reader: Any, *, roots: Mapping[Any, Anchor]) -> list[Stamp]:
    """Return the document time stamps of a file that hold and rest on an issuer trusted at that moment, in order."""
    found = []
    for one in reader.embedded_timestamp_signatures:
        try:
            if (stamp := _stamp(reader, one, roots)) is not None:
                found.append(stamp)
        except Exception:  # a hostile file may break it anywhere: such a stamp proves nothing
            log.info("time stamp that cannot be judged", exc_info=True)
    return found


def _stamp(reader: Any, one: Any, roots: Mapping[Any, Anchor]) -> Stamp | None:
    moment = one.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=moment)
    status = validate_pdf_timestamp(one, context)
    whole = status.coverage in {SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION}
    if not (status.intact and status.valid and status.trusted and whole and _stands(status, roots)):
        return None
    return Stamp(
        revision=one.signed_revision,
        at=status.timestamp,
        by=str(status.signing_cert.subject.native.get("common_name", "")),
        over_proofs="/DSS" in reader.get_historical_root(one.signed_revision),
    )


def _stands(status: Any, roots: Mapping[Any, Anchor]) -> bool:
    anchor = roots.get(status.validation_path.trust_anchor.certificate) if status.validation_path else None
    return anchor is not None and anchor.held(status.timestamp)


def clock_of(reader: Any, signature: Any, *, status: Any, stamps: list[Stamp], roots: Mapping[Any, Anchor]) -> Clock:
    """Return what is proven about a signature, from its own stamp or the first document stamp over it.

    :param status: pyHanko's verdict on the signature
    """
    over = [stamp for stamp in stamps if stamp.revision >= signature.signed_revision]
    own = status.timestamp_validity
    dated = [(stamp.at, stamp.by) for stamp in over]
    if own is not None and own.intact and own.valid and own.trusted and _stands(own, roots):
        dated.append((own.timestamp, str(own.signing_cert.subject.native.get("common_name", ""))))
    if not dated:
        return Clock(level=Level.B)
    at, by = min(dated)
    proven, revoked = _proven(reader, signature, list(roots), at)
    level = Level.T if not proven else Level.LTA if any(stamp.over_proofs for stamp in over) else Level.LT
    return Clock(level=level, at=at, by=by, revoked=revoked)


def _proven(reader: Any, signature: Any, roots: list[Any], at: datetime) -> tuple[bool, bool]:
    """Say whether the proofs inside the file show that the certificate held, and whether they show it was revoked."""
    try:
        proofs = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return False, False
    context = proofs.as_validation_context(
        {
            "trust_roots": roots,
            "allow_fetching": False,
            "moment": at,
            "revocation_mode": "hard-fail",
            "retroactive_revinfo": True,
        }
    )
    status = validate_pdf_signature(signature, signer_validation_context=context, skip_diff=True)
    return bool(status.trusted), bool(status.revoked)
