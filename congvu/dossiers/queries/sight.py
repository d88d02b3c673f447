"""How much of a dossier an official sees: what his work with it needs, and no more."""

from collections.abc import Iterable
from datetime import date

from congvu.dossiers import rules
from congvu.dossiers.models import Dossier
from congvu.dossiers.queries.gathering import steps_of
from congvu.dossiers.rules import CASE_ROLES, Sight
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.people.queries import Grant
from congvu.processes import queries as processes


def sight(*, dossier: Dossier, grants: Iterable[Grant]) -> Sight:
    """Return what these grants let see: in the agencies that took it in and that decide, what the role needs
    (``rules.SIGHTS``); elsewhere what the sheet names at the steps (``sees``, ``papers``) that lie or lay in one's
    agency.
    """
    held = tuple(grants)
    found = rules.sight_of(held, dossier)
    own = {dossier.receiving_agency_id, dossier.competent_agency_id}
    places = {grant.agency_id for grant in held if grant.role in CASE_ROLES and grant.agency_id not in own}
    if found.whole or not places:
        return found
    had = set(processes.steps(dossier.run_id or 0).filter(agency_id__in=places).values_list("bpmn_id", flat=True))
    plan = processes.planned(dossier.version.definition_id)
    mine = [step for step in plan if step.bpmn_id in had]
    return found | Sight(
        pointers=frozenset(pointer for step in mine for pointer in step.sees),
        papers=frozenset(code for step in mine for code in step.papers),
    )


def question(*, dossier: Dossier, grants: Iterable[Grant]) -> str:
    """Return what one's agency was asked at an open step of consultation, empty when it was asked nothing."""
    places = {grant.agency_id for grant in grants}
    open_here = (step for step in steps_of(dossier) if step.is_open and step.agency_id in places)
    step = next((step for step in open_here if step.kind == "consult"), None)
    if step is None:
        return ""
    each = processes.planned_step(dossier.version.definition_id, step.bpmn_id).each
    return str(dossier.run.variables.get(f"{each}_question") or "") if dossier.run else ""


def may_be_asked(*, dossier: Dossier, on: date) -> list[tuple[Agency, bool]]:
    """Return the agencies that the sheet names as coordinators, with whether each is asked unless it is unticked."""
    named = dossier.version.sheet["agency"].get("coordinators", [])
    found = [
        (people.coordinator(duty=one["code"], agency_id=dossier.competent_agency_id, on=on), bool(one.get("asked")))
        for one in named
    ]
    return [(agency, ticked) for agency, ticked in found if agency is not None]
