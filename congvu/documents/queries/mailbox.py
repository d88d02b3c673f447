"""Questions about agencies' mailboxes: when they were fetched, what waits, what was put aside."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from congvu.documents.models import Mailbox, MailboxLetter

State = MailboxLetter.State
MOST = 200
"""Messages shown at once."""
SILENT = timedelta(hours=1)
"""Age of the last whole fetch from which on it is said."""


@dataclass(frozen=True, slots=True)
class BoxState:
    """How a mailbox stands."""

    agency_id: int
    agency_code: str
    agency_name: str
    address: str
    fetched_at: datetime | None
    tried_at: datetime | None
    problem: str
    waiting: int
    aside: int

    def is_silent(self, at: datetime) -> bool:
        """Tell whether it was not fetched to its end for an hour, or never."""
        return self.fetched_at is None or at - self.fetched_at > SILENT


def boxes(*, agency_ids: Collection[int] | None = None) -> list[BoxState]:
    """Return every mailbox that was ever tried, or those of some agencies."""
    found = Mailbox.objects.select_related("agency").order_by("agency__name", "pk")
    if agency_ids is not None:
        found = found.filter(pk__in=agency_ids)
    rows = list(found)
    open_letters = MailboxLetter.objects.filter(
        state__in=[State.WAITING, State.ASIDE], agency_id__in=[b.pk for b in rows]
    )
    counts = {
        agency_id: (waiting, aside)
        for agency_id, waiting, aside in open_letters.order_by()
        .values_list("agency_id")
        .annotate(waiting=Count("id", filter=Q(state=State.WAITING)), aside=Count("id", filter=Q(state=State.ASIDE)))
    }
    return [
        BoxState(
            box.pk,
            box.agency.code,
            box.agency.name,
            box.address,
            box.fetched_at,
            box.tried_at,
            box.problem,
            *counts.get(box.pk, (0, 0)),
        )
        for box in rows
    ]


def box_state(agency_id: int) -> BoxState | None:
    """Return how the mailbox of an agency stands, None when it has none."""
    return next(iter(boxes(agency_ids=[agency_id])), None)


def letters_waiting(*, agency_id: int) -> list[MailboxLetter]:
    """Return the messages that wait to be registered, the earliest first."""
    return list(MailboxLetter.objects.filter(agency_id=agency_id, state=State.WAITING)[:MOST])


def letters_aside(*, agency_id: int) -> list[MailboxLetter]:
    """Return the messages that were put aside and nobody has looked after, the earliest first."""
    return list(MailboxLetter.objects.filter(agency_id=agency_id, state=State.ASIDE)[:MOST])


def closed_letters(*, agency_id: int, size: int = 20) -> list[MailboxLetter]:
    """Return the messages that a clerk did not register, the newest first, with why and by whom."""
    found = MailboxLetter.objects.filter(agency_id=agency_id, state=State.CLOSED)
    return list(found.order_by("-closed_at", "-id")[:size])


def unfiled_letters(*, agency_id: int, uid_validity: int) -> list[MailboxLetter]:
    """Return kept messages of which the mail server does not know yet that they are kept."""
    found = MailboxLetter.objects.filter(agency_id=agency_id, uid_validity=uid_validity, is_filed=False)
    return list(found.exclude(state=State.ASIDE).order_by("uid")[:MOST])
