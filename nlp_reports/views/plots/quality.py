"""How far numbers can be trusted: calibration, agreement, checks, measures side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nlp_reports.errors import UsageError
from nlp_reports.views.labels import Lang, label
from nlp_reports.views.plots import style
from nlp_reports.views.plots.style import alt
from nlp_reports.views.plots.themes import wilson

if TYPE_CHECKING:
    import pandas as pd

    from nlp_reports.corpus.results import Results

_TENTATIVE, _RELIABLE = 0.667, 0.8


def calibration(
    predicted: Sequence[float], happened: Sequence[bool], bins: int = 10, lang: Lang = "en"
) -> Any:
    """Draw predicted probabilities against observed shares, with Wilson intervals.

    Args:
        predicted: probabilities, 0-1.
        happened: whether each came true.
        bins: of equal width; empty ones are left out.
        lang: of the labels.

    Raises:
        UsageError: nothing is given, or the two differ in length.
    """
    import pandas as pd

    if len(predicted) != len(happened) or not len(predicted):
        raise UsageError("calibration needs as many outcomes as probabilities, and at least one")
    a = alt()
    chances, truths = np.asarray(predicted, float), np.asarray(happened, bool)
    which = np.minimum((chances * bins).astype(int), bins - 1)
    rows = []
    for number in np.unique(which):
        inside = which == number
        hits, n = int(truths[inside].sum()), int(inside.sum())
        rows.append((float(chances[inside].mean()), hits / n, *wilson(hits, n), n))
    frame = pd.DataFrame(rows, columns=["predicted", "observed", "low", "high", "n"])
    unit = a.Scale(domain=[0, 1])
    ticks = a.Axis(tickCount=5)
    x = a.X("predicted:Q", scale=unit, axis=ticks, title=label("axis", "predicted", lang))
    ideal = a.Chart(pd.DataFrame({"predicted": [0, 1], "observed": [0, 1]}))
    ideal = ideal.mark_line(strokeDash=[4, 4], color=style.GREY).encode(x, a.Y("observed:Q"))
    base = a.Chart(frame).encode(x)
    title = label("axis", "observed", lang)
    bars = base.mark_rule(color=style.CATEGORIES[0], size=2)
    bars = bars.encode(a.Y("low:Q", scale=unit, axis=ticks, title=title), a.Y2("high:Q"))
    dots = base.mark_circle(color=style.CATEGORIES[0], opacity=1).encode(
        a.Y("observed:Q"),
        a.Size("n:Q", scale=a.Scale(domainMin=0, range=[20, 250]), legend=None),
        tooltip=[
            a.Tooltip("predicted:Q", format=".2f"),
            a.Tooltip("observed:Q", format=".2f"),
            "n",
        ],
    )
    chart = (ideal + bars + dots).properties(width=320, height=320)
    return style.finished(chart, "calibration", lang)


def agreement(fields: Mapping[str, tuple[float, float, float]], lang: Lang = "en") -> Any:
    """Draw coefficients of agreement with their intervals.

    Args:
        fields: name of a field to (α, lower end, upper end).
        lang: of the labels.
    """
    import pandas as pd

    a = alt()
    rows = [(name, *values) for name, values in fields.items()]
    frame = pd.DataFrame(rows, columns=["field", "alpha", "low", "high"])
    style.not_empty(frame, "field to compare")
    least = min(0.0, float(frame["low"].min()))
    x = a.X("alpha:Q", scale=a.Scale(domain=[least, 1]), title=label("axis", "alpha", lang))
    y = a.Y("field:N", sort=list(fields), title=None)
    marks = pd.DataFrame({"alpha": [_TENTATIVE, _RELIABLE]})
    lines = a.Chart(marks).mark_rule(strokeDash=[4, 4], color=style.GREY).encode(x)
    base = a.Chart(frame).encode(y)
    bars = base.mark_rule(size=3, color=style.CATEGORIES[0]).encode(
        a.X("low:Q", title=label("axis", "alpha", lang)), a.X2("high:Q")
    )
    numbers = [a.Tooltip(f"{name}:Q", format=".2f") for name in ("alpha", "low", "high")]
    dots = base.mark_circle(size=110, opacity=1, color=style.CATEGORIES[0])
    dots = dots.encode(x, tooltip=["field", *numbers])
    chart = (lines + bars + dots).properties(width=380, height=a.Step(34))
    return style.finished(chart, "agreement", lang, label("chart", "alpha_note", lang))


def checks(results: Results, lang: Lang = "en") -> Any:
    """Draw how often each identity or claim holds, fails, or cannot be assessed."""
    a = alt()
    counts = style.not_empty(
        results.sql('select "check", result, count(*) as n from checks group by all order by all'),
        "check",
    )
    names = ["failed", "passed", "not_assessable"]
    counts["name"] = counts["check"].map(lambda key: label("check", key, lang))
    counts["shown"] = counts["result"].map(lambda key: label("result", key, lang))
    counts["rank"] = counts["result"].map(names.index)
    counts["share"] = counts["n"] / counts.groupby("check")["n"].transform("sum")
    colours = [style.CATEGORIES[1], style.CATEGORIES[0], "#CCCCCC"]
    shown = [label("result", key, lang) for key in names]
    chart = (
        a.Chart(counts)
        .mark_bar()
        .encode(
            a.X("n:Q", stack="normalize", axis=a.Axis(format="%"), title=None),
            a.Y("name:N", title=None, axis=a.Axis(labelLimit=220)),
            a.Color("shown:N", scale=a.Scale(domain=shown, range=colours), title=None),
            order=a.Order("rank:Q"),
            tooltip=["name:N", "shown:N", "n:Q", a.Tooltip("share:Q", format=".1%")],
        )
        .properties(width=400, height=a.Step(24))
    )
    return style.finished(chart, "checks", lang)


def correlations(frame: pd.DataFrame, lang: Lang = "en") -> Any:
    """Draw the rank correlations (Spearman) of all pairs of numeric columns.

    Args:
        frame: a row per report or item, a column per measure.
        lang: of the labels.
    """
    a = alt()
    numbers = frame.select_dtypes("number").astype("float64")
    style.not_empty(numbers, "row with measures")
    found = numbers.rank().corr(min_periods=3)  # ranks first: pandas' own way would need SciPy
    names = list(found.columns)
    long = found.rename_axis("one").reset_index()
    long = long.melt(id_vars="one", var_name="other", value_name="rho").dropna()
    base = a.Chart(long).encode(
        a.X("other:N", sort=names, title=None, axis=a.Axis(labelAngle=-40)),
        a.Y("one:N", sort=names, title=None, axis=a.Axis(labelLimit=220)),
        tooltip=["one", "other", a.Tooltip("rho:Q", format=".2f")],
    )
    colour = a.Color("rho:Q", scale=a.Scale(scheme="blueorange", domain=[-1, 1], reverse=True))
    boxes = base.mark_rect().encode(colour.title(label("axis", "correlation_short", lang)))
    text = base.mark_text(fontSize=11).encode(
        a.Text("rho:Q", format=".2f"),
        color=a.condition("abs(datum.rho) > 0.6", a.value("white"), a.value("#333333")),
    )
    chart = (boxes + text).properties(width=a.Step(46), height=a.Step(30))
    return style.finished(chart, "correlations", lang, label("axis", "correlation", lang))
