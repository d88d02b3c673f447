"""Questions about figures."""

from congvu.indicators.figures import COLUMNS, Figures, total
from congvu.indicators.periods import Period, PeriodUnknown, month_of, parse, quarter_of, year_of
from congvu.indicators.queries.live import Dimension, OfficialFigures, Scope, dossiers_of, figures_by, official_figures
from congvu.indicators.queries.published import Published, Row, published, shares_of_months
from congvu.indicators.workbook import workbook

__all__ = [
    "COLUMNS",
    "Dimension",
    "Figures",
    "OfficialFigures",
    "Period",
    "PeriodUnknown",
    "Published",
    "Row",
    "Scope",
    "dossiers_of",
    "figures_by",
    "month_of",
    "official_figures",
    "parse",
    "published",
    "quarter_of",
    "shares_of_months",
    "total",
    "workbook",
    "year_of",
]
