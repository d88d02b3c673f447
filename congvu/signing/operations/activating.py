"""The signer's yes: one answer of a passkey, good for one request, checked again before the key is used."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from congvu.accounts import operations as accounts
from congvu.accounts import queries as account_queries
from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.signing import own_tokens
from congvu.signing.hooks import drivers
from congvu.signing.models import SignatureItem, SignatureRequest
from congvu.signing.operations.asking import agreed_challenge, locked
from congvu.signing.operations.papers import check_usable
from congvu.signing.queries import frozen_paper


class ActivationRefused(Refusal):
    """What was confirmed is not what is asked."""


@transaction.atomic
def activate(
    *, request_id: int, challenge: str, answer: Mapping[str, Any], host: str, by: Actor, at: datetime
) -> SignatureRequest:
    """Take the signer's confirmation and let the worker begin. It holds for this request alone, once.

    The answer is bound to the papers' digests and places, the certificate, the expiry and the nonce: all of them are in
    the challenge that the passkey signed.

    :param challenge: the one the page asked, hexadecimal: papers may have been left out in another window since
    :param answer: what the browser gave (WebAuthn, JSON)
    :param host: name of the host the page stood on, without the port
    :raises NotAllowed, Stale, ActivationRefused, PasskeyRefused, CredentialNotUsable: in words for the signer
    """
    request = locked(request_id, by=by, at=at)
    check_usable(request.credential, at)
    if request.credential.driver == own_tokens.DRIVER:
        raise ActivationRefused(_("Chứng thư nằm trong USB Token của ông (bà): hãy ký trên máy cắm USB Token."))
    if challenge != request.challenge:
        raise ActivationRefused(_("Danh sách văn bản đã thay đổi. Hãy đọc lại danh sách rồi xác nhận."))
    request.activation = {"host": host, "answer": dict(answer)}
    request.activation["passkey"] = check_activation(request)
    return begin_signing(request, passkey=request.activation["passkey"], by=by, at=at)


def agreed_paper(item: SignatureItem) -> bytes:
    """Return the PDF as it was laid before the signer.

    :raises ActivationRefused: it is no longer what they agreed to
    """
    pdf = frozen_paper(item)
    if hashlib.sha256(pdf).hexdigest() != item.digest:
        raise ActivationRefused(_("Nội dung văn bản không còn đúng như bản người ký đã đọc. Hãy trình ký lại."))
    return pdf


def begin_signing(request: SignatureRequest, *, by: Actor, at: datetime, **evidence: str) -> SignatureRequest:
    """Note the signer's yes, checked by the caller in the same transaction, and let the worker begin.

    :param evidence: by its name, what proves the yes
    """
    request.activated_by, request.activated_at = by.snapshot(), at
    request.state = SignatureRequest.State.ACTIVATED
    request.save(update_fields=["activation", "activated_by", "activated_at", "state"])
    audit.record(
        action="signing.activate",
        subject=request.subject,
        label=str(request.official),
        data={
            "challenge": request.challenge,
            "credential": request.credential.fingerprint,
            "policy": str(drivers.get(request.credential.driver).policy),
            **evidence,
            "papers": list(request.items.filter(state="waiting").order_by("position").values_list("digest", flat=True)),
        },
        by=by,
        at=at,
    )
    jobs.configure_task("signing.sign_request").defer(request_id=request.pk)
    return request


def check_activation(request: SignatureRequest) -> str:
    """Work the evidence out again: this signer's passkey agreed to exactly these papers; return the passkey's id.

    :raises ActivationRefused, PasskeyRefused: it did not
    """
    challenge = agreed_challenge(request)
    account = account_queries.account_of(official_id=request.official_id)
    if account is None or challenge.hex() != request.challenge:
        raise ActivationRefused(
            _("Danh sách văn bản không khớp với điều người ký đã xác nhận. Không văn bản nào được ký.")
        )
    return accounts.check_passkey(
        account_id=account.pk,
        host=request.activation["host"],
        challenge=challenge,
        answer=request.activation["answer"],
    )
