"""Giving notice: into the inbox at once, and out by the ways the recipient wants."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from congvu.kit.operation import joining
from congvu.notices import wording
from congvu.notices.hooks import channel_of
from congvu.notices.models import Delivery, Notice, Once, Reach, Template
from congvu.notices.operations.sending import put_on_way
from congvu.notices.operations.words import words_of
from congvu.notices.queries import reach_of
from congvu.people.models import Official, Party

Way = tuple[str, str]
"""Channel and address."""


@joining
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

    The notice stands in the recipient's inbox at once. By jobs after the commit go out a letter (to the address that
    the citizen has proved, else to ``email``, else to the address known of them) and, if the citizen wants it, one
    message to their telephone. ``data`` fills the words; ``data["path"]`` is the page the notice leads to.

    :raises TemplateMissing: when no words are known under ``template``
    """
    words = words_of(template)
    if not _is_first(key, at):
        return
    notice = _notice(words, data, at=at, key=key, subject=subject, party_id=party_id, official_id=official_id)
    notice.save(force_insert=True)
    reach = reach_of(party_id) if party_id is not None else None
    known = email or _known_address(party_id, official_id)
    for channel, address in _ways(words, reach, known):
        delivery = Delivery.objects.create(
            at=at,
            notice_id=notice.pk,
            subject=subject,
            channel=channel,
            address=address,
            language=language,
            is_urgent=words.is_urgent,
            **({} if channel == Delivery.Channel.EMAIL else _short(words, data, language)),
        )
        put_on_way(delivery, is_new=True, at=at)


def _is_first(key: str, at: datetime) -> bool:
    """Tell whether nobody has given this notice; one who is just giving it is waited for."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Once._meta.db_table} (key, at) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING key",
            [key, at],
        )
        return cursor.fetchone() is not None


def _notice(words: Template, data: Mapping[str, Any], *, key: str, **given: Any) -> Notice:
    notice = Notice(key=key, template=words.key, path=str(data.get("path", "")), **given)
    for name in ("title_vi", "body_vi", "title_en", "body_en"):
        text = wording.filled(getattr(words, name), data)
        setattr(notice, name, " ".join(text.split())[:300] if name.startswith("title") else text)
    return notice


def _ways(words: Template, reach: Reach | None, known: str) -> Iterator[Way]:
    """Yield by which ways a notice goes out: a letter, and the telephone by the first way of :func:`telephone_ways`."""
    address = (reach.email if reach else "") or known
    if words.by_email and address and (reach is None or reach.by_email):
        yield Delivery.Channel.EMAIL, address
    if reach and words.short_vi:
        yield from [(channel, reach.phone) for channel in telephone_ways(reach, words.state_vi)][:1]


def telephone_ways(reach: Reach, state: str) -> list[str]:
    """Return the channels to a proved telephone that its owner wants and the province has, the cheaper one first.

    The second one is the way out when the first fails. A chat message needs a state of its own to fill its template.
    """
    wanted = [Delivery.Channel.CHAT] if reach.by_chat and state else []
    wanted += [Delivery.Channel.SMS] if reach.by_sms else []
    return [str(kind) for kind in wanted if reach.phone and channel_of(kind)]


def _short(words: Template, data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the short sentence with nothing in it but code, moments and amounts, and its parts."""
    spare = {name: data[name] for name in ("code", "due_at", "at", "amount") if name in data}
    sentence = words.short_en if language == "en" and words.short_en else words.short_vi
    parts = {"code": str(data.get("code", "")), "state": words.state_vi}
    return {"text": wording.filled(sentence, spare)[:300], "parts": parts}


def _known_address(party_id: int | None, official_id: int | None) -> str:
    if party_id is not None:
        return Party.objects.filter(pk=party_id).values_list("email", flat=True).first() or ""
    if official_id is not None:
        return Official.objects.filter(pk=official_id).values_list("email", flat=True).first() or ""
    return ""
