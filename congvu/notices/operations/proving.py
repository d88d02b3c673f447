"""Proving an address by a single-use code. The code is kept nowhere: it is worked out from the row and the key."""

import hmac
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import EmailValidator
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.notices import wording
from congvu.notices.hooks import Message, NotSent, channel_of
from congvu.notices.models import Proof, Reach
from congvu.notices.operations.reach import locked, only_own
from congvu.notices.operations.words import words_of
from congvu.notices.phones import masked, phone_of

LIFE = timedelta(minutes=10)
MOST_WRONG = 5
"""Wrong codes after which a new one has to be asked for: a guess in five of a million."""
MOST_ASKED = 5
"""Codes that one citizen may ask for, and one address may get, in an hour."""
KEPT = timedelta(days=30)
WORDS = "contact_code"


class TooManyCodes(Refusal):
    """So many codes in an hour are not asked for by somebody who wants to be told."""


class CodeWrong(Refusal):
    """The code is not the one that was sent, or too old, or was tried too often."""


@transaction.atomic
def ask_code(*, party_id: int, contact: str, address: str, language: str = "vi", by: Actor, at: datetime) -> Proof:
    """Send a code to an address that a citizen says is theirs; one asked for before no longer counts.

    :raises Refusal: it is no address, or the province has no channel to it
    :raises TooManyCodes: asked too often
    :raises NotAllowed: for somebody else
    """
    only_own(by, party_id)
    address = _address(contact, address)
    owner = locked(party_id, at).party_id  # who asks twice at once waits here
    hour = Proof.objects.filter(asked_at__gt=at - timedelta(hours=1))
    if max(hour.filter(party_id=owner).count(), hour.filter(address=address).count()) >= MOST_ASKED:
        raise TooManyCodes(_("Đã gửi nhiều mã trong một giờ. Hãy thử lại sau."))
    Proof.objects.filter(party_id=owner, contact=contact, ended_at=None).update(ended_at=at)
    proof = Proof.objects.create(party_id=owner, contact=contact, address=address, language=language, asked_at=at)
    jobs.configure_task("notices.send_code", lock=f"notices.proof:{proof.pk}").defer(proof_id=proof.pk)
    data = {"contact": contact, "address": masked(address)}
    audit.record(action="notices.ask_code", subject=f"party:{owner}", by=by, at=at, data=data)
    return proof


def send_code(*, proof_id: int, at: datetime) -> bool:
    """Send the code; outside any transaction. Return False when it should be tried again soon."""
    proof = Proof.objects.get(pk=proof_id)
    if proof.sent_at or proof.ended_at or at > proof.asked_at + LIFE:
        return True
    try:
        if proof.contact == Proof.Contact.EMAIL:
            _letter(proof).send()
        else:
            _text(proof)
    except (SMTPException, OSError, ValueError, NotSent) as problem:
        Proof.objects.filter(pk=proof_id).update(last_error=f"{type(problem).__name__}: {problem}"[:2000])
        return getattr(problem, "final", False)
    Proof.objects.filter(pk=proof_id).update(sent_at=at, last_error="")
    return True


def confirm_code(*, party_id: int, contact: str, code: str, by: Actor, at: datetime) -> Reach:
    """Take the code back: from now on the address counts, and its channel is switched on.

    :raises CodeWrong: wrong, too old, or tried too often
    :raises NotAllowed: for somebody else
    """
    only_own(by, party_id)
    with transaction.atomic():
        reach = locked(party_id, at)
        found = Proof.objects.filter(party_id=reach.party_id, contact=contact, ended_at=None)
        proof = found.select_for_update().order_by("-id").first()
        if proof is None or at > proof.asked_at + LIFE or proof.tries >= MOST_WRONG:
            raise CodeWrong(_("Mã này không còn dùng được. Hãy bấm gửi mã khác."))
        if hmac.compare_digest(code_of(proof).encode(), clean(code).replace(" ", "").encode()):
            Proof.objects.filter(pk=proof.pk).update(ended_at=at)
            return _prove(reach, proof, by=by, at=at)
        Proof.objects.filter(pk=proof.pk).update(tries=F("tries") + 1)  # kept: the refusal comes after the commit
    raise CodeWrong(_("Mã không đúng. Xem lại tin mới nhất, mã gồm 6 chữ số."))


def forget_codes(*, at: datetime) -> int:
    """Let go of codes a month old; return how many."""
    return Proof.objects.filter(asked_at__lt=at - KEPT).delete()[0]


def code_of(proof: Proof) -> str:
    """Work out the code of a row: 6 digits."""
    facts = f"{proof.pk}:{proof.address}:{proof.asked_at.timestamp():.6f}"
    return f"{int(salted_hmac('notices.proof', facts, algorithm='sha256').hexdigest(), 16) % 1_000_000:06}"


def _prove(reach: Reach, proof: Proof, *, by: Actor, at: datetime) -> Reach:
    if proof.contact == Proof.Contact.EMAIL:
        reach.email, reach.email_proved_at, reach.by_email = proof.address, at, True
    else:
        reach.phone, reach.phone_proved_at = proof.address, at
        if not (reach.by_sms or reach.by_chat):
            reach.by_sms = channel_of("sms") is not None
            reach.by_chat = not reach.by_sms
    reach.changed_at = at
    reach.save()
    data = {"contact": proof.contact, "address": masked(proof.address)}
    audit.record(action="notices.prove", subject=f"party:{reach.party_id}", by=by, at=at, data=data)
    return reach


def _address(contact: str, typed: str) -> str:
    if contact == Proof.Contact.PHONE:
        if not (channel_of("sms") or channel_of("chat")):
            raise Refusal(_("Tỉnh chưa mở kênh tin nhắn."))
        return phone_of(typed)
    email = clean(typed)
    try:
        EmailValidator()(email)
    except ValidationError:
        raise Refusal(_("Ghi địa chỉ thư dạng ten@vi-du.vn.")) from None
    if len(email) > 254:
        raise Refusal(_("Ghi địa chỉ thư dạng ten@vi-du.vn."))
    return email


def _letter(proof: Proof) -> EmailMessage:
    words, data = words_of(WORDS), {"secret": code_of(proof)}
    title, body = (words.title_en, words.body_en) if proof.language == "en" else (words.title_vi, words.body_vi)
    headers = {"Message-ID": f"<proof-{proof.pk}@congvu>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(wording.filled(title, data), wording.filled(body, data), to=[proof.address], headers=headers)


def _text(proof: Proof) -> None:
    channel = channel_of("sms") or channel_of("chat")
    if channel is None:
        raise NotSent(_("Tỉnh chưa mở kênh tin nhắn."), final=True)
    words, secret = words_of(WORDS), code_of(proof)
    sentence = words.short_en if proof.language == "en" else words.short_vi
    text = wording.filled(sentence, {"secret": secret})
    key = f"congvu-proof-{proof.pk}"
    channel.send(Message(key=key, phone=proof.address, text=text, code="", state="", at=proof.asked_at, secret=secret))
