"""Questions to signing: whose key, and is this paper genuine."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from congvu.kit.errors import Refusal
from congvu.kit.kept import kept
from congvu.people.models import Agency, Official
from congvu.places.models import valid_on

from . import verification
from .hooks import KeyNotUsable
from .models import Credential, SignatureRecord, TrustAnchor
from .reports import Coverage, Report, SignatureReport

__all__ = [
    "Coverage",
    "CredentialMissing",
    "KeyNotUsable",
    "Report",
    "SignatureReport",
    "agency_credentials",
    "credential_of",
    "signatures_of",
    "verify",
]  # fmt: skip


class CredentialMissing(Refusal):
    """The owner has no certificate that may be used."""


def credential_of(*, official_id: int | None = None, agency_id: int | None = None) -> Credential:
    """Return the active credential of an official or of an agency; whether it is in time is asked when signing.

    :raises CredentialMissing: there is none
    """
    found = _active(official_id, agency_id if official_id is None else None)
    if found is None:
        raise CredentialMissing(
            _("Ông (bà) chưa được cấp chứng thư số để ký. Hãy liên hệ quản trị của cơ quan.")
            if official_id is not None
            else _("Cơ quan chưa có chứng thư số để đóng dấu. Hãy liên hệ quản trị của cơ quan.")
        )
    return found


@kept(Credential, Official, Agency)
def _active(official_id: int | None, agency_id: int | None) -> Credential | None:
    owner = {"official_id": official_id} if official_id is not None else {"agency_id": agency_id}
    return (
        Credential.objects.select_related("official", "agency").filter(**owner, state=Credential.State.ACTIVE).first()
    )


def agency_credentials(*, fingerprints: Iterable[str] = (), agency_ids: Iterable[int] = ()) -> list[Credential]:
    """Return credentials of agencies: those with these fingerprints, ended or not, and these agencies' active ones."""
    active = Q(agency_id__in=list(agency_ids), state=Credential.State.ACTIVE)
    found = Credential.objects.filter(Q(fingerprint__in=list(fingerprints)) | active, agency__isnull=False)
    return list(found.select_related("agency").order_by("id"))


def signatures_of(subject: str) -> list[SignatureRecord]:
    """Return what this system signed for a subject, oldest first."""
    return list(SignatureRecord.objects.filter(subject=subject).select_related("credential").order_by("at", "id"))


def verify(pdf: bytes, *, at: datetime | None = None) -> Report:
    """Judge the signatures of a PDF by our trust lists, as of ``at`` (now). Never raises, whatever the bytes."""
    moment = at or timezone.now()
    return verification.verify(pdf, anchors=_anchors(moment), known=_known, at=moment)


def _anchors(at: datetime) -> list[verification.Anchor]:
    return _anchors_on(timezone.localdate(at), settings.DEMO, get_language() or "vi")


@kept(TrustAnchor)
def _anchors_on(day: date, with_demo: bool, language: str) -> list[verification.Anchor]:
    rows = TrustAnchor.objects.filter(valid_on(day))
    if not with_demo:
        rows = rows.exclude(kind=TrustAnchor.List.DEMO)
    demo = _("Chứng thư thử nghiệm của bản trình diễn, không có giá trị pháp lý.")
    return [
        verification.Anchor(row.certificate, row.get_kind_display(), demo if row.kind == TrustAnchor.List.DEMO else "")
        for row in rows
    ]


@kept(Credential)
def _known(fingerprint: str) -> verification.Known | None:
    row = Credential.objects.filter(fingerprint=fingerprint).first()
    return verification.Known("personal" if row.official_id else "agency", row.ended_at) if row else None
