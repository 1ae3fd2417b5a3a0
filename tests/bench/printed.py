"""PDFs for the benches: ``python -m tests.bench.printed FOLDER N [full]`` prints authored reports.

Each report of the gold and the sample corpus (307) once, in one of the layouts of
:mod:`tests.render.layouts` by turns; those with statutory tables first. More are these again as
reports of other issuers: other names of places, another year, and in four of ten longer sentences
every seventh character exchanged, by seed. Every character stands where it stood, so tables and
headings stay in their places. Fewer reports are the first ones; about 30 are printed a second.

``full`` leaves out the two layouts whose tables lack lines: the form that the notice of 2021
prescribes is drawn with all of them, and so are most tables that agencies publish.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, cycle, islice
from pathlib import Path

from nlp_reports.evaluate.authored import Authored, load
from tests.bench.synthesise import LETTERS, YEARS
from tests.render.layouts import LAYOUTS, Layout
from tests.render.pdf import render_pdf

CORPORA = Path(__file__).parents[2] / "corpora"
CHANGED = 0.4
"""Share of sentences that are another issuer's own."""
_PLACE = re.compile(r"([^\W省市州县区镇街道自治]{2,3})(?=自治区|街道|[省市县区镇])")
_SENTENCE = re.compile(r"[\u4e00-\u9fff，、]{16,}[。；]")


def reports() -> Iterator[Authored]:
    """Yield the authored reports, then again and again as others'."""
    found = [one for name in ("gold", "sample") for one in load(CORPORA / name / "authored")]
    found.sort(key=lambda report: not report.tables)
    yield from found
    for turn in count(1):
        for report in found:
            yield another(report, turn)


def another(report: Authored, turn: int) -> Authored:
    """The report as another issuer's, of the same length to the character."""
    chance = random.Random(f"20210930 {report.id} {turn}")
    text, meta = report.text, dict(report.meta)
    names = dict.fromkeys(_PLACE.findall(meta["issuer"]))
    swaps = {name: "".join(chance.choice(LETTERS) for _ in name) for name in names}
    if meta["year"].isdigit():
        swaps[meta["year"]] = str(chance.choice(YEARS))
    for old, new in swaps.items():
        text = text.replace(old, new)
        meta = {key: value.replace(old, new) for key, value in meta.items()}
    text = _SENTENCE.sub(lambda found: _own(found[0], chance), text)
    return replace(report, text=text, meta=meta)


def _own(sentence: str, chance: random.Random) -> str:
    if chance.random() >= CHANGED:
        return sentence
    marks = list(sentence)
    for at in range(3, len(marks) - 1, 7):
        marks[at] = chance.choice(LETTERS)
    return "".join(marks)


def write(folder: Path, number: int, layouts: Sequence[Layout] = LAYOUTS) -> None:
    """Write the PDFs of so many reports."""
    folder.mkdir(parents=True, exist_ok=True)
    some = zip(islice(reports(), number), cycle(layouts), strict=False)
    for at, (report, layout) in enumerate(some):
        render_pdf(report, folder / f"{at:05d} {report.id}.pdf", layout)


if __name__ == "__main__":
    ruled = [layout for layout in LAYOUTS if layout.rules == "full"]
    write(Path(sys.argv[1]), int(sys.argv[2]), ruled if sys.argv[3:] == ["full"] else LAYOUTS)
