"""Pictures: every function takes finished results and returns an Altair chart.

::

    from nlp_reports.views import plots

    chart = plots.two_axes(results, lang="zh")
    plots.save(chart, "axes.png")

All share one colour-blind-safe style, have Chinese and English labels (``lang="zh"`` or ``"en"``)
and need the extra ``plots`` (Altair and vl-convert).
"""

from nlp_reports.views.plots.export import save
from nlp_reports.views.plots.quality import agreement, calibration, checks, correlations
from nlp_reports.views.plots.reuse import problem_flow, reuse_network, reuse_shares, two_axes
from nlp_reports.views.plots.style import offline
from nlp_reports.views.plots.substance import (
    substance_groups,
    substance_levels,
    substance_reports,
)
from nlp_reports.views.plots.themes import theme_heat, theme_trend

__all__ = [
    "agreement",
    "calibration",
    "checks",
    "correlations",
    "offline",
    "problem_flow",
    "reuse_network",
    "reuse_shares",
    "save",
    "substance_groups",
    "substance_levels",
    "substance_reports",
    "theme_heat",
    "theme_trend",
    "two_axes",
]
