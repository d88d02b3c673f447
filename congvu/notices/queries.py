"""Questions about notices."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from congvu.kit.paging import Page, keyset
from congvu.notices.models import Delivery, Letter, Notice, Template
from congvu.people.queries import same_person


@dataclass(frozen=True, slots=True)
class Health:
    """Letters by their state."""

    waiting: int
    failed: int


def inbox(*, party_id: int | None = None, official_id: int | None = None, limit: int = 50) -> list[Notice]:
    """Return the newest notices of a party (with those given to the rows joined into it) or of an official."""
    return list(_of(party_id, official_id).order_by("-at", "-id")[:limit])


def inbox_page(
    *, party_id: int | None = None, official_id: int | None = None, after: str | None = None, size: int = 50
) -> Page[Notice]:
    """Return a page of the inbox, the newest first."""
    return keyset(_of(party_id, official_id), after=after, size=size)


def unread(*, party_id: int | None = None, official_id: int | None = None) -> int:
    """Return how many notices have not been opened."""
    return _of(party_id, official_id).filter(read_at=None).count()


def notices_about(subject: str, *, limit: int = 100) -> list[Notice]:
    """Return what was said about a thing, the newest first."""
    return list(Notice.objects.filter(subject=subject).order_by("-at", "-id")[:limit])


def deliveries(*, notice_id: int) -> list[Delivery]:
    """Return the ways a notice went out."""
    return list(Delivery.objects.filter(notice_id=notice_id).order_by("id"))


def unsent_page(*, after: str | None = None, size: int = 50) -> Page[Delivery]:
    """Return letters that wait or failed, the newest first."""
    return keyset(Delivery.objects.exclude(state=Delivery.State.SENT), after=after, size=size)


def health() -> Health:
    """Return how many letters wait and how many failed."""
    open_ones = Delivery.objects.exclude(state=Delivery.State.SENT)
    return Health(**open_ones.aggregate(waiting=Count("id", Q(state="waiting")), failed=Count("id", Q(state="failed"))))


def mailbox(*, limit: int = 100) -> list[Letter]:
    """Return the newest letters of the demo's mailbox."""
    return list(Letter.objects.order_by("-at", "-id")[:limit])


def templates() -> list[Template]:
    """Return all words."""
    return list(Template.objects.order_by("key"))


def _of(party_id: int | None, official_id: int | None) -> QuerySet[Notice]:
    if official_id is not None:
        return Notice.objects.filter(official_id=official_id)
    return Notice.objects.filter(party_id__in=same_person(party_id)) if party_id is not None else Notice.objects.none()
