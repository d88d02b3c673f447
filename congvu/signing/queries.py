"""Questions to signing: whose key, and is this paper genuine."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from cryptography import x509
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from congvu.files import queries as files
from congvu.files.models import FileUse
from congvu.kit.errors import NotThere, Refusal
from congvu.kit.kept import kept
from congvu.kit.text import fold
from congvu.people.models import Agency, Official

from . import own_tokens, pictures, verification
from .anchors import Anchor, Known, Revoked
from .hooks import KeyNotUsable
from .issuers import called_addresses, revocations_due, revoked_of_demo, trust_changes, trusted_issuers, trusted_roots
from .models import (
    CertificateApplication,
    Credential,
    Raising,
    RevocationList,
    SignatureItem,
    SignatureRecord,
    SignatureRequest,
    TrustAnchor,
)
from .reports import Coverage, Report, Revocation, SignatureReport

__all__ = [
    "Coverage",
    "CredentialMissing",
    "KeyNotUsable",
    "Report",
    "RequestUnknown",
    "Revocation",
    "SignatureReport",
    "agency_credentials",
    "application_counts",
    "applications",
    "applications_in",
    "applications_of",
    "called_addresses",
    "certificate_counts",
    "certificate_ends",
    "certificates",
    "credential_of",
    "credentials_of",
    "frozen_paper",
    "is_in_own_token",
    "item_of",
    "items_of",
    "original_digest",
    "paper_pictures",
    "raised_copy",
    "raised_paper",
    "raisings_due",
    "renewals_due",
    "request_of",
    "requests_at_rest",
    "requests_for",
    "requests_waiting",
    "revocations_due",
    "revoked_of_demo",
    "seals_with_own_token",
    "signatures_of",
    "signs_with_own_token",
    "trust_changes",
    "trusted_issuers",
    "trusted_roots",
    "verify",
    "verify_xml",
]  # fmt: skip


KINDS = {
    "person": Q(official__isnull=False),
    "agency": Q(agency__isnull=False, device=""),
    "device": ~Q(device=""),
}
"""Whose a certificate may be."""
RENEW_BEFORE = timedelta(days=120)
"""How long before the certificate of its newest time stamp ends an archived copy is stamped again."""


class RequestUnknown(NotThere):
    """There is no such request for this signer."""


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
    owner = {"official_id": official_id} if official_id is not None else {"agency_id": agency_id, "device": ""}
    return (
        Credential.objects.select_related("official", "agency").filter(**owner, state=Credential.State.ACTIVE).first()
    )


def is_in_own_token(credential: Credential) -> bool:
    """Say whether the key is in a USB token that only its owner's PC reaches."""
    return credential.driver == own_tokens.DRIVER


def signs_with_own_token(*, official_id: int) -> bool:
    """Say whether an official's active certificate is in such a token."""
    found = _active(official_id, None)
    return found is not None and is_in_own_token(found)


def seals_with_own_token(*, agency_id: int) -> bool:
    """Say whether the key of an agency's seal is in a USB token that its clerk plugs into the own PC."""
    found = _active(None, agency_id)
    return found is not None and is_in_own_token(found)


def agency_credentials(*, fingerprints: Iterable[str] = (), agency_ids: Iterable[int] = ()) -> list[Credential]:
    """Return credentials of agencies: those with these fingerprints, ended or not, and these agencies' active ones."""
    active = Q(agency_id__in=list(agency_ids), device="", state=Credential.State.ACTIVE)
    found = Credential.objects.filter(Q(fingerprint__in=list(fingerprints)) | active, agency__isnull=False)
    return list(found.select_related("agency").order_by("id"))


def signatures_of(subject: str) -> list[SignatureRecord]:
    """Return what this system signed for a subject, oldest first."""
    return list(SignatureRecord.objects.filter(subject=subject).select_related("credential").order_by("at", "id"))


def request_of(public_id: UUID | str, *, official_id: int | None) -> SignatureRequest:
    """Return a request that was laid before this signer.

    :raises RequestUnknown: there is none such
    """
    try:
        found = (
            SignatureRequest.objects.select_related("credential", "official")
            .filter(public_id=public_id, official_id=official_id or 0)
            .first()
        )
    except (ValidationError, ValueError):
        found = None
    if found is None:
        raise RequestUnknown(_("Không có lần trình ký này, hoặc nó không trình cho bạn."))
    return found


def items_of(request: SignatureRequest) -> list[SignatureItem]:
    """Return the papers of a request in order."""
    return list(request.items.order_by("position"))


def item_of(request: SignatureRequest, *, position: int) -> SignatureItem:
    """Return one paper of a request.

    :raises RequestUnknown: it has none at that place
    """
    found = request.items.filter(position=position).first()
    if found is None:
        raise RequestUnknown(_("Không có văn bản này trong lần trình ký."))
    return found


