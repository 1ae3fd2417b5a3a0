"""One look for all charts: colours that colour-blind readers tell apart, fonts with Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlp_reports.errors import UsageError
from nlp_reports.views.labels import Lang, label, labels

if TYPE_CHECKING:
    import altair
    import pandas as pd

FONT = (
    "Noto Sans CJK SC, Source Han Sans SC, Source Han Sans CN, PingFang SC, Microsoft YaHei, "
    "WenQuanYi Micro Hei, sans-serif"
)
ROLE_COLOURS = {
    "problem": "#D55E00",
    "measure": "#009E73",
    "supervision": "#0072B2",
    "activity": "#E69F00",
    "context": "#8C8C8C",
}
"""Okabe and Ito's palette: told apart under all common forms of colour blindness."""
CATEGORIES = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#666666"]
LEVELS = ["#D9D9D9", "#BDD7E7", "#6BAED6", "#08519C"]
"""Light to dark, so that levels also read in grey."""
RAMP = "blues"
_INK = "#333333"
GREY = "#767676"
GROUPS = ("year", "level", "kind", "region", "issuer")


def alt() -> Any:
    """Return Altair.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import altair
    except ImportError:
        raise UsageError(
            "charts need Altair; install the extra: pip install 'nlp-reports[plots]'"
        ) from None
    return altair


def offline() -> None:
    """Let notebooks show charts without a network: the drawing code is put into each output."""
    alt().renderers.enable("html", template="inline")


def finished(
    chart: altair.TopLevelMixin,
    name: str,
    lang: Lang,
    note: str | None = None,
    title: str | None = None,
) -> Any:
    """Give a chart its title and the common look."""
    heading: dict[str, Any] = {"text": title or label("chart", name, lang)}
    if note:
        heading["subtitle"] = note
    styled: Any = chart.properties(title=heading)
    axis = {"labelColor": _INK, "titleColor": _INK, "gridColor": "#EBEBEB", "domainColor": "#AAA"}
    return (
        styled.configure(font=FONT, background="white")
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", **axis)
        .configure_legend(labelFontSize=12, titleFontSize=12, titleFontWeight="normal")
        .configure_header(labelFontSize=12, titleFontSize=12)
        .configure_title(
            fontSize=16, subtitleFontSize=12, subtitleColor=GREY, anchor="start", offset=12
        )
        .configure_view(strokeOpacity=0)
    )


def shown(value: Any, by: str, lang: Lang) -> str:
    """Return the shown name of one group; what is absent is a dash."""
    import pandas as pd

    if pd.isna(value):
        return "–"
    return label("level", value, lang) if by == "level" else str(value)


def group_order(values: pd.Series[Any], by: str, lang: Lang) -> list[str]:
    """Return the shown groups in their order: of government for levels, else sorted."""
    known = list(labels()["level"])
    found = sorted(
        values.dropna().unique(),
        key=lambda v: (known.index(v), "") if by == "level" and v in known else (99, str(v)),
    )
    absent = ["–"] if values.isna().any() else []
    return [shown(value, by, lang) for value in found] + absent


def level_colour(present: pd.Series[Any], lang: Lang) -> Any:
    """Return the colour of levels of government: the same level looks the same in all charts."""
    here = set(present)
    pairs = list(zip(labels()["level"], CATEGORIES, strict=True))
    names = [label("level", key, lang) for key, _ in pairs if key in here]
    scale = alt().Scale(domain=names, range=[colour for key, colour in pairs if key in here])
    return alt().Color("shown:N", scale=scale, title=label("axis", "level", lang))


def check_group(by: str) -> str:
    """Return a name of a group.

    Raises:
        UsageError: reports have no such column to group by.
    """
    if by not in GROUPS:
        raise UsageError(f"no group {by!r}; known: {', '.join(GROUPS)}")
    return by


def not_empty(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return the frame.

    Raises:
        UsageError: it has no row, and an empty chart would only puzzle.
    """
    if frame.empty:
        raise UsageError(f"nothing to draw: the results have no {what}")
    return frame
