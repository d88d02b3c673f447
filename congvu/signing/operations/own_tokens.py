"""Signing with a USB token in the signer's own PC: the papers go half way, the token signs there, they go the rest.

The agreement (papers, digests, places, certificate, expiry, nonce) is signed by the token as well: it is the signer's
yes, as a passkey's answer is on the phone, good for one request, once.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.files import operations as files
from congvu.files import queries as file_queries
from congvu.kit.actors import Actor
from congvu.kit.errors import Stale
from congvu.signing import own_tokens, pades
from congvu.signing.hooks import signables
from congvu.signing.models import PreparedPaper, SignatureItem, SignatureRequest
from congvu.signing.operations.activating import ActivationRefused, agreed_paper, begin_signing
from congvu.signing.operations.asking import agreed_challenge, locked
from congvu.signing.operations.papers import check_usable, hand_of, note, place_of

AT_ONCE = 20
"""Papers prepared in one call: a page that asks for 200 shows how far it is."""
FRESH = timedelta(minutes=15)
"""How old the time of signing in a prepared paper may be when the token has signed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """What the token is to sign."""

    papers: tuple[tuple[int, str, str], ...]
    """Position, label and SHA-256 of the attributes (hexadecimal), of those that are ready."""
    waiting: int
    """How many still have to be prepared: call again."""


def prepare_for_token(*, request_id: int, by: Actor, at: datetime) -> Digests:
    """Make the next papers of a request ready for the signer's token; call until none waits. No key is used.

    :raises NotAllowed, Stale, CredentialNotUsable: in words for the signer
    :raises ActivationRefused: the certificate is not in a token of the signer's, or a paper is not what was laid before
    """
    with transaction.atomic():
        request = locked(request_id, by=by, at=at)
        _check_token(request, at)
    items = list(request.items.filter(state="waiting").select_related("prepared").order_by("position"))
    open_ones = [item for item in items if not _is_fresh(item, at)]
    for item in open_ones[:AT_ONCE]:
        _keep(item, _prepared(request, item, at), by=by, at=at)
    done = PreparedPaper.objects.filter(item__request=request, item__state="waiting", prepared_at__gt=at - FRESH)
    rows = done.select_related("item").order_by("item__position")
    return Digests(
        papers=tuple((row.item.position, row.item.label, _digest(row)) for row in rows),
        waiting=max(len(open_ones) - AT_ONCE, 0),
    )


def _check_token(request: SignatureRequest, at: datetime) -> None:
    check_usable(request.credential, at)
    if request.credential.driver != own_tokens.DRIVER:
        raise ActivationRefused(_("Chứng thư của lượt ký này không nằm trong USB Token của người ký."))


def _is_fresh(item: SignatureItem, at: datetime) -> bool:
    return hasattr(item, "prepared") and item.prepared.prepared_at > at - FRESH


def _digest(row: PreparedPaper) -> str:
    return hashlib.sha256(bytes(row.attributes)).hexdigest()


def _prepared(request: SignatureRequest, item: SignatureItem, at: datetime) -> pades.Prepared:
    pdf = agreed_paper(item)
    look = signables.get(item.subject.partition(":")[0]).look(subject=item.subject, part=item.part, at=at)
    return pades.prepare(
        pdf=pdf,
        hand=hand_of(request.credential, look.picture if look else None),
        place=place_of(pdf, request.credential, look=look, at=at),
        reason=item.reason,
        name=str(request.credential.official or request.credential.agency),
        at=at,
    )


@transaction.atomic
def _keep(item: SignatureItem, made: pades.Prepared, *, by: Actor, at: datetime) -> None:
    request = SignatureRequest.objects.select_for_update().get(pk=item.request_id)
    if request.state != SignatureRequest.State.WAITING:
        raise Stale(_("Lần trình ký này đã khép lại: %(state)s.") % {"state": request.get_state_display().lower()})
    earlier = PreparedPaper.objects.filter(item=item).first()
    if earlier is not None:
        files.release(use_id=str(earlier.file_use), by=by, at=at)
    use = files.keep_own(pdf=made.pdf, name=item.label, owner=request.subject, label=item.label, by=by, at=at)
    PreparedPaper.objects.update_or_create(
        item=item,
        defaults={
            "file_use": use.pk,
            "attributes": made.attributes,
            "document_digest": made.document_digest,
            "region_start": made.start,
            "region_end": made.end,
            "prepared_at": at,
            "signature": b"",
        },
    )


