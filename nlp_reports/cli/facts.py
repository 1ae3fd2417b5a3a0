"""An analysis as plain data, for ``--json``: the contract of DESIGN.md section 5."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from nlp_reports.corpus.rows import SHARES, check_rows, figure_rows, item_row, report_row
from nlp_reports.report import Analysis, Item

_REPORT = (
    "report_id",
    "path",
    "title",
    "issuer",
    "level",
    "kind",
    "region",
    "year",
    "form",
    "pages",
    "warnings",
)
_ITEM = (
    "item_id",
    "section",
    "role",
    "status",
    "number",
    "text",
    "start",
    "end",
    "page",
    "themes",
    "practices",
    "level",
    "p_substantive",
    "substance",
    "why",
    *SHARES,
)


def facts(analysis: Analysis) -> dict[str, Any]:
    """Return one object with all that was found."""
    return {
        "report": _pick(report_row(analysis), _REPORT),
        "outline": _outline(analysis),
        "items": [item_facts(analysis, item) for item in analysis.items],
        "mentions": [
            {
                "item_id": m.item,
                "codebook": m.codebook,
                "theme": m.theme,
                "rank": m.rank,
                "weight": m.weight,
                "decided_by": m.decided_by,
                "evidence": [[s.start, s.end] for s in m.evidence],
            }
            for m in analysis.mentions
        ],
        "links": [
            {"problem_id": k.problem, "measure_id": k.measure, "weight": k.weight, "why": k.why}
            for k in analysis.links
        ],
        "figures": [_without_id(row) for row in figure_rows(analysis)],
        "checks": [_named(row) for row in check_rows(analysis)],
        "scores": [
            {
                "target": s.target,
                "name": s.id,
                "value": s.value,
                "unit": s.unit,
                "background": s.background,
                "why_none": s.why_none,
            }
            for s in analysis.scores
        ],
        "failures": [asdict(failure) for failure in analysis.failures],
        "provenance": asdict(analysis.provenance),
    }


def item_facts(analysis: Analysis, item: Item) -> dict[str, Any]:
    """Return one item with themes, scores and place."""
    return _pick(item_row(analysis, item), _ITEM)


def _outline(analysis: Analysis) -> dict[str, Any]:
    outline = analysis.outline

    def section(part: Any) -> dict[str, Any]:
        return {
            "key": part.key,
            "heading": part.heading,
            "level": part.level,
            "start": part.span.start,
            "end": part.span.end,
            "rule": part.rule,
            "confidence": part.confidence,
            "page": analysis.report.page_of(part.span),
        }

    return {
        "form": outline.scheme,
        "sections": [section(part) for part in outline.sections],
        "unmapped": [section(part) for part in outline.unmapped],
        "missing": [{"key": gap.key, "reason": gap.reason} for gap in outline.missing],
    }


def _pick(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row.get(name) for name in names}


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "report_id"}


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": row["check"],
        **{k: v for k, v in row.items() if k not in ("report_id", "check")},
    }
