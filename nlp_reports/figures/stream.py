"""Running text as figures see it: its Chinese characters, and the runs of cell contents between.

Serves tables of which only lines are known and tables flattened into one line of text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from nlp_reports.figures.digits import blocks_add_up, readings
from nlp_reports.figures.form import TableForm

_HAN = re.compile(r"[一-鿿]+")
_ISOLATED = r"(?<![^\s|])(?:无|不涉及)(?![^\s|])"  # alone between blanks: a cell, no label
_VALUE = r"[+\-—–―−/／\\\d０-９][\d０-９.．,，+\-—–―−/／\\ \t　|¥]*"
_RUN = re.compile(rf"(?:{_VALUE}|{_ISOLATED}[ \t|]*)+")
_ENUMERATOR = re.compile(r"[\d０-９][.．、][ \t]*$")
_LEAD = re.compile(r"[ \t　|]*$")
_PAGE = re.compile(r"\d{1,3}")
_FURNITURE = re.compile(
    r"^[ \t]*[-—–－]+[ \t]*\d{1,3}[ \t]*[-—–－]+[ \t]*$"
    r"|^[ \t]*第[ \t]*\d{1,3}[ \t]*页(?:[，,/ \t]*共[ \t]*\d{1,3}[ \t]*页)?[ \t]*$",
    re.M,
)
_REACH, _HEAD = 100, 12  # characters around a table's opening words in which its labels are counted
_LONG = 5  # characters of a label that is hardly found outside its table
_HEADS = 60  # characters before a table's first label in which its columns are named
_LETTERS = re.compile(r"(?<![\w.])(?:[\dOoＯlI]+[ \t|]+){3,}[\dOoＯlI]+(?![\w.])")
_LIKE = str.maketrans("OoＯlI", "00011")
_SPARE = 2  # numbers too many in a row: a page number, and a number broken in two
_COUNTERS = "件条项宗起次份个篇"
_NO_LABEL = re.compile(
    rf"(?<![\d.])(?:19|20)\d\d(?=年)|(?:增加|减少|[增减])(?=\d)|－(?=\d)|增[/／](?=减)|{_ISOLATED}"
    rf"|(?<=[\d０-９])(?:[{_COUNTERS}]|万元|元)(?![一-鿿])"
)
_SIGNS = {"增": "+", "减": "-", "－": "-", "增加": " +", "减少": " -"}
_NUMERALS = frozenset("一二三四五六七八九十")


def _lifted(match: re.Match[str]) -> str:
    """What stands for a sign, a unit or a cell that is written in Chinese; as long as it was."""
    words = match[0]
    if words in _SIGNS:
        return _SIGNS[words]
    if words[0] == "增":
        return "增·"  # the slash of a head is no cell
    if words == "元":
        return "¥"
    return words if words in ("无", "不涉及") else " " * len(words)


@dataclass(frozen=True)
class Group:
    """Numbers standing together: before skeleton character ``at``; ``beside`` a label's end.

    ``raw`` keeps the lines on which they stand; ``alone`` are numbers with nothing else on them.
    """

    raw: str
    at: int
    beside: bool
    alone: bool = False

    @property
    def cells(self) -> int:
        """Pieces that blanks part."""
        return len(self.raw.replace("|", " ").split())

    @cached_property
    def size(self) -> int:
        """Its characters; fewer than a row has cells: a page number, say."""
        return len("".join(self.raw.split(" ")))


@dataclass(frozen=True)
class Stream:
    """Text and the Chinese characters in it (``skeleton``), with their offsets (``places``).

    Offsets count in ``text`` and, for a whole text, in the text it was made of: what is put for
    signs and units is as long as they were. ``head`` is the skeleton that stood before a part.
    """

    text: str
    skeleton: str
    places: tuple[int, ...]
    head: str = ""

    @classmethod
    def of(cls, text: str) -> Stream:
        """The stream of a text: 增3 is +3; units and isolated 无 and 不涉及 are no labels."""
        text = _FURNITURE.sub(lambda m: " " * len(m[0]), text)
        text = _LETTERS.sub(lambda m: m[0].translate(_LIKE), text)
        text = _NO_LABEL.sub(_lifted, text)
        masked = re.sub(_ISOLATED, lambda m: " " * len(m[0]), text)
        places: list[int] = []
        parts: list[str] = []
        for match in _HAN.finditer(masked):
            places.extend(range(match.start(), match.end()))
            parts.append(match[0])
        return cls(text, "".join(parts), tuple(places))

    def part(self, start: int, end: int) -> Stream:
        """From one skeleton character to another, with what stands before the first."""
        if start and self.skeleton[start - 1] in _NUMERALS:
            start -= 1
        first = self.places[start - 1] + 1 if start else 0
        last = self.places[end] if end < len(self.places) else len(self.text)
        places = tuple(place - first for place in self.places[start:end])
        head = self.skeleton[max(0, start - _HEADS) : start]
        return Stream(self.text[first:last], self.skeleton[start:end], places, head)

    def before(self, start: int) -> int:
        """Where a label with its enumerator begins that itself begins at ``start``."""
        if start and self.skeleton[start - 1] in _NUMERALS:
            place = self.places[start - 1] + 1
            if self.text[place : place + 1] in ("、", "）", ")", ".", "．"):
                return start - 1
        return start

    @cached_property
    def runs(self) -> tuple[Group, ...]:
        """The runs of cell contents, each on one line; enumerators of labels are taken off."""
        return tuple(self._runs())

    def _runs(self) -> Iterator[Group]:
        for match in _RUN.finditer(self.text):
            raw, after = match[0], self.text[match.end() : match.end() + 1]
            if after and after != "\n":
                raw = _ENUMERATOR.sub("", raw)
            line = self.text[self.text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if raw.strip(" \t　|,，.．"):
                at = bisect_left(self.places, match.start())
                rest = line.strip() in (".", "．")  # of a number that a page's foot tore
                alone = (rest or not line.strip()) and after in ("", "\n")
                cells = "." * rest + _blank_cells(line) + raw.strip(" 　")
                yield Group(cells, at, bool(_HAN.search(line)), alone)


def _blank_cells(line: str) -> str:
    """Tabs before the first number beyond the one that parts it from its label: blank cells."""
    lead = _LEAD.search(line)
    return "\t" * (lead[0].count("\t") - 1) if lead and lead[0] != line else ""


class Streams:
    """The streams of several texts, each made when it is first asked for."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Keep the texts that are not empty."""
        self._texts = [text for text in texts if text]
        self._made: list[Stream] = []

    def __iter__(self) -> Iterator[Stream]:
        """The streams in order."""
        for at, text in enumerate(self._texts):
            if at == len(self._made):
                self._made.append(Stream.of(text))
            yield self._made[at]


