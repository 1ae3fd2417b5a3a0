"""Reuse beside substance, problems over the years, and who shares wording with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlp_reports.views.labels import Lang, label
from nlp_reports.views.plots import style
from nlp_reports.views.plots.style import alt

if TYPE_CHECKING:
    import pandas as pd

    from nlp_reports.corpus.results import Results

MOST = 5000
"""Points in one picture: browsers draw more only slowly."""
REPEATED = 0.5
"""Share of a problem's characters that stand in the earlier report to call it repeated."""
SHARES = ("novel", "mandated", "own_past", "cross_issuer")
_POINTS = {
    "report": """
        select issuer, year, level, title as text, substance_mean as substance,
            coalesce(own_past, 0) + coalesce(cross_issuer, 0) as reuse
        from reports where substance_mean is not null and novel is not null
    """,
    "item": """
        select issuer, year, role as level, text, substance,
            coalesce(items.own_past, 0) + coalesce(items.cross_issuer, 0) as reuse
        from items join reports using (report_id)
        where substance is not null and items.novel is not null
    """,
}
_FLOW = f"""
    with problems as (
        select issuer, year, report_id, item_id from items join reports using (report_id)
        where role = 'problem' and issuer is not null and year is not null
    ), again as (
        select p.report_id, p.item_id, q.report_id as old_report, q.item_id as old_item
        from reuse join problems p using (report_id, item_id)
        join problems q on q.report_id = other_report_id and q.item_id = other_item_id
        where kind = 'own_past' and share >= {REPEATED} and q.year = p.year - 1
    ), years as (select distinct issuer, year from reports)
    select p.year, case when exists (from again a where a.report_id = p.report_id
            and a.item_id = p.item_id) then 'repeated' else 'new' end as fate, count(*) as n
    from problems p join years y on y.issuer = p.issuer and y.year = p.year - 1 group by all
    union all
    select q.year + 1, 'dropped', -count(*)
    from problems q join years y on y.issuer = q.issuer and y.year = q.year + 1
    where not exists (from again a where a.old_report = q.report_id and a.old_item = q.item_id)
    group by all order by all
"""
_TIES = """
    select least(a.issuer, b.issuer) as one, greatest(a.issuer, b.issuer) as other,
        count(*) as n, sum(shared_chars) as chars, min(first_year) as first_year
    from reuse join reports a using (report_id) join reports b on b.report_id = other_report_id
    where reuse.kind = 'cross_issuer' and a.issuer is not null and b.issuer is not null
        and share >= {least} and a.issuer != b.issuer
    group by all order by chars desc, one, other
"""


def two_axes(results: Results, unit: str = "report", lang: Lang = "en") -> Any:
    """Draw substance against reuse: a point is a report or an item, never an average of the two.

    Args:
        results: a finished run of a corpus: reuse needs other reports.
        unit: ``report`` or ``item``; of more than 5,000 points every n-th is drawn.
        lang: of the labels.
    """
    a = alt()
    frame = style.not_empty(results.sql(_POINTS[unit] + " order by all"), "report with both scores")
    total = len(frame)
    if total > MOST:
        frame = frame.iloc[np.linspace(0, total - 1, MOST).round().astype(int)]
    frame["shown"] = frame["level"].map(
        lambda key: label("level" if unit == "report" else "role", key, lang)
    )
    frame["text"] = frame["text"].str.slice(0, 80)
    edges = a.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
    base = a.Chart(frame).encode(
        a.X("reuse:Q", scale=a.Scale(domain=[-0.03, 1.03], nice=False), axis=edges).title(
            label("axis", "reuse", lang)
        ),
        a.Y(
            "substance:Q",
            scale=a.Scale(domain=[-0.08, 3.08], nice=False),
            axis=a.Axis(values=[0, 1, 2, 3]),
        ).title(label("axis", "substance", lang)),
        _kinds(unit, frame["level"], lang),
        tooltip=[
            a.Tooltip("issuer:N", title=label("axis", "issuer", lang)),
            a.Tooltip("year:O", title=label("axis", "year", lang)),
            a.Tooltip("substance:Q", format=".2f", title=label("axis", "substance", lang)),
            a.Tooltip("reuse:Q", format=".0%", title=label("axis", "reuse_short", lang)),
            a.Tooltip("text:N", title=label("axis", "text", lang)),
        ],
    )
    size = 70 if total < 500 else 20
    chart = base.mark_point(filled=True, size=size, opacity=0.7).properties(width=440, height=320)
    notes = [label("chart", "one_axis_note", lang)]
    if total > MOST:
        notes.append(label("chart", "shown", lang).format(n=MOST, all=total))
    return style.finished(chart.interactive(), "two_axes", lang, "; ".join(notes))


