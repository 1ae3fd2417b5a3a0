"""Characters of a page into lines, and lines into paragraphs over lines and pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from nlp_reports.readers import reflow
from nlp_reports.readers.pdf_glyphs import Glyphs, without_overprint
from nlp_reports.report import Box

_NEW_LINE = 0.45  # of the character height: centres farther apart are on two lines
_BLANK = 0.2  # of the character height: a wider gap between Latin characters is a blank
_INDENT = 0.8  # em that a first line stands in from the left margin
_SHORT = 1.8  # em that a last line ends before the right margin


@dataclass(slots=True)
class Line:
    """A printed line: its characters by index into the page's glyphs, -1 for a blank put in."""

    page: int
    text: str
    index: list[int]
    box: Box
    size: float

    @property
    def middle(self) -> float:
        """The vertical centre."""
        return (self.box[1] + self.box[3]) / 2


def line_groups(boxes: Sequence[Sequence[float]], among: Sequence[int]) -> list[list[int]]:
    """Indices of characters line by line, top to bottom, each from left to right."""
    centres = sorted(((boxes[i][1] + boxes[i][3]) / 2, i) for i in among)
    groups: list[list[int]] = []
    last, height = 0.0, 0.0
    for centre, i in centres:
        own = boxes[i][3] - boxes[i][1]
        if not groups or centre - last > max(1.0, _NEW_LINE * min(own, height)):
            groups.append([])
        groups[-1].append(i)
        last, height = centre, own
    for group in groups:
        group.sort(key=lambda i: boxes[i][0])
    return groups


def lines_of(glyphs: Glyphs, among: Sequence[int], page: int) -> list[Line]:
    """The lines that some of a page's characters make."""
    return [_line(glyphs, group, page) for group in line_groups(glyphs.boxes, among)]


def _line(glyphs: Glyphs, order: list[int], page: int) -> Line:
    order = without_overprint(glyphs, order)
    own = [glyphs.boxes[i] for i in order]
    size = median(box[3] - box[1] for box in own)
    box = (
        min(box[0] for box in own),
        min(box[1] for box in own),
        max(box[2] for box in own),
        max(box[3] for box in own),
    )
    text, index = spaced(glyphs, order, _BLANK * size)
    return Line(page, text, index, box, size)


def spaced(glyphs: Glyphs, order: Sequence[int], gap: float) -> tuple[str, list[int]]:
    """Characters with a blank put in where Latin neighbours stand farther apart than ``gap``."""
    chars: list[str] = []
    index: list[int] = []
    right = 0.0
    for i in order:
        char, box = glyphs.chars[i], glyphs.boxes[i]
        if chars and box[0] - right > gap and char.isascii() and chars[-1].isascii():
            chars.append(" ")
            index.append(-1)
        chars.append(char)
        index.append(i)
        right = box[2]
    return "".join(chars), index


@dataclass(frozen=True, slots=True)
class Measure:
    """The type area of a document: margins, character size, line pitch, whether it indents."""

    left: float
    right: float
    em: float
    pitch: float
    indents: bool


def measure(lines: Sequence[Line]) -> Measure:
    """The type area that most lines show."""
    if not lines:
        return Measure(0, 0, 12, 20, True)
    em = median(line.size for line in lines)
    wide = [line for line in lines if len(line.text) > 12] or list(lines)
    left = _commonest([line.box[0] for line in wide])
    rights = sorted(line.box[2] for line in wide)
    right = rights[int(0.9 * (len(rights) - 1))]
    pitches = [
        b.middle - a.middle
        for a, b in pairwise(lines)
        if a.page == b.page and 0 < b.middle - a.middle < 4 * em
    ]
    indented = sum(_INDENT * em < line.box[0] - left < 4 * em for line in wide)
    pitch = median(pitches) if pitches else 1.5 * em
    return Measure(left, right, em, pitch, indented >= max(2, 0.05 * len(wide)))


def _commonest(values: Sequence[float]) -> float:
    bucket, _ = Counter(round(value / 3) for value in values).most_common(1)[0]
    near = [value for value in values if abs(value / 3 - bucket) <= 1]
    return median(near)


def begins(before: Line | None, line: Line, area: Measure) -> bool:
    """Whether a line begins a paragraph, by its place and by the line before it."""
    if before is None:
        return True
    indent = line.box[0] - area.left > _INDENT * area.em
    short = area.right - before.box[2] > _SHORT * area.em
    apart = before.page == line.page and line.middle - before.middle > 1.9 * area.pitch
    if indent or apart or abs(line.size - before.size) > 0.25 * area.em:
        return True
    opens = reflow.is_heading(line.text) if area.indents else reflow.is_heading_start(line.text)
    if opens and reflow.ends_sentence(before.text):
        return True
    if reflow.is_heading(before.text) and short:
        return True
    return short and (not area.indents or reflow.ends_sentence(before.text))
