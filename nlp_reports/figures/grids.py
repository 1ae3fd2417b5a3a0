"""Cells from tables whose rows and columns were seen: by row label and column head, never by rank.

A report's tables are read in order by one :class:`GridReader`, because a table may go on over a
page without its head, and two tables may have been taken for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from nlp_reports.figures.form import Label, han
from nlp_reports.figures.labels import best, columns_of, rows_of
from nlp_reports.figures.values import is_value, parse_value
from nlp_reports.report import Box, Cell, Table

_HEAD = 0.75  # likeness from which a cell counts as a column's head
TABLES = ("proactive", "requests", "reviews")


class Raw(NamedTuple):
    """A cell as found: keys of table, row and column, what it prints, where it stands.

    ``label`` is the printed row label where no row of a form has it; ``unit`` the unit printed in
    the column's head.
    """

    table: str
    row: str
    column: str
    raw: str
    page: int | None = None
    box: Box | None = None
    label: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class _Column:
    """Where a column, or a block of columns of the review table, stands in the lattice."""

    start: int
    end: int
    key: str
    unit: str | None = None

    def covers(self, cell: Cell) -> int:
        """Lattice columns that it shares with a cell."""
        return min(self.end, cell.col + cell.colspan) - max(self.start, cell.col)


@dataclass(slots=True)
class GridReader:
    """Reads the grids of one report in order, remembering heads from page to page.

    ``lost`` are the tables whose heads stand over one another: spans were lost, and they tell no
    place.
    """

    heads: dict[str, list[_Column]] = field(default_factory=dict)
    blocks: list[_Column] = field(default_factory=list)
    widths: dict[str, int] = field(default_factory=dict)
    pending: tuple[str, Label] | None = None
    glued: list[tuple[str, Label]] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    extra: int = 0

    def read(self, table: Table) -> list[Raw]:
        """The statutory cells of a table; nothing where it is some other table."""
        width = max((cell.col + cell.colspan for cell in table.cells), default=0)
        rows: dict[int, list[Cell]] = {}
        for cell in table.cells:
            rows.setdefault(cell.row, []).append(cell)
        found: list[Raw] = []
        for number in sorted(rows):
            cells = sorted(rows[number], key=lambda cell: cell.col)
            if not self._take_head(cells, width):
                found += self._data(cells, width, table.page)
        return found

    def _take_head(self, cells: Sequence[Cell], width: int) -> bool:
        """Whether a row heads columns; it is remembered."""
        if any([cell.text.isdecimal() or _is_number(cell.text) for cell in cells]):
            return False
        blocks = [(cell, hit[1]) for cell in cells if (hit := best(cell.text, rows_of("reviews")))]
        if blocks:
            if any(label.key == "reconsideration" for _, label in blocks):
                self.blocks, self.heads["reviews"] = [], []
            self.blocks += [_Column(c.col, c.col + c.colspan, label.key) for c, label in blocks]
        found = {name: self._hits(cells, name) for name in TABLES}
        table = max(TABLES, key=lambda name: len(found[name]))
        hits = found[table]
        long = any(len(han(cell.text)) >= 4 for cell, _ in hits)
        if len(hits) < 2 and not (hits and long):
            return bool(blocks)
        self._remember(table, hits, width)
        return True

    def _hits(self, cells: Sequence[Cell], table: str) -> list[tuple[Cell, Label]]:
        columns = columns_of(table)
        return [(cell, hit[1]) for cell in cells if (hit := best(cell.text, columns, _HEAD))]

    def _remember(self, table: str, hits: Sequence[tuple[Cell, Label]], width: int) -> None:
        fresh = table == "proactive" or (
            table == "requests" and any(label.key == "natural_person" for _, label in hits)
        )
        known = [] if fresh else self.heads.get(table, [])
        known += [
            _Column(cell.col, cell.col + cell.colspan, label.key, _unit(cell.text))
            for cell, label in hits
        ]
        self.heads[table] = sorted(known, key=lambda column: column.start)
        self.widths[table] = width
        pairs = pairwise(self.heads[table])
        overlap = any(one.end > other.start for one, other in pairs)
        (self.lost.add if overlap else self.lost.discard)(table)

    def _data(self, cells: Sequence[Cell], width: int, page: int | None) -> Sequence[Raw]:
        named = self._named(cells)
        values = any([is_value(cell.text) for cell in cells])
        if named is not None:
            found = self._row(*named, cells, width, page)
            self.pending = self.glued.pop(0) if self.glued else None if values else named
            return found
        if self.heads.get("reviews") and self.blocks and not _labelled(cells):
            return list(self._reviews(cells, page))
        if values and self.pending and not _labelled(cells):
            pending, self.pending = self.pending, None
            return self._row(*pending, cells, width, page)
        if values and self._stands_in_requests(cells):
            return list(self._extra(cells, width, page))
        return ()

    def _named(self, cells: Sequence[Cell]) -> tuple[str, Label] | None:
        """The row that a label names, the rightmost label first: groups stand to the left."""
        for cell in reversed(cells):
            if not cell.text.strip() or is_value(cell.text):
                continue
            if glued := _glued(cell.text):
                self.glued = list(glued[1:])
                return glued[0]
            hits = [(hit, t) for t in TABLES[:2] if (hit := best(cell.text, rows_of(t)))]
            if hits:
                (_, label), table = max(hits, key=lambda hit: hit[0][0])
                return table, label
        return None

    def _columns(
        self, table: str, label: Label, cells: Sequence[Cell], width: int
    ) -> list[_Column]:
        """Where a row's columns stand; shifted to the right border where a page cut the left."""
        known = self.heads.get(table, [])
        shift = width - self.widths.get(table, width)
        if known and table not in self.lost:
            if not shift:
                return known
            return [_Column(c.start + shift, c.end + shift, c.key, c.unit) for c in known]
        keys = label.columns or tuple(column.key for column in columns_of(table))
        places = [c for c in cells if is_value(c.text) or not c.text.strip()][-len(keys) :]
        if len(places) < len(keys):
            return []
        return [_Column(c.col, c.col + c.colspan, k) for c, k in zip(places, keys, strict=True)]

    def _row(
        self, table: str, label: Label, cells: Sequence[Cell], width: int, page: int | None
    ) -> list[Raw]:
        columns, row = self._columns(table, label, cells, width), label.key
        return [
            Raw(table, row, column.key, cell.text, page, cell.box, None, column.unit)
            for column, cell in _in_order(columns, cells) or _under(columns, cells)
            if parse_value(cell.text) is not None
        ]

    def _stands_in_requests(self, cells: Sequence[Cell]) -> bool:
        """Whether an unknown row has numbers under the applicants' heads."""
        heads = self.heads.get("requests", [])
        filled = [c for c in heads if any(c.covers(x) > 0 and is_value(x.text) for x in cells)]
        return len(heads) > 2 and len(filled) == len(heads)

    def _extra(self, cells: Sequence[Cell], width: int, page: int | None) -> Iterator[Raw]:
        """A row that no form has: kept, with its printed label."""
        self.extra += 1
        texts = [c.text for c in cells if c.text.strip() and not is_value(c.text)]
        name = Label(f"extra_{self.extra}", "", "", ())
        for raw in self._row("requests", name, cells, width, page):
            yield raw._replace(label=texts[-1] if texts else "", unit=None)

    def _reviews(self, cells: Sequence[Cell], page: int | None) -> Iterator[Raw]:
        if "reviews" in self.lost:
            yield from _fifteen(cells, page)
            return
        for column, cell in _under(self.heads["reviews"], cells):
            block = next((b for b in self.blocks if b.start <= column.start < b.end), None)
            if block and parse_value(cell.text) is not None:
                yield Raw("reviews", block.key, column.key, cell.text, page=page, box=cell.box)


