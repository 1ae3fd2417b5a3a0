"""Tables that lost their grid: which lines of a text are pieces of a statutory table.

Three signs, strongest first: a line of numbers; a line all of whose pieces are parts of the
words printed in the statutory tables; a short fragment without a stop between two such lines.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources

from nlp_reports.chinese.normalise import BLANKS, whole_character
from nlp_reports.readers.reflow import is_page_number
from nlp_reports.report import Cell, Table
from nlp_reports.text import Span

_NUMBER = r"(?:[-+]?\d[\d,]*(?:\.\d+)?[%％]?|[/／—–\-]|不涉及|无)"
_LONGEST_FRAGMENT = 24  # characters; the longest printed label line is shorter
_WIDEST_GAP = 4  # lines without a sign that two table lines may enclose
_LONGEST_LINE = 300  # characters; the longest printed row is far shorter
_FUZZY = 0.6  # share of character pairs known from the labels
_UNUSUAL = re.compile(r"[^\x00-\x7f\u4e00-\u9fff]")
"""What may stand for another character; ASCII and the common ideographs stand for themselves."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    gap = f"[{BLANKS}|]"
    return {
        "numbers": re.compile(rf"{gap}*{_NUMBER}(?:{gap}+{_NUMBER})*{gap}*"),
        "row": re.compile(rf"(?P<label>\S.*?)(?:{gap}+{_NUMBER}){{2,}}{gap}*"),
        "gap": re.compile(f"{gap}+"),
        "heading": re.compile(
            r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]"
        ),
        "stop": re.compile(r"[，。；：！？,;]"),
        "enumerator": re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]"),
        "ends": re.compile(r"\S{0,12}(?:情况|申请|诉讼|复议|信息|公开)"),
    }


@cache
def _labels() -> tuple[str, frozenset[str], frozenset[str]]:
    """All labels as one text to search in (wraps cross their borders), their pairs, and each."""
    source = resources.files("nlp_reports.readers").joinpath("table_words.toml")
    words: list[str] = tomllib.loads(source.read_text(encoding="utf-8"))["labels"]
    pairs = {word[i : i + 2] for word in words for i in range(len(word) - 1)}
    return "".join(words), frozenset(pairs), frozenset(words)


def pieces(line: str) -> list[str]:
    """The blank-separated pieces of a line."""
    return [piece for piece in _patterns()["gap"].split(line) if piece]


@lru_cache(maxsize=4096)
def is_number_row(line: str) -> bool:
    """Whether a line holds numbers (or marks that stand for none) and nothing else."""
    return bool(_patterns()["numbers"].fullmatch(line))


def is_cut_label(upper: str, lower: str) -> bool:
    """Whether two texts are the halves of words printed in the statutory tables."""
    text, _, whole = _labels()
    complete = _plain(upper) in whole or _plain(lower) in whole
    return not complete and _plain(upper + lower) in text


@lru_cache(maxsize=4096)
def is_label(text: str) -> bool:
    """Whether a text is one whole label of a statutory table."""
    plain = _plain(text)
    return plain in _labels()[2] and not plain.endswith(("，", "、"))


def opens_label(text: str) -> bool:
    """Whether a label of a statutory table begins with a text."""
    plain = _plain(text)
    return any(label.startswith(plain) for label in _labels()[2])


def is_enumerated(text: str) -> bool:
    """Whether a cell's text opens with an enumerator: （三）, 一、, 2."""
    return bool(_patterns()["enumerator"].match(text))


def _plain(text: str) -> str:
    plain = _UNUSUAL.sub(lambda found: whole_character(found[0]), text).strip("|")
    return plain.replace("(", "（").replace(")", "）").replace(":", "：").replace(",", "，")


def _known(piece: str) -> bool:
    plain = _plain(piece)
    text, pairs, _ = _labels()
    if not plain or plain in text:
        return True
    if len(plain) > _LONGEST_FRAGMENT or len(plain) < 3 or _patterns()["heading"].match(plain):
        return False
    if _patterns()["stop"].search(plain):
        return False
    own = [plain[i : i + 2] for i in range(len(plain) - 1)]
    return sum(pair in pairs for pair in own) / len(own) >= _FUZZY


@lru_cache(maxsize=4096)
def is_table_line(line: str) -> bool:
    """Whether a line bears a sign of its own: numbers, a row of numbers, or printed labels."""
    if len(line) > _LONGEST_LINE or (is_page_number(line) and not line.isdecimal()):
        return False
    if is_number_row(line):
        return True
    row = _patterns()["row"].fullmatch(line)
    if row and len(row["label"]) <= _LONGEST_FRAGMENT:
        return True
    return all(is_number_row(piece) or _known(piece) for piece in pieces(line))


def _fragment(line: str) -> bool:
    """Whether a line could be a piece of a cell: short, no stop, no heading."""
    plain = line.strip()
    return len(plain) <= 16 and not _patterns()["stop"].search(plain) and not _heading(plain)


def _heading(line: str) -> bool:
    return bool(_patterns()["heading"].match(line))


def table_runs(lines: Sequence[str]) -> list[range]:
    """The runs of lines that are pieces of a table, by index.

    A run has at least one line of several numbers, or three lines with a sign of their own;
    fragments between two such lines go with them, and blank lines count as nothing.
    """
    signs = [bool(line.strip()) and is_table_line(line.strip()) for line in lines]
    runs = []
    start: int | None = None
    last = 0
    for index, line in enumerate(lines):
        if signs[index]:
            start, last = (index if start is None else start), index
        elif start is not None and line.strip() and not _bridged(lines, signs, last, index):
            runs.append(range(start, last + 1))
            start = None
    if start is not None:
        runs.append(range(start, last + 1))
    runs = [_without_heading(lines, run) for run in runs]
    return [run for run in runs if _convincing(lines, signs, run)]


def _without_heading(lines: Sequence[str], run: range) -> range:
    """The run without the rest of a heading that is printed on two lines (…行政诉讼 / 情况)."""
    if not run.start or len(run) < 2:
        return run
    before, first = lines[run.start - 1].strip(), lines[run.start].strip()
    if not _heading(before) or _patterns()["stop"].search(before) or is_label(first):
        return run
    return run[1:] if _patterns()["ends"].fullmatch(first) else run


def _bridged(lines: Sequence[str], signs: Sequence[bool], last: int, index: int) -> bool:
    """Whether an unsigned line lies between signed ones, with only fragments around it."""
    seen = 0
    for at in range(last + 1, len(lines)):
        if not lines[at].strip():
            continue
        if signs[at]:
            return True
        seen += 1
        if seen > _WIDEST_GAP or not _fragment(lines[at]):
            return False
    return index < last


def _convincing(lines: Sequence[str], signs: Sequence[bool], run: range) -> bool:
    rows = sum(len(pieces(lines[i])) > 1 and is_number_row(lines[i].strip()) for i in run)
    rows += sum(bool(_patterns()["row"].fullmatch(lines[i].strip())) for i in run)
    signed = sum(signs[i] for i in run)
    return rows > 0 or signed >= 3


def lines_table(lines: Sequence[str], page: int | None = None) -> Table:
    """A table of which only lines are known: a row per line, a column per piece."""
    cells = [
        Cell(row, col, piece)
        for row, line in enumerate(line for line in lines if line.strip())
        for col, piece in enumerate(pieces(line))
    ]
    return Table(page, tuple(cells), Span(0, 0), kind="lines")
