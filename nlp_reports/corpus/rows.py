"""An analysis as rows of the tables."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from nlp_reports.report import (
    Analysis,
    Failure,
    Issuer,
    Item,
    Score,
    Section,
    Year,
)

Row = dict[str, Any]
SCORED = ("problem", "measure", "supervision")
DOCUMENT_SCORES = (
    "substance_mean",
    "substance_low",
    "substance_high",
    "substance_max",
    "share_substantive",
    "responsiveness",
    "admission",
)
SHARES = ("mandated", "own_past", "cross_issuer", "novel")


def rows_of(analysis: Analysis) -> dict[str, list[Row]]:
    """Return all rows of one report, by table."""
    by_target: dict[str, dict[str, Score]] = defaultdict(dict)
    for score in analysis.scores:
        by_target[score.target][score.name] = score
    return {
        "reports": [report_row(analysis)],
        "sections": list(section_rows(analysis)),
        "items": [_item_row(analysis, item, by_target[item.id]) for item in analysis.items],
        "mentions": list(mention_rows(analysis)),
        "links": [_link_row(analysis, link) for link in analysis.links],
        "figures": list(figure_rows(analysis)),
        "checks": list(check_rows(analysis)),
        "scores": list(score_rows(analysis)),
        "failures": [failure_row(failure) for failure in analysis.failures],
    }


def report_row(analysis: Analysis) -> Row:
    """Return the row of the ``reports`` table."""
    report = analysis.report
    issuer = report.issuer if isinstance(report.issuer, Issuer) else None
    year = report.year if isinstance(report.year, Year) else None
    roles = Counter(item.role for item in analysis.items)
    values = {s.name: s.value for s in analysis.scores if s.target == "report"}
    levels = {s.target: s.value for s in analysis.scores if s.name == "level"}
    denials = [i for i in analysis.items if i.role == "problem" and levels.get(i.id) == 0]
    return {
        "report_id": report.source.id,
        "path": report.source.path,
        "sha256": report.source.sha256,
        "title": report.title if isinstance(report.title, str) else None,
        "issuer": issuer.name if issuer else None,
        "level": issuer.level if issuer else "unknown",
        "kind": issuer.kind if issuer else None,
        "region": issuer.region if issuer else None,
        "region_code": issuer.region_code if issuer else None,  # the rest when tables are finished
        "year": year.value if year else None,
        "year_rule": year.rule if year else None,
        "form": analysis.outline.scheme,
        "pages": report.pages,
        "chars": len(report.text),
        "text_sha256": hashlib.sha256(
            "".join(report.text.split()).encode("utf-8", "replace")
        ).hexdigest(),
        "scored_chars": sum(len(i.text) for i in analysis.items if i.role in SCORED),
        "problems": roles["problem"],
        "denials": len(denials),
        "measures": roles["measure"],
        "supervisions": roles["supervision"],
        "activities": roles["activity"],
        "contexts": roles["context"],
        "checks_failed": sum(check.result == "failed" for check in analysis.checks),
        "warnings": list(report.warnings),
        **{name: values.get(name) for name in (*DOCUMENT_SCORES, *SHARES)},
    }


def section_rows(analysis: Analysis) -> Iterator[Row]:
    """Yield found, unmapped and missing sections."""
    outline, report = analysis.outline, analysis.report
    for status, sections in (("found", outline.sections), ("unmapped", outline.unmapped)):
        for section in sections:
            yield _section_row(analysis, section, status)
    for gap in outline.missing:
        yield {
            "report_id": report.source.id,
            "key": gap.key,
            "status": "missing",
            "reason": gap.reason,
        }


def _section_row(analysis: Analysis, section: Section, status: str) -> Row:
    return {
        "report_id": analysis.report.source.id,
        "key": section.key,
        "heading": section.heading or None,
        "level": section.level,
        "start": section.span.start,
        "end": section.span.end,
        "page": analysis.report.page_of(section.span),
        "rule": section.rule,
        "confidence": section.confidence,
        "status": status,
        "reason": None,
    }


def item_row(analysis: Analysis, item: Item) -> Row:
    """Return the row of the ``items`` table."""
    scores = {score.name: score for score in analysis.scores if score.target == item.id}
    return _item_row(analysis, item, scores)


def _item_row(analysis: Analysis, item: Item, scores: Mapping[str, Score]) -> Row:
    keys = list(analysis.themes_of(item))
    substance = scores.get("substance")

    def value(name: str) -> float | None:
        score = scores.get(name)
        return score.value if score else None

    level = value("level")
    return {
        "report_id": analysis.report.source.id,
        "item_id": item.id,
        "section": item.section,
        "role": item.role,
        "role_confidence": item.confidence,
        "role_decided_by": item.decided_by,
        "status": item.status,
        "number": item.number,
        "depth": item.depth,
        "text": item.text,
        "start": item.span.start,
        "end": item.span.end,
        "page": analysis.report.page_of(item.span),
        "themes": keys if item.role in ("problem", "measure") else [],
        "practices": keys if item.role == "supervision" else [],
        "level": None if level is None else int(level),
        "substance": value("substance"),
        "p_substantive": value("p_substantive"),
        "why": "; ".join(e.note for e in substance.evidence) or None if substance else None,
        **{name: value(name) for name in SHARES},
    }


def mention_rows(analysis: Analysis) -> Iterator[Row]:
    """Yield a row per item and theme."""
    for mention in analysis.mentions:
        yield {
            "report_id": analysis.report.source.id,
            "item_id": mention.item,
            "codebook": mention.codebook,
            "theme": mention.theme,
            "rank": mention.rank,
            "weight": mention.weight,
            "decided_by": mention.decided_by,
            "evidence": [span.of(analysis.report.text) for span in mention.evidence],
        }


def _link_row(analysis: Analysis, link: Any) -> Row:
    return {
        "report_id": analysis.report.source.id,
        "problem_id": link.problem,
        "measure_id": link.measure,
        "weight": link.weight,
        "why": link.why,
    }


def figure_rows(analysis: Analysis) -> Iterator[Row]:
    """Yield a row per statutory cell."""
    report_id = analysis.report.source.id
    for cell in analysis.figures.cells:
        yield {
            "report_id": report_id,
            "form": cell.form,
            "table": cell.table,
            "row": cell.row,
            "row_zh": cell.row_zh,
            "column": cell.column,
            "column_zh": cell.column_zh,
            "value": cell.value,
            "state": cell.state,
            "page": cell.page,
        }


def check_rows(analysis: Analysis) -> Iterator[Row]:
    """Yield a row per check."""
    for check in analysis.checks:
        yield {
            "report_id": analysis.report.source.id,
            "check": check.name,
            "result": check.result,
            "left": check.left,
            "right": check.right,
            "delta": check.delta,
            "likely": check.likely,
            "cells": " ".join(check.cells),
            "note": check.note or None,
            "start": check.span.start if check.span else None,
            "end": check.span.end if check.span else None,
            "page": analysis.report.page_of(check.span) if check.span else None,
        }


def score_rows(analysis: Analysis) -> Iterator[Row]:
    """Yield a row per score."""
    for score in analysis.scores:
        yield score_row(analysis.report.source.id, score)


def score_row(report_id: str, score: Score) -> Row:
    """Return a row of the ``scores`` table."""
    return {
        "report_id": report_id,
        "target": score.target,
        "name": score.name,
        "version": score.version,
        "value": score.value,
        "unit": score.unit,
        "background": score.background,
        "reason": score.why_none,
    }


def failure_row(failure: Failure) -> Row:
    """Return the row of the ``failures`` table."""
    return {
        "path": failure.path,
        "stage": failure.stage,
        "error": failure.error,
        "message": failure.message,
    }


def duplicate_row(failure: Failure) -> Row:
    """Return the row of ``duplicates`` for what a reader left out as met before."""
    kept = failure.message.partition("the same bytes as ")[2].removesuffix("; left out")
    return {"path": failure.path, "rule": "same bytes", "kept": kept, "sha256": None}