def groups(stream: Stream, width: int, block: int = 0) -> list[Group]:
    """The runs of cell contents of rows of ``width`` cells, of which each ``block`` has a sum.

    Runs that stand together are joined as long as they fit one row: some texts print a cell a
    line. A page number among them is taken out where the row fits, and adds up, only without it.
    """
    joined: list[Group] = []
    for _, runs in groupby(stream.runs, key=lambda run: run.at):
        joined += _rows(list(runs), width, block)
    return joined


def _rows(runs: list[Group], width: int, block: int) -> list[Group]:
    spare = sum(run.cells for run in runs) - width
    if block and len(runs) > 1 and 0 < spare <= _SPARE:
        rests = [runs[:i] + runs[i + 1 :] for i in range(len(runs)) if _PAGE.fullmatch(runs[i].raw)]
        fit = {g.raw: g for g in map(_together, rests) if _proved(g, width, block)}
        if len(fit) == 1:
            return list(fit.values())
        whole = _together(runs)  # a number is broken over lines, or no way to take them adds up
        if _proved(whole, width, block) or not any(_proved(run, width, block) for run in runs):
            return [whole]
    rows = runs[:1]
    for run in runs[1:]:
        if rows[-1].cells + run.cells <= width:
            rows[-1] = _together([rows[-1], run])
        else:
            rows.append(run)
    return rows


def _proved(group: Group, width: int, block: int) -> bool:
    ways = readings(group.raw, width, block=block)
    return any(blocks_add_up(way, block) for way in ways)


def _together(runs: list[Group]) -> Group:
    alone = all(run.alone for run in runs)
    return Group("\n".join(run.raw for run in runs), runs[0].at, runs[0].beside, alone)


def locate(stream: Stream, table: TableForm) -> Iterator[tuple[Stream, int]]:
    """The stretches in which a table may stand, with the number of its labels, the likeliest first.

    A stretch begins with one of the words that open the table and ends before the words that come
    after it; of several the one with most of its labels, of equals the shortest: a heading or a
    sentence may quote the opening words.
    """
    names = [row.names[-1] for row in table.rows]
    long = [row.names[-1] for row in table.rows if len(row.names[-1]) >= _LONG]
    reach = _REACH + 2 * sum(len(row.names[0]) for row in table.rows)
    found: list[tuple[int, int, int]] = []
    for start in {at for words in table.opens for at in every(stream.skeleton, words)}:
        last = max(start, *(stream.skeleton.rfind(n, start, start + reach) for n in long))
        ends = [at for words in table.ends if (at := stream.skeleton.find(words, last)) >= 0]
        end = min(ends, default=len(stream.skeleton))
        near = stream.skeleton[max(0, start - _HEAD) : min(end, start + reach)]
        found.append((sum(name in near for name in names), start, end))
    for labels, start, end in sorted(found, reverse=True):
        yield stream.part(start, end), labels


def every(text: str, words: str) -> Iterator[int]:
    """Every place of words in a text."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
