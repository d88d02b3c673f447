"""Laying papers before a signer: each is asked of its owner, frozen, and listed with its digest and place."""

import hashlib
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.files import operations as files
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import Declined, NotAllowed, Refusal, Stale
from congvu.kit.text import clean
from congvu.people.models import Official
from congvu.signing import places
from congvu.signing.agreement import challenge_of
from congvu.signing.hooks import Look, Paper, signables
from congvu.signing.models import Credential, SignatureItem, SignatureRequest
from congvu.signing.operations.papers import check_usable, place_of
from congvu.signing.queries import credential_of

LIFE = timedelta(hours=24)
"""How long a request waits for its signer."""
MOST_PAPERS = 500
"""Papers in one request, annexes counted."""


class NothingToSign(Refusal):
    """None of the papers can be signed; the text says why."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A paper to sign, of which subject, which part of it, and where the signature will stand."""

    subject: str
    part: int
    paper: Paper
    place: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, and why some subjects are not in it: ``(subject, words)``."""

    request: SignatureRequest
    left: tuple[tuple[str, str], ...]


def request_signatures(
    *, subjects: Iterable[str], official_id: int, agency_id: int | None = None, by: Actor, at: datetime
) -> Asked:
    """Lay papers before a signer, who confirms all of them at once from a phone or a desk.

    Whoever lays them there, the owner of each subject says whether it is this signer's to sign (``hooks.Signable``).
    Call it outside any transaction: papers are printed.

    :param subjects: ``document:12``; their kind names the hook; at most 500
    :param agency_id: whose seal is asked for, kept by this official; None: the official's own signature
    :raises NothingToSign, CredentialMissing, CredentialNotUsable: in words for who asks
    """
    credential = credential_of(agency_id=agency_id) if agency_id else credential_of(official_id=official_id)
    check_usable(credential, at)
    signer = _signer(official_id, by)
    wanted = list(dict.fromkeys(subjects))
    if len(wanted) > MOST_PAPERS:
        raise NothingToSign(_("Mỗi lần trình ký tối đa %(most)s văn bản.") % {"most": MOST_PAPERS})
    taken = set(SignatureItem.objects.filter(subject__in=wanted, state="waiting").values_list("subject", flat=True))
    papers: list[Laid] = []
    left: list[tuple[str, str]] = []
    for subject in wanted:
        try:
            if subject in taken:
                raise Stale(_("Văn bản này đang nằm trong một lần trình ký khác."))
            papers += _laid(subject, credential, by=signer, at=at)
        except Declined as refusal:
            left.append((subject, str(refusal)))
    if not papers:
        raise NothingToSign(left[0][1] if left else _("Chọn ít nhất một văn bản để ký."))
    if len(papers) > MOST_PAPERS:
        raise NothingToSign(_("Mỗi lần trình ký tối đa %(most)s văn bản.") % {"most": MOST_PAPERS})
    request = SignatureRequest(
        official_id=official_id,
        credential=credential,
        asked_by=by.snapshot(),
        asked_at=at,
        expires_at=min(at + LIFE, credential.valid_to),
        nonce=secrets.token_hex(32),
    )
    return Asked(request=_written(request, papers, by=by, at=at), left=tuple(left))


def _signer(official_id: int, by: Actor) -> Actor:
    if by.kind == ActorKind.OFFICIAL and by.id == official_id:
        return by
    return Actor(kind=ActorKind.OFFICIAL, id=official_id, name=Official.objects.get(pk=official_id).full_name)


def _laid(subject: str, credential: Credential, *, by: Actor, at: datetime) -> list[Laid]:
    """Return every paper of a subject with its place: all of them, or the refusal of one."""
    owner = signables.get(subject.partition(":")[0])
    return [
        Laid(subject, part, paper, _place(paper.pdf, credential, owner.look(subject=subject, part=part, at=at), at))
        for part, paper in enumerate(owner.papers(subject=subject, by=by, at=at))
    ]


def _place(pdf: bytes, credential: Credential, look: Look | None, at: datetime) -> dict[str, Any]:
    found = place_of(pdf, credential, look=look, at=at)
    return places.shown(pdf, name=found) if isinstance(found, str) else places.shown_at(pdf, found)


@transaction.atomic
def _written(request: SignatureRequest, papers: list[Laid], *, by: Actor, at: datetime) -> SignatureRequest:
    request.save()
    items = []
    for position, laid in enumerate(papers, start=1):
        paper = laid.paper
        use = files.keep_own(pdf=paper.pdf, name=paper.label, owner=request.subject, label=paper.label, by=by, at=at)
        items.append(
            SignatureItem(
                request=request,
                position=position,
                subject=laid.subject,
                part=laid.part,
                label=clean(paper.label)[:300],
                reason=clean(paper.reason)[:300],
                address=paper.address,
                about=paper.about,
                party_id=paper.party_id,
                file_use=use.pk,
                digest=hashlib.sha256(paper.pdf).hexdigest(),
                place=laid.place,
                signer=paper.by.snapshot(),
                memo=dict(paper.memo),
            )
        )
    SignatureItem.objects.bulk_create(items)
    _set_challenge(request)
    _trace("signing.request_signatures", request, by=by, at=at, papers=[item.subject for item in items])
    return request


def agreed_challenge(request: SignatureRequest) -> bytes:
    """Return the number for what is asked now: every paper that was not left out."""
    items = request.items.exclude(state=SignatureItem.State.LEFT_OUT).order_by("position")
    return challenge_of(
        request=str(request.public_id),
        signer=request.official_id,
        certificate=request.credential.fingerprint,
        nonce=request.nonce,
        expires_at=request.expires_at,
        papers=items.values("position", "subject", "label", "digest", "place"),
    )


def _set_challenge(request: SignatureRequest) -> None:
    request.challenge = agreed_challenge(request).hex()
    request.save(update_fields=["challenge"])


@transaction.atomic
def leave_out(*, request_id: int, positions: Collection[int], by: Actor, at: datetime) -> SignatureRequest:
    """Take papers out of a request before it is confirmed, with all of their act; they stay where they are, unsigned.

    :raises NotAllowed, Stale: not the signer's, or no longer open
    """
    request = locked(request_id, by=by, at=at)
    waiting = request.items.filter(state=SignatureItem.State.WAITING)
    left = list(waiting.filter(position__in=list(positions)).values_list("subject", flat=True).distinct())
    waiting.filter(subject__in=left).update(state=SignatureItem.State.LEFT_OUT)
    if not request.items.filter(state=SignatureItem.State.WAITING).exists():
        raise NothingToSign(_("Phải còn ít nhất một văn bản. Nếu không ký văn bản nào, hãy bấm Từ chối."))
    _set_challenge(request)
    _trace("signing.leave_out", request, by=by, at=at, papers=left)
    return request


@transaction.atomic
def refuse_request(*, request_id: int, by: Actor, at: datetime) -> SignatureRequest:
    """Sign none of them; the papers stay where they are.

    :raises NotAllowed, Stale: not the signer's, or no longer open
    """
    request = locked(request_id, by=by, at=at)
    close(request, SignatureRequest.State.REFUSED, by=by, at=at)
    _trace("signing.refuse_request", request, by=by, at=at)
    return request


def locked(request_id: int, *, by: Actor, at: datetime) -> SignatureRequest:
    """Return a request that still waits for this signer, held until the transaction ends.

    :raises NotAllowed: it is somebody else's
    :raises Stale: it was confirmed, refused, or has run out
    """
    request = SignatureRequest.objects.select_for_update(of=("self",)).select_related("credential").get(pk=request_id)
    if by.kind != ActorKind.OFFICIAL or by.id != request.official_id:
        raise NotAllowed(_("Mỗi người chỉ được ký bằng chứng thư số của chính mình (NĐ 30/2020/NĐ-CP Đ.32)."))
    if request.state != SignatureRequest.State.WAITING:
        raise Stale(_("Lần trình ký này đã khép lại: %(state)s.") % {"state": request.get_state_display().lower()})
    if at >= request.expires_at:
        raise Stale(_("Lần trình ký này đã quá hạn xác nhận. Hãy chọn lại văn bản để trình ký."))
    return request


def close(request: SignatureRequest, state: SignatureRequest.State, *, by: Actor, at: datetime) -> None:
    """End a request: what still waits is left out, the frozen papers are let go."""
    request.items.filter(state=SignatureItem.State.WAITING).update(state=SignatureItem.State.LEFT_OUT)
    request.state, request.ended_at = state, at
    request.save(update_fields=["state", "ended_at"])
    files.release_all(owners=[request.subject], by=by, at=at)


def _trace(action: str, request: SignatureRequest, *, by: Actor, at: datetime, **data: Any) -> None:
    about = {"challenge": request.challenge, "credential": request.credential.fingerprint, **data}
    audit.record(action=action, subject=request.subject, label=str(request.official), data=about, by=by, at=at)
