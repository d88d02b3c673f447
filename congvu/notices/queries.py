"""Questions about notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from django.db.models import Count, Q, QuerySet

from congvu.kit.kept import kept
from congvu.kit.paging import SIZE, Page, keyset
from congvu.notices import shipped
from congvu.notices.models import Delivery, Letter, Notice, Proof, QuietHours, Reach, Template, TemplateVersion
from congvu.notices.phones import masked, shown
from congvu.notices.texting import Size, plain, size
from congvu.people.queries import rows_of_person, same_person

__all__ = ["Size", "masked", "plain", "shown", "size"]


@dataclass(frozen=True, slots=True)
class Health:
    """Letters by their state."""

    waiting: int
    failed: int


def inbox(*, party_id: int | None = None, official_id: int | None = None, limit: int = 50) -> list[Notice]:
    """Return the newest notices of a party (with those given to the rows joined into it) or of an official."""
    return list(_of(party_id, official_id).order_by("-at", "-id")[:limit])


def inbox_page(
    *, party_id: int | None = None, official_id: int | None = None, after: str | None = None, size: int = SIZE
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


def unsent_page(*, after: str | None = None, size: int = SIZE) -> Page[Delivery]:
    """Return letters that wait or failed, the newest first."""
    return keyset(Delivery.objects.exclude(state=Delivery.State.SENT), after=after, size=size)


def health() -> Health:
    """Return how many letters wait and how many failed."""
    open_ones = Delivery.objects.exclude(state=Delivery.State.SENT)
    return Health(**open_ones.aggregate(waiting=Count("id", Q(state="waiting")), failed=Count("id", Q(state="failed"))))


def mailbox(*, limit: int = 100) -> list[Letter]:
    """Return the newest letters of the demo's mailbox."""
    return list(Letter.objects.order_by("-at", "-id")[:limit])


def deliveries_page(
    *, state: str = "", channel: str = "", after: str | None = None, size: int = SIZE
) -> Page[Delivery]:
    """Return what went out or waits, the newest first, by state and channel."""
    asked = {name: value for name, value in (("state", state), ("channel", channel)) if value}
    return keyset(Delivery.objects.filter(**asked), after=after, size=size)


def open_counts() -> list[tuple[str, str, int]]:
    """Return (channel, state, how many) of what waits or failed."""
    rows = Delivery.objects.exclude(state=Delivery.State.SENT).values_list("channel", "state").annotate(n=Count("id"))
    return [(channel, state, count) for channel, state, count in rows.order_by("channel", "state")]


def notices_of(deliveries: Iterable[Delivery]) -> dict[int, Notice]:
    """Return the notices of some deliveries by their numbers, in one query."""
    return Notice.objects.in_bulk({delivery.notice_id for delivery in deliveries})


@kept(Template)
def kept_words(key: str) -> Template | None:
    """Return the words under a key as the database has them. Shared: nobody changes it."""
    return Template.objects.filter(key=key).first()


def reach_of(party_id: int) -> Reach | None:
    """Return how a citizen wants to be told, whichever of the rows joined into them it was said for."""
    return Reach.objects.filter(party_id__in=rows_of_person(party_id)).order_by("-changed_at").first()


def open_proof(*, party_id: int, contact: str) -> Proof | None:
    """Return the code that a citizen has asked for and not used."""
    found = Proof.objects.filter(party_id__in=same_person(party_id), contact=contact, ended_at=None)
    return found.order_by("-id").first()


def quiet_hours() -> dict[str, tuple[time, time]]:
    """Return start and end of the silence of each channel that has one; those nobody changed as shipped."""
    hours = {
        channel: (time.fromisoformat(row["starts"]), time.fromisoformat(row["ends"]))
        for channel, row in shipped.quiet_hours().items()
    }
    return hours | {row.channel: (row.starts, row.ends) for row in QuietHours.objects.all()}


def versions(*, key: str) -> list[TemplateVersion]:
    """Return the versions of a template, the newest first; none when it stands as shipped."""
    return list(TemplateVersion.objects.filter(template__key=key))


def templates() -> list[Template]:
    """Return all words."""
    return list(Template.objects.order_by("key"))


def _of(party_id: int | None, official_id: int | None) -> QuerySet[Notice]:
    if official_id is not None:
        return Notice.objects.filter(official_id=official_id)
    return Notice.objects.filter(party_id__in=same_person(party_id)) if party_id is not None else Notice.objects.none()
