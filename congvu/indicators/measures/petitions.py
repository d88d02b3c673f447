"""Measures counted from petitions: a deed counts for the agency that had the petition then."""

from django.db.models import Count, F, Q

from congvu.feedback.models import Petition, PetitionEvent, PetitionState
from congvu.indicators.ratios import Ratio, Ratios, Span


def count(span: Span) -> dict[str, Ratios]:
    """Count what was answered or refused in time, what lies there too long, what was published in time."""
    ended = _deeds(span, ["answer", "refuse"])
    prolonged = _waiting(span, "answer", PetitionState.ACCEPTED)
    published = _deeds(span, ["publish"])
    unpublished = _waiting(span, "publish", PetitionState.ANSWERED)
    agencies = {*ended, *prolonged}
    none = Ratio()
    return {
        "petitions_in_time": {one: ended.get(one, none) + Ratio(0, prolonged.get(one, 0)) for one in agencies},
        "petitions_prolonged": {
            one: Ratio(prolonged.get(one, 0), ended.get(one, none).denominator + prolonged.get(one, 0))
            for one in agencies
        },
        "petitions_published": {
            one: published.get(one, none) + Ratio(0, unpublished.get(one, 0)) for one in {*published, *unpublished}
        },
        "petitions_not_conduct": _received(span),
    }


def _deeds(span: Span, deeds: list[str]) -> Ratios:
    rows = PetitionEvent.objects.filter(deed__in=deeds, at__gte=span.start, at__lt=span.end)
    if span.agency_ids is not None:
        rows = rows.filter(agency_id__in=span.agency_ids)
    in_time = Q(due_at=None) | Q(at__lte=F("due_at"))
    counted = rows.order_by().values_list("agency_id").annotate(n=Count("pk", filter=in_time), d=Count("pk"))
    return {agency: Ratio(n, d) for agency, n, d in counted}


def _waiting(span: Span, deed: str, state: str) -> dict[int | None, int]:
    """Count what should have been done before the span ended: done only later, or not done to this day."""
    later = PetitionEvent.objects.filter(deed=deed, at__gte=span.end, due_at__lt=span.end)
    still = Petition.objects.filter(state=state, due_at__lt=span.end, received_at__lt=span.end)
    found: dict[int | None, int] = {}
    for rows in (later, still):
        here = rows if span.agency_ids is None else rows.filter(agency_id__in=span.agency_ids)
        for agency, n in here.order_by().values_list("agency_id").annotate(n=Count("pk")):
            found[agency] = found.get(agency, 0) + n
    return found


def _received(span: Span) -> Ratios:
    rows = Petition.objects.filter(received_at__gte=span.start, received_at__lt=span.end)
    if span.agency_ids is not None:
        rows = rows.filter(agency_id__in=span.agency_ids)
    counted = (
        rows.order_by().values_list("agency_id").annotate(n=Count("pk", filter=Q(is_conduct=False)), d=Count("pk"))
    )
    return {agency: Ratio(n, d) for agency, n, d in counted}
