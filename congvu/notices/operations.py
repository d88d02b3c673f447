"""The only code that gives notice."""

from collections.abc import Mapping
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.notices import shipped, wording
from congvu.notices.models import Delivery, Notice, Once, Template
from congvu.people.models import Official, Party

MOST_TRIES = 8
"""With waits of 4, 16, 64 … seconds: the last try comes about six hours after the first."""


class WordsUnfit(Refusal):
    """A template holds something that is no place for data."""


class AlreadySent(Refusal):
    """The letter has gone out; sending it again would be a second one."""


@transaction.atomic
def notify(
    *,
    template: str,
    party_id: int | None = None,
    official_id: int | None = None,
    email: str = "",
    subject: str,
    data: Mapping[str, Any],
    key: str,
    at: datetime,
    language: str = "vi",
) -> None:
    """Give notice to a party or an official, in the running transaction; a second call with the same key does nothing.

    The notice stands in the recipient's inbox at once; a letter goes to ``email``, or to the address known of them,
    by a job after the commit. ``data`` fills the words; ``data["path"]`` is the page the notice leads to.

    :raises TemplateMissing: when no words are known under ``template``
    """
    words = _words(template)
    _once, first = Once.objects.get_or_create(key=key, defaults={"at": at})
    if not first:
        return
    texts = {
        name: wording.filled(getattr(words, name), data) for name in ("title_vi", "body_vi", "title_en", "body_en")
    }
    notice = Notice(at=at, key=key, template=template, subject=subject, party_id=party_id, official_id=official_id)
    notice.path = str(data.get("path", ""))
    for name, text in texts.items():
        setattr(notice, name, " ".join(text.split())[:300] if name.startswith("title") else text)
    notice.save(force_insert=True)
    address = email or _known_address(party_id, official_id)
    if words.by_email and address:
        delivery = Delivery.objects.create(
            at=at,
            notice_id=notice.pk,
            subject=subject,
            channel=Delivery.Channel.EMAIL,
            address=address,
            language=language,
        )
        _queue(delivery)


def send(*, delivery_id: int, at: datetime) -> bool:
    """Send a waiting letter; outside any transaction. Return False when it should be tried again later."""
    delivery = Delivery.objects.get(pk=delivery_id)
    if delivery.state != Delivery.State.WAITING:
        return True
    notice = Notice.objects.get(pk=delivery.notice_id)
    try:
        _letter(notice, delivery).send()
    except (SMTPException, OSError, ValueError) as problem:
        state = Delivery.State.FAILED if _is_final(problem, delivery.tries + 1) else Delivery.State.WAITING
        _note(delivery, state, at=at, error=f"{type(problem).__name__}: {problem}")
        return state == Delivery.State.FAILED
    _note(delivery, Delivery.State.SENT, at=at, error="")
    return True


@transaction.atomic
def send_again(*, delivery_id: int, by: Actor, at: datetime) -> None:
    """Try a failed letter again, by the will of an official.

    :raises AlreadySent: when it has not failed
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state != Delivery.State.FAILED:
        raise AlreadySent(_("Thư gửi %(address)s đã gửi hoặc đang chờ gửi.") % {"address": delivery.address})
    Delivery.objects.filter(pk=delivery_id).update(state=Delivery.State.WAITING, tries=0, ended_at=None)
    _queue(delivery)
    audit.record(action="notices.send_again", subject=delivery.subject, by=by, at=at, data={"delivery": delivery_id})


def mark_read(*, notice_id: int, party_id: int | None = None, official_id: int | None = None, at: datetime) -> bool:
    """Note that the recipient has opened the notice; False when it is not theirs or was read before."""
    owner = {"official_id": official_id} if official_id is not None else {"party_id": party_id}
    return bool(Notice.objects.filter(pk=notice_id, read_at=None, **owner).update(read_at=at))


@transaction.atomic
def change_template(
    *, key: str, title_vi: str, body_vi: str, title_en: str, body_en: str, by_email: bool, by: Actor, at: datetime
) -> Template:
    """Change the words of a template, for notices given from now on.

    :raises WordsUnfit: when something in braces is no place for data
    """
    fields = {"title_vi": title_vi, "body_vi": body_vi, "title_en": title_en, "body_en": body_en}
    if wrong := [problem for text in fields.values() for problem in wording.problems(text)]:
        raise WordsUnfit(_("Không hiểu: %(wrong)s. Chỉ dùng dạng {{ ten }}.") % {"wrong": ", ".join(wrong)})
    words = _words(key)
    Template.objects.filter(pk=words.pk).update(**fields, by_email=by_email, changed_at=at)
    audit.record(action="notices.change_template", subject=f"notice_template:{key}", by=by, at=at, data=fields)
    words.refresh_from_db()
    return words


def load_templates() -> int:
    """Take over every shipped template that the database lacks; return how many there are now."""
    for key in shipped.shipped():
        _words(key)
    return Template.objects.count()


def _words(key: str) -> Template:
    found = Template.objects.filter(key=key).first()
    return found or Template.objects.get_or_create(key=key, defaults=shipped.fields_of(key))[0]


def _known_address(party_id: int | None, official_id: int | None) -> str:
    if party_id is not None:
        return Party.objects.filter(pk=party_id).values_list("email", flat=True).first() or ""
    if official_id is not None:
        return Official.objects.filter(pk=official_id).values_list("email", flat=True).first() or ""
    return ""


def _queue(delivery: Delivery) -> None:
    job = jobs.configure_task("notices.send", lock=f"notices.delivery:{delivery.pk}")
    job.defer(delivery_id=delivery.pk)


def _letter(notice: Notice, delivery: Delivery) -> EmailMessage:
    english = delivery.language == "en"
    body = notice.body_en if english else notice.body_vi
    if notice.path:
        body += f"\n\n{settings.PUBLIC_URL}{notice.path}"
    return EmailMessage(
        notice.title_en if english else notice.title_vi,
        body,
        to=[delivery.address],
        headers={"Message-ID": f"<notice-{delivery.pk}@congvu>", "Auto-Submitted": "auto-generated"},
    )


def _is_final(problem: Exception, tries: int) -> bool:
    """Tell whether another try is useless: the server said no for good, the address is none, or patience has ended."""
    if isinstance(problem, SMTPRecipientsRefused):
        return tries >= MOST_TRIES or all(code >= 500 for code, _text in problem.recipients.values())
    if isinstance(problem, SMTPResponseException):
        return tries >= MOST_TRIES or (problem.smtp_code >= 550)
    return tries >= MOST_TRIES or isinstance(problem, ValueError)


def _note(delivery: Delivery, state: Delivery.State, *, at: datetime, error: str) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state,
        tries=delivery.tries + 1,
        last_error=error[:2000],
        ended_at=None if state == Delivery.State.WAITING else at,
    )
