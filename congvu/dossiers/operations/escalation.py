"""Warning before a day is broken: who holds the dossier hears first, the head of the agency gets the sum each morning.
Before a dossier is taken in, where that must be done in time, the desk hears.

A warning moves nothing. Shares and days are rules of the clock (``soon_percent``, ``soon_days``).
"""

import datetime as dt

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from congvu.dossiers.lifecycle import RUNNING
from congvu.dossiers.models import WorkItem
from congvu.dossiers.operations.reception import in_words
from congvu.dossiers.queries.windows import apology_until
from congvu.notices import operations as notices
from congvu.people import queries as people
from congvu.people.models import Role
from congvu.workdays import queries as workdays

WATCHED = Q(dossier__state__in=RUNNING) | Q(kind__in=[WorkItem.Kind.RECEIVE, WorkItem.Kind.OUTSIDE])
"""What has a day to be kept: dossiers whose clock runs, and those that an agency has not yet acknowledged."""


@transaction.atomic
def warn_holder(*, item_id: int, at: dt.datetime) -> bool:
    """Tell the official who holds a dossier that its day is near; once for each day it is promised for. What nobody
    has taken in yet, though the time for it is nearly over, the whole desk is told of.

    :returns: whether there was anybody to tell
    """
    item = WorkItem.objects.select_related("dossier", "assignee").filter(pk=item_id).first()
    if item is None or item.due_at is None:
        return False
    if item.kind == WorkItem.Kind.RECEIVE:
        return _warn_desk(item, item.due_at, at=at)
    if item.assignee_id is None or item.dossier.state not in RUNNING:
        return False
    notices.notify(
        template="deadline_soon",
        official_id=item.assignee_id,
        subject=item.dossier.subject,
        data={
            **_told(item, item.due_at, item.assignee.full_name if item.assignee else ""),
            "step": item.step_name,
            "apology_until": f"{apology_until(item.due_at, at=at):%d/%m/%Y}",
        },
        key=f"{item.dossier.subject}:soon:{item.due_at.isoformat()}:{item.assignee_id}",
        at=at,
    )
    return True


def _warn_desk(item: WorkItem, due_at: dt.datetime, *, at: dt.datetime) -> bool:
    officials = people.officials_with(role=Role.RECEPTION, agency_id=item.agency_id, at=at)
    for official in officials:
        notices.notify(
            template="acknowledge_soon",
            official_id=official.pk,
            subject=item.dossier.subject,
            data=_told(item, due_at, official.full_name),
            key=f"{item.dossier.subject}:acknowledge:{due_at.isoformat()}:{official.pk}",
            at=at,
        )
    return bool(officials)


def _told(item: WorkItem, due_at: dt.datetime, name: str) -> dict[str, str]:
    return {
        "code": item.code,
        "name": name,
        "due_at": in_words(due_at),
        "path": f"/desk/ho-so/{item.dossier.public_id}/",
    }


def agencies_to_tell(*, at: dt.datetime) -> dict[int, tuple[int, int]]:
    """Return the agencies where something is late or nearly due, with both numbers; none on a day of rest."""
    if not workdays.calendar().is_working(timezone.localdate(at)):
        return {}
    rows = (
        WorkItem.objects.filter(WATCHED, soon_at__lte=at)
        .order_by()
        .values_list("agency_id")
        .annotate(
            late=Count("dossier_id", filter=Q(due_at__lt=at), distinct=True),
            soon=Count("dossier_id", filter=Q(due_at__gte=at), distinct=True),
        )
    )
    return {agency_id: (late, soon) for agency_id, late, soon in rows}


@transaction.atomic
def tell_head(*, agency_id: int, late: int, soon: int, at: dt.datetime) -> int:
    """Tell the heads of an agency, once a day, how many dossiers are late and nearly due; return how many were told."""
    agency, day = people.agency_of_id(agency_id), timezone.localdate(at)
    heads = people.officials_with(role=Role.LEADER, agency_id=agency_id, at=at)
    for head in heads:
        notices.notify(
            template="deadline_head",
            official_id=head.pk,
            subject=f"agency:{agency_id}",
            data={
                "name": head.full_name,
                "agency": agency.name,
                "late": late,
                "soon": soon,
                "at": in_words(at),
                "path": "/desk/cham-han/",
            },
            key=f"agency:{agency_id}:deadlines:{day.isoformat()}:{head.pk}",
            at=at,
        )
    return len(heads)
