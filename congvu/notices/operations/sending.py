"""Sending: claimed by one worker, outside any transaction, tried again, handed to another channel when it fails."""

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from congvu.audit import operations as audit
from congvu.kit import smtp
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.notices import quiet
from congvu.notices.hooks import Message, NotSent, channel_of, path_of
from congvu.notices.models import Delivery, Letter, Notice
from congvu.notices.phones import masked
from congvu.notices.queries import quiet_hours, reach_of
from congvu.people import queries as people
from congvu.people.models import Role

MOST_TRIES = 8
"""With waits of 4, 16, 64 … seconds: the last try comes about six hours after the first."""
CLAIM = timedelta(minutes=5)
"""How long a worker may take over one message; longer than every time-out of a connection together."""
FORGOTTEN = timedelta(minutes=15)
"""A waiting message whose moment passed so long ago has lost its job."""
State = Delivery.State


class AlreadySent(Refusal):
    """The message has gone out or waits; sending it again would be a second one."""


def put_on_way(delivery: Delivery, *, is_new: bool = False, at: datetime) -> None:
    """Write down when the quiet hours end that a waiting delivery meets now, and give it its job."""
    starts_at = _allowed_from(delivery, at)
    if starts_at > at or delivery.not_before:
        delivery.not_before = starts_at if starts_at > at else None
        delivery.save(update_fields=["not_before"])
    _queue(delivery, is_new=is_new)


def _queue(delivery: Delivery, *, is_new: bool = False) -> None:
    """Give the delivery its job, unless one waits already; a new one has none."""
    key = f"notices.delivery:{delivery.pk}"
    job = jobs.configure_task("notices.send", lock=key, queueing_lock=key, schedule_at=delivery.not_before)
    try:
        with transaction.atomic(savepoint=not is_new):
            job.defer(delivery_id=delivery.pk)
    except AlreadyEnqueued:
        return


def send(*, delivery_id: int, at: datetime) -> bool:
    """Send a waiting message; outside any transaction. Return False when it should be tried again later.

    In quiet hours it is put off until their end. Of two workers one alone gets hold of it.
    """
    delivery = _claim(delivery_id, at)
    if delivery is None:  # ended; or in the hands of another worker, which may have died with it
        return not Delivery.objects.filter(pk=delivery_id, state=State.WAITING).exists()
    starts_at = _allowed_from(delivery, at)
    if starts_at > at:
        delivery.not_before = starts_at
        Delivery.objects.filter(pk=delivery_id).update(not_before=starts_at, claimed_until=None)
        _queue(delivery)
        return True
    notice = Notice.objects.get(pk=delivery.notice_id)
    try:
        carried = _carry(notice, delivery)
    except (SMTPException, OSError, ValueError, NotSent) as problem:
        final = _is_final(problem, delivery.tries + 1)
        sentence = str(problem) if isinstance(problem, NotSent) else f"{type(problem).__name__}: {problem}"
        _failed(notice, delivery, final=final, at=at, error=sentence)
        return final
    _note(delivery, State.SENT, at=at, outside_id=carried[:80])
    return True


def requeue(*, at: datetime) -> int:
    """Give waiting messages a job again whose own one was lost with its worker or table; return how many."""
    lost = Delivery.objects.filter(
        Q(not_before=None, at__lt=at - FORGOTTEN) | Q(not_before__lt=at - FORGOTTEN), state=State.WAITING
    ).filter(Q(claimed_until=None) | Q(claimed_until__lt=at))
    found = list(lost.order_by("id")[:500])
    for delivery in found:
        _queue(delivery)
    return len(found)


@transaction.atomic
def send_again(*, delivery_id: int, by: Actor, at: datetime) -> None:
    """Try a failed message again, by the will of an official.

    :raises AlreadySent: when it has not failed
    :raises NotAllowed: not an administrator of the province
    """
    by = people.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state != State.FAILED:
        sentence = _("Tin gửi %(address)s đã gửi hoặc đang chờ gửi.")
        raise AlreadySent(sentence % {"address": masked(delivery.address)})
    Delivery.objects.filter(pk=delivery_id).update(state=State.WAITING, tries=0, ended_at=None)
    put_on_way(delivery, at=at)
    audit.record(action="notices.send_again", subject=delivery.subject, by=by, at=at, data={"delivery": delivery_id})


