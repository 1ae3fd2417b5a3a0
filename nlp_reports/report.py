"""The value types that flow from room to room.

All are frozen; every :class:`~nlp_reports.text.Span` counts characters of ``Report.text`` unless
it says *raw*. What is absent is :class:`Missing` or ``None`` with a reason beside it, never an
empty string or a zero.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Literal

from nlp_reports.text import Normalised, Span

BlockKind = Literal["heading", "paragraph", "table", "furniture"]
Role = Literal["problem", "measure", "supervision", "activity", "context"]
Status = Literal["done", "ongoing", "planned", "unclear"]
Level = Literal["province", "city", "county", "township", "department", "institution", "unknown"]
State = Literal["number", "blank", "slash", "dash", "not_applicable", "missing"]
CheckResult = Literal["passed", "failed", "not_assessable"]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points (1/72 inch) from the page's upper left corner."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was found: ``size`` in bytes, ``sha256`` of its bytes in hexadecimal."""

    id: str
    path: str
    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who published the report (公开主体).

    ``level`` is the level of government for a government, else ``department`` or
    ``institution``; ``kind`` the system (系统), e.g. ``教育``; ``region`` the place name as
    printed; ``region_code`` its six-digit code (GB/T 2260) in the year reported on, where known.
    """

    name: str
    level: Level = "unknown"
    kind: str | None = None
    region_code: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """The year reported on, and the rule that found it."""

    value: int
    rule: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is not there, and why: it never equals an empty value."""

    key: str
    reason: str

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the report's text that hangs together; page counts from 1."""

    kind: BlockKind
    span: Span
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True, init=False)
class Cell:
    """A table cell; ``row`` and ``col`` count from 0, spans in rows and columns.

    ``page`` (from 1) is where ``box`` lies: a table may run over several pages.
    """

    row: int
    col: int
    text: str
    box: Box | None = None
    rowspan: int = 1
    colspan: int = 1
    page: int | None = None

    # Written out: a report makes hundreds, and the generated one takes two thirds longer.
    def __init__(
        self,
        row: int,
        col: int,
        text: str,
        box: Box | None = None,
        rowspan: int = 1,
        colspan: int = 1,
        page: int | None = None,
    ) -> None:
        _set_row(self, row)
        _set_col(self, col)
        _set_text(self, text)
        _set_box(self, box)
        _set_rowspan(self, rowspan)
        _set_colspan(self, colspan)
        _set_page(self, page)


