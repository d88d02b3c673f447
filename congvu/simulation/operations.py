"""Simulation: the only code that writes it. A city is begun once and goes on from wherever it was left."""

import datetime as dt
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.utils.translation import gettext as _

from congvu.indicators import operations as indicators
from congvu.indicators import queries as indicator_queries
from congvu.kit import outbox, partitions
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Declined, Refusal
from congvu.kit.kept import one_look
from congvu.printing import operations as printing
from congvu.simulation import planning, staffing
from congvu.simulation.hands import NotNow
from congvu.simulation.lives import dossier, letter
from congvu.simulation.models import City, Life

FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, ObjectDoesNotExist)
_log = logging.getLogger(__name__)


class NotHere(Refusal):
    """Invented people belong into a demo or a training copy, never into an office's own data."""


def begin(
    *, profile: str, seed: int, first: dt.date, last: dt.date, dossiers: int, documents: int, at: dt.datetime
) -> City:
    """Plan a city: its offices, its people, who files what and when. The same plan is made once.

    :param last: the last day on which somebody files
    :raises NotHere: outside the demo
    :raises Refusal: the days are the wrong way round, or no agency of the profile has a desk
    """
    if not settings.DEMO:
        raise NotHere(_("Chỉ mô phỏng được trong chế độ trình diễn hoặc tập huấn (CONGVU_DEMO=1)."))
    if last < first:
        raise Refusal(_("Ngày cuối phải sau ngày đầu."))
    plan = {"profile": profile, "seed": seed, "first": first, "last": last}
    known = City.objects.filter(**plan, dossiers=dossiers, documents=documents).first()
    if known is not None:
        return known
    _make_months(first, last)
    with transaction.atomic():
        city = City.objects.create(**plan, dossiers=dossiers, documents=documents, begun_at=at)
        printing.load_papers(by=SYSTEM, at=at)
        communes = staffing.open_offices(city)
        if not communes:
            raise Refusal(_("Chưa có cơ quan nào có bộ phận một cửa: nạp hồ sơ tỉnh trước."))
        Life.objects.bulk_create(planning.lives(city, communes), batch_size=2000)
    return city


def go_on(
    city: City, *, until: dt.datetime, told: Callable[[City, dt.datetime], None], stop: Callable[[], bool]
) -> bool:
    """Live turn after turn, in the order of simulated time, each a transaction of its own; tell whether it is whole.

    Killed at any moment, it goes on with the turn it was at. What would happen after ``until`` does not happen.

    :param told: hears where the city is after each turn
    :param stop: says that it is enough for now
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")  # turns lost with the machine are lived again
    try:
        while not stop():
            since = time.monotonic()
            due = city.lives.filter(next_at__lte=until).select_related("agency__place")
            life = due.order_by("next_at", "number").first()
            if life is None or life.next_at is None:
                return _end(city, until)
            now = life.next_at
            live(city, life)
            city.spent += time.monotonic() - since
            told(city, now)
    finally:
        City.objects.filter(pk=city.pk).update(spent=city.spent)
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")
    return False


@one_look()
def live(city: City, life: Life) -> None:
    """Live one turn: what happens, what follows from it at once, and when the next turn comes, or none of it."""
    at = life.next_at
    assert at is not None
    subject = dossier if life.kind == Life.Kind.DOSSIER else letter
    try:
        with transaction.atomic():
            subject.act(city, life, at)
            while outbox.deliver_due(limit=50):
                pass
            life.next_at = subject.next_at(city, life, at)
            life.turn += 1
            life.save()
    except NotNow as closed:
        later = max(closed.until, at + dt.timedelta(seconds=1))
        Life.objects.filter(pk=life.pk).update(next_at=later, turn=life.turn + 1)
    except Declined as refused:
        _log.info("life %s: %s", life, refused)
        _give_up(life, refused)
    except FAULTS as fault:  # of one procedure's own way: the city goes on without this life, and says so
        _log.exception("life %s", life)
        _give_up(life, fault)


def _give_up(life: Life, reason: Exception) -> None:
    """End a life that cannot go on, with the words of what stood in its way."""
    Life.objects.filter(pk=life.pk).update(next_at=None, refused=f"{type(reason).__name__}: {reason}"[:2000])


def _end(city: City, until: dt.datetime) -> bool:
    """Count the figures of every month that was lived, as the timers do."""
    if city.ended_at is None:
        month = indicator_queries.month_of(city.first)
        while month.first <= until.date():
            indicators.count_month(month=month, at=until)
            month = indicator_queries.month_of(month.after)
        indicators.measure_back(at=until)
        indicators.measure_now(at=until)
        city.ended_at = until
        city.save(update_fields=["ended_at", "spent"])
    return True


def _make_months(first: dt.date, last: dt.date) -> None:
    """Give the tables cut by month the months that are lived."""
    begin = dt.datetime.combine(first, dt.time(12), tzinfo=partitions.VIETNAM)
    ahead = (last.year - first.year) * 12 + last.month - first.month + 1
    partitions.make_months(at=begin, ahead=ahead)
