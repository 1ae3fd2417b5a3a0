"""Raw cells of tables that stand in text: as lines, or flattened into one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial

from nlp_reports.figures import solve
from nlp_reports.figures.anchors import Anchor, anchors
from nlp_reports.figures.digits import Row, number, pieces, readings
from nlp_reports.figures.form import Form, TableForm
from nlp_reports.figures.grids import Raw
from nlp_reports.figures.labels import rows_of, tables_of
from nlp_reports.figures.pairing import assign
from nlp_reports.figures.stream import Group, Stream, every, groups, locate
from nlp_reports.report import Missing, Table

_FEWEST = {"proactive": 2, "requests": 4}  # rows without which a text does not hold the table
_NEAR = 12  # characters between a row's label and the column's name where a sentence tells cells
_SCATTERED = 5  # rows of numbers behind the last label from which labels and numbers stand apart
_WORD = 4  # characters of a word that may part the numbers of one row
_TAIL = 12  # characters of the last label that may stand behind what was found of it
_HEADING = re.compile(r"第二十条|信息内容")
_HEADS = 120  # characters in which all heads of section four stand
_LAST_HEAD = re.compile(r"审结(?:总计|合计)")

AS_TOLD = "the prose says so"
"""Why digits were cut as they are where the prose decided; its claim is then no witness."""
Prose = Callable[[], solve.Said]
"""Gives what the prose says of cells of sections two and four, when asked."""


@dataclass(slots=True)
class Found:
    """What a text gave: cells, and cells that cannot be read without guessing.

    ``chosen`` says, by ``table.row``, what chose among several ways to cut a row's digits.
    """

    raws: list[Raw] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def known(self) -> int:
        """Cells that say something."""
        return sum(bool(raw.raw) for raw in self.raws)


def lines_text(tables: Sequence[Table]) -> str:
    """The tables of kind ``lines`` as text again: a row a line, pieces parted by blanks."""
    lines = [
        " ".join(piece for piece in row if piece.strip()) for table in tables for row in table.rows
    ]
    return "\n".join(lines)


def fullest(texts: Iterable[Stream], table: str, form: Form, said: Prose) -> Found:
    """The reading of a table that knows most cells, of several texts that may hold it.

    The tables that the reader made out are free of page furniture; the raw source has the lines
    that the reader took for prose. A text that holds every cell ends the search.

    Args:
        texts: the texts, the cleanest first.
        table: key of the table.
        form: the form that the report follows.
        said: gives what the prose says of cells of sections two and four; asked where digits can
            be cut in several ways.
    """
    shape, top = form.table(table), (0, 0, Found())
    prescribed = sum(len(shape.columns_of(row)) for row in shape.rows)
    for text in texts:
        for stretch, labels in locate(text, shape):
            found = _read(stretch, form, table, said)
            if (found.known, labels) > top[:2]:
                top = found.known, labels, found
            if top[0] >= prescribed and labels == len(shape.rows):
                return found
            if found.known or found.missing:
                break  # what a less likely stretch of this text holds is no more
    return top[2]


def _read(stream: Stream, form: Form, table: str, said: Prose) -> Found:
    return _reviews(stream, said) if table == "reviews" else _labelled(stream, form, table, said)


def _labelled(stream: Stream, form: Form, table: str, said: Prose) -> Found:
    shape = form.table(table)
    rows = rows_of("requests") if shape.key == "requests" else shape.rows
    found = anchors(stream, rows)
    if len(found) < _FEWEST[shape.key]:
        return Found()
    widths = [len(shape.columns_of(anchor.row)) for anchor in found]
    last = found[-1].end + _TAIL
    sums = len(shape.columns) if shape.key == "requests" else 0
    every = [g for g in groups(stream, max(widths), sums) if found[0].start <= g.at]
    near = [g for g in every if g.at <= last]
    if sums and _total_first(stream, found):
        every = near = [_turned(group) for group in near]
    numbers = assign(found, near, widths)
    if shape.key == "proactive":
        told = _told(stream, found, shape)
        if len(told) > len(numbers):
            return Found(told)
        solved = _proactive(form, numbers, _undisturbed(stream, found, near, numbers), said)
        return _found(solved, found, numbers, shape, near)
    if not numbers:
        return Found()
    if all(len(pieces(g.raw)) == 1 and len(g.raw) < len(shape.columns) for g in numbers.values()):
        return _totals(numbers)
    solved = _requests(numbers, shape)
    if not solved.consistent:
        other = assign(found, near, widths, "before")
        second = _requests(other, shape)
        if second.holding > solved.holding:
            solved, numbers = second, other
    return _found(solved, found, numbers, shape, every)


def _total_first(stream: Stream, found: Sequence[Anchor]) -> bool:
    """Whether the heads name 总计 before the applicants."""
    heads = stream.head + stream.skeleton[: found[0].start]
    person = heads.rfind("自然人")
    return person >= 0 and heads.rfind("总计", 0, person) >= max(0, person - len("申请人情况总计"))


def _turned(group: Group) -> Group:
    """Numbers of a row whose total stands first, in the order of the form."""
    cells = group.raw.split()
    return Group(" ".join((*cells[1:], *cells[:1])), group.at, group.beside)


def _requests(numbers: Mapping[str, Group], shape: TableForm) -> solve.Solved:
    return solve.requests({k: g.raw for k, g in numbers.items()}, len(shape.columns))


def _totals(numbers: Mapping[str, Group]) -> Found:
    """A list of outcomes with one number each: the applicants are not told apart."""
    return Found([Raw("requests", key, "total", g.raw) for key, g in numbers.items()])


def _found(
    solved: solve.Solved,
    found: Sequence[Anchor],
    numbers: Mapping[str, Group],
    shape: TableForm,
    near: Sequence[Group],
) -> Found:
    """The cells of the labels found; those without numbers are blank.

    Unless numbers that could be a row stand there without a label: then which is whose is open.
    """
    own = set(map(id, numbers.values()))
    rest = [group for group in near if id(group) not in own]
    apart = [g for g in rest if g.at >= found[-1].end and g.size >= len(shape.columns)]
    if len(apart) >= _SCATTERED <= len(found) - len(numbers):
        return Found(missing=[_open(shape, anchor) for anchor in found])
    result = Found()
    _add_solved(result, solved, shape)
    for at, anchor in enumerate(found):
        if anchor.row.key in numbers:
            continue
        columns = shape.columns_of(anchor.row)
        low = found[at - 1].start if at else 0
        high = found[at + 1].end if at + 1 < len(found) else anchor.end + _TAIL
        if any(low <= g.at <= high and g.size >= len(columns) for g in rest):
            result.missing.append(_open(shape, anchor))
        else:
            result.raws += [Raw(shape.key, anchor.row.key, c, "") for c in columns]
    return result


def _open(shape: TableForm, anchor: Anchor) -> Missing:
    why = "numbers stand near, but not by this label"
    return Missing(f"{shape.key}.{anchor.row.key}", why)


def _proactive(
    form: Form, numbers: Mapping[str, Group], kept: Set[str], said: Prose
) -> solve.Solved:
    """Rows of section two: no identity binds them; of several readings bounds and prose choose."""
    solved, shape = solve.Solved(), form.table("proactive")
    for key, group in numbers.items():
        if key not in kept:
            solved.unread[key] = f"{group.raw!r}: other numbers stand there too"
            continue
        columns = shape.columns_of(shape.row(key))
        signed = frozenset(i for i, c in enumerate(columns) if shape.column(c).signed)
        ways = readings(group.raw, len(columns), signed=signed)
        if not ways:
            solved.unread[key] = f"{group.raw!r} cannot be cut into {len(columns)} numbers"
            continue
        rules = _rules(form, key, columns, said()) if len(ways) > 1 else {}
        solve.settle(solved, key, ways, rules)
    return solved


def _undisturbed(
    stream: Stream, found: Sequence[Anchor], near: Sequence[Group], numbers: Mapping[str, Group]
) -> set[str]:
    """The rows of section two whose numbers are certainly theirs and whole: no sum would tell."""
    kept = set[str]()
    labelled = set(map(id, numbers.values()))
    spare = [group for group in near if id(group) not in labelled]
    starts = [*(anchor.start for anchor in found[1:]), len(stream.skeleton)]
    for anchor, start in zip(found, starts, strict=True):
        own = numbers.get(anchor.row.key)
        rest = [g for g in spare if anchor.end <= g.at <= start]
        near_end = anchor.end + 1 if anchor is found[-1] else min(start, anchor.end + _WORD)
        if own is not None and not (
            any(_in_row(group, own, max(near_end, anchor.end + 1)) for group in rest)
            or any(_torn_off(group, own, stream) for group in rest)
            or _told_otherwise(stream, anchor, own)
        ):
            kept.add(anchor.row.key)
    return kept


def _in_row(group: Group, own: Group, end: int) -> bool:
    """Whether other numbers stand in a row: parted by a word, or left over by a row of lines."""
    if group.beside:
        return group.at < end
    return group.at == own.at and "\n" in own.raw


def _torn_off(group: Group, own: Group, stream: Stream) -> bool:
    """Whether digits on a line of their own may be the rest of a number that a page's head tore.

    Behind the next heading they are not, and digits right under the row are a page's number.
    """
    between = stream.skeleton[own.at : group.at]
    torn = between != "" or group.raw.startswith(".")
    return group.alone and torn and not _HEADING.search(between)


def _told_otherwise(stream: Stream, anchor: Anchor, own: Group) -> bool:
    """Whether the label stands there once more with other numbers: a piece of another table."""
    name = anchor.row.names[-1]
    ends = {at + len(name) for at in every(stream.skeleton, name)} - {anchor.end}
    return any(g.at in ends and g.raw != own.raw and g.beside for g in stream.runs)


def _rules(
    form: Form, key: str, columns: Sequence[str], said: solve.Said
) -> dict[str, Callable[[Row], bool]]:
    """What may choose among the readings of a row of section two: its bounds, then the prose."""
    rules: dict[str, Callable[[Row], bool]] = {}
    for bound in form.bounds:
        if key in bound.rows:
            small = columns.index(bound.small) if bound.small else None
            large = [columns.index(key) for key in bound.large[: bound.cut]]
            rules[bound.en] = partial(_bounded, small, large)
    return rules | _told_rule(key, columns, said)


def _told_rule(
    key: str, columns: Sequence[str], said: solve.Said
) -> dict[str, Callable[[Row], bool]]:
    told = {at: said[key, c] for at, c in enumerate(columns) if (key, c) in said}
    return {AS_TOLD: partial(_as_told, told)} if told else {}


def _bounded(small: int | None, large: Sequence[int], row: Row) -> bool:
    least = 0.0 if small is None else number(row[small])
    return least <= sum(number(row[at]) for at in large)


def _as_told(told: Mapping[int, float], row: Row) -> bool:
    return all(number(row[at]) == value for at, value in told.items())


def _told(stream: Stream, found: Sequence[Anchor], shape: TableForm) -> list[Raw]:
    """Cells of sentences: a row's label, then each column's name with its number behind it."""
    behind = {group.at: group.raw for group in stream.runs}
    raws: list[Raw] = []
    for at, anchor in enumerate(found):
        end = found[at + 1].start if at + 1 < len(found) else len(stream.skeleton)
        near = anchor.end
        for key in shape.columns_of(anchor.row):
            for name in shape.column(key).names:
                start = stream.skeleton.find(name, near, min(end, near + len(name) + _NEAR))
                if start >= 0 and start + len(name) in behind:
                    near = start + len(name)
                    raws.append(Raw(shape.key, anchor.row.key, key, behind[near]))
                    break
    return raws


def _add_solved(result: Found, solved: solve.Solved, shape: TableForm) -> None:
    known = {row.key: row for row in rows_of(shape.key)} | {row.key: row for row in shape.rows}
    for key, cells in solved.rows.items():
        for column, cell in zip(shape.columns_of(known[key]), cells, strict=True):
            if cell is not None:
                result.raws.append(Raw(shape.key, key, column, cell))
    result.chosen.update({f"{shape.key}.{key}": why for key, why in solved.chosen.items()})
    for key, why in solved.unread.items():
        result.missing.append(Missing(f"{shape.key}.{key}", why))


def _reviews(stream: Stream, said: Prose) -> Found:
    """Section four: the numbers behind its last column head, or block by block."""
    shape = tables_of("reviews")[0]
    result = Found()
    every_group = groups(stream, 15, 5)
    whole = {w for g in every_group if g.cells == 15 for w in readings(g.raw, 15, block=5)}
    if whole:
        return _one_of(whole, shape, said)
    behind = {group.at: group.raw for group in reversed(every_group)}
    heads = [match.end() for match in _LAST_HEAD.finditer(stream.skeleton, 0, _HEADS)]
    after = [behind[at] for at in heads if at in behind]

    def rules(key: str) -> dict[str, Callable[[Row], bool]]:
        return _told_rule(key, shape.keys, said())

    if len(after) == len(shape.rows) and all(len(pieces(raw)) <= len(after) + 2 for raw in after):
        solved = solve.blocks(dict(zip((row.key for row in shape.rows), after, strict=True)), rules)
    elif after:
        solved = solve.reviews(after[0], rules)
    else:
        labels = anchors(stream, shape.rows)
        solved = solve.blocks({a.row.key: behind[a.end] for a in labels if a.end in behind}, rules)
    _add_solved(result, solved, shape)
    return result


def _one_of(rows: Set[Row], shape: TableForm, said: Prose) -> Found:
    """Section four from fifteen numbers that add up; of several rows the one the prose tells."""
    places = [(row.key, column) for row in shape.rows for column in shape.keys]
    chosen: dict[str, str] = {}
    if len(rows) > 1:
        known = said()
        told = {at: known[place] for at, place in enumerate(places) if place in known}
        rows = {row for row in rows if told and _as_told(told, row)}
        chosen = {f"reviews.{row.key}": AS_TOLD for row in shape.rows}
    if len(rows) != 1:
        why = "two rows of numbers stand there, and both add up"
        return Found(missing=[Missing(f"reviews.{row.key}", why) for row in shape.rows])
    cells = zip(places, next(iter(rows)), strict=True)
    return Found([Raw("reviews", *place, cell) for place, cell in cells], chosen=chosen)
