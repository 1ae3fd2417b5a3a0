"""What a corpus holds, and how like real reports it is: counts, variety, overlap."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np

from nlp_reports.evaluate.authored import PRACTICES, THEMES
from nlp_reports.evaluate.findings import Entry, Findings
from nlp_reports.evaluate.gold import SPLITS, Gold, GoldItem, GoldReport, folded, opened
from nlp_reports.evaluate.metrics import SEED

LONGEST = 0.6
"""Share of an item that one run of another issuer's item may cover before it counts as copied."""
RUN = 24
"""Han characters in a row that a corpus may not share with a real report."""
_STYLES = (
    ("一是", r"[一二三四五六七八九十]是[：，,]?$"),
    ("（一）", r"[（(][一二三四五六七八九十]{1,3}[）)]$"),
    ("一、", r"[一二三四五六七八九十]{1,3}、$"),
    ("1.", r"\d{1,2}[.．、]$"),
    ("（1）", r"[（(]\d{1,2}[）)]$"),
    ("①", r"[①-⑳]$"),
    ("首先", r"(?:首先|其次|再次|最后)[，,]?$"),
    ("第一", r"第[一二三四五六七八九十][，,]?$"),
    ("其一", r"其[一二三四五六七八九十][，,：]?$"),
    ("一方面", r"[一另]方面[，,]?$"),
)


def evaluate(gold: Gold, real: Gold | None = None) -> Findings:
    """Describe a corpus, with the real reports beside it where they are at hand."""
    found = Findings()
    _documents(found, gold)
    _labels(found, gold)
    _variety(found, gold)
    _beside(found, gold, real)
    if real is not None:
        _overlap(found, gold, real)
    return found


def _items(reports: Iterable[GoldReport]) -> Iterator[tuple[GoldReport, GoldItem]]:
    for report in reports:
        for item in report.items:
            yield report, item


def _counted(
    found: Findings,
    title: str,
    name: str,
    split_of: Sequence[tuple[str, str]],
    order: Sequence[str],
) -> None:
    counts = Counter(split_of)
    keys = [*order] or sorted({key for _, key in counts})
    rows: list[Sequence[Entry]] = [
        (key, *(counts[split, key] for split in SPLITS), sum(counts[s, key] for s in SPLITS))
        for key in keys
    ]
    found.table(title, (name, *SPLITS, "all"), rows)


def _documents(found: Findings, gold: Gold) -> None:
    rows: list[Sequence[Entry]] = []
    for split in (*SPLITS, "all"):
        own = gold.reports if split == "all" else gold.split(split)
        by_issuer = Counter(report.issuer for report in own)
        rows.append((
            split, len(own), sum(report.about["whole"] == "1" for report in own), len(by_issuer),
            sum(n > 1 for n in by_issuer.values()), sum(len(report.items) for report in own),
            sum(len(report.text) for report in own),
        ))  # fmt: skip
    heads = ("split", "reports", "whole", "issuers", "with several years", "items", "characters")
    found.table("Reports", heads, rows)
    for about in ("level", "form", "year", "kind"):
        pairs = [(report.about["split"], report.about[about]) for report in gold.reports]
        _counted(found, f"Reports by {about}", about, pairs, ())


def _labels(found: Findings, gold: Gold) -> None:
    items = [(r.about["split"], i.coding) for r, i in _items(gold.reports)]
    _counted(found, "Items by role", "role", [(s, c.role) for s, c in items], ())
    levels = [(s, str(c.substance)) for s, c in items if c.substance is not None]
    _counted(found, "Items by level of substance", "level", levels, ())
    statuses = [(s, str(c.status)) for s, c in items if c.status]
    _counted(found, "Measures by status", "status", statuses, ())
    themes = [(s, key) for s, c in items for key in c.themes]
    _counted(found, "Items by theme", "theme", themes, THEMES)
    practices = [(s, key) for s, c in items for key in c.practices]
    _counted(found, "Items by practice", "practice", practices, PRACTICES)


def families(reports: Sequence[GoldReport]) -> set[str]:
    """Reports of planted families: those that copied from another issuer, and their sources."""
    issuers = {report.id: report.issuer for report in reports}
    return {
        name
        for report in reports
        for source, _ in report.reuse
        if issuers.get(source, report.issuer) != report.issuer
        for name in (report.id, source)
    }


class _Others:
    """All items' letters in one string, to look for runs of one issuer in those of others."""

    def __init__(self, gold: Gold) -> None:
        pieces, self.starts, self.issuers = [], [], []
        size = 0
        for report, item in _items(gold.reports):
            text = folded(item.text)[0] + "|"
            self.starts.append(size)
            self.issuers.append(report.issuer)
            pieces.append(text)
            size += len(text)
        self.text = "".join(pieces)

    def holds(self, run: str, issuer: str) -> bool:
        """Whether another issuer has the run."""
        at = self.text.find(run)
        while at >= 0:
            if self.issuers[bisect_right(self.starts, at) - 1] != issuer:
                return True
            at = self.text.find(run, at + 1)
        return False

    def copied(self, text: str, issuer: str) -> bool:
        """Whether one run over 60 % of the text stands in another issuer's item."""
        size = int(LONGEST * len(text)) + 1
        return any(self.holds(text[at : at + size], issuer) for at in range(len(text) - size + 1))


