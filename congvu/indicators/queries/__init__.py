"""Questions about figures."""

from congvu.indicators.figures import COLUMNS, Figures, total
from congvu.indicators.lateness import LateStep, late_steps, reasons
from congvu.indicators.live import (
    OFFICIAL_COLUMNS,
    Dimension,
    OfficialFigures,
    Scope,
    dossiers_of,
    dossiers_of_official,
    figures_by,
    official_figures,
)
from congvu.indicators.periods import Period, PeriodUnknown, choices, chosen, month_of, parse, quarter_of, year_of
from congvu.indicators.queries.abandoned import IDLE_DAYS, Begun, FormBegun, PageStop, forms_begun, page_stops
from congvu.indicators.queries.course import Load, Week, desk_load, weeks
from congvu.indicators.queries.each_service import Service, services
from congvu.indicators.queries.each_step import Spent, parties_of_service, steps_of_service
from congvu.indicators.queries.published import Published, Row, published, shares_of_months
from congvu.indicators.queries.scores import (
    CONFIDENTIAL,
    LOSING,
    Judged,
    agency_scores,
    dossiers_losing,
    measure_words,
    official_scores,
    province_scores,
    rankings,
    set_of,
)
from congvu.indicators.queries.stated import is_stated, stated_before, stated_figures, stated_words
from congvu.indicators.ratios import Ratio
from congvu.indicators.scoring import Card, Scored
from congvu.indicators.sets import CODES, groups_of, versions, whole_of
from congvu.indicators.workbook import workbook

__all__ = [
    "CODES",
    "COLUMNS",
    "CONFIDENTIAL",
    "IDLE_DAYS",
    "LOSING",
    "OFFICIAL_COLUMNS",
    "Begun",
    "Card",
    "Dimension",
    "Figures",
    "FormBegun",
    "Judged",
    "LateStep",
    "Load",
    "OfficialFigures",
    "PageStop",
    "Period",
    "PeriodUnknown",
    "Published",
    "Ratio",
    "Row",
    "Scope",
    "Scored",
    "Service",
    "Spent",
    "Week",
    "agency_scores",
    "choices",
    "chosen",
    "desk_load",
    "dossiers_losing",
    "dossiers_of",
    "dossiers_of_official",
    "figures_by",
    "forms_begun",
    "groups_of",
    "is_stated",
    "late_steps",
    "measure_words",
    "month_of",
    "official_figures",
    "official_scores",
    "page_stops",
    "parse",
    "parties_of_service",
    "province_scores",
    "published",
    "quarter_of",
    "rankings",
    "reasons",
    "services",
    "set_of",
    "shares_of_months",
    "stated_before",
    "stated_figures",
    "stated_words",
    "steps_of_service",
    "total",
    "versions",
    "weeks",
    "whole_of",
    "workbook",
    "year_of",
]
