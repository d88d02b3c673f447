"""What is asked at which place of a sheet, in the administrator's words. Data."""

from congvu.sites.control.drafting.shapes.competence import COMPETENCE, COORDINATOR, COORDINATORS, WAY_IN, WAYS_IN
from congvu.sites.control.drafting.shapes.dossier import CONDITION, CONDITIONS, FEE, FEES, PAPER, PAPERS
from congvu.sites.control.drafting.shapes.form import (
    CHECK,
    CHECKS,
    FIELD_PAGE,
    FIELDS,
    FORM,
    FORM_PAGE,
    FORM_PAGES,
    GROUP,
    GROUPS,
)
from congvu.sites.control.drafting.shapes.process import (
    ACTIONS,
    COLUMN,
    COLUMNS,
    OFFICER_FIELD,
    OFFICER_FIELDS,
    RESULT,
    STEP,
    STEP_MORE,
    STEPS,
)
from congvu.sites.control.drafting.shapes.rules import LINK, LINKED, RULES
from congvu.sites.control.drafting.shapes.shape import UNITS, Page, Rows
from congvu.sites.control.drafting.shapes.texts import (
    ABOUT,
    ACT,
    ACTS,
    CASE,
    CASE_HOUR,
    CASE_HOURS,
    CASES,
    DECLARATION,
    DECLARATIONS,
    TIMES,
)

__all__ = ["ABOUT", "ACTIONS", "PARTS", "ROOTS", "SHAPES", "STEP", "STEPS", "TIMES", "UNITS", "Page", "Rows", "part_of"]

ROOTS = (COMPETENCE, TIMES, RULES, ABOUT)
"""Pages that stand over the sheet itself."""
SHAPES: tuple[Page | Rows, ...] = (
    *(ABOUT, COMPETENCE, WAYS_IN, WAY_IN, COORDINATORS, COORDINATOR, TIMES, CASES, CASE, CASE_HOURS, CASE_HOUR),
    *(ACTS, ACT, PAPERS, PAPER, FEES, FEE),
    *(CONDITIONS, CONDITION, DECLARATIONS, DECLARATION, RULES, LINKED, LINK),
    *(FORM, FORM_PAGES, FORM_PAGE, GROUPS, GROUP, FIELDS, FIELD_PAGE, CHECKS, CHECK, STEPS, STEP_MORE),
    *(RESULT, OFFICER_FIELDS, OFFICER_FIELD, COLUMNS, COLUMN),
)
PARTS = (
    *("sheet", "competence", "legal_basis", "papers", "conditions", "fees", "times"),
    *("form", "steps", "result", "template", "declaration_forms", "rules", "linked"),
)
"""The parts of a version in the order in which they are written; ``template`` is the paper's own text."""


def part_of(place: str) -> str:
    """Return the part on whose page a place is written: a list below a root page belongs to that page."""
    for root in ROOTS:
        if any(place == key or place.startswith(f"{key}.") for key in root.lists):
            return root.place
    return place.split(".")[0]
