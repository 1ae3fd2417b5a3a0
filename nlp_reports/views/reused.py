"""Where the wording of a report's items also stands: from the tables of a finished run."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from nlp_reports.corpus.rows import SHARES
from nlp_reports.errors import UsageError
from nlp_reports.report import Analysis

if TYPE_CHECKING:
    from nlp_reports.corpus.results import Results

SHORTEST = 5
"""Characters in a row from which wording counts as the same passage."""
_SOURCES = """
    select reuse.item_id as item_id, reuse.kind as kind, share,
        coalesce(issuer, other_report_id) as who, year, text
    from reuse join items o on o.report_id = other_report_id and o.item_id = other_item_id
    join reports r on r.report_id = other_report_id
    where reuse.report_id = {id} order by 1, share desc, year desc, who, other_item_id
"""
_SHARES = (
    "select item_id, mandated, own_past, cross_issuer, novel from items where report_id = {id}"
)
_MOST = 3


@dataclass(frozen=True, slots=True)
class Source:
    """Another item with the same wording; ``share`` is that of the report's item, 0-1."""

    kind: str
    share: float
    who: str
    year: int | None
    text: str


class Reuse:
    """What the other reports of a run share with one report.

    Args:
        results: a finished run.
        report_id: the report in it.
    """

    def __init__(self, results: Results, report_id: str) -> None:
        quoted = "'" + report_id.replace("'", "''") + "'"
        self._sources: defaultdict[str, list[Source]] = defaultdict(list)
        for row in results.sql(_SOURCES.format(id=quoted)).to_dict("records"):
            year = None if math.isnan(row["year"]) else int(row["year"])
            source = Source(row["kind"], row["share"], row["who"], year, row["text"])
            self._sources[row["item_id"]].append(source)
        self._shares: dict[str, dict[str, float]] = {}
        for row in results.sql(_SHARES.format(id=quoted)).to_dict("records"):
            values = {name: float(row[name]) for name in SHARES}
            known = {name: value for name, value in values.items() if not math.isnan(value)}
            self._shares[row["item_id"]] = known

    @classmethod
    def of(cls, results: Results, analysis: Analysis) -> Reuse:
        """Find the report of an analysis in a run, by its bytes.

        Raises:
            UsageError: the run does not hold it.
        """
        source, reports = analysis.report.source, results.reports
        same = reports[reports["sha256"] == source.sha256]["report_id"]
        chosen = source.id if source.id in set(same) else next(iter(same), None)
        if chosen is None:
            raise UsageError(f"{source.path}: not among the reports of {results.folder}")
        return cls(results, str(chosen))

    def sources(self, item: str) -> list[Source]:
        """The closest other items, at most three."""
        return self._sources[item][:_MOST]

    def shares(self, item: str) -> dict[str, float]:
        """The item's shares of reuse, 0-1; those without a value are left out."""
        return self._shares.get(item, {})


def passages(text: str, others: Sequence[str]) -> list[tuple[str, bool]]:
    """Cut a text into passages that also stand in one of the others, and the rest.

    >>> passages("加强业务培训，每周更新", ["继续加强业务培训"])
    [('加强业务培训', True), ('，每周更新', False)]
    """
    marked = bytearray(len(text))
    for other in others:
        matcher = SequenceMatcher(None, text, other, autojunk=False)
        for at, _, size in matcher.get_matching_blocks():
            if size >= SHORTEST:
                marked[at : at + size] = b"\1" * size
    parts: list[tuple[str, bool]] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marked[at] != marked[start]:
            parts.append((text[start:at], bool(marked[start])))
            start = at
    return parts
