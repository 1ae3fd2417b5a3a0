"""How right the readers are where truth is known: ``python tests/bench/measure_readers.py [N]``.

Renders N authored reports (default 3) per layout by every producer that is installed, reads the
PDFs, and prints prose character error, table cells right (place and text), F1 of paragraph breaks,
and the words of furniture left in the prose. ``--held-out`` takes reports that the readers were
not mended on: the gold ones outside the test split, each by every producer in one layout in turn.
``--shift N`` gives each report another layout. ``--keep DIR`` keeps the PDFs, ``--only NAME``
takes producers or layouts whose name is NAME, ``--show`` prints the differences.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from nlp_reports.chinese.normalise import normalise  # noqa: E402
from nlp_reports.evaluate.authored import Authored, load  # noqa: E402
from nlp_reports.readers import read  # noqa: E402
from nlp_reports.report import Report, Table  # noqa: E402
from tests.render.layouts import LAYOUTS, Layout  # noqa: E402
from tests.render.producers import producers  # noqa: E402
from tests.render.tables import Sheet, sheet  # noqa: E402
from tests.render.text import parts_of  # noqa: E402

FOLDERS = ("sample/authored", *(f"gold/authored/g{n}" for n in (1, 2, 3, 5, 6)))
_MENDED_ON = 3  # reports per layout on which the readers were mended
_CONTEXT = 8  # characters on either side by which a paragraph break is known


@dataclass(slots=True)
class Tally:
    """Counts of one or more readings; sums with ``+``."""

    characters: int = 0
    wrong: int = 0
    cells: int = 0
    right: int = 0
    breaks: int = 0
    found: int = 0
    shared: int = 0
    furniture: int = 0

    def __add__(self, other: Tally) -> Tally:
        pairs = ((getattr(self, n), getattr(other, n)) for n in self.__dataclass_fields__)
        return Tally(*(one + two for one, two in pairs))

    @property
    def error(self) -> float:
        """Wrong characters of prose, as a share."""
        return self.wrong / max(1, self.characters)

    @property
    def cell_share(self) -> float:
        """Cells that stand in their place with their text."""
        return self.right / self.cells if self.cells else 1.0

    @property
    def f1(self) -> float:
        """F1 of paragraph breaks."""
        return 2 * self.shared / max(1, self.breaks + self.found)

    def __str__(self) -> str:
        return (
            f"error {100 * self.error:6.3f} %  cells {100 * self.cell_share:6.2f} %"
            f"  breaks F1 {self.f1:.4f}  furniture {self.furniture}"
        )


def bare(text: str) -> str:
    """Without blanks: where a line was justified or wrapped, blanks say nothing."""
    return re.sub(r"\s", "", text)


def distance(one: str, other: str) -> int:
    """Characters put in, left out or changed, by the matching blocks."""
    if one == other:
        return 0
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for tag, a, b, c, d in codes if tag != "equal")


def breaks(lines: Iterable[str]) -> Counter[tuple[str, str]]:
    """Every paragraph break by the characters around it."""
    kept = [bare(line) for line in lines if bare(line)]
    at, whole = 0, "".join(kept)
    found: Counter[tuple[str, str]] = Counter()
    for line in kept[:-1]:
        at += len(line)
        found[whole[max(0, at - _CONTEXT) : at], whole[at : at + _CONTEXT]] += 1
    return found


def right_cells(true: Sheet, found: Table | None) -> int:
    """How many cells of a table stand in their place with their text."""
    texts = {(c.row, c.col): bare(c.text) for c in found.cells} if found else {}
    return sum(
        texts.get((b.row, b.col)) == bare(normalise(b.text).text)
        or (not b.text and (b.row, b.col) not in texts and found is not None)
        for b in true.boxes
    )


def compare(report: Authored, layout: Layout, found: Report) -> Tally:
    """What is right in a reading."""
    parts = parts_of(report)
    lines = [normalise(part).text for kind, part in parts if kind == "text"]
    sheets = [sheet(report, part) for kind, part in parts if kind == "table"]
    own = found.text.split("\n")
    truth, mine = breaks(lines), breaks(own)
    tables = [*found.tables, *[None] * len(sheets)]
    prose, text = bare("".join(lines)), bare(found.text)
    return Tally(
        len(prose),
        distance(prose, text),
        sum(len(each.boxes) for each in sheets),
        sum(right_cells(each, table) for each, table in zip(sheets, tables, strict=False)),
        truth.total(),
        mine.total(),
        (truth & mine).total(),
        sum(max(0, text.count(word) - prose.count(word)) for word in layout.furniture),
    )


def show(report: Authored, found: Report) -> None:
    """Print where a reading differs."""
    parts = parts_of(report)
    lines = [normalise(part).text for kind, part in parts if kind == "text"]
    truth, mine = breaks(lines), breaks(found.text.split("\n"))
    prose, text = bare("".join(lines)), bare(found.text)
    for tag, a, b, c, d in SequenceMatcher(None, prose, text, autojunk=False).get_opcodes():
        if tag != "equal":
            print("    text", prose[max(0, a - 6) : a], "|", prose[a:b], "->", text[c:d])
    print("    lost breaks", list(truth - mine)[:6], "\n    made breaks", list(mine - truth)[:6])
    sheets = [sheet(report, part) for kind, part in parts if kind == "table"]
    print("    tables", len(sheets), len(found.tables))
    for each, table in zip(sheets, found.tables, strict=False):
        cells = {(c.row, c.col): bare(c.text) for c in table.cells}
        odd = [b for b in each.boxes if cells.get((b.row, b.col), "") != bare(b.text)]
        for b in odd[:6]:
            print("    cell", b.row, b.col, b.text, "->", cells.get((b.row, b.col)))


def reports() -> list[Authored]:
    """The authored reports with tables, those of the test split left out."""
    every = [r for folder in FOLDERS for r in load(ROOT / "corpora" / folder)]
    return [r for r in every if len(r.figures) == 3 and r.meta.get("split") != "test"]


def held_out() -> list[Authored]:
    """Gold reports on which no reader was mended, those of the test split left out."""
    known = reports()
    step = len(known) // _MENDED_ON
    seen = {r.id for n in range(5) for r in known[n::step][:_MENDED_ON]}
    more = load(ROOT / "corpora" / "gold/authored/g7")
    own = [r for r in (*known, *more) if "gold" in r.path.parts and r.id not in seen]
    return [r for r in own if len(r.figures) == 3 and r.meta.get("split") != "test"]


def chosen(number: int, count: int, *, unseen: bool) -> list[Authored]:
    """The reports that are set in layout ``number``."""
    if unseen:
        return held_out()[number % len(LAYOUTS) :: len(LAYOUTS)]
    known = reports()
    return known[number :: max(1, len(known) // count)][:count]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", nargs="?", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--shift", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.keep or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        total = Tally()
        for name, produce in producers().items():
            for number, layout in enumerate(LAYOUTS):
                wanted = {name, layout.name, f"{name}-{layout.name}"}
                if asked.only and not wanted & set(asked.only):
                    continue
                tally = Tally()
                for report in chosen(number + asked.shift, asked.count, unseen=asked.held_out):
                    path = folder / f"{report.id}-{name}-{layout.name}.pdf"
                    if not path.is_file():
                        produce(report, layout, path)
                    found = read(path)
                    one = compare(report, layout, found)
                    tally += one
                    if asked.show:
                        print(path.name, one)
                        show(report, found)
                total += tally
                print(f"{name:12}{layout.name:12}{tally}", flush=True)
        print(f"{'all':24}{total}")


if __name__ == "__main__":
    main()
