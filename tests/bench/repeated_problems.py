"""How well problems said again in other words are found.

Two reports of one issuer, a year apart, of splits train and dev; which later problem repeats which
earlier one was read by hand (``tests/cases/repeated.toml``). Themes are those of the coding. The
figures are printed for several thresholds, the one in use last::

    python tests/bench/repeated_problems.py
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from nlp_reports.evaluate.gold import GoldReport, load
from nlp_reports.evaluate.readings import given
from nlp_reports.report import Item
from nlp_reports.scores import versus as module
from nlp_reports.scores.versus import versus

ROOT = Path(__file__).parents[2]


def truth() -> list[tuple[str, str, str]]:
    """Later report, beginning of the earlier and of the later problem."""
    text = (ROOT / "tests" / "cases" / "repeated.toml").read_text("utf-8")
    rows = tomllib.loads(text)["repeated"]
    return [(row["report"], row["earlier"], row["later"]) for row in rows]


def years() -> Iterator[tuple[GoldReport, GoldReport]]:
    """Yield reports of one issuer, a year apart."""
    corpus = load(ROOT / "corpora" / "gold")
    reports = [report for split in ("train", "dev") for report in corpus.split(split)]
    by_year = {(report.issuer, report.year): report for report in reports}
    for (issuer, year), report in sorted(by_year.items()):
        if (issuer, year + 1) in by_year:
            yield report, by_year[issuer, year + 1]


def problems(report: GoldReport) -> dict[Item, str]:
    """The problems of a report with their main themes."""
    both = zip(report.items, given(report), strict=True)
    return {
        item: (gold.coding.themes or ("none",))[0] for gold, item in both if item.role == "problem"
    }


def reworded() -> list[tuple[str, str, str]]:
    """Pairs of problems that are called the same matter, reworded: report, earlier, later."""
    found = []
    for earlier, later in years():
        before, after = problems(earlier), problems(later)
        names = ((earlier.issuer,), (later.issuer,))
        match = versus(list(before), list(after), names=names, themes=before | after)
        found += [(later.id, m.left.text, m.right.text) for m in match.of("same matter")]
    return found


def measure() -> tuple[int, float, float]:
    """Give how many pairs are found, their precision and their recall, 0-1."""
    wanted, found = truth(), reworded()
    right = [
        row
        for row in wanted
        if any(
            row[0] == report and left.startswith(row[1]) and text.startswith(row[2])
            for report, left, text in found
        )
    ]
    return len(found), len(right) / max(1, len(found)), len(right) / len(wanted)


if __name__ == "__main__":
    in_use = module.SAME_MATTER
    for threshold in (0.15, 0.1, 0.05, 0.03, 0.0, in_use):
        module.SAME_MATTER = threshold
        pairs, precision, recall = measure()
        print(f"{threshold:.2f}: {pairs} pairs, precision {precision:.2f}, recall {recall:.2f}")