def mark_read(*, notice_id: int, party_id: int | None = None, official_id: int | None = None, at: datetime) -> bool:
    """Note that the recipient has opened the notice; False when it is not theirs or was read before."""
    owner = {"official_id": official_id} if official_id is not None else {"party_id": party_id}
    return bool(Notice.objects.filter(pk=notice_id, read_at=None, **owner).update(read_at=at))


def keep_letter(*, channel: str, key: str, sender: str, recipient: str, title: str, text: str, at: datetime) -> bool:
    """Put what a sandbox was given into the demo's mailbox; False when it had the same key before."""
    letter = Letter(channel=channel, key=key, sender=sender, recipients=[recipient], title=title, text=text, at=at)
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _claim(delivery_id: int, at: datetime) -> Delivery | None:
    """Get hold of a waiting delivery, None when another worker has it or it has ended."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=at)
    waiting = Delivery.objects.filter(free, pk=delivery_id, state=State.WAITING)
    return Delivery.objects.get(pk=delivery_id) if waiting.update(claimed_until=at + CLAIM) else None


def _allowed_from(delivery: Delivery, at: datetime) -> datetime:
    if delivery.channel == Delivery.Channel.EMAIL or delivery.is_urgent:
        return at
    hours = quiet_hours().get(delivery.channel)
    return at if hours is None else quiet.allowed_from(at, starts=hours[0], ends=hours[1])


def _carry(notice: Notice, delivery: Delivery) -> str:
    """Hand the message over; return the carrier's number for it."""
    if delivery.channel == Delivery.Channel.EMAIL:
        letter = _letter(notice, delivery)
        letter.send()
        return str(letter.extra_headers["Message-ID"])
    channel = channel_of(delivery.channel)
    if channel is None:
        raise NotSent(_("Kênh này chưa bật."), final=True)
    return channel.send(
        Message(
            key=f"congvu-{delivery.pk}",
            phone=delivery.address,
            text=delivery.text,
            code=delivery.parts.get("code", ""),
            state=delivery.parts.get("state", ""),
            at=notice.at,
        )
    )


def _letter(notice: Notice, delivery: Delivery) -> EmailMessage:
    english = delivery.language == "en"
    body = notice.body_en if english else notice.body_vi
    if path := path_of(notice.path):
        body += f"\n\n{settings.PUBLIC_URL}{path}"
    return EmailMessage(
        notice.title_en if english else notice.title_vi,
        body,
        to=[delivery.address],
        headers={"Message-ID": f"<notice-{delivery.pk}@congvu>", "Auto-Submitted": "auto-generated"},
    )


def _is_final(problem: Exception, tries: int) -> bool:
    """Tell whether another try is useless: the server said no for good, the address is none, or patience has ended."""
    if tries >= MOST_TRIES:
        return True
    if isinstance(problem, NotSent):
        return problem.final
    return smtp.is_final(problem)


@transaction.atomic
def _failed(notice: Notice, delivery: Delivery, *, final: bool, at: datetime, error: str) -> None:
    """Note the failure; when it is final, the other way to the same telephone takes over."""
    _note(delivery, State.FAILED if final else State.WAITING, at=at, error=error)
    reach = reach_of(notice.party_id) if final and notice.party_id is not None else None
    if reach is None or delivery.channel != Delivery.Channel.CHAT or not reach.by_sms or not channel_of("sms"):
        return
    other = Delivery.objects.create(
        at=at,
        notice_id=notice.pk,
        subject=delivery.subject,
        channel=Delivery.Channel.SMS,
        address=delivery.address,
        language=delivery.language,
        text=delivery.text,
        parts=delivery.parts,
        is_urgent=delivery.is_urgent,
        instead_of=delivery.pk,
    )
    put_on_way(other, at=at)


def _note(delivery: Delivery, state: Delivery.State, *, at: datetime, error: str = "", outside_id: str = "") -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state,
        tries=F("tries") + 1,
        last_error=error[:2000],
        outside_id=outside_id,
        claimed_until=None,
        ended_at=None if state == State.WAITING else at,
    )
