"""The package's own results on gold reports: clean, under noise, and on real reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nlp_reports.evaluate.gold import GoldReport, opened
from nlp_reports.evaluate.match import Reading
from nlp_reports.evaluate.noise import noisy
from nlp_reports.pipeline import analyze
from nlp_reports.report import Item


def read(reports: Iterable[GoldReport], layer: str = "clean") -> list[Reading]:
    """Run the whole way over reports, with a layer of noise over the text of each."""
    return [_read(report, layer) for report in reports]


def _read(report: GoldReport, layer: str) -> Reading:
    from nlp_reports.readers import read_text

    if layer == "clean":
        return Reading(report, analyze(opened(report)))
    noise = noisy(report.text, layer, name=report.id)
    found = analyze(read_text(noise.text, f"{report.id}.txt"))
    return Reading(report, found, layer, noise)


def given(report: GoldReport) -> Sequence[Item]:
    """The coded items as the package's own, for tagging and scoring without splitting."""
    return [
        Item(
            id=f"i{item.index:03d}",
            section=item.section,
            role=item.role,
            span=item.span,
            text=item.text,
            status=item.coding.status,  # type: ignore[arg-type]
            decided_by="gold",
        )
        for item in report.items
    ]
