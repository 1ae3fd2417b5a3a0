"""One report as a self-contained page: the text with all that was found in it.

No script, style or picture comes from outside; every string of the source is escaped, so a
hostile report shows harmlessly.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nlp_reports.report import Analysis, Figure, Issuer, Item, Section, Year

_ROLES = {
    "problem": ("问题", "problem"),
    "measure": ("措施", "measure"),
    "supervision": ("监督", "supervision"),
    "activity": ("工作", "activity"),
    "context": ("背景", "context"),
}
_TABLES = {
    "proactive": ("主动公开政府信息情况", "Proactive disclosure"),
    "requests": ("收到和处理政府信息公开申请情况", "Requests received and handled"),
    "reviews": ("行政复议、行政诉讼情况", "Reviews and litigation"),
}
_SIGNS = {"blank": "", "slash": "/", "dash": "—", "not_applicable": "不涉及", "missing": "?"}


def write_page(analysis: Analysis, path: str | Path) -> Path:
    """Write the page of one analysis; return its path."""
    from nlp_reports.corpus.store import write_aside

    target = Path(path)
    write_aside(target, page(analysis).encode())
    return target


def page(analysis: Analysis) -> str:
    """Return the page of one analysis as HTML."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("nlp_reports.views", "templates")
    jinja = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    report = analysis.report
    return jinja.get_template("report.html.j2").render(
        title=report.title or Path(report.source.path).name,
        issuer=report.issuer.name if isinstance(report.issuer, Issuer) else None,
        level=report.issuer.level if isinstance(report.issuer, Issuer) else "unknown",
        year=report.year.value if isinstance(report.year, Year) else None,
        report=report,
        outline=analysis.outline,
        sections=sorted(analysis.outline.sections, key=lambda s: s.span.start),
        pieces=list(_pieces(analysis)),
        roles=_ROLES,
        counts={role: len(analysis.by_role(role)) for role in _ROLES},  # type: ignore[arg-type]
        tables=list(_tables(analysis)),
        checks=analysis.checks,
        failures=analysis.failures,
        provenance=analysis.provenance,
        document={s.name: s for s in analysis.scores if s.target == "report"},
    )


def _pieces(analysis: Analysis) -> Iterator[dict[str, Any]]:
    """Yield the text in order: plain stretches, headings and items."""
    text, at = analysis.report.text, 0
    for start, end, thing in sorted(_marks(analysis), key=lambda mark: mark[:2]):
        if start < at:
            continue
        yield {"kind": "text", "text": text[at:start]}
        yield _heading(thing, text) if isinstance(thing, Section) else _item(analysis, thing)
        at = end
    yield {"kind": "text", "text": text[at:]}


def _marks(analysis: Analysis) -> Iterator[tuple[int, int, Section | Item]]:
    for section in (*analysis.outline.sections, *analysis.outline.unmapped):
        if section.body.start > section.span.start:
            yield section.span.start, section.body.start, section
    for item in analysis.items:
        yield item.span.start, item.span.end, item


def _heading(section: Section, text: str) -> dict[str, Any]:
    printed = text[section.span.start : section.body.start]
    return {"kind": "heading", "text": printed, "section": section}


def _item(analysis: Analysis, item: Item) -> dict[str, Any]:
    scores = {s.name: s for s in analysis.scores if s.target == item.id}
    substance = scores.get("substance")
    return {
        "kind": "item",
        "item": item,
        "text": item.text,
        "themes": analysis.themes_of(item),
        "substance": substance.value if substance else None,
        "why": [e.note for e in substance.evidence] if substance else [],
        "shares": {
            name: scores[name].value
            for name in ("mandated", "own_past", "cross_issuer", "novel")
            if name in scores and scores[name].value is not None
        },
        "answers": [k.problem for k in analysis.links if k.measure == item.id],
        "page": analysis.report.page_of(item.span),
    }


def _tables(analysis: Analysis) -> Iterator[dict[str, Any]]:
    failed = {c for check in analysis.checks if check.result == "failed" for c in check.cells}
    for name, (zh, en) in _TABLES.items():
        cells = [cell for cell in analysis.figures.cells if cell.table == name]
        if not cells:
            continue
        columns = {cell.column: cell.column_zh for cell in cells}
        rows = {cell.row: cell.row_zh for cell in cells}
        here = {(cell.row, cell.column): cell for cell in cells}
        yield {
            "zh": zh,
            "en": en,
            "columns": list(columns.values()),
            "rows": [
                (label, [_shown(here.get((row, column)), failed) for column in columns])
                for row, label in rows.items()
            ],
        }


def _shown(cell: Figure | None, failed: set[str]) -> tuple[str, bool]:
    """Return a cell's text and whether a failed check read it."""
    if cell is None:
        return "", False
    text = _SIGNS.get(cell.state, "") if cell.value is None else f"{cell.value:g}"
    return text, f"{cell.table}.{cell.row}.{cell.column}" in failed
