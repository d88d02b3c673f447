"""Who does it: the official whose work it is, when free and there, or the colleague who stands in."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import Declined, Refusal
from congvu.people import operations as people
from congvu.people import queries as people_queries
from congvu.people.models import Official
from congvu.simulation.dice import Dice
from congvu.simulation.models import City, Hand
from congvu.workdays import queries as workdays

AWAY = 0.035
"""Share of working days on which an official is away."""
REASONS = ("Nghỉ phép", "Đi công tác", "Tập huấn nghiệp vụ", "Nghỉ ốm")


class NotNow(Exception):
    """Nobody can do it at this moment; ``until`` says when somebody can."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(f"nobody before {until}")
        self.until = until


@dataclass(frozen=True)
class Doer:
    """An official at work."""

    actor: Actor
    hand: Hand

    def busy(self, minutes: float, *, at: dt.datetime) -> None:
        """Keep the official busy from ``at`` for some working minutes."""
        self.hand.free_at = later(at, minutes)
        self.hand.save(update_fields=["free_at"])


def later(at: dt.datetime, minutes: float, dice: Dice | None = None) -> dt.datetime:
    """Return the moment so many working minutes later; with dice at a second of its own."""
    moment = workdays.due_after_minutes(start=at, minutes=max(1, round(minutes))).due_at
    return max(moment, at) + dt.timedelta(seconds=dice.randrange(1, 59) if dice else 0)


def doer(
    city: City,
    *,
    role: str,
    agency_id: int,
    unit_id: int | None = None,
    assignee_id: int | None = None,
    in_person: bool = False,
    at: dt.datetime,
) -> Doer:
    """Return who does a work at this moment: its holder, else whoever of the role is free first.

    :param in_person: nobody can stand in: a signature is one's own
    :raises NotNow: all are busy, away, or the office is closed
    :raises Refusal: nobody holds the role
    """
    opened = _opened(at)
    if opened > at:
        raise NotNow(opened)
    found = (
        Official.objects.filter(pk=assignee_id)
        if assignee_id
        else people_queries.officials_with(role=role, agency_id=agency_id, unit_id=unit_id, at=at)
    )
    officials = {one.pk: one for one in found}
    if not officials:
        raise Refusal(f"no {role} in agency {agency_id}")
    day = timezone.localdate(at)
    there = {pk: one for pk, one in officials.items() if not is_away(city, one, day)}
    hands = _hands(city, list(there), at)
    if not hands and in_person:
        calendar = workdays.calendar()
        raise NotNow(calendar.opening(calendar.next_working(day)))
    if not hands:
        return _stand_in(city, next(iter(officials.values())), agency_id=agency_id, at=at)
    first = min(hands, key=lambda hand: (hand.free_at, hand.official_id))
    if first.free_at > at:
        raise NotNow(first.free_at)
    return Doer(_actor(there[first.official_id]), first)


def is_away(city: City, official: Official, day: dt.date) -> bool:
    """Tell whether an official is away on a day: some days in a row, by chance."""
    first = day - dt.timedelta(days=day.weekday())
    dice = Dice(city.seed, "away", official.staff_code, first)
    if not dice.happens(AWAY * 2):
        return False
    begin, length = dice.randrange(5), dice.choice((1, 1, 2, 3, 5))
    return begin <= day.weekday() < begin + length


def _stand_in(city: City, absent: Official, *, agency_id: int, at: dt.datetime) -> Doer:
    """Return the colleague who stands in, named so for the rest of the day when nobody is."""
    known = people_queries.absences_of(official_id=absent.pk, at=at)
    current = next((row for row in known if row.starts_at <= at), None)
    if current is None:
        day = timezone.localdate(at)
        posts = people_queries.posts(on=day, agency_id=agency_id).exclude(official_id=absent.pk)
        there = sorted(
            {post.official_id: post.official for post in posts if not is_away(city, post.official, day)}.items()
        )
        tomorrow = workdays.calendar().opening(workdays.calendar().next_working(day))
        if not there:
            raise NotNow(tomorrow)
        dice = Dice(city.seed, "stand-in", absent.staff_code, day)
        try:
            current = people.record_absence(
                official_id=absent.pk,
                delegate_id=dice.pick(there)[0],
                agency_id=agency_id,
                starts_at=at,
                ends_at=workdays.calendar().close(day) + dt.timedelta(minutes=1),
                reason=dice.pick(REASONS),
                by=SYSTEM,
                at=at,
            )
        except Declined:
            raise NotNow(tomorrow) from None
    hand = _hands(city, [current.delegate_id], at)[0]
    return Doer(_actor(current.delegate), hand)


def _hands(city: City, official_ids: list[int], at: dt.datetime) -> list[Hand]:
    """Return how these officials work; one who came later works as everybody does."""
    known = {hand.official_id: hand for hand in Hand.objects.filter(city=city, official_id__in=official_ids)}
    for pk in official_ids:
        if pk not in known:
            known[pk] = Hand.objects.create(city=city, official_id=pk, pace=1, error=0.01, free_at=at)
    return [known[pk] for pk in official_ids]


def _actor(official: Official) -> Actor:
    return Actor(kind=ActorKind.OFFICIAL, id=official.pk, name=official.full_name)


def _opened(at: dt.datetime) -> dt.datetime:
    """Return ``at`` when the offices work, else the moment they open next."""
    calendar = workdays.calendar()
    day = timezone.localdate(at)
    for start, end in calendar.sessions(day):
        if at < end:
            return max(at, start)
    return calendar.opening(calendar.next_working(day))
