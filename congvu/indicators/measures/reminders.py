"""The measure of proactive services: reminders that a dossier of the offered procedure followed."""

from django.db.models import Count, Exists, OuterRef, Q

from congvu.dossiers.models import Dossier
from congvu.indicators.ratios import Ratio, Ratios, Span
from congvu.vault.models import Reminder


def count(span: Span) -> dict[str, Ratios]:
    """Count the reminders given in the span; each counts for the agency that answers for the paper."""
    rows = Reminder.objects.filter(sent_at__gte=span.start, sent_at__lt=span.end)
    if span.agency_ids is not None:
        rows = rows.filter(paper__agency_id__in=span.agency_ids)
    followed = Dossier.objects.filter(
        owner=OuterRef("party"),
        version__procedure=OuterRef("rule__procedure"),
        submitted_at__gte=OuterRef("sent_at"),
        submitted_at__lt=span.end,
    )
    counted = (
        rows.annotate(followed=Exists(followed))
        .order_by()
        .values_list("paper__agency_id")
        .annotate(n=Count("pk", filter=Q(followed=True)), d=Count("pk"))
    )
    return {"proactive": {agency: Ratio(n, d) for agency, n, d in counted}}
