"""How much is said, with the uncertainty of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlp_reports.views.labels import Lang, label
from nlp_reports.views.plots import style
from nlp_reports.views.plots.style import alt

if TYPE_CHECKING:
    import pandas as pd

    from nlp_reports.corpus.results import Results

_RESAMPLES = 2000
_SCALE = [0, 3]
_FEWEST = 3
"""Issuers under which a bootstrap over issuers says nothing."""


def clustered_interval(
    values: np.ndarray[Any, Any], clusters: np.ndarray[Any, Any], seed: int = 0
) -> tuple[float, float] | None:
    """Return the 95 % bootstrap interval of a mean, resampling clusters (issuers), not values.

    Reports of one issuer resemble each other: taking them as independent would flatter.
    ``None`` for fewer than three clusters.
    """
    names, index = np.unique(clusters, return_inverse=True)
    if len(names) < _FEWEST:
        return None
    sums = np.bincount(index, weights=values)
    sizes = np.bincount(index)
    drawn = np.random.default_rng(seed).integers(0, len(names), (_RESAMPLES, len(names)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def _reports(results: Results) -> pd.DataFrame:
    frame = results.reports
    frame = frame[frame["substance_mean"].notna()]
    return style.not_empty(frame, "report with a score of substance").copy()


def substance_groups(results: Results, by: str = "level", lang: Lang = "en") -> Any:
    """Draw each group's mean substance with its interval over the reports themselves.

    Args:
        results: a finished run.
        by: ``level``, ``year``, ``kind`` or ``region``.
        lang: of the labels.
    """
    import pandas as pd

    a = alt()
    frame = _reports(results)
    order = style.group_order(frame[style.check_group(by)], by, lang)
    frame["shown"] = frame[by].map(lambda value: style.shown(value, by, lang))
    frame["who"] = frame["issuer"].fillna(frame["report_id"])
    rows = []
    for name, part in frame.groupby("shown", sort=False):
        values = part["substance_mean"].to_numpy(float)
        low, high = clustered_interval(values, part["who"].to_numpy(str)) or (None, None)
        rows.append((name, values.mean(), low, high, len(part)))
    means = pd.DataFrame(rows, columns=["shown", "mean", "low", "high", "n"])
    x_scale = a.Scale(domain=_SCALE)
    y = a.Y("shown:N", sort=order, title=label("axis", by, lang))
    x_title = label("axis", "substance", lang)
    ticks = a.Axis(values=[0, 0.5, 1, 1.5, 2, 2.5, 3])
    dots = a.Chart(frame[["shown", "substance_mean", "who", "year"]])
    dots = dots.mark_circle(size=45, opacity=0.35, color=style.GREY).encode(
        a.X("substance_mean:Q", scale=x_scale, title=x_title, axis=ticks),
        y,
        tooltip=["who", "year", a.Tooltip("substance_mean:Q", format=".2f")],
    )
    bars = a.Chart(means.dropna()).mark_rule(size=3, color=style.CATEGORIES[0])
    bars = bars.encode(a.X("low:Q", title=x_title), a.X2("high:Q"), y)
    points = a.Chart(means).mark_point(
        shape="diamond", size=110, filled=True, opacity=1, color=style.CATEGORIES[0]
    )
    numbers = [a.Tooltip(f"{name}:Q", format=".2f") for name in ("mean", "low", "high")]
    points = points.encode(a.X("mean:Q"), y, tooltip=["shown", *numbers, "n"])
    chart = (dots + bars + points).properties(width=420, height=a.Step(34))
    return style.finished(chart, "substance_groups", lang, label("chart", "groups_note", lang))


def substance_levels(results: Results, by: str = "year", lang: Lang = "en") -> Any:
    """Draw how many items of each group stand on each level, 0 to 3, by role.

    Args:
        results: a finished run.
        by: ``year``, ``level``, ``kind``, ``region`` or ``issuer``.
        lang: of the labels.
    """
    a = alt()
    counts = results.sql(
        f'select role, reports.{style.check_group(by)} as "{by}", items.level as step, '
        "count(*) as n from items join reports using (report_id) "
        "where items.level is not null group by all order by all"
    )
    style.not_empty(counts, "item with a level of substance")
    order = style.group_order(counts[by], by, lang)
    counts["shown"] = counts[by].map(lambda value: style.shown(value, by, lang))
    counts["step_shown"] = counts["step"].map(lambda n: label("substance", str(int(n)), lang))
    counts["role_shown"] = counts["role"].map(lambda key: label("role", key, lang))
    steps = [label("substance", str(n), lang) for n in range(4)]
    roles = [label("role", key, lang) for key in ("problem", "measure", "supervision")]
    counts["share"] = counts["n"] / counts.groupby(["role", "shown"])["n"].transform("sum")
    chart = (
        a.Chart(counts)
        .mark_bar()
        .encode(
            a.X("n:Q", stack="normalize", title=None, axis=a.Axis(format="%", values=[0, 0.5, 1])),
            a.Y("shown:N", sort=order, title=label("axis", by, lang)),
            a.Color(
                "step_shown:N",
                scale=a.Scale(domain=steps, range=style.LEVELS),
                legend=a.Legend(title=label("axis", "substance", lang)),
            ),
            order=a.Order("step:Q"),
            tooltip=["shown:N", "step_shown:N", "n:Q", a.Tooltip("share:Q", format=".0%")],
        )
        .properties(width=190, height=a.Step(26))
        .facet(column=a.Column("role_shown:N", sort=roles, title=None))
    )
    return style.finished(chart, "substance_levels", lang)


def substance_reports(results: Results, top: int = 60, lang: Lang = "en") -> Any:
    """Draw the mean substance of single reports with their bootstrap intervals, highest first.

    Args:
        results: a finished run.
        top: how many reports; with more, every n-th in order of substance is drawn.
        lang: of the labels.
    """
    a = alt()
    frame = _reports(results).sort_values(
        ["substance_mean", "report_id"], ascending=[False, True], kind="stable"
    )
    total = len(frame)
    if total > top:
        frame = frame.iloc[np.linspace(0, total - 1, top).round().astype(int)]
    frame["name"] = (
        frame["issuer"].fillna(frame["report_id"]) + " " + frame["year"].astype("string").fillna("")
    )
    frame["shown"] = frame["level"].map(lambda key: label("level", key, lang))
    y = a.Y("name:N", sort=list(frame["name"]), title=None, axis=a.Axis(labelLimit=260))
    colour = style.level_colour(frame["level"], lang)
    columns = ["name", "shown", "substance_mean", "substance_low", "substance_high"]
    base = a.Chart(frame[columns])
    bars = base.mark_rule(size=2).encode(
        a.X("substance_low:Q", scale=a.Scale(domain=_SCALE), axis=a.Axis(tickCount=6)).title(
            label("axis", "substance", lang)
        ),
        a.X2("substance_high:Q"),
        y,
        colour,
    )
    numbers = [a.Tooltip(f"{name}:Q", format=".2f") for name in columns[2:]]
    points = base.mark_circle(size=60, opacity=1).encode(
        a.X("substance_mean:Q"), y, colour, tooltip=["name", *numbers]
    )
    note = label("chart", "shown", lang).format(n=len(frame), all=total)
    note = label("axis", "interval", lang) + (f"; {note}" if total > top else "")
    chart = (bars + points).properties(width=380, height=a.Step(18))
    return style.finished(chart, "substance_reports", lang, note)
