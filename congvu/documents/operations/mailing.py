"""Issued documents that go by e-mail: each letter leaves once, or somebody is told that it did not.

A letter is handed over outside any transaction. Where the connection broke in the middle nobody knows whether the other
side has it: then only a clerk may send it again.
"""

from datetime import datetime, timedelta
from smtplib import SMTPException
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from congvu.audit import operations as audit
from congvu.documents.letters import files_of, letter
from congvu.documents.lifecycle import State as DocumentState
from congvu.documents.models import Delivery, Mailing
from congvu.documents.operations.delivering import answer
from congvu.documents.operations.moves import DocumentUnknown, trace
from congvu.files.models import FileUse
from congvu.files.queries import FileMissing
from congvu.kit import smtp
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Role

State = Mailing.State
MOST_TRIES = 8
"""With waits of 4, 16, 64 … seconds: the last try comes about six hours after the first."""
CLAIM = timedelta(minutes=10)
"""How long handing over one letter may take at the most."""
FORGOTTEN = timedelta(minutes=15)
OPEN = (State.WAITING, State.FAILED, State.DOUBTFUL)


class MailNotOpen(Refusal):
    """The letter has gone out, or waits: sending it again would be a second one."""


def put_on_way(deliveries: list[Delivery], *, at: datetime) -> None:
    """Let deliveries by e-mail wait for their letter, each with a job; part of the caller's transaction."""
    rows = [Mailing(delivery=one, changed_at=at) for one in deliveries if one.way == Delivery.Way.EMAIL]
    for mailing in Mailing.objects.bulk_create(rows):
        _queue(mailing.pk)


def _queue(delivery_id: int) -> None:
    key = f"documents.mail:{delivery_id}"
    try:
        with transaction.atomic():
            jobs.configure_task("documents.mail", lock=key, queueing_lock=key).defer(delivery_id=delivery_id)
    except AlreadyEnqueued:
        return


def send_mail(*, delivery_id: int, at: datetime) -> bool:
    """Send a waiting letter; outside any transaction. Return False when it is to be tried again."""
    claimed = Mailing.objects.filter(pk=delivery_id, state=State.WAITING)
    if not claimed.update(state=State.SENDING, claimed_until=at + CLAIM, changed_at=at):
        return True
    mailing = Mailing.objects.select_related("delivery__document__kind", "delivery__document__agency").get(
        pk=delivery_id
    )
    try:
        validate_email(mailing.delivery.address)
        letter(mailing).send()
    except ValidationError:
        return _failed(mailing, State.FAILED, _("Địa chỉ thư không đúng. Sửa địa chỉ rồi gửi lại."), at=at)
    except (SMTPException, OSError, ValueError, FileMissing) as problem:
        return _failed(mailing, _after(problem, mailing.tries + 1), f"{type(problem).__name__}: {problem}", at=at)
    _sent(mailing, at=at)
    return True


def _after(problem: Exception, tries: int) -> Mailing.State:
    """Return how a letter stands after a failure: nobody knows, for good, or to be tried again."""
    if smtp.is_doubtful(problem):
        return State.DOUBTFUL
    if smtp.is_final(problem) or tries >= MOST_TRIES or isinstance(problem, FileMissing):
        return State.FAILED
    return State.WAITING


def _failed(mailing: Mailing, state: Mailing.State, words: str, *, at: datetime) -> bool:
    Mailing.objects.filter(pk=mailing.pk, state=State.SENDING).update(
        state=state, tries=mailing.tries + 1, last_error=words[:500], claimed_until=None, changed_at=at
    )
    return state != State.WAITING


@transaction.atomic
def _sent(mailing: Mailing, *, at: datetime) -> None:
    Mailing.objects.filter(pk=mailing.pk).update(
        state=State.SENT, tries=mailing.tries + 1, last_error="", claimed_until=None, sent_at=at, changed_at=at
    )
    Delivery.objects.filter(pk=mailing.pk).update(sent_at=at, changed_at=at)
    data = {"delivery": mailing.pk, "to": mailing.delivery.address}
    trace(mailing.delivery.document, "mail", by=SYSTEM, at=at, data=data)


