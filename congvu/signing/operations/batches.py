"""The worker's side of a request: one act after the other, each signed whole and taken, or named with its reason."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import Declined
from congvu.signing import own_tokens
from congvu.signing.hooks import KeyNotUsable, signables
from congvu.signing.models import SignatureItem, SignatureRequest
from congvu.signing.operations.activating import ActivationRefused, agreed_paper, check_activation
from congvu.signing.operations.asking import close
from congvu.signing.operations.own_tokens import check_agreement, embed_signatures
from congvu.signing.operations.papers import sign_with

KEY_TIME = timedelta(hours=1)
"""How long after the signer's yes the key may be used: longer falls of the server end a batch, and say so."""


def sign_next(*, request_id: int, at: datetime) -> bool:
    """Sign the next paper of a confirmed request, with all of its act; say whether another may follow.

    Killed at any moment, it begins the same paper again: signed and taken are one transaction, and nothing of a paper
    is kept before. Two workers on one request do no harm: the second finds the paper signed.

    :raises KeyNotUsable: the key is away (token, server): the paper keeps waiting, try again later
    """
    request = SignatureRequest.objects.select_related("credential__official", "official").get(pk=request_id)
    if request.state != SignatureRequest.State.ACTIVATED or request.activated_at is None:
        return False
    SignatureRequest.objects.filter(pk=request.pk).update(worked_at=at)
    item = request.items.filter(state=SignatureItem.State.WAITING).order_by("position").first()
    if item is None:
        _finish(request.pk, at=at)
        return False
    try:
        if at > request.activated_at + KEY_TIME:
            raise ActivationRefused(_("Đã quá một giờ kể từ khi người ký xác nhận. Hãy trình ký lại văn bản này."))
        _check_yes(request)
        _sign(request, list(_waiting(request.pk, item.subject)), at=at)
    except KeyNotUsable as refusal:
        SignatureRequest.objects.filter(pk=request.pk).update(trouble=str(refusal)[:500])
        raise
    except Declined as refusal:
        _fail(request.pk, item.subject, str(refusal), at=at)
    return True


def _check_yes(request: SignatureRequest) -> None:
    """Work the signer's yes out again, given by a passkey or by the token that holds the key."""
    if request.credential.driver == own_tokens.DRIVER:
        check_agreement(request)
    else:
        check_activation(request)


def _sign(request: SignatureRequest, items: list[SignatureItem], *, at: datetime) -> None:
    """Sign the papers of one act and give them to their owner: all of them, or none."""
    first = items[0]
    by = _signer(first)
    owner = signables.get(first.subject.partition(":")[0])
    owner.check(subject=first.subject, by=by, at=at)
    pdfs = [agreed_paper(item) for item in items]
    if request.credential.driver == own_tokens.DRIVER:
        signed = embed_signatures(items, pdfs, at=at, by=by)
    else:
        signed = [
            sign_with(
                pdf=pdf,
                credential=request.credential,
                reason=item.reason,
                look=owner.look(subject=item.subject, part=item.part, at=at),
                at=at,
                by=by,
                subject=item.about or item.subject,
            )
            for item, pdf in zip(items, pdfs, strict=True)
        ]
    with transaction.atomic():
        kept = list(_waiting(request.pk, first.subject).select_for_update())
        if len(kept) < len(items):
            return
        owner.take(subject=first.subject, pdfs=signed, memo=first.memo, by=by, at=at)
        for item, pdf in zip(kept, signed, strict=True):
            item.state, item.signed_at = SignatureItem.State.SIGNED, at
            item.digest_after = hashlib.sha256(pdf).hexdigest()
        SignatureItem.objects.bulk_update(kept, ["state", "signed_at", "digest_after"])


def _waiting(request_id: int, subject: str) -> QuerySet[SignatureItem]:
    found = SignatureItem.objects.filter(request=request_id, subject=subject, state=SignatureItem.State.WAITING)
    return found.order_by("part")


def _signer(item: SignatureItem) -> Actor:
    return Actor(**{**item.signer, "kind": ActorKind(item.signer["kind"])})


@transaction.atomic
def _fail(request_id: int, subject: str, why: str, *, at: datetime) -> None:
    for item in _waiting(request_id, subject).select_for_update():
        item.state, item.failure = SignatureItem.State.FAILED, why[:500] or "–"
        item.save(update_fields=["state", "failure"])
        audit.record(
            action="signing.fail_item", subject=item.subject, label=item.label, data={"why": why}, by=SYSTEM, at=at
        )


@transaction.atomic
def _finish(request_id: int, *, at: datetime) -> None:
    request = SignatureRequest.objects.select_for_update().get(pk=request_id)
    if request.state != SignatureRequest.State.ACTIVATED or request.items.filter(state="waiting").exists():
        return
    request.trouble = ""
    request.save(update_fields=["trouble"])
    close(request, SignatureRequest.State.FINISHED, by=SYSTEM, at=at)
    signed = request.items.filter(state=SignatureItem.State.SIGNED).count()
    audit.record(action="signing.finish_request", subject=request.subject, data={"signed": signed}, by=SYSTEM, at=at)


def expire_requests(*, at: datetime) -> int:
    """Close requests that nobody confirmed in time; their papers may be asked for again. Return how many."""
    late = SignatureRequest.objects.filter(state=SignatureRequest.State.WAITING, expires_at__lte=at)
    return sum(_expire(pk, at=at) for pk in late.values_list("pk", flat=True))


@transaction.atomic
def _expire(request_id: int, *, at: datetime) -> bool:
    request = SignatureRequest.objects.select_for_update(skip_locked=True).filter(pk=request_id).first()
    if request is None or request.state != SignatureRequest.State.WAITING:
        return False
    close(request, SignatureRequest.State.EXPIRED, by=SYSTEM, at=at)
    audit.record(action="signing.expire_request", subject=request.subject, by=SYSTEM, at=at)
    return True
