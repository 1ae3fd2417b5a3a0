"""How reports, outlines, items and analyses show themselves in a notebook."""

from __future__ import annotations

from functools import singledispatch

from markupsafe import Markup, escape

from nlp_reports.report import Analysis, Issuer, Item, Outline, Report, Year
from nlp_reports.views.highlight import tame
from nlp_reports.views.labels import label, labels, theme_labels

_COLOURS = {
    "problem": "#a63d00",
    "measure": "#00664d",
    "supervision": "#0059a6",
    "activity": "#7a5200",
    "context": "#5c5c5c",
}
_CELL = "text-align:left;vertical-align:top"
_SHOWN = 40
"""Items shown of one analysis."""


@singledispatch
def html(thing: object) -> str:
    """Return one of our objects as a piece of HTML; every string of the source is escaped."""
    return str(escape(repr(thing)))


@html.register
def _report(report: Report) -> str:
    issuer = report.issuer.name if isinstance(report.issuer, Issuer) else "–"
    level = report.issuer.level if isinstance(report.issuer, Issuer) else "unknown"
    facts = [
        ("标题 title", report.title or "–"),
        ("公开主体 issuer", f"{issuer} ({label('level', level, 'zh')} {level})"),
        ("年份 year", report.year.value if isinstance(report.year, Year) else "–"),
        ("页 pages", report.pages or "–"),
        ("字 characters", len(report.text)),
        ("表 tables", len(report.tables)),
        ("文件 file", report.source.path),
        *(("⚠", warning) for warning in report.warnings),
    ]
    rows = (_row([key, value]) for key, value in facts)
    return Markup("<table>{}</table>").format(Markup("").join(rows))


@html.register
def _outline(outline: Outline) -> str:
    parts = sorted((*outline.sections, *outline.unmapped), key=lambda s: (s.span.start, s.level))
    lines = [
        Markup('<div style="padding-left:{}em">{} <code>{}</code></div>').format(
            2 * (part.level - 1), tame(part.heading), part.key
        )
        for part in parts
    ]
    if outline.missing:
        keys = ", ".join(gap.key for gap in outline.missing)
        lines.append(Markup("<div>缺 missing: {}</div>").format(keys))
    return Markup("<div><b>form {}</b>{}</div>").format(outline.scheme, Markup("").join(lines))


@html.register
def _item(item: Item) -> str:
    form = '<div style="border-left:4px solid {};padding-left:.7em"><b>{}</b> {}<br>{}</div>'
    return Markup(form).format(_COLOURS[item.role], item.id, _role(item), tame(item.text))


@html.register
def _analysis(analysis: Analysis) -> str:
    head = _row(["", "类别 role", "主题 themes", "实质性 level", "原文 text"], "th")
    rows = [_item_row(analysis, item) for item in analysis.items[:_SHOWN]]
    left = len(analysis.items) - len(rows)
    more = Markup("<p>… {} more items</p>").format(left) if left > 0 else Markup("")
    failed = [check for check in analysis.checks if check.result == "failed"]
    told = [
        Markup("<p>✗ {}: {}</p>").format(_both("check", check.name), tame(check.note))
        for check in failed
    ]
    lost = [Markup("<p>⚠ {}: {}</p>").format(f.stage, tame(f.message)) for f in analysis.failures]
    form = "<p><b>{}</b></p><table>{}{}</table>{}{}"
    rest = Markup("").join([*told, *lost])
    return Markup(form).format(repr(analysis), head, Markup("").join(rows), more, rest)


def _item_row(analysis: Analysis, item: Item) -> Markup:
    mentions = sorted((m for m in analysis.mentions if m.item == item.id), key=lambda m: m.rank)
    names = [theme_labels(m.codebook).get(m.theme, (m.theme,))[0] for m in mentions]
    level = analysis.score_of(item.id, "level")
    shown = "–" if level is None or level.value is None else f"{level.value:.0f}"
    role = Markup('<span style="color:{}">{}</span>').format(_COLOURS[item.role], _role(item))
    return _row([item.id, role, "、".join(names), shown, tame(item.text)])


def _role(item: Item) -> str:
    status = f" · {_both('status', item.status)}" if item.status else ""
    return f"{_both('role', item.role)}{status}"


def _both(group: str, key: str) -> str:
    return " ".join(labels()[group].get(key, (key,)))


def _row(cells: list[object], tag: str = "td") -> Markup:
    form = Markup('<{0} style="{1}">{2}</{0}>')
    return Markup("<tr>{}</tr>").format(
        Markup("").join(form.format(Markup(tag), _CELL, cell) for cell in cells)
    )
