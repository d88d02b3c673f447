"""What is asked at which place of a sheet, in the administrator's words. Data."""

from congvu.sites.control.drafting.shapes.dossier import CONDITION, CONDITIONS, FEE, FEES, PAPER, PAPERS
from congvu.sites.control.drafting.shapes.form import (
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
from congvu.sites.control.drafting.shapes.shape import Page, Rows
from congvu.sites.control.drafting.shapes.texts import (
    ABOUT,
    ACT,
    ACTS,
    DECLARATION,
    DECLARATIONS,
    TIMES,
    UNITS,
)

__all__ = ["ABOUT", "ACTIONS", "PARTS", "SHAPES", "STEP", "STEPS", "TIMES", "UNITS", "Page", "Rows"]

SHAPES: tuple[Page | Rows, ...] = (
    *(ABOUT, TIMES, ACTS, ACT, PAPERS, PAPER, FEES, FEE, CONDITIONS, CONDITION, DECLARATIONS, DECLARATION),
    *(FORM, FORM_PAGES, FORM_PAGE, GROUPS, GROUP, FIELDS, FIELD_PAGE, STEPS, STEP_MORE),
    *(RESULT, OFFICER_FIELDS, OFFICER_FIELD, COLUMNS, COLUMN),
)
PARTS = (
    *("sheet", "legal_basis", "papers", "conditions", "fees", "times"),
    *("form", "steps", "result", "template", "declaration_forms"),
)
"""The parts of a version in the order in which they are written; ``template`` is the paper's own text."""