def _variety(found: Findings, gold: Gold) -> None:
    others = _Others(gold)
    planted = families(gold.reports)
    counts: Counter[tuple[str, bool]] = Counter()
    for report, item in _items(gold.reports):
        text = folded(item.text)[0]
        where = "planted families" if report.id in planted else "all other reports"
        sort = where if len(text) >= 8 else f"{where}, items under 8 characters"
        counts[sort, others.copied(text, report.issuer)] += 1
    rows: list[Sequence[Entry]] = [
        (name, n := counts[name, True] + counts[name, False], counts[name, True],
         counts[name, True] / n)
        for name in sorted({name for name, _ in counts})
    ]  # fmt: skip
    note = "An item counts where one run over 60 % of it stands in an item of another issuer."
    found.table(
        "Items that another issuer shares", ("items of", "items", "shared", "share"), rows, note
    )


def _beside(found: Findings, gold: Gold, real: Gold | None) -> None:
    corpora = {"gold": gold.reports} | ({"real": real.reports} if real else {})
    size = min(5000, *(_characters(reports) for reports in corpora.values()))
    rows: list[Sequence[Entry]] = [
        (name, *_distinct(reports, size)) for name, reports in corpora.items()
    ]
    note = f"Whole items drawn at random up to {size} characters, 50 times; 2.5 to 97.5 % of draws."
    heads = ("corpus", "mean", "low", "high")
    found.table("Distinct character 4-grams per 1,000 characters", heads, rows, note)
    _lengths(found, corpora)
    _styles(found, corpora)


def _characters(reports: Sequence[GoldReport]) -> int:
    return sum(len(item.text) for _, item in _items(reports))


def _distinct(reports: Sequence[GoldReport], size: int) -> tuple[float, float, float]:
    texts = [folded(item.text)[0] for _, item in _items(reports)]
    rng = np.random.default_rng(SEED)
    drawn = []
    for _ in range(50):
        grams: set[str] = set()
        chars = 0
        for at in rng.permutation(len(texts)):
            text = texts[at]
            grams.update(text[n : n + 4] for n in range(len(text) - 3))
            chars += len(text)
            if chars >= size:
                break
        drawn.append(1000 * len(grams) / chars)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(np.mean(drawn)), float(low), float(high)


def _lengths(found: Findings, corpora: Mapping[str, Sequence[GoldReport]]) -> None:
    rows: list[Sequence[Entry]] = []
    for role in ("problem", "measure", "supervision", "context"):
        for name, reports in corpora.items():
            sizes = [len(item.text) for _, item in _items(reports) if item.role == role]
            if sizes:
                marks = np.quantile(sizes, [0.1, 0.25, 0.5, 0.75, 0.9])
                rows.append((role, name, len(sizes), *(int(mark) for mark in marks)))
    heads = ("role", "corpus", "items", "10 %", "25 %", "median", "75 %", "90 %")
    found.table("Length of items in characters", heads, rows)


@cache
def _styles_compiled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in _STYLES)


def style(report: GoldReport, item: GoldItem) -> str:
    """How an item is enumerated, from what stands before it."""
    before = report.text[max(0, item.span.start - 8) : item.span.start].rstrip()
    return next((n for n, p in _styles_compiled() if p.search(before)), "none")


def _styles(found: Findings, corpora: Mapping[str, Sequence[GoldReport]]) -> None:
    counts = {
        name: Counter(style(r, i) for r, i in _items(reports) if i.role != "context")
        for name, reports in corpora.items()
    }
    rows: list[Sequence[Entry]] = [
        (mark, *(100 * own[mark] / max(1, own.total()) for own in counts.values()))
        for mark in (*(name for name, _ in _STYLES), "none")
    ]
    found.table("Enumerators, per cent of items", ("enumerator", *counts), rows)


def _han(text: str) -> str:
    return re.sub(r"[^\u4e00-\u9fff]", "", text)


_TABLES = ("proactive_figures", "request_figures", "review_figures")


def _prose(report: GoldReport) -> str:
    """The Han characters of a report without its statutory tables and its headings."""
    kept = list(report.text)
    for section in report.sections:
        end = section.span.end if section.key in _TABLES else section.body.start
        kept[section.span.start : end] = ["|"] * (end - section.span.start)
    return re.sub(r"[^\u4e00-\u9fff|]", "", "".join(kept))


def _overlap(found: Findings, gold: Gold, real: Gold) -> None:
    """Runs of 24 Han characters and more that stand in a real report too."""
    known: dict[str, str] = {}
    for other in real.reports:
        text = _han(opened(other).text + other.text)
        known |= {text[at : at + RUN]: other.id for at in range(len(text) - RUN + 1)}
    rows = list(_runs(gold.reports, known.get))
    note = (
        f"Runs of {RUN} Han characters or more outside statutory tables and headings: {len(rows)}."
    )
    heads = ("report", "real report", "run")
    found.table("Overlap with real reports", heads, rows or [("none", "", "")], note)


def _runs(
    reports: Sequence[GoldReport], owner: Callable[[str], str | None]
) -> Iterator[Sequence[Entry]]:
    for report in reports:
        text = _prose(report)
        at = 0
        while at <= len(text) - RUN:
            name = owner(text[at : at + RUN])
            if name is None:
                at += 1
                continue
            end = at + RUN
            while end < len(text) and owner(text[end - RUN + 1 : end + 1]):
                end += 1
            yield (report.id, name, f"{text[at : at + 12]}… ({end - at} characters)")
            at = end