def requeue_mail(*, at: datetime) -> int:
    """Mark letters whose sender stopped in the middle, and give waiting ones a job whose own was lost; return how many.

    The first are not sent again by themselves: the other side may have them.
    """
    stopped = Mailing.objects.filter(state=State.SENDING, claimed_until__lt=at)
    words = _("Máy gửi thư dừng giữa chừng.")
    count = stopped.update(state=State.DOUBTFUL, last_error=words, claimed_until=None, changed_at=at)
    lost = list(Mailing.objects.filter(state=State.WAITING, changed_at__lt=at - FORGOTTEN).order_by("pk")[:500])
    for mailing in lost:
        _queue(mailing.pk)
    return count + len(lost)


@transaction.atomic
def mail_again(*, delivery_id: int, address: str, by: Actor, at: datetime) -> Mailing:
    """Send a letter again that failed or of which nobody knows, to this address; by the clerk of the agency.

    :raises MailNotOpen: it has gone out or waits, or the address is none
    """
    mailing = Mailing.objects.select_for_update(of=("self",)).select_related("delivery__document").get(pk=delivery_id)
    document, address = mailing.delivery.document, clean(address)[:300]
    by = people.require(by=by, roles=[Role.CLERK], agency_id=document.agency_id, at=at)
    if mailing.state not in {State.FAILED, State.DOUBTFUL}:
        raise MailNotOpen(_("Thư đã gửi hoặc đang chờ gửi, không gửi lần nữa."))
    try:
        validate_email(address)
    except ValidationError as problem:
        raise MailNotOpen(_("Ghi đúng địa chỉ thư điện tử.")) from problem
    Delivery.objects.filter(pk=delivery_id).update(address=address, changed_at=at)
    mailing.state, mailing.tries, mailing.changed_at = State.WAITING, 0, at
    mailing.save(update_fields=["state", "tries", "changed_at"])
    _queue(delivery_id)
    trace(document, "mail_again", by=by, at=at, data={"delivery": delivery_id, "to": address})
    return mailing


def stop_mail(delivery: Delivery, *, at: datetime) -> bool:
    """Let a letter not leave any more, in the caller's transaction; say no when it left, or may have."""
    waiting = Mailing.objects.filter(pk=delivery.pk, state__in=[State.WAITING, State.FAILED])
    return bool(waiting.update(state=State.STOPPED, changed_at=at))


@transaction.atomic
def acknowledge(*, token: UUID, who: str, at: datetime) -> Mailing:
    """Keep that the receiver of a letter has the document, as the page of its link says; once.

    :raises DocumentUnknown: there is no such letter
    :raises Refusal: nobody is named, or the document was recalled
    """
    mailing = opened_mailing(token=token, lock=True)
    who = clean(who)[:200]
    if mailing.acknowledged_at is not None:
        return mailing
    if not who:
        raise Refusal(_("Ghi họ tên, chức vụ người nhận."))
    if mailing.delivery.status == Delivery.Status.RECALL_REQUESTED:
        raise Refusal(_("Văn bản này đã bị thu hồi."))
    mailing.state, mailing.acknowledged_at, mailing.acknowledged_by = State.ACKNOWLEDGED, at, who
    mailing.changed_at = at
    mailing.save(update_fields=["state", "acknowledged_at", "acknowledged_by", "changed_at"])
    answer(delivery_id=mailing.pk, status=Delivery.Status.ACCEPTED, reason=who, at=at)
    trace(mailing.delivery.document, "acknowledge", by=SYSTEM, at=at, data={"delivery": mailing.pk, "who": who})
    return mailing


def opened_mailing(*, token: UUID, lock: bool = False) -> Mailing:
    """Return the letter of a link.

    :raises DocumentUnknown: there is none that left
    """
    rows = Mailing.objects.select_related("delivery__document__kind").exclude(state=State.STOPPED)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(token=token).first()
    if found is None:
        raise DocumentUnknown
    return found


@transaction.atomic
def open_mailed_file(*, token: UUID, use_id: UUID, at: datetime) -> FileUse:
    """Open one file of a document by the link of its letter; each time leaves its line.

    :raises DocumentUnknown: no such letter or file, or the document was recalled
    """
    mailing = opened_mailing(token=token)
    document = mailing.delivery.document
    row = next((one for one in files_of(document) if one.use_id == use_id), None)
    if row is None or is_taken_back(mailing):
        raise DocumentUnknown
    data = {"delivery": mailing.pk}
    audit.record(action="documents.open_by_link", subject=document.key, label=row.use.name, by=SYSTEM, at=at, data=data)
    return row.use


def is_taken_back(mailing: Mailing) -> bool:
    """Say whether the sender has recalled the document."""
    return mailing.delivery.document.state == DocumentState.RECALLED
