"""Cells from tables whose rows and columns were seen: by row label and column head, never by rank.

A report's tables are read in order by one :class:`GridReader`, because a table may go on over a
page without its head, and two tables may have been taken for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Literal, NamedTuple

from nlp_reports.figures.form import Label, han
from nlp_reports.figures.labels import best, columns_of, rows_of
from nlp_reports.figures.values import parse_value
from nlp_reports.report import Box, Cell, Table

_HEAD = 0.75  # likeness from which a cell counts as a column's head
TABLES = ("proactive", "requests", "reviews")
_COLUMN = attrgetter("col")


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


class _Column(NamedTuple):
    """Where a column, or a block of columns of the review table, stands in the lattice."""

    start: int
    end: int
    key: str
    unit: str | None = None

    def covers(self, cell: Cell) -> int:
        """Lattice columns that it shares with a cell."""
        return min(self.end, cell.col + cell.colspan) - max(self.start, cell.col)


class _Line(NamedTuple):
    """A row of a grid of some width: its cells from left to right and a letter for each.

    ``d`` a number, ``v`` another content of a cell, ``b`` nothing, ``l`` words that are a label.
    """

    cells: list[Cell]
    kinds: str
    width: int
    page: int | None

    @property
    def filled(self) -> bool:
        """Whether a cell says something."""
        return "d" in self.kinds or "v" in self.kinds

    @property
    def labelled(self) -> bool:
        """Whether a cell holds Chinese words."""
        return "l" in self.kinds and any(han(c.text) for c, kind in self.pairs if kind == "l")

    @property
    def pairs(self) -> Iterator[tuple[Cell, str]]:
        """The cells with their letters."""
        return zip(self.cells, self.kinds, strict=True)


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
        width = max([cell.col + cell.colspan for cell in table.cells], default=0)
        rows: dict[int, list[Cell]] = {}
        for cell in table.cells:
            rows.setdefault(cell.row, []).append(cell)
        found: list[Raw] = []
        for number in sorted(rows):
            cells = sorted(rows[number], key=_COLUMN)
            kinds = "".join([_kind(cell.text) for cell in cells])
            if "d" in kinds or not self._take_head(cells, width):
                found += self._data(_Line(cells, kinds, width, table.page))
        return found

    def _take_head(self, cells: Sequence[Cell], width: int) -> bool:
        """Whether a row without numbers heads columns; it is remembered."""
        told = [(cell, heads) for cell in cells if (heads := _heads(cell.text))]
        blocks = [(cell, heads["block"]) for cell, heads in told if "block" in heads]
        if blocks:
            if any(label.key == "reconsideration" for _, label in blocks):
                self.blocks, self.heads["reviews"] = [], []
            self.blocks += [_Column(c.col, c.col + c.colspan, label.key) for c, label in blocks]
        found = {name: [(cell, h[name]) for cell, h in told if name in h] for name in TABLES}
        table = max(TABLES, key=lambda name: len(found[name]))
        hits = found[table]
        long = any(len(han(cell.text)) >= 4 for cell, _ in hits)
        if len(hits) < 2 and not (hits and long):
            return bool(blocks)
        self._remember(table, hits, width)
        return True

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

    def _data(self, line: _Line) -> Sequence[Raw]:
        named = self._named(line)
        if named is not None:
            found = self._row(*named, line)
            self.pending = self.glued.pop(0) if self.glued else None if line.filled else named
            return found
        if self.heads.get("reviews") and self.blocks and not line.labelled:
            return list(self._reviews(line))
        if self.pending and line.filled and not line.labelled:
            pending, self.pending = self.pending, None
            return self._row(*pending, line)
        if line.filled and self._stands_in_requests(line):
            return list(self._extra(line))
        return ()

    def _named(self, line: _Line) -> tuple[str, Label] | None:
        """The row that a label names, the rightmost label first: groups stand to the left."""
        at = line.kinds.rfind("l")
        while at >= 0:
            if glued := _glued(line.cells[at].text):
                self.glued = list(glued[1:])
                return glued[0]
            if (named := _row_named(line.cells[at].text)) is not None:
                return named
            at = line.kinds.rfind("l", 0, at)
        return None

    def _columns(self, table: str, label: Label, line: _Line) -> list[_Column]:
        """Where a row's columns stand; shifted to the right border where a page cut the left."""
        known = self.heads.get(table, [])
        shift = line.width - self.widths.get(table, line.width)
        if known and table not in self.lost:
            if not shift:
                return known
            return [_Column(c.start + shift, c.end + shift, c.key, c.unit) for c in known]
        keys = label.columns or tuple(column.key for column in columns_of(table))
        places = [cell for cell, kind in line.pairs if kind != "l"][-len(keys) :]
        if len(places) < len(keys):
            return []
        return [_Column(c.col, c.col + c.colspan, k) for c, k in zip(places, keys, strict=True)]

    def _row(self, table: str, label: Label, line: _Line) -> list[Raw]:
        columns, row = self._columns(table, label, line), label.key
        return [
            Raw(table, row, column.key, cell.text, line.page, cell.box, None, column.unit)
            for column, cell in _in_order(columns, line) or _under(columns, line)
        ]

    def _stands_in_requests(self, line: _Line) -> bool:
        """Whether an unknown row has numbers under the applicants' heads."""
        heads = self.heads.get("requests", [])
        values = [cell for cell, kind in line.pairs if kind in "dv"]
        filled = [head for head in heads if any(head.covers(cell) > 0 for cell in values)]
        return len(heads) > 2 and len(filled) == len(heads)

    def _extra(self, line: _Line) -> Iterator[Raw]:
        """A row that no form has: kept, with its printed label."""
        self.extra += 1
        labels = [cell.text for cell, kind in line.pairs if kind == "l"]
        name = Label(f"extra_{self.extra}", "", "", ())
        for raw in self._row("requests", name, line):
            yield raw._replace(label=labels[-1] if labels else "", unit=None)

    def _reviews(self, line: _Line) -> Iterator[Raw]:
        if "reviews" in self.lost:
            yield from _fifteen(line)
            return
        for column, cell in _under(self.heads["reviews"], line):
            block = next((b for b in self.blocks if b.start <= column.start < b.end), None)
            if block:
                yield Raw("reviews", block.key, column.key, cell.text, line.page, cell.box)


