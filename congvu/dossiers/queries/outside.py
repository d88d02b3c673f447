"""Questions about dossiers that other systems run: which system, which agencies, what waits."""

import datetime as dt

from django.db.models import Q

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers.hooks import OutsideSystem, outside_systems
from congvu.dossiers.models import Outage, OutsideCase, OutsideMessage, Parcel, RunBy, Runner
from congvu.kit.paging import SIZE, Page, keyset
from congvu.people import queries as people
from congvu.people.models import Agency


def open_system(slug: str) -> OutsideSystem | None:
    """Return an outside system that is configured; None when it is not."""
    found = outside_systems.find(slug)
    return found if found and found.is_open else None


def system_name(slug: str) -> str:
    """Return what people call a system; its slug when its connector is gone."""
    found = outside_systems.find(slug)
    return found.name if found else slug


def system_running(*, version: ProcedureVersion, on: dt.date) -> str:
    """Return the slug of the system that runs new dossiers of a procedure that day; empty: they are run here.

    The sheet names the system, the province may have decided to run the procedure itself (``RunBy``).
    """
    slug = str(version.outside.get("system", ""))
    if not slug or open_system(slug) is None:
        return ""
    row = RunBy.objects.filter(procedure_id=version.procedure_id, valid_from__lte=on).order_by("-valid_from").first()
    return "" if row and row.runner == Runner.HERE else slug


def agencies_taking(*, version: ProcedureVersion, on: dt.date) -> list[Agency]:
    """Return where a procedure may be filed that day: our desks, or the agencies of the system that runs it.

    An agency belongs to a system when it has a code there (an alias in the scheme of the system's slug).
    """
    if slug := system_running(version=version, on=on):
        near = version.sheet["agency"]["level"] == "commune"
        theirs = people.agencies_in_scheme(scheme=slug, on=on)
        if found := [one for one in theirs if (one.place_id is not None) == near]:
            return found
    return catalogue.agencies_taking(version=version, on=on)


def may_be_competent(*, version: ProcedureVersion, desk: Agency, on: dt.date) -> list[Agency]:
    """Return who may solve what a desk takes in: the desk's own agency first, then the others of the level.

    Only its own where every agency of the level is competent (no ``competent_rule``, or ``any_…``), where the sheet
    lets no desk take in for others (``non_territorial: none``), and where an outside system runs the procedure.
    """
    about, found = version.sheet["agency"], catalogue.agencies_taking(version=version, on=on)
    own = [one for one in found if one.pk == desk.pk]
    rule = str(about.get("competent_rule", "any"))
    alone = rule.startswith("any") or about.get("non_territorial", "none") == "none"
    if system_running(version=version, on=on) or (own and alone):
        return own or [desk]
    return [*own, *(one for one in found if one.pk != desk.pk)] or [desk]


def agency_near(*, system: str, agency: Agency, on: dt.date, level: str = "commune") -> Agency:
    """Return the agency of a system that serves the place of one of ours; else its top one; else ours itself.

    :param level: ``province`` asks for the top one at once
    """
    theirs = people.agencies_in_scheme(scheme=system, on=on)
    near = [one for one in theirs if level == "commune" and one.place_id and one.place_id == agency.place_id]
    top = [one for one in theirs if one.place_id is None]
    return next(iter([*near, *top]), agency)


def run_outside(*, on: dt.date) -> list[tuple[ProcedureVersion, str, list[RunBy]]]:
    """Return the procedures whose sheet names an outside system, each with who runs it that day and every decision."""
    found = []
    for procedure in catalogue.procedures(on=on):
        version = catalogue.in_force(code=procedure.code, on=on)
        if version.outside:
            rows = RunBy.objects.filter(procedure=procedure).order_by("-valid_from")
            found.append((version, system_running(version=version, on=on), list(rows)))
    return found


def due_parcels(*, at: dt.datetime) -> list[int]:
    """Return the cases that have something to send now."""
    waiting = Parcel.objects.filter(state=Parcel.State.WAITING, not_before__lte=at)
    return sorted(set(waiting.values_list("case_id", flat=True)))


def waiting_messages(*, at: dt.datetime) -> list[int]:
    """Return messages that have not yet taken effect and may be tried now, the oldest event first."""
    waiting = OutsideMessage.objects.filter(outcome=OutsideMessage.Outcome.WAITING)
    ready = waiting.filter(Q(not_before=None) | Q(not_before__lte=at))
    return list(ready.order_by("told_at", "id").values_list("id", flat=True))


def touched_by(*, outage_id: int) -> list[int]:
    """Return the dossiers of linked services whose time an outage may have taken."""
    outage = Outage.objects.get(pk=outage_id)
    cases = OutsideCase.objects.filter(system=outage.system, dossier__done_at=None).exclude(dossier__part="")
    return list(cases.values_list("dossier_id", flat=True))


def unacknowledged(*, at: dt.datetime) -> list[int]:
    """Return the cases whose time to acknowledge has passed in silence and is not yet noted."""
    late = OutsideCase.objects.filter(acknowledged_at=None, overdue_at=None, acknowledge_by__lt=at)
    return list(late.values_list("id", flat=True))


def messages_page(*, outcome: str = "", after: str | None = None, size: int = SIZE) -> Page[OutsideMessage]:
    """Return what outside systems told us, newest first.

    :raises BadCursor: when ``after`` is no mark of this list
    """
    rows = OutsideMessage.objects.select_related("case__dossier").defer("body")
    if outcome in OutsideMessage.Outcome.values:
        rows = rows.filter(outcome=outcome)
    return keyset(rows, order=("-received_at", "-id"), after=after, size=size)


def standing(*, system: str) -> dict[str, int]:
    """Return how a system stands: ``waiting`` parcels, ``silent`` dossiers, ``conflicts`` that nobody looked at."""
    return {
        "waiting": Parcel.objects.filter(case__system=system, state=Parcel.State.WAITING).count(),
        "refused": Parcel.objects.filter(case__system=system, state=Parcel.State.REFUSED).count(),
        "silent": OutsideCase.objects.filter(system=system, acknowledged_at=None, overdue_at__isnull=False).count(),
        "conflicts": OutsideMessage.objects.filter(system=system, outcome=OutsideMessage.Outcome.CONFLICT).count(),
    }
