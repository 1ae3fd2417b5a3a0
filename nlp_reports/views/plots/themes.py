"""Themes over time and across groups."""

from __future__ import annotations

import math
from itertools import repeat
from typing import TYPE_CHECKING, Any

from nlp_reports.views.labels import Lang, label, theme_label
from nlp_reports.views.plots import style
from nlp_reports.views.plots.style import alt

if TYPE_CHECKING:
    from nlp_reports.corpus.results import Results

_MENTIONED = """
    select codebook, theme, reports.{by} as "group", count(distinct report_id) as n
    from mentions join items using (report_id, item_id) join reports using (report_id)
    where role = '{role}' and theme != 'other' group by all order by all
"""
_HEAT = """
    select codebook, theme, reports.{by} as "group", count(*) as n
    from mentions join items using (report_id, item_id) join reports using (report_id)
    where role = '{role}' and rank = 0 group by all order by all
"""


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson interval of a share, both ends in 0..1.

    >>> [round(end, 3) for end in wilson(5, 10)]
    [0.237, 0.763]
    """
    middle = (hits + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * math.sqrt(hits * (of - hits) / of + z * z / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def theme_trend(results: Results, role: str = "problem", top: int = 9, lang: Lang = "en") -> Any:
    """Draw the share of each year's reports that name a theme, one small panel per theme.

    Args:
        results: a finished run.
        role: of the items counted: ``problem``, ``measure`` or ``supervision``.
        top: how many themes, the most frequent first.
        lang: of the labels.
    """
    import pandas as pd

    a = alt()
    of = dict(results.sql("select year, count(*) from reports group by year").values)
    counts = results.sql(_MENTIONED.format(by="year", role=role)).dropna()
    style.not_empty(counts, f"themes of {role} items with a year")
    table = counts.pivot(index=["codebook", "theme"], columns="group", values="n").fillna(0)
    order = table.sum(axis=1).sort_values(ascending=False, kind="stable").head(top).index
    rows = []
    for book, theme in order:
        for year, n in table.loc[book, theme].items():
            low, high = wilson(int(n), int(of[year]))
            name = theme_label(theme, lang, book)
            rows.append((name, str(int(year)), n / of[year], low, high, int(n), int(of[year])))
    frame = pd.DataFrame(rows, columns=["theme", "year", "share", "low", "high", "n", "reports"])
    x = a.X("year:O", title=None, axis=a.Axis(labelAngle=0))
    y_axis = a.Axis(format="%", tickCount=3, title=None)
    base = a.Chart(frame)
    band = base.mark_area(opacity=0.18, color=style.ROLE_COLOURS[role]).encode(
        x, a.Y("low:Q", axis=y_axis, scale=a.Scale(domain=[0, 1])), a.Y2("high:Q")
    )
    colour = style.ROLE_COLOURS[role]
    line = base.mark_line(color=colour, point={"size": 36, "color": colour})
    line = line.encode(
        x, a.Y("share:Q"), tooltip=["theme", "year", a.Tooltip("share:Q", format=".0%"), "n"]
    )
    panels = (band + line).properties(width=170, height=90)
    names = [theme_label(theme, lang, book) for book, theme in order]
    grid = panels.facet(
        facet=a.Facet("theme:N", title=None, sort=names), columns=3, spacing={"row": 14}
    )
    what = f"{label('role', role, lang)} · {label('axis', 'share_of_reports', lang)}"
    return style.finished(
        grid, "theme_trend", lang, f"{what}; {label('chart', 'trend_note', lang)}"
    )


def theme_heat(
    results: Results, by: str = "level", role: str = "problem", lang: Lang = "en"
) -> Any:
    """Draw the main themes of items by group, as shares of each group's items.

    Args:
        results: a finished run.
        by: ``level``, ``year``, ``kind``, ``region`` or ``issuer``.
        role: of the items counted.
        lang: of the labels.
    """
    a = alt()
    counts = style.not_empty(
        results.sql(_HEAT.format(by=style.check_group(by), role=role)), f"themes of {role} items"
    )
    counts["share"] = counts["n"] / counts.groupby("group", dropna=False)["n"].transform("sum")
    groups = style.group_order(counts["group"], by, lang)
    counts["shown"] = counts["group"].map(lambda value: style.shown(value, by, lang))
    counts["name"] = [
        theme_label(*pair)
        for pair in zip(counts["theme"], repeat(lang), counts["codebook"], strict=False)
    ]
    totals = counts.groupby("name")["n"].sum().sort_values(ascending=False, kind="stable")
    base = a.Chart(counts).encode(
        a.X("shown:N", sort=groups, title=label("axis", by, lang), axis=a.Axis(labelAngle=-30)),
        a.Y("name:N", sort=list(totals.index), title=None, axis=a.Axis(labelLimit=260)),
        tooltip=["name:N", "shown:N", "n:Q", a.Tooltip("share:Q", format=".0%")],
    )
    colour = a.Color(
        "share:Q",
        scale=a.Scale(scheme=style.RAMP, domainMin=0),
        legend=a.Legend(format="%", title=label("axis", "share_of_items", lang)),
    )
    dark = counts["share"].max() * 0.6
    text = base.mark_text(fontSize=11).encode(
        a.Text("n:Q"),
        color=a.condition(f"datum.share > {dark}", a.value("white"), a.value("#333333")),
    )
    chart = (base.mark_rect().encode(colour) + text).properties(width=a.Step(64), height=a.Step(24))
    return style.finished(chart, "theme_heat", lang, label("role", role, lang))