def _kinds(unit: str, present: pd.Series[Any], lang: Lang) -> Any:
    """Return the colour of a point: level of the issuer, or role of the item."""
    if unit == "report":
        return style.level_colour(present, lang)
    keys = ("problem", "measure", "supervision")
    names = [label("role", key, lang) for key in keys]
    colours = [style.ROLE_COLOURS[key] for key in keys]
    scale = alt().Scale(domain=names, range=colours)
    return alt().Color("shown:N", scale=scale, title=label("axis", "role", lang))


def reuse_shares(results: Results, by: str = "year", lang: Lang = "en") -> Any:
    """Draw which share of the scored characters is novel, mandated, own past or other issuers'.

    Args:
        results: a finished run of a corpus.
        by: ``year``, ``level``, ``kind``, ``region`` or ``issuer``.
        lang: of the labels.
    """
    a = alt()
    sums = ", ".join(f"sum(coalesce({s}, 0) * scored_chars) as {s}" for s in SHARES)
    wide = results.sql(
        f"select {style.check_group(by)}, {sums} from reports where novel is not null group by all"
    )
    frame = style.not_empty(wide, "report with shares of reuse").melt(
        id_vars=by, value_vars=list(SHARES), var_name="share", value_name="chars"
    )
    order = style.group_order(frame[by], by, lang)
    frame["shown"] = frame[by].map(lambda value: style.shown(value, by, lang))
    frame["name"] = frame["share"].map(lambda key: label("share", key, lang))
    frame["rank"] = frame["share"].map(SHARES.index)
    names = [label("share", key, lang) for key in SHARES]
    colours = [style.CATEGORIES[2], "#CCCCCC", style.CATEGORIES[4], style.CATEGORIES[1]]
    chart = (
        a.Chart(frame)
        .mark_bar()
        .encode(
            a.X("chars:Q", stack="normalize", axis=a.Axis(format="%"), title=None),
            a.Y("shown:N", sort=order, title=label("axis", by, lang), axis=a.Axis(labelLimit=260)),
            a.Color("name:N", scale=a.Scale(domain=names, range=colours), title=None),
            order=a.Order("rank:Q"),
            tooltip=["shown:N", "name:N", a.Tooltip("chars:Q", format=",.0f")],
        )
        .properties(width=420, height=a.Step(26))
    )
    return style.finished(chart, "reuse_shares", lang)


def problem_flow(results: Results, lang: Lang = "en") -> Any:
    """Draw each year's problems: repeated from the year before, new, and no longer named.

    Counted over issuers with a report in both years. A problem is repeated where half of its
    characters or more stand in a problem of the year before.
    """
    a = alt()
    frame = style.not_empty(results.sql(_FLOW), "issuer with reports of two years running")
    frame["fate_shown"] = frame["fate"].map(lambda key: label("flow", key, lang))
    frame["count"] = frame["n"].abs()
    order = ("repeated", "new", "dropped")
    frame["rank"] = frame["fate"].map(order.index)
    names = [label("flow", key, lang) for key in order]
    ends = [
        frame.loc[side, "n"].groupby(frame["year"]).sum() for side in (frame.n < 0, frame.n > 0)
    ]
    reach = a.Scale(domain=[min(0, *ends[0], 0), max(0, *ends[1], 0)], nice=True)
    colours = [style.CATEGORIES[1], style.CATEGORIES[5], "#AAAAAA"]
    chart = (
        a.Chart(frame)
        .mark_bar()
        .encode(
            a.X("year:O", title=label("axis", "year", lang), axis=a.Axis(labelAngle=0)),
            a.Y("n:Q", scale=reach, axis=a.Axis(labelExpr="abs(datum.value)", tickMinStep=1))
            .stack("zero")
            .title(label("axis", "problems", lang)),
            a.Color("fate_shown:N", scale=a.Scale(domain=names, range=colours), title=None),
            order=a.Order("rank:Q"),
            tooltip=["year:O", "fate_shown:N", "count:Q"],
        )
        .properties(width=a.Step(70), height=260)
    )
    return style.finished(chart, "problem_flow", lang, label("chart", "flow_note", lang))


