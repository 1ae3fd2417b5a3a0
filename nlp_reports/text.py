"""Text that remembers where it came from: spans, edits, and edited text over its raw source.

The raw text is never changed. A cleaning step is a list of :class:`Edit` with the name of the
rule that made each; :class:`Normalised` applies them and leads every span of the edited text
back to the raw one::

    >>> raw = "共 1 2 条"
    >>> clean = Normalised(raw, [Edit(Span(1, 2), "", "blank"), Edit(Span(3, 4), "", "blank")])
    >>> clean.text
    '共12 条'
    >>> clean.to_raw(Span(1, 3))
    Span(start=2, end=5)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """A half-open range of characters, ``start <= end``."""

    start: int
    end: int

    # Written out: a report makes hundreds, and the generated one takes a third longer.
    def __init__(self, start: int, end: int) -> None:
        if not 0 <= start <= end:
            raise ValueError(f"a span needs 0 <= start <= end, not {start}, {end}")
        _set_start(self, start)
        _set_end(self, end)

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, other: object) -> bool:
        """Whether a span lies inside this one, or an offset points into it."""
        if isinstance(other, Span):
            return self.start <= other.start and other.end <= self.end
        return isinstance(other, int) and self.start <= other < self.end

    def overlaps(self, other: Span) -> bool:
        """Whether both share at least one character."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """The characters of the span in ``text``."""
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        """The span moved by ``by`` characters."""
        return Span(self.start + by, self.end + by)


_set_start, _set_end = (Span.__dict__[name].__set__ for name in Span.__slots__)


@dataclass(frozen=True, slots=True)
class Edit:
    """The raw characters ``at`` were replaced by ``to`` because of ``rule``."""

    at: Span
    to: str
    rule: str


def _ordered(raw: str, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    ordered = tuple(sorted(edits, key=lambda edit: (edit.at.start, edit.at.end)))
    last = 0
    for edit in ordered:
        if edit.at.start < last:
            raise ValueError(f"edits overlap at {edit.at} (rule {edit.rule!r})")
        if edit.at.end > len(raw):
            raise ValueError(f"an edit at {edit.at} lies outside {len(raw)} characters")
        last = edit.at.end
    return ordered


class Normalised:
    """Raw text, the edits made to it, and the way back.

    Args:
        raw: the source, never changed.
        edits: in any order; they must not overlap.
        below: an earlier step whose ``text`` is this step's ``raw``; :meth:`to_raw` then leads
            through all steps down to the first.

    Raises:
        ValueError: edits overlap or lie outside the raw text.
    """

    __slots__ = (
        "_raw_ends",
        "_raw_starts",
        "_text_ends",
        "_text_starts",
        "below",
        "edits",
        "raw",
        "text",
    )

    def __init__(
        self, raw: str, edits: Iterable[Edit] = (), *, below: Normalised | None = None
    ) -> None:
        if below is not None and below.text != raw:
            raise ValueError("the raw text of a step must be the text of the step below")
        self.raw = raw
        self.below = below
        self.edits = _ordered(raw, edits)
        self._raw_starts = [edit.at.start for edit in self.edits]
        self._raw_ends = [edit.at.end for edit in self.edits]
        self._text_starts: list[int] = []
        self._text_ends: list[int] = []
        self.text: str = self._apply()

    def _apply(self) -> str:
        pieces: list[str] = []
        at = size = 0
        for edit in self.edits:
            pieces += (self.raw[at : edit.at.start], edit.to)
            size += edit.at.start - at
            self._text_starts.append(size)
            size += len(edit.to)
            self._text_ends.append(size)
            at = edit.at.end
        pieces.append(self.raw[at:])
        return "".join(pieces)

    def then(self, edits: Iterable[Edit]) -> Normalised:
        """A further step over this one's text."""
        return Normalised(self.text, edits, below=self)

    @property
    def source(self) -> str:
        """The raw text of the first step."""
        return self.raw if self.below is None else self.below.source

    def steps(self) -> Sequence[Normalised]:
        """All steps, the first one first."""
        return (*(self.below.steps() if self.below else ()), self)

    def to_raw(self, span: Span) -> Span:
        """The raw characters that a span of ``text`` came from.

        Characters that an edit put in lead to all that it replaced. An empty span leads to an
        empty span. The law: spans that touch no edit have the same characters on both sides, and
        the order of spans is kept.
        """
        if span.end > len(self.text):
            raise ValueError(f"{span} lies outside {len(self.text)} characters")
        start = self._raw_start(span.start)
        end = start if span.start == span.end else max(start, self._raw_end(span.end))
        here = Span(start, end)
        return here if self.below is None else self.below.to_raw(here)

    def _raw_start(self, at: int) -> int:
        """Where the character that begins at ``at`` comes from."""
        index = bisect_right(self._text_ends, at) - 1  # the last edit wholly before ``at``
        after = index + 1
        if after < len(self.edits) and self._text_starts[after] <= at < self._text_ends[after]:
            return self._raw_starts[after]
        return at if index < 0 else self._raw_ends[index] + at - self._text_ends[index]

    def _raw_end(self, at: int) -> int:
        """Where the character that ends at ``at`` comes from."""
        index = bisect_left(self._text_starts, at) - 1  # the last edit that begins before ``at``
        if index < 0:
            return at
        if at <= self._text_ends[index]:
            return self._raw_ends[index]
        return self._raw_ends[index] + at - self._text_ends[index]

    def __repr__(self) -> str:
        return (
            f"Normalised({len(self.raw)} -> {len(self.text)} characters, {len(self.edits)} edits)"
        )