_set_row, _set_col, _set_text, _set_box, _set_rowspan, _set_colspan, _set_page = (
    Cell.__dict__[name].__set__ for name in Cell.__slots__
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that the reader took out of the prose.

    ``span`` is where it stood in ``Report.text``: empty where its characters were removed from
    the text. ``kind`` is ``grid`` where rows and columns were seen (rulings, markup, alignment)
    and ``lines`` where only lines of text are known: then each line is a row, and its
    blank-separated pieces are the columns.
    """

    page: int | None
    cells: tuple[Cell, ...]
    span: Span
    kind: Literal["grid", "lines"] = "grid"

    @property
    def rows(self) -> list[list[str]]:
        """The cells as a rectangle of texts; a spanning cell stands in its first place only."""
        height = max((cell.row + 1 for cell in self.cells), default=0)
        width = max((cell.col + 1 for cell in self.cells), default=0)
        grid = [[""] * width for _ in range(height)]
        for cell in self.cells:
            grid[cell.row][cell.col] = cell.text
        return grid


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a source: page (from 1) and box, or a raw character range."""

    page: int | None
    box: Box | None
    raw: Span


@dataclass(frozen=True, slots=True)
class Layout:
    """Page and box of every raw character of a paged source.

    ``pages`` holds one page number (from 1, 0 for characters that the reader put in) and
    ``boxes`` four floats per raw character. Plain arrays: 18 bytes a character.
    ``confidence`` (0..1 per raw character, that of its line) is there for pages read by OCR.
    """

    pages: array[int]
    boxes: array[float]
    confidence: array[float] | None = None

    def places(self, raw: Span) -> Iterator[Place]:
        """One place per line of characters that ``raw`` touches, in order."""
        start: int | None = None
        for at in range(raw.start, raw.end + 1):
            inside = at < raw.end and self.pages[at] != 0
            if start is not None and not (inside and self._same_line(start, at)):
                yield Place(self.pages[start], self._hull(start, at), Span(start, at))
                start = None
            if start is None and inside:
                start = at

    def _same_line(self, first: int, other: int) -> bool:
        top, bottom = self.boxes[4 * first + 1], self.boxes[4 * first + 3]
        middle = (self.boxes[4 * other + 1] + self.boxes[4 * other + 3]) / 2
        return self.pages[first] == self.pages[other] and top <= middle <= bottom

    def _hull(self, start: int, end: int) -> Box:
        part = self.boxes[4 * start : 4 * end]
        return (min(part[0::4]), min(part[1::4]), max(part[2::4]), max(part[3::4]))


@dataclass(frozen=True, slots=True)
class Report:
    """One report as read: the reflowed text, and the way back to the source.

    ``normalised.text`` is ``text``; ``layout`` is there for paged sources only. ``pages`` is
    ``None`` for formats without pages.
    """

    source: Source
    title: str | Missing
    issuer: Issuer | Missing
    year: Year | Missing
    normalised: Normalised
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = ()
    layout: Layout | None = None
    pages: int | None = None

    @property
    def text(self) -> str:
        """The reflowed text that every span counts in."""
        return self.normalised.text

    def locate(self, span: Span) -> tuple[Place, ...]:
        """Where a span of the text stands in the source: a place per printed line, or raw."""
        raw = self.normalised.to_raw(span)
        if self.layout is None:
            return (Place(None, None, raw),)
        return tuple(self.layout.places(raw))

    def page_of(self, span: Span) -> int | None:
        """The page on which a span begins, or ``None`` for sources without pages."""
        if self.layout is None:
            return None
        raw = self.normalised.to_raw(span)
        return next((page for page in self.layout.pages[raw.start : raw.end] if page), None)

    def __repr__(self) -> str:
        issuer = self.issuer.name if isinstance(self.issuer, Issuer) else "?"
        year = self.year.value if isinstance(self.year, Year) else "?"
        return f"Report({issuer}, {year}, {len(self.text)} characters, {len(self.tables)} tables)"

    def _repr_html_(self) -> str:
        return _html(self)


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a report.

    ``span`` runs from the heading to the end of the body; sub-sections lie inside their parent.
    ``key`` is a canonical key of the codebook or ``unmapped``; ``level`` is 1 for 一、 and 2 for
    （一）; ``rule`` names the rule or model that chose it, ``confidence`` lies in 0..1.
    """

    key: str
    heading: str
    span: Span
    body: Span
    level: int
    rule: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of a report in text order, and what is missing.

    ``scheme`` is the form the headings follow: ``2021``, ``2019`` or ``2007``.
    """

    scheme: str
    sections: tuple[Section, ...] = ()
    missing: tuple[Missing, ...] = ()
    unmapped: tuple[Section, ...] = ()

    def all(self, key: str) -> tuple[Section, ...]:
        """Every section with this key: problems and measures may stand in two."""
        return tuple(section for section in self.sections if section.key == key)

    def get(self, key: str) -> Section | Missing:
        """The first section with this key, or why there is none."""
        for section in self.sections:
            if section.key == key:
                return section
        for gap in self.missing:
            if gap.key == key:
                return gap
        return Missing(key, "not part of this form")

    def __str__(self) -> str:
        shown = sorted((*self.sections, *self.unmapped), key=lambda s: (s.span.start, s.level))
        lines = [f"form {self.scheme}"]
        lines += [
            f"{'  ' * section.level}{section.heading}  [{section.key}] {section.span.start}-"
            f"{section.span.end} {section.rule} {section.confidence:.2f}"
            for section in shown
        ]
        lines += [f"  missing: {gap.key} ({gap.reason})" for gap in self.missing]
        return "\n".join(lines)

    def __repr__(self) -> str:
        counts = f"{len(self.sections)} sections, {len(self.missing)} missing"
        return f"Outline(form {self.scheme}, {counts}, {len(self.unmapped)} unmapped)"

    def _repr_html_(self) -> str:
        return _html(self)


@dataclass(frozen=True, slots=True)
class Item:
    """The smallest statement that makes one point (CODEBOOK 1).

    ``text`` is what ``span`` holds: without enumerator, list-final 等 and final punctuation.
    ``number`` is the enumerator as printed, ``depth`` its nesting from 0. ``decided_by`` names the
    rule or model that gave the role; ``lead`` is the lead-in or heading that the item inherits
    its tense from, for the reader's eye.
    """

    id: str
    section: str
    role: Role
    span: Span
    text: str
    status: Status | None = None
    number: str | None = None
    depth: int = 0
    decided_by: str = "rule"
    confidence: float = 1.0
    lead: str | None = None

    def __repr__(self) -> str:
        status = f"/{self.status}" if self.status else ""
        return f"Item({self.id} {self.role}{status} in {self.section}: {self.text!r})"

    def _repr_html_(self) -> str:
        return _html(self)


@dataclass(frozen=True, slots=True)
class Link:
    """A measure answers a problem, with a weight in 0..1 and the reason."""

    problem: str
    measure: str
    weight: float
    why: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A category of a codebook, in both languages."""

    key: str
    zh: str
    en: str
    definition: str
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    definition_zh: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """A named, versioned set of themes for items of the given roles."""

    name: str
    version: int
    roles: tuple[Role, ...]
    themes: tuple[Theme, ...]

    @property
    def id(self) -> str:
        """Name and version as published, e.g. ``disclosure-themes@1``."""
        return f"{self.name}@{self.version}"

    def get(self, key: str) -> Theme:
        """The theme with this key.

        Raises:
            KeyError: there is none.
        """
        for theme in self.themes:
            if theme.key == key:
                return theme
        raise KeyError(f"{self.id} has no theme {key!r}; it has {[t.key for t in self.themes]}")


@dataclass(frozen=True, slots=True)
class Mention:
    """An item speaks of a theme: ``weight`` in 0..1, ``rank`` 0 for the main theme."""

    item: str
    codebook: str
    theme: str
    weight: float
    rank: int = 0
    evidence: tuple[Span, ...] = ()
    decided_by: str = "rule"


@dataclass(frozen=True, slots=True)
class Figure:
    """A statutory cell. ``value`` is a number only where ``state`` is ``number``.

    ``table`` is ``proactive``, ``requests`` or ``reviews``; ``row`` and ``column`` are keys of the
    form, ``row_zh`` and ``column_zh`` their printed names.
    """

    form: str
    table: str
    row: str
    row_zh: str
    column: str
    column_zh: str
    value: float | None
    state: State
    page: int | None = None
    box: Box | None = None
    raw: str = ""

    # Written out: a report makes two hundred, and the generated one takes a third longer.
    def __init__(
        self,
        form: str,
        table: str,
        row: str,
        row_zh: str,
        column: str,
        column_zh: str,
        value: float | None,
        state: State,
        page: int | None = None,
        box: Box | None = None,
        raw: str = "",
    ) -> None:
        _set_figure_form(self, form)
        _set_figure_table(self, table)
        _set_figure_row(self, row)
        _set_figure_row_zh(self, row_zh)
        _set_figure_column(self, column)
        _set_figure_column_zh(self, column_zh)
        _set_figure_value(self, value)
        _set_figure_state(self, state)
        _set_figure_page(self, page)
        _set_figure_box(self, box)
        _set_figure_raw(self, raw)


(
    _set_figure_form,
    _set_figure_table,
    _set_figure_row,
    _set_figure_row_zh,
    _set_figure_column,
    _set_figure_column_zh,
    _set_figure_value,
    _set_figure_state,
    _set_figure_page,
    _set_figure_box,
    _set_figure_raw,
) = (Figure.__dict__[name].__set__ for name in Figure.__slots__)


@dataclass(frozen=True, slots=True)
class Figures:
    """All statutory cells of a report, and what could not be read without guessing."""

    form: str
    cells: tuple[Figure, ...] = ()
    missing: tuple[Missing, ...] = ()
    warnings: tuple[str, ...] = ()

    def get(self, table: str, row: str, column: str) -> Figure | None:
        """One cell by its keys, or ``None`` where the report does not have it."""
        for cell in self.cells:
            if (cell.table, cell.row, cell.column) == (table, row, column):
                return cell
        return None


@dataclass(frozen=True, slots=True)
class Check:
    """An identity or a claim held against the figures.

    ``delta`` is ``left - right``; ``cells`` are ``table.row.column`` keys it read; ``likely`` is
    the verdict on a failure's cause.
    """

    name: str
    result: CheckResult
    left: float | None = None
    right: float | None = None
    delta: float | None = None
    cells: tuple[str, ...] = ()
    likely: Literal["source", "extraction"] | None = None
    note: str = ""
    span: Span | None = None

    # Written out like that of Figure.
    def __init__(
        self,
        name: str,
        result: CheckResult,
        left: float | None = None,
        right: float | None = None,
        delta: float | None = None,
        cells: tuple[str, ...] = (),
        likely: Literal["source", "extraction"] | None = None,
        note: str = "",
        span: Span | None = None,
    ) -> None:
        _set_check_name(self, name)
        _set_check_result(self, result)
        _set_check_left(self, left)
        _set_check_right(self, right)
        _set_check_delta(self, delta)
        _set_check_cells(self, cells)
        _set_check_likely(self, likely)
        _set_check_note(self, note)
        _set_check_span(self, span)


(
    _set_check_name,
    _set_check_result,
    _set_check_left,
    _set_check_right,
    _set_check_delta,
    _set_check_cells,
    _set_check_likely,
    _set_check_note,
    _set_check_span,
) = (Check.__dict__[name].__set__ for name in Check.__slots__)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place that moved a score, by how much, and what it is."""

    span: Span
    weight: float
    note: str


@dataclass(frozen=True, slots=True)
class Score:
    """A number about a target: an item id, or ``report``.

    ``value`` is ``None`` only where ``why_none`` says why; ``background`` names the fitted state
    that the value depends on.
    """

    name: str
    version: int
    target: str
    value: float | None
    unit: str
    evidence: tuple[Evidence, ...] = ()
    background: str | None = None
    why_none: str | None = None

    @property
    def id(self) -> str:
        """Name and version as published, e.g. ``substance@1``."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a result: enough to make it again."""

    version: str
    config: str
    models: tuple[tuple[str, str], ...] = ()
    dictionaries: tuple[tuple[str, str], ...] = ()
    backend: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, or a stage that failed on it."""

    path: str
    stage: str
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything known about one report."""

    report: Report
    outline: Outline
    items: tuple[Item, ...]
    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]
    figures: Figures
    checks: tuple[Check, ...]
    scores: tuple[Score, ...]
    provenance: Provenance
    failures: tuple[Failure, ...] = field(default=())

    def themes_of(self, item: Item) -> tuple[str, ...]:
        """The theme or practice keys of an item, main one first."""
        found = [mention for mention in self.mentions if mention.item == item.id]
        return tuple(m.theme for m in sorted(found, key=lambda m: m.rank))

    def score_of(self, target: str, name: str) -> Score | None:
        """One score of an item or of the report."""
        for score in self.scores:
            if score.target == target and score.name == name:
                return score
        return None

    def by_role(self, *roles: Role) -> Sequence[Item]:
        """The items with one of these roles, in text order."""
        return [item for item in self.items if item.role in roles]

    def __repr__(self) -> str:
        counts = Counter(item.role for item in self.items)
        told = ", ".join(f"{n} {role}" for role, n in sorted(counts.items())) or "no items"
        failed = sum(check.result == "failed" for check in self.checks)
        return f"Analysis({self.report!r}: {told}; {failed} of {len(self.checks)} checks failed)"

    def _repr_html_(self) -> str:
        return _html(self)


@cache
def _view() -> Callable[[object], str] | None:
    """Return what shows things in a notebook: an entry point, because views stand far above."""
    from importlib.metadata import entry_points  # it takes longer to load than all this

    found = [point.load() for point in entry_points(group="nlp_reports.views", name="html")]
    return found[0] if found else None


def _html(thing: object) -> str:
    """Show a thing in a notebook; plainly where the package was not installed."""
    view = _view()
    return view(thing) if view else f"<pre>{escape(repr(thing))}</pre>"