def reuse_network(results: Results, least: float = 0.5, most: int = 150, lang: Lang = "en") -> Any:
    """Draw issuers that share wording, tied by lines as thick as the shared text is long.

    Args:
        results: a finished run of a corpus.
        least: least share of an item's characters that another issuer has, 0-1.
        most: how many ties are drawn, the strongest first.
        lang: of the labels.
    """
    import pandas as pd

    a = alt()
    ties = style.not_empty(
        results.sql(_TIES.format(least=float(least))), "wording shared by issuers"
    )
    total, ties = len(ties), ties.head(most)
    names = sorted({*ties["one"], *ties["other"]})
    at = dict(zip(names, layout(names, ties).tolist(), strict=True))
    levels = dict(results.sql("select issuer, any_value(level) from reports group by 1").values)
    nodes = pd.DataFrame(
        [(n, *at[n], levels.get(n), label("level", levels.get(n), lang)) for n in names],
        columns=["issuer", "x", "y", "level", "shown"],
    )
    for end, column in (("1", "one"), ("2", "other")):
        ties[f"x{end}"] = ties[column].map(lambda n: at[n][0])
        ties[f"y{end}"] = ties[column].map(lambda n: at[n][1])
    span = a.Scale(domain=[-1.25, 1.25])
    lines = (
        a.Chart(ties)
        .mark_rule(color="#999999", opacity=0.7)
        .encode(
            a.X("x1:Q", axis=None, scale=span),
            a.Y("y1:Q", axis=None, scale=span),
            x2="x2:Q",
            y2="y2:Q",
            size=a.Size("chars:Q", scale=a.Scale(range=[0.5, 7]), legend=None),
            tooltip=["one", "other", "n", "chars", "first_year"],
        )
    )
    base = a.Chart(nodes).encode(a.X("x:Q"), a.Y("y:Q"), tooltip=["issuer", "shown"])
    colour = style.level_colour(nodes["level"], lang)
    dots = base.mark_circle(size=220, opacity=1).encode(colour)
    name = base.encode(a.Text("issuer:N"))
    halo = name.mark_text(dy=-18, fontSize=12, color="white", stroke="white", strokeWidth=4)
    text = name.mark_text(dy=-18, fontSize=12, color="#222222")
    notes = [label("chart", "one_axis_note", lang)]
    if total > most:
        notes.append(label("chart", "shown", lang).format(n=most, all=total))
    chart = (lines + dots + halo + text).properties(width=560, height=420)
    return style.finished(chart, "reuse_network", lang, "; ".join(notes))


def layout(names: list[str], ties: pd.DataFrame, rounds: int = 300) -> np.ndarray[Any, Any]:
    """Place nodes in -1..1 by springs (Fruchterman & Reingold 1991), the same every time."""
    index = {name: at for at, name in enumerate(names)}
    one = ties["one"].map(index.__getitem__).to_numpy()
    other = ties["other"].map(index.__getitem__).to_numpy()
    turn = 2 * np.pi * np.arange(len(names)) / len(names)
    place = np.column_stack([np.cos(turn), np.sin(turn)])
    rest = 1.2 / np.sqrt(len(names))
    for heat in np.linspace(0.2, 0.005, rounds):
        gap = place[:, None] - place[None]
        far = np.maximum(np.linalg.norm(gap, axis=2), 1e-3)
        push = (gap * (rest**2 / far**2)[..., None]).sum(axis=1)
        pull = place[one] - place[other]
        pull *= (np.linalg.norm(pull, axis=1) / rest)[:, None]
        np.add.at(push, one, -pull)
        np.add.at(push, other, pull)
        push -= 0.3 * place  # keeps what is not tied together on the sheet
        size = np.maximum(np.linalg.norm(push, axis=1, keepdims=True), 1e-9)
        place += push / size * np.minimum(size, heat)
    place -= place.mean(axis=0)
    scaled: np.ndarray[Any, Any] = place / np.maximum(np.abs(place).max(axis=0), 1e-9)
    return scaled