@lru_cache(maxsize=4096)
def _is_number(text: str) -> bool:
    """Whether a text is a cell's content with a digit."""
    return any(map(str.isdigit, text)) and is_value(text)


def _in_order(
    columns: Sequence[_Column], cells: Sequence[Cell]
) -> list[tuple[_Column, Cell]] | None:
    """Columns with the cells behind the row's label, where there is one for each.

    Rows of a table cut in the midst of a group lack the group's cell and stand shifted.
    """
    at = len(cells) - len(columns)
    if at < 0 or any([_is_label(cell.text) for cell in cells[at:]]):
        return None
    if at and not _is_label(cells[at - 1].text):
        return None
    return list(zip(columns, cells[at:], strict=True))


@lru_cache(maxsize=4096)
def _is_label(text: str) -> bool:
    """Whether a cell holds words and no cell's content."""
    return bool(text.strip()) and not is_value(text)


def _fifteen(cells: Sequence[Cell], page: int | None) -> Iterator[Raw]:
    """Section four where the spans of its heads were lost: three blocks of five, as prescribed."""
    columns = list(columns_of("reviews"))
    places = [(block.key, column.key) for block in rows_of("reviews") for column in columns]
    if len(cells) == len(places):
        for (row, column), cell in zip(places, cells, strict=True):
            if parse_value(cell.text) is not None:
                yield Raw("reviews", row, column, cell.text, page=page, box=cell.box)


def _under(columns: Sequence[_Column], cells: Sequence[Cell]) -> Iterator[tuple[_Column, Cell]]:
    """Columns with the cell of a row that lies most under each."""
    at = {col: cell for cell in cells for col in range(cell.col, cell.col + cell.colspan)}
    for column in columns:
        below = [at[col] for col in range(column.start, column.end) if col in at]
        if below:
            yield column, below[0] if len(below) == 1 else max(below, key=column.covers)


def _labelled(cells: Sequence[Cell]) -> bool:
    return any(han(cell.text) and not is_value(cell.text) for cell in cells)


@lru_cache(maxsize=4096)
def _glued(text: str) -> tuple[tuple[str, Label], ...]:
    """The rows whose labels one cell holds one after another: a lost ruling joins them."""
    rest, found = han(text), list[tuple[str, Label]]()
    while rest:
        heads = [
            (len(name), table, row)
            for table in TABLES[:2]
            for row in rows_of(table)
            for name in row.names
            if rest.startswith(name)
        ]
        if not heads:
            return ()
        size, table, row = max(heads, key=lambda head: head[0])
        found.append((table, row))
        rest = rest[size:]
    return tuple(found)


def _unit(head: str) -> str | None:
    """The unit that a column's head prints."""
    if "万元" in head:
        return "万元"
    return "元" if "元" in head else None
