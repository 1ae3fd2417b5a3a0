"""Scores of a report's items and of the report itself."""

from __future__ import annotations

from collections.abc import Sequence

from nlp_reports.report import Item, Link, Score
from nlp_reports.scores.background import Background
from nlp_reports.scores.document import document_scores, document_shares
from nlp_reports.scores.slots import SCORED
from nlp_reports.scores.substance import items_scores


def score(
    items: Sequence[Item],
    background: Background | None = None,
    *,
    links: Sequence[Link] = (),
    issuer: str | None = None,
) -> tuple[Score, ...]:
    """Score every problem, measure and supervision item, then the report.

    Args:
        items: all items of one report.
        background: what other reports say; without one there are no scores of reuse.
        links: which measure answers which problem.
        issuer: the report's issuer, so that its own reports in the background do not count as
            those of others.
    """
    scored = [item for item in items if item.role in SCORED]
    own = items_scores(scored)
    reuse: list[Score] = []
    if background is not None:
        reuse = [s for item in scored for s in background.item_scores(item, issuer)]
        reuse += document_shares(scored, reuse)
    return (*own, *reuse, *document_scores(scored, own, links))
