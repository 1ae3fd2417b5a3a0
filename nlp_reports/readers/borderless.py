"""Tables without a full grid: columns by alignment, rows by lines or by horizontal rules.

A line whose characters stand in groups with wide gaps between them is a row of a table where
its words or its numbers say so (see :mod:`nlp_reports.readers.debris`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp_reports.readers import debris
from nlp_reports.readers.grid import merged
from nlp_reports.readers.pdf_glyphs import Glyphs
from nlp_reports.readers.pdf_lines import Line
from nlp_reports.readers.pdf_tables import PageTable
from nlp_reports.readers.rulings import Ruling
from nlp_reports.report import Box, Cell

_GAP = 0.9  # character heights between two groups of a row
_SAME = 6.0  # points by which the ends of rules of one table may differ


@dataclass(slots=True)
class Group:
    """Neighbouring characters of a line, by index into the page's glyphs."""

    text: str
    index: list[int]
    box: Box


def groups_of(line: Line, glyphs: Glyphs) -> list[Group]:
    """The groups of a line that wide gaps part."""
    parts: list[list[int]] = []
    right = 0.0
    for i in line.index:
        if i < 0:
            continue
        box = glyphs.boxes[i]
        if not parts or box[0] - right > _GAP * line.size:
            parts.append([])
        parts[-1].append(i)
        right = box[2]
    return [_group(glyphs, part) for part in parts]


def _group(glyphs: Glyphs, part: list[int]) -> Group:
    own = [glyphs.boxes[i] for i in part]
    box = (
        min(b[0] for b in own),
        min(b[1] for b in own),
        max(b[2] for b in own),
        max(b[3] for b in own),
    )
    return Group("".join(glyphs.chars[i] for i in part), part, box)


def find(
    lines: Sequence[Line], glyphs: Glyphs, rules: Sequence[Ruling], page: int
) -> tuple[list[PageTable], list[Line]]:
    """The tables among a page's lines outside any grid, and the lines that are left."""
    rows = [groups_of(line, glyphs) for line in lines]
    texts = [" ".join(group.text for group in row) for row in rows]
    tables: list[PageTable] = []
    taken: set[int] = set()
    for run in debris.table_runs(texts):
        own = [row for row in rows[run.start : run.stop] if row]
        bands = _bands(own, _rules_within(rules, own))
        tables.append(_table(bands, page))
        taken.update(run)
    return tables, [line for i, line in enumerate(lines) if i not in taken]


def _rules_within(rules: Sequence[Ruling], rows: Sequence[Sequence[Group]]) -> list[float]:
    """Heights of the rules that run between these rows from end to end of the widest."""
    top, bottom = rows[0][0].box[1], rows[-1][0].box[3]
    near = [rule for rule in merged(rules) if top - 10 < rule.at < bottom + 10]
    if not near:
        return []
    start, end = min(rule.start for rule in near), max(rule.end for rule in near)
    return [r.at for r in near if r.start - start <= _SAME and end - r.end <= _SAME]


def _bands(rows: Sequence[list[Group]], rules: Sequence[float]) -> list[list[Group]]:
    """Rows by the rules between them where these part most rows, else one row per line."""
    if len(rules) < 0.5 * len(rows):
        return [list(row) for row in rows]
    bands: dict[int, list[Group]] = {}
    for row in rows:
        middle = (row[0].box[1] + row[0].box[3]) / 2
        bands.setdefault(sum(rule < middle for rule in rules), []).extend(row)
    return [bands[key] for key in sorted(bands)]


def _table(bands: Sequence[Sequence[Group]], page: int) -> PageTable:
    xs = _columns(bands)
    cells: list[Cell] = []
    contents: list[list[int]] = []
    for row, band in enumerate(bands):
        places: dict[tuple[int, int], list[Group]] = {}
        for group in band:
            places.setdefault(_place(group, xs), []).append(group)
        for (col, last), own in sorted(places.items()):
            text = "".join(group.text for group in own)
            cells.append(Cell(row, col, text, _hull(own), 1, last - col + 1, page))
            contents.append([i for group in own for i in group.index])
    box = _hull([group for band in bands for group in band])
    return PageTable(page, box, cells, contents, [*(x for x, _ in xs), xs[-1][1]])


def _columns(bands: Sequence[Sequence[Group]]) -> list[tuple[float, float]]:
    """Left and right of each column: where the groups of the fullest rows overlap."""
    most = max(len(band) for band in bands)
    spans = sorted(
        (group.box[0], group.box[2])
        for band in bands
        if len(band) >= max(2, 0.7 * most) or most < 2
        for group in band
    )
    columns: list[tuple[float, float]] = []
    for left, right in spans:
        if columns and left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(right, columns[-1][1]))
        else:
            columns.append((left, right))
    return columns


def _place(group: Group, columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """First and last column that a group stands in; the nearest where it meets none."""
    left, _, right, _ = group.box
    met = [i for i, (low, high) in enumerate(columns) if low < right and left < high]
    if met:
        return met[0], met[-1]
    middle = (left + right) / 2
    near = min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - middle))
    return near, near


def _hull(groups: Sequence[Group]) -> Box:
    return (
        min(g.box[0] for g in groups),
        min(g.box[1] for g in groups),
        max(g.box[2] for g in groups),
        max(g.box[3] for g in groups),
    )
