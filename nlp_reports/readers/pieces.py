"""From pieces of raw text to a report: what is kept, joined, parted and taken out.

A reader only says which raw stretches there are, of which kind, and where a new block begins.
:func:`compose` makes the edits, the reflowed text, its blocks and the places of its tables.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from nlp_reports.chinese import normalise
from nlp_reports.report import Block, BlockKind, Box, Cell, Layout, Missing, Report, Source, Table
from nlp_reports.text import Edit, Normalised, Span


@dataclass(slots=True)
class Piece:
    """A raw stretch, mostly a line.

    Furniture leaves the text; so does a ``table`` piece that carries its :class:`Table`. A
    ``table`` piece without one is a flattened table: it stays in the text, blanks and all.
    ``fresh`` means that it begins a block; a piece that is not continues the last block, also
    across what was taken out between. ``rule`` names why.
    """

    span: Span
    kind: BlockKind
    fresh: bool = True
    rule: str = "line"
    page: int | None = None
    box: Box | None = None
    table: Table | None = None

    @property
    def stays(self) -> bool:
        """Whether its characters stay in the text."""
        return self.kind != "furniture" and self.table is None


@dataclass(slots=True)
class _Growing:
    """A block whose last line may be still to come: it grows in place, line by line."""

    kind: BlockKind
    start: int
    end: int
    page: int | None
    box: Box | None


@dataclass(slots=True)
class _Draft:
    """What :func:`compose` gathers; offsets count in the text before character cleaning."""

    edits: list[Edit]
    blocks: list[_Growing]
    tables: list[Table]
    size: int = 0
    kept: int = -1  # the block that a piece which is not fresh continues


def glue(before: str, after: str) -> str:
    """What joins two lines: a blank between Latin words, nothing otherwise."""
    latin = before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
    return " " if latin or (before in ",;:" and after.isascii() and after.isalpha()) else ""


def report_of(
    source: Source,
    raw: str,
    pieces: Iterable[Piece],
    *,
    layout: Layout | None = None,
    pages: int | None = None,
    warnings: Sequence[str] = (),
) -> Report:
    """A report from its pieces, in reading order; they must not overlap.

    Title, issuer and year are left to the agencies room.
    """
    normalised, blocks, tables = compose(raw, pieces)
    unknown = "not looked for yet"
    return Report(
        source=source,
        title=Missing("title", unknown),
        issuer=Missing("issuer", unknown),
        year=Missing("year", unknown),
        normalised=normalised,
        blocks=blocks,
        tables=tables,
        warnings=tuple(warnings),
        layout=layout,
        pages=pages,
    )


def compose(
    raw: str, pieces: Iterable[Piece]
) -> tuple[Normalised, tuple[Block, ...], tuple[Table, ...]]:
    """The reflowed text over ``raw``, its blocks, and its tables with their places."""
    draft = _Draft([], [], [])
    _gather(raw, pieces, draft)
    laid_out = Normalised(raw, draft.edits)
    keep = [Span(b.start, b.end) for b in draft.blocks if b.kind == "table" and b.end > b.start]
    dirty = normalise.needs_cleaning(laid_out.text)
    cleaned = laid_out.then(normalise.edits(laid_out.text, keep) if dirty else [])
    moved = _forward(cleaned)
    blocks = tuple(Block(b.kind, _move(b.start, b.end, moved), b.page, b.box) for b in draft.blocks)
    tables = tuple(replace(t, span=_move(t.span.start, t.span.end, moved)) for t in draft.tables)
    return cleaned, blocks, tables


def _gather(raw: str, pieces: Iterable[Piece], draft: _Draft) -> None:
    at = 0  # raw offset up to which everything is dealt with
    last = ""  # the last character kept
    for piece in pieces:
        if not piece.stays:
            _drop(draft, at, piece.span.start, "", "line-break")
            _take_out(draft, piece)
        elif len(piece.span):
            between = _separator(piece, last, raw[piece.span.start])
            if raw[at : piece.span.start] != between:
                rule = piece.rule if piece.fresh else "join"
                _drop(draft, at, piece.span.start, between, rule)
            draft.size += len(between)
            _keep(draft, piece, last == "")
            last = raw[piece.span.end - 1]
        at = max(at, piece.span.end)
    _drop(draft, at, len(raw), "", "line-break")


def _separator(piece: Piece, last: str, first: str) -> str:
    if not last:
        return ""
    return "\n" if piece.fresh else glue(last, first)


def _drop(draft: _Draft, start: int, end: int, to: str, rule: str) -> None:
    if end > start or to:
        draft.edits.append(Edit(Span(start, end), to, rule))


def _take_out(draft: _Draft, piece: Piece) -> None:
    _drop(draft, piece.span.start, piece.span.end, "", piece.rule)
    here = Span(draft.size, draft.size)
    draft.blocks.append(_Growing(piece.kind, here.start, here.end, piece.page, piece.box))
    if piece.table is not None:
        cells = piece.table.cells
        if normalise.needs_cleaning("".join([cell.text for cell in cells])):
            cells = tuple(map(_clean_cell, cells))
        draft.tables.append(replace(piece.table, cells=cells, span=here))


def _clean_cell(cell: Cell) -> Cell:
    """The cell without inserted blanks, full-width digits and radical look-alikes."""
    if not normalise.needs_cleaning(cell.text):
        return cell
    return replace(cell, text=normalise.normalise(cell.text).text)


def _keep(draft: _Draft, piece: Piece, first: bool) -> None:
    start, draft.size = draft.size, draft.size + len(piece.span)
    if piece.fresh or first:
        draft.kept = len(draft.blocks)
        draft.blocks.append(_Growing(piece.kind, start, draft.size, piece.page, piece.box))
    else:
        draft.blocks[draft.kept].end = draft.size


def _forward(step: Normalised) -> tuple[list[int], list[int]]:
    """Raw offsets after which the text is shifted, and by how much."""
    at, shift, total = [-1], [0], 0
    for edit in step.edits:
        total += len(edit.to) - len(edit.at)
        at.append(edit.at.end)
        shift.append(total)
    return at, shift


def _move(start: int, end: int, moved: tuple[list[int], list[int]]) -> Span:
    at, shift = moved
    if len(at) == 1:
        return Span(start, end)
    start += shift[bisect_right(at, start) - 1]
    end += shift[bisect_right(at, end) - 1]
    return Span(start, max(start, end))