@transaction.atomic
def activate_by_token(
    *, request_id: int, challenge: str, agreement: str, signatures: Mapping[str, str], by: Actor, at: datetime
) -> SignatureRequest:
    """Take what the token signed: the agreement, and each paper. It holds for this request alone, once.

    A paper without a right signature (token pulled out in between) is named later, with all of its act; the others
    are signed.

    :param challenge: the one the page asked, hexadecimal: papers may have been left out in another window since
    :param agreement: the token's signature over the challenge, base64
    :param signatures: by position, the token's signature over each paper's attributes, base64
    :raises NotAllowed, Stale, ActivationRefused, CredentialNotUsable: in words for the signer
    """
    request = locked(request_id, by=by, at=at)
    _check_token(request, at)
    if challenge != request.challenge:
        raise ActivationRefused(_("Danh sách văn bản đã thay đổi. Hãy đọc lại danh sách rồi xác nhận."))
    request.activation = {"token": agreement}
    check_agreement(request)
    rows = list(PreparedPaper.objects.filter(item__request=request, item__state="waiting").select_related("item"))
    if len(rows) < request.items.filter(state="waiting").count() or any(row.prepared_at < at - FRESH for row in rows):
        raise Stale(_("Đã quá 15 phút kể từ khi bấm Ký. Hãy bấm Ký lại; chưa văn bản nào được ký."))
    for row in rows:
        given = own_tokens.from_page(signatures.get(str(row.item.position)))
        if own_tokens.is_signed(bytes(row.attributes), given, certificate=request.credential.certificate):
            row.signature = given
    PreparedPaper.objects.bulk_update(rows, ["signature"])
    return begin_signing(request, token=agreement, by=by, at=at)


def check_agreement(request: SignatureRequest) -> None:
    """Work the evidence out again: this signer's token agreed to exactly these papers.

    :raises ActivationRefused: it did not
    """
    challenge = agreed_challenge(request)
    given = own_tokens.from_page(request.activation.get("token"))
    if challenge.hex() != request.challenge or not own_tokens.digest_is_signed(
        challenge, given, certificate=request.credential.certificate
    ):
        raise ActivationRefused(
            _("USB Token chưa xác nhận đúng danh sách này bằng chứng thư của ông (bà). Không văn bản nào được ký.")
        )


def embed_signatures(items: Sequence[SignatureItem], pdfs: Sequence[bytes], *, at: datetime, by: Actor) -> list[bytes]:
    """Return the papers of one act with the signatures that the token gave, outside any transaction.

    :param pdfs: the papers as agreed to (``agreed_paper``)
    :raises ActivationRefused: the token left one of them unsigned, or what was prepared is not this paper
    """
    rows = PreparedPaper.objects.select_related("item__request__credential").in_bulk(
        [item.pk for item in items], field_name="item_id"
    )
    if any(item.pk not in rows or not rows[item.pk].signature for item in items):
        raise ActivationRefused(_("USB Token chưa ký văn bản này (token bị rút ra hoặc báo lỗi). Hãy trình ký lại."))
    signed = [_embedded(rows[item.pk], pdf, at=at) for item, pdf in zip(items, pdfs, strict=True)]
    for item, before, after in zip(items, pdfs, signed, strict=True):
        credential, subject = rows[item.pk].item.request.credential, item.about or item.subject
        note(before, after, credential, reason=item.reason, at=at, by=by, subject=subject)
    return signed


def _embedded(row: PreparedPaper, pdf: bytes, *, at: datetime) -> bytes:
    credential = row.item.request.credential
    check_usable(credential, at)
    whole = file_queries.content_of(file_queries.use(row.file_use))
    digest = hashlib.sha256(whole[: row.region_start] + whole[row.region_end :]).digest()
    if not whole.startswith(pdf) or digest != bytes(row.document_digest):
        raise ActivationRefused(_("Nội dung văn bản không còn đúng như bản người ký đã đọc. Hãy trình ký lại."))
    prepared = pades.Prepared(
        pdf=whole,
        attributes=bytes(row.attributes),
        document_digest=digest,
        start=row.region_start,
        end=row.region_end,
    )
    return pades.embed(prepared, certificates=credential.certificate, signature=bytes(row.signature))
