"""Sources without a printed page (DOCX, HTML): paragraphs and tables in document order.

Their raw text is this module's own linear form: a line per paragraph, a line per table row with
tabs between cells, furniture at its place. Spans lead back to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlp_reports.errors import NoTextError
from nlp_reports.readers import chrome, debris, reflow
from nlp_reports.readers.base import Original
from nlp_reports.readers.pieces import Piece, report_of
from nlp_reports.report import BlockKind, Cell, Report, Table
from nlp_reports.text import Span


@dataclass(slots=True)
class Linear:
    """Paragraphs, tables and furniture in the order they are added.

    ``wrapped`` says that lines may be parts of one paragraph (``<br>`` layouts).
    """

    wrapped: bool = False
    _texts: list[str] = field(default_factory=list)
    _kinds: list[BlockKind] = field(default_factory=list)
    _tables: dict[int, Table] = field(default_factory=dict)

    def paragraph(self, text: str, *, heading: bool = False) -> None:
        """Add a paragraph; line breaks in it part lines, blank lines vanish."""
        for line in text.splitlines():
            if line.strip():
                self._texts.append(line)
                self._kinds.append("heading" if heading else "paragraph")

    def furniture(self, text: str) -> None:
        """Add a running head, a button or another thing that is not the report's text."""
        for line in text.splitlines():
            if line.strip():
                self._texts.append(line)
                self._kinds.append("furniture")

    def table(self, cells: Sequence[Cell]) -> None:
        """Add a table; one without any text is left out."""
        if not any(cell.text for cell in cells):
            return
        if self.wrapped and chrome.is_field_table([cell.text for cell in cells]):
            self.furniture(" ".join(cell.text for cell in cells))
            return
        made = Table(None, tuple(cells), Span(0, 0))
        self._tables[len(self._texts)] = made
        self._texts.append("\n".join("\t".join(row) for row in made.rows))
        self._kinds.append("table")

    @property
    def characters(self) -> int:
        """Characters so far."""
        return sum(map(len, self._texts))

    def report(self, file: Original, media_type: str, warnings: Sequence[str] = ()) -> Report:
        """The report that was added up.

        Raises:
            LimitError: it is too long, or a table of it has too many cells.
            NoTextError: there is no text in it.
        """
        raw = "\n".join(self._texts)
        file.check_characters(len(raw))
        file.check_cells(max((len(table.cells) for table in self._tables.values()), default=0))
        if not any(kind in ("paragraph", "heading") for kind in self._kinds) and not self._tables:
            raise NoTextError(file.path)
        return report_of(file.source(media_type), raw, self._pieces(), warnings=warnings)

    def _pieces(self) -> Iterator[Piece]:
        prose = self._prose()
        titled = reflow.title_lines([self._texts[i].strip() for i in prose[:8]])
        title = [prose[i] for i in titled]
        runs = self._debris()
        lines = [self._texts[i] for i in prose]
        usual = reflow.usual_width(lines) if reflow.is_pasted(lines) else None
        at = 0
        before: str | None = None
        for i, text in enumerate(self._texts):
            span = Span(at, at + len(text))
            at = span.end + 1
            if i in runs and i not in title:
                yield self._debris_piece(i, runs[i], span)
            elif self._is_furniture(i):
                yield Piece(span, "furniture", rule="furniture")
            elif self._kinds[i] == "table":
                yield Piece(span, "table", rule="table", table=self._tables[i])
            else:
                fresh = i not in title[1:]
                if fresh and before is not None and usual is not None:
                    deep = text[:1].isspace()
                    fresh = reflow.begins_block(before, text.strip(), usual, indented=deep)
                    fresh = fresh or (not self.wrapped and reflow.ends_sentence(before))
                yield self._prose_piece(i, span, fresh, i in title)
                before = text.strip()

    def _prose(self) -> list[int]:
        """The paragraphs and headings; contents, and what stands about a page's text, go."""
        prose = [i for i, kind in enumerate(self._kinds) if kind in ("paragraph", "heading")]
        lines = [self._texts[i] for i in prose]
        dropped = chrome.contents_lines(lines)
        if self.wrapped:
            dropped |= {*range(chrome.leading_lines(lines, page=True))}
            dropped |= {*range(chrome.trailing_lines(lines), len(lines))}
        for at in dropped:
            self._kinds[prose[at]] = "furniture"
        return [i for at, i in enumerate(prose) if at not in dropped]

    def _debris(self) -> dict[int, range]:
        """Runs of paragraphs that are pieces of a table, by each of their lines."""
        plain = [
            t if k == "paragraph" else "。" for t, k in zip(self._texts, self._kinds, strict=True)
        ]
        return {i: run for run in debris.table_runs(plain) for i in run}

    def _debris_piece(self, i: int, run: range, span: Span) -> Piece:
        """The whole table stands at its first line; its other lines are taken out."""
        if i != run.start:
            return Piece(span, "furniture", rule="table-line")
        table = debris.lines_table([self._texts[j] for j in run])
        return Piece(span, "table", rule="table", table=table)

    def _is_furniture(self, i: int) -> bool:
        if self._kinds[i] == "furniture":
            return True
        text = self._texts[i]
        return self._kinds[i] == "paragraph" and (
            reflow.is_page_number(text) or chrome.is_chrome_line(text)
        )

    def _prose_piece(self, i: int, span: Span, fresh: bool, title: bool) -> Piece:
        text = self._texts[i]
        trimmed = Span(span.start + len(text) - len(text.lstrip()), span.start + len(text.rstrip()))
        plain = text.strip()
        heading = title or reflow.is_heading(plain) or reflow.is_title(plain)
        heading = heading or (self._kinds[i] == "heading" and not reflow.ends_sentence(plain))
        kind: BlockKind = "heading" if heading and fresh else "paragraph"
        return Piece(trimmed, kind, fresh, rule="paragraph")