def frozen_paper(item: SignatureItem) -> bytes:
    """Return the PDF as it was laid before the signer.

    :raises RequestUnknown: the request is closed: its papers are with their owners
    """
    try:
        return files.content_of(files.use(item.file_use))
    except files.FileMissing as gone:
        raise RequestUnknown(_("Lần trình ký đã khép lại. Hãy đọc văn bản ở nơi quản lý nó.")) from gone


def paper_pictures(item: SignatureItem) -> list[bytes]:
    """Return the pages of the frozen PDF (PNG), the place of the signature framed.

    :raises RequestUnknown: the request is closed
    """
    return pictures.drawn(frozen_paper(item), place=item.place)


def requests_for(*, official_id: int, limit: int = 20) -> list[SignatureRequest]:
    """Return the requests laid before a signer, newest first, each with ``papers``, ``signed`` and ``failed``."""
    counts = {
        "papers": Count("items", filter=~Q(items__state=SignatureItem.State.LEFT_OUT)),
        "signed": Count("items", filter=Q(items__state=SignatureItem.State.SIGNED)),
        "failed": Count("items", filter=Q(items__state=SignatureItem.State.FAILED)),
    }
    return list(SignatureRequest.objects.filter(official_id=official_id).annotate(**counts).order_by("-id")[:limit])


def requests_waiting(*, official_id: int, at: datetime) -> int:
    """Return how many requests wait for this signer's yes."""
    open_ones = SignatureRequest.objects.filter(state=SignatureRequest.State.WAITING, expires_at__gt=at)
    return open_ones.filter(official_id=official_id).count()


def requests_at_rest(*, before: datetime) -> list[int]:
    """Return confirmed requests, not done, at which nobody has worked since."""
    quiet = Q(worked_at__lt=before) | Q(worked_at=None, activated_at__lt=before)
    found = SignatureRequest.objects.filter(quiet, state=SignatureRequest.State.ACTIVATED)
    return list(found.order_by("id").values_list("id", flat=True))


def certificates(
    *,
    text: str = "",
    state: str = "",
    kind: str = "",
    ends_from: datetime | None = None,
    ends_before: datetime | None = None,
) -> QuerySet[Credential]:
    """Return the inventory, what ends first on top: by words of the owner, device, issuer or serial number.

    :param kind: ``person``, ``agency`` (seals) or ``device``
    :param ends_before: only those in use that run out before, and not before ``ends_from``
    """
    found = Credential.objects.select_related("official", "agency").order_by("valid_to", "id")
    if ends_before is not None:
        found = found.filter(valid_to__lt=ends_before, state=Credential.State.ACTIVE)
        found = found.filter(valid_to__gte=ends_from) if ends_from else found
    elif state in Credential.State.values:
        found = found.filter(state=state)
    if kind in KINDS:
        found = found.filter(KINDS[kind])
    if text:
        named = Q(official__folded__contains=fold(text)) | Q(agency__folded__contains=fold(text))
        found = found.filter(named | Q(device__icontains=text) | Q(issuer__icontains=text) | Q(serial__startswith=text))
    return found


def certificate_counts(*, at: datetime) -> dict[str, int]:
    """Return how many certificates there are: by state, ``over`` though in use, ending in 30, 60 and 90 days."""
    active = Q(state=Credential.State.ACTIVE)
    soon = {
        f"in_{days}": Count("id", filter=active & Q(valid_to__gte=at, valid_to__lt=at + timedelta(days=days)))
        for days in (30, 60, 90)
    }
    return Credential.objects.aggregate(
        active=Count("id", filter=active),
        suspended=Count("id", filter=Q(state=Credential.State.SUSPENDED)),
        revoked=Count("id", filter=Q(state=Credential.State.REVOKED)),
        over=Count("id", filter=active & Q(valid_to__lt=at)),
        **soon,
    )


def certificate_ends(*, at: datetime, months: int = 12) -> list[tuple[datetime, int]]:
    """Return how many certificates in use end in each of the coming months, this one first."""
    month = TruncMonth("valid_to", tzinfo=timezone.get_current_timezone())
    found = Credential.objects.filter(state=Credential.State.ACTIVE, valid_to__gte=at)
    return list(found.annotate(month=month).values_list("month").annotate(n=Count("id")).order_by("month")[:months])


def credentials_of(*, official_id: int, agency_ids: Collection[int] = ()) -> list[Credential]:
    """Return an official's certificates and those of agencies, in use first, then what ends last."""
    mine = Q(official_id=official_id) | Q(agency_id__in=agency_ids)
    found = Credential.objects.filter(mine).select_related("official", "agency")
    return list(found.order_by("state", "-valid_to", "id"))


