"""One report as a self-contained page: the text with all that was found in it.

No script, style or picture comes from outside; every string of the source is escaped, so a
hostile report shows harmlessly. There is no script at all: hovering and the keyboard work by
style alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp_reports.corpus.rows import SHARES
from nlp_reports.report import Analysis, Figure, Issuer, Item, Section, Year
from nlp_reports.views.labels import labels, theme_labels
from nlp_reports.views.reused import Reuse, passages

if TYPE_CHECKING:
    from nlp_reports.corpus.results import Results

_SIGNS = {"blank": "", "slash": "/", "dash": "—", "not_applicable": "不涉及", "missing": "?"}
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def write_page(analysis: Analysis, path: str | Path, results: Results | None = None) -> Path:
    """Write the page of one analysis; return its path.

    Args:
        analysis: of one report.
        path: where to.
        results: a finished run that holds the report: then the page shows whose wording is reused.
    """
    from nlp_reports.corpus.store import write_aside

    target = Path(path)
    write_aside(target, page(analysis, results).encode("utf-8", "replace"))
    return target


def page(analysis: Analysis, results: Results | None = None) -> str:
    """Return the page of one analysis as HTML; see :func:`write_page`."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("nlp_reports.views", "templates")
    jinja = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, finalize=tame)
    report, words = analysis.report, labels()
    reuse = Reuse.of(results, analysis) if results else None
    roles = words["role"]
    return jinja.get_template("report.html.j2").render(
        title=report.title or Path(report.source.path).name,
        issuer=report.issuer.name if isinstance(report.issuer, Issuer) else None,
        level=report.issuer.level if isinstance(report.issuer, Issuer) else "unknown",
        year=report.year.value if isinstance(report.year, Year) else None,
        report=report,
        outline=analysis.outline,
        sections=_headed(analysis),
        pieces=_Pieces(analysis, reuse).all(),
        words=words,
        counts={role: len(analysis.by_role(role)) for role in roles},  # type: ignore[arg-type]
        first={role: _first(analysis.items, role) for role in roles},
        tables=list(_tables(analysis)),
        checks=analysis.checks,
        failures=analysis.failures,
        provenance=analysis.provenance,
        document={s.name: s for s in analysis.scores if s.target == "report"},
    )


def tame(value: Any) -> Any:
    r"""Show characters that hide or turn text around (controls, direction marks) as ``�``.

    >>> tame("a\u202eb")
    'a�b'
    """
    return _UNSEEN.sub("�", value) if type(value) is str else value


def _first(items: Iterable[Item], role: str) -> str | None:
    return next((item.id for item in items if item.role == role), None)


def _headed(analysis: Analysis) -> list[Section]:
    """Return the sections with a heading: what stands before the first has none to jump to."""
    found = [s for s in analysis.outline.sections if s.body.start > s.span.start]
    return sorted(found, key=lambda section: section.span.start)


@dataclass
class _Pieces:
    """The text in order: plain stretches, headings, items, and where pages begin."""

    analysis: Analysis
    reuse: Reuse | None

    def all(self) -> Iterator[dict[str, Any]]:
        text, at = self.analysis.report.text, 0
        pages = self._pages()
        for start, end, thing in sorted(self._marks(), key=lambda mark: mark[:2]):
            if start < at:
                continue
            yield from self._plain(text, at, start, pages)
            yield self._heading(thing, text) if isinstance(thing, Section) else self._item(thing)
            at = end
        yield from self._plain(text, at, len(text), pages)

    def _pages(self) -> list[tuple[int, int]]:
        """Where each page but the first begins, the last one first."""
        starts: dict[int, int] = {}
        for block in self.analysis.report.blocks:
            if block.page:
                starts[block.page] = min(block.span.start, starts.get(block.page, block.span.start))
        return sorted(((at, page) for page, at in starts.items() if page > 1), reverse=True)

    def _plain(
        self, text: str, at: int, end: int, pages: list[tuple[int, int]]
    ) -> Iterator[dict[str, Any]]:
        """Yield a stretch; a page that began inside an item is told right after it."""
        while pages and pages[-1][0] <= end:
            start, number = pages.pop()
            yield {"kind": "text", "text": text[at : max(at, start)]}
            yield {"kind": "page", "number": number}
            at = max(at, start)
        yield {"kind": "text", "text": text[at:end]}

    def _marks(self) -> Iterator[tuple[int, int, Section | Item]]:
        outline = self.analysis.outline
        for section in (*outline.sections, *outline.unmapped):
            if section.body.start > section.span.start:
                yield section.span.start, section.body.start, section
        for item in self.analysis.items:
            yield item.span.start, item.span.end, item

    def _heading(self, section: Section, text: str) -> dict[str, Any]:
        printed = text[section.span.start : section.body.start]
        return {"kind": "heading", "text": printed, "section": section}

    def _item(self, item: Item) -> dict[str, Any]:
        analysis = self.analysis
        scores = {s.name: s for s in analysis.scores if s.target == item.id}
        substance, level = scores.get("substance"), scores.get("level")
        mentions = sorted((m for m in analysis.mentions if m.item == item.id), key=lambda m: m.rank)
        sources = self.reuse.sources(item.id) if self.reuse else []
        own = {n: s.value for n in SHARES if (s := scores.get(n)) and s.value is not None}
        return {
            "kind": "item",
            "item": item,
            "parts": passages(item.text, [source.text for source in sources]),
            "sources": sources,
            "themes": [theme_labels(m.codebook).get(m.theme, (m.theme, "")) for m in mentions],
            "substance": substance.value if substance else None,
            "level": f"{level.value:.0f}" if level and level.value is not None else None,
            "why": [e.note for e in substance.evidence] if substance else [],
            "shares": self.reuse.shares(item.id) if self.reuse else own,
            "answers": [k.problem for k in analysis.links if k.measure == item.id],
            "answered": [k.measure for k in analysis.links if k.problem == item.id],
            "page": analysis.report.page_of(item.span),
        }


def _tables(analysis: Analysis) -> Iterator[dict[str, Any]]:
    failed = {c for check in analysis.checks if check.result == "failed" for c in check.cells}
    for name, (zh, en) in labels()["table"].items():
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
