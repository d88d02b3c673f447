"""Measures counted from the catalogue: an agency's procedures are those its one-stop desk takes."""

from collections import defaultdict
from typing import Any

from django.db.models import Q
from django.utils import timezone

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import FeeRule
from congvu.dossiers.models import Dossier
from congvu.indicators.live import ONLINE
from congvu.indicators.ratios import Ratio, Ratios, Span
from congvu.payments.models import Charge, Method
from congvu.people import queries as people

PARTS = ("procedure_steps", "channels", "papers", "limit", "audience", "agency")
"""What NĐ 63/2010 Đ.8 wants published besides the name; the number of sets goes with the papers."""


def count(span: Span) -> dict[str, Ratios]:
    """Count the procedures as they stand when the span ends, and which of them were used in it."""
    day = timezone.localdate(span.end)
    levels = catalogue.levels_in_force(on=day)
    groups = {
        "all": frozenset(levels),
        "full_parts": catalogue.with_parts(PARTS, on=day),
        "online": catalogue.filed_online(on=day),
        "whole": catalogue.filed_online(on=day, whole=True),
        "paying": frozenset(FeeRule.objects.filter(_holds(day)).values_list("procedure_id", flat=True)) & set(levels),
    }
    filed, paid = _used(span)
    found: dict[str, Ratios] = {
        name: {}
        for name in (
            "full_parts",
            "online_procedures",
            "full_services",
            "online_used",
            "payable_online",
            "payable_used",
        )
    }
    takers: dict[int | None, frozenset[int]] = {None: groups["all"]}
    by_kind: dict[str, frozenset[int]] = {}
    for agency in people.agencies_with_desk(day):
        if span.agency_ids is None or agency.pk in span.agency_ids:
            if agency.kind not in by_kind:
                taken = (one for one, level in levels.items() if catalogue.takes(kind=agency.kind, level=level))
                by_kind[agency.kind] = frozenset(taken)
            takers[agency.pk] = by_kind[agency.kind]
    for agency_id, mine in takers.items():
        online, paying = groups["online"] & mine, groups["paying"] & mine
        payable = paying & online
        found["full_parts"][agency_id] = Ratio(len(groups["full_parts"] & mine), len(mine))
        found["online_procedures"][agency_id] = Ratio(len(online), len(mine))
        found["full_services"][agency_id] = Ratio(len(groups["whole"] & mine), len(mine))
        found["online_used"][agency_id] = Ratio(len(online & filed[agency_id]), len(online))
        found["payable_online"][agency_id] = Ratio(len(payable), len(paying))
        found["payable_used"][agency_id] = Ratio(len(payable & paid[agency_id]), len(payable))
    return found


def _holds(day: Any) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def _used(span: Span) -> tuple[dict[int | None, set[int]], dict[int | None, set[int]]]:
    """Return the procedures filed, and paid for, online in the span: by agency, and in the province."""
    filed: dict[int | None, set[int]] = defaultdict(set)
    paid: dict[int | None, set[int]] = defaultdict(set)
    came = Dossier.objects.filter(received_at__gte=span.start, received_at__lt=span.end, origin__in=ONLINE)
    for agency, procedure in _pairs(came):
        filed[agency].add(procedure)
        filed[None].add(procedure)
    charges = Charge.objects.filter(
        paid_at__gte=span.start,
        paid_at__lt=span.end,
        method__in=[Method.ONLINE, Method.TRANSFER],
        state=Charge.State.PAID,
    ).filter(subject__startswith="dossier:")
    numbers = [int(subject.partition(":")[2]) for subject in charges.values_list("subject", flat=True).iterator()]
    for start in range(0, len(numbers), 5000):
        for agency, procedure in _pairs(Dossier.objects.filter(pk__in=numbers[start : start + 5000])):
            paid[agency].add(procedure)
            paid[None].add(procedure)
    return filed, paid


def _pairs(rows: Any) -> set[tuple[int, int]]:
    return set(rows.order_by().values_list("competent_agency_id", "version__procedure_id").distinct())