def applications_of(*, official_id: int, agency_ids: Collection[int] = ()) -> list[CertificateApplication]:
    """Return what an official asked for, what is asked for them, and for these agencies, newest first."""
    mine = Q(asker_id=official_id) | Q(official_id=official_id) | Q(agency_id__in=agency_ids)
    found = CertificateApplication.objects.filter(mine).select_related("official", "agency", "credential")
    return list(found.order_by("-asked_at", "-id")[:50])


def applications(*, state: str = "") -> QuerySet[CertificateApplication]:
    """Return applications in a state, the oldest first."""
    found = CertificateApplication.objects.select_related("official", "agency", "credential")
    return found.filter(state=state).order_by("asked_at", "id")


def applications_in(*, list_code: str) -> list[CertificateApplication]:
    """Return the applications of a list that was sent."""
    found = CertificateApplication.objects.select_related("official", "agency", "credential")
    return list(found.filter(list_code=list_code or "-").order_by("id"))


def application_counts() -> dict[str, int]:
    """Return how many applications there are, by state."""
    found = CertificateApplication.objects.values_list("state").annotate(n=Count("id"))
    return dict.fromkeys(CertificateApplication.State.values, 0) | dict(found)


def raisings_due(*, at: datetime, limit: int = 200) -> list[int]:
    """Return signed files whose next step up is due, the longest waiting first."""
    return list(Raising.objects.filter(next_at__lte=at).order_by("next_at").values_list("id", flat=True)[:limit])


def raised_copy(*, subject: str) -> Raising | None:
    """Return the copy of a subject's signed file that was raised furthest; None when there is none yet."""
    return Raising.objects.filter(subject=subject).exclude(level="B-B").order_by("-raised_at").first()


def raised_paper(*, subject: str) -> bytes:
    """Return the content of that copy.

    :raises FileMissing: there is none yet
    """
    row = raised_copy(subject=subject)
    if row is None:
        raise files.FileMissing
    return files.content_of(files.use(row.file_use))


def original_digest(digest: str) -> str:
    """Return the SHA-256 of the file of which the given one is the raised copy; the given one when it is none."""
    uses = FileUse.objects.filter(blob__sha256=digest, owner__startswith="raising:", released_at=None)
    found = Raising.objects.filter(file_use__in=list(uses.values_list("pk", flat=True))).first()
    return found.digest if found else digest


def renewals_due(*, at: datetime) -> list[int]:
    """Return archived copies whose newest time stamp soon can no longer be checked by itself."""
    found = Raising.objects.filter(level="B-LTA", next_at=None, stamp_ends_at__lte=at + RENEW_BEFORE)
    return list(found.order_by("stamp_ends_at").values_list("id", flat=True)[:1000])


def verify(pdf: bytes, *, at: datetime | None = None) -> Report:
    """Judge the signatures of a PDF by our trust lists, as of ``at`` (now). Never raises, whatever the bytes."""
    moment = at or timezone.now()
    return verification.verify(pdf, anchors=_anchors(), known=_known, at=moment)


def verify_xml(xml: bytes, *, at: datetime | None = None) -> Report:
    """Judge the signature of an XML file as :func:`verify` does that of a PDF. Never raises, whatever the bytes."""
    moment = at or timezone.now()
    return verification.verify_xml(xml, anchors=_anchors(), known=_known, at=moment)


def _anchors() -> list[Anchor]:
    return _anchors_in(settings.DEMO, get_language() or "vi")


@kept(TrustAnchor, RevocationList)
def _anchors_in(with_demo: bool, language: str) -> list[Anchor]:
    rows = TrustAnchor.objects.select_related("revocations")
    if not with_demo:
        rows = rows.exclude(kind=TrustAnchor.List.DEMO)
    return [_anchor(row) for row in rows]


def _anchor(row: TrustAnchor) -> Anchor:
    demo = _("Chứng thư thử nghiệm của bản trình diễn, không có giá trị pháp lý.")
    listed = getattr(row, "revocations", None)
    return Anchor(
        certificate=row.certificate,
        list_name=row.get_kind_display(),
        remark=demo if row.kind == TrustAnchor.List.DEMO else "",
        name=row.name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        revoked=Revoked(listed.made_at, x509.load_der_x509_crl(bytes(listed.content)))
        if listed and listed.made_at
        else None,
    )


@kept(Credential)
def _known(fingerprint: str) -> Known | None:
    row = Credential.objects.filter(fingerprint=fingerprint).first()
    if row is None:
        return None
    return Known(
        kind="personal" if row.official_id else "agency",
        ended_at=row.ended_at,
        is_suspended=row.state == Credential.State.SUSPENDED,
        official_id=row.official_id,
    )
