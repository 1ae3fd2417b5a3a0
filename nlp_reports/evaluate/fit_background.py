"""Fit the background that ships on the gold corpus.

The documented command, which gives the same arrays and digests again::

    python -m nlp_reports.evaluate.fit_background corpora/gold models/background
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from nlp_reports.evaluate.gold import GoldReport, load
from nlp_reports.scores import Background, Passage
from nlp_reports.scores.slots import SCORED

_CARD = """# Background "authored": what stock looks like in fiction

Shingles of {k} masked characters by issuer, of {passages} problem, measure and supervision items in
{reports} authored reports of {issuers} fictional issuers (all splits of `corpora/gold`).

`cross_issuer` against it says that a phrase is stock in our fiction, and no more: it knows no real
issuer, no real template and no year. Analyse your reports together (`nlp-reports analyze`), or fit
a background on your own corpus (`Background.fit`), before you say anything about copying.

Command: `python -m nlp_reports.evaluate.fit_background corpora/gold models/background`.
"""


def passages(reports: Sequence[GoldReport]) -> Iterator[Passage]:
    """Yield the scored items, sorted by issuer and year."""
    for report in sorted(reports, key=lambda r: (r.issuer, r.year, r.id)):
        region = report.about["region"] or None
        for item in report.items:
            if item.role in SCORED:
                name = f"i{item.index:03d}"
                yield Passage(report.id, name, report.issuer, region, report.year, item.text)


def fit_background(gold: Path, folder: Path) -> Background:
    """Fit, save with a card, return it.

    Raises:
        UsageError: the gold folder is incomplete.
    """
    found = Background.fit(passages(load(gold).reports), name="authored")
    found.save(folder)
    (folder / "CARD.md").write_text(_CARD.format(k=found.k, **found.counts), "utf-8")
    return found


if __name__ == "__main__":
    print(fit_background(Path(sys.argv[1]), Path(sys.argv[2])))