@lru_cache(maxsize=4096)
def _kind(text: str) -> Literal["d", "v", "b", "l"]:
    """What a cell holds: a number, another content, nothing, or words that are no content."""
    value = parse_value(text)
    if value is None:
        return "l"
    if value.state == "blank":
        return "b"
    return "d" if any(map(str.isdigit, text)) else "v"


@lru_cache(maxsize=4096)
def _heads(text: str) -> Mapping[str, Label]:
    """The column that a text heads, by table, and the ``block`` of section four."""
    hits = {name: best(text, columns_of(name), _HEAD) for name in TABLES}
    hits["block"] = best(text, rows_of("reviews"))
    return {name: hit[1] for name, hit in hits.items() if hit}


@lru_cache(maxsize=4096)
def _row_named(text: str) -> tuple[str, Label] | None:
    """The table and row of sections two and three whose label a text is most like."""
    hits = [(hit, table) for table in TABLES[:2] if (hit := best(text, rows_of(table)))]
    if not hits:
        return None
    (_, label), table = max(hits, key=lambda hit: hit[0][0])
    return table, label


def _in_order(columns: Sequence[_Column], line: _Line) -> Iterable[tuple[_Column, Cell]] | None:
    """Columns with the cells behind the row's label, where there is one for each.

    Rows of a table cut in the midst of a group lack the group's cell and stand shifted.
    """
    at, kinds = len(line.cells) - len(columns), line.kinds
    if at < 0 or "l" in kinds[at:] or (at and kinds[at - 1] != "l"):
        return None
    return zip(columns, line.cells[at:], strict=True)


def _fifteen(line: _Line) -> Iterator[Raw]:
    """Section four where the spans of its heads were lost: three blocks of five, as prescribed."""
    columns = list(columns_of("reviews"))
    places = [(block.key, column.key) for block in rows_of("reviews") for column in columns]
    if len(line.cells) == len(places):
        for (row, column), (cell, kind) in zip(places, line.pairs, strict=True):
            if kind != "l":
                yield Raw("reviews", row, column, cell.text, line.page, cell.box)


def _under(columns: Sequence[_Column], line: _Line) -> Iterator[tuple[_Column, Cell]]:
    """Columns with the cell of a row that lies most under each, unless that holds words."""
    at = {
        col: (cell, kind)
        for cell, kind in line.pairs
        for col in range(cell.col, cell.col + cell.colspan)
    }
    for column in columns:
        below = [at[col] for col in range(column.start, column.end) if col in at]
        if below:
            one = max(below, key=lambda one: column.covers(one[0])) if below[1:] else below[0]
            if one[1] != "l":
                yield column, one[0]


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
