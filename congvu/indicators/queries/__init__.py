"""Questions about figures."""

from congvu.indicators.figures import COLUMNS, Figures, total
from congvu.indicators.periods import Period, PeriodUnknown, month_of, parse, quarter_of, year_of
from congvu.indicators.queries.live import Dimension, Scope, figures_by, official_figures
from congvu.indicators.queries.published import Published, published

__all__ = [
    "COLUMNS",
    "Dimension",
    "Figures",
    "Period",
    "PeriodUnknown",
    "Published",
    "Scope",
    "figures_by",
    "month_of",
    "official_figures",
    "parse",
    "published",
    "quarter_of",
    "total",
    "year_of",
]
