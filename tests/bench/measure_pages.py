"""Main text of web pages, ours beside a known extractor: ``python tests/bench/measure_pages.py``.

Dresses gold reports (none of the test split) as pages of several content management systems, and
prints for our walk and, where it is installed, for trafilatura: characters of the report that were
lost, characters that are not the report's, and statutory cells that came out at all.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from nlp_reports.evaluate.authored import Authored  # noqa: E402
from nlp_reports.readers import read  # noqa: E402
from tests.bench.measure_readers import bare, held_out  # noqa: E402
from tests.render.skins import SKINS, dress  # noqa: E402
from tests.render.tables import sheet  # noqa: E402
from tests.render.text import parts_of  # noqa: E402

Extracted = tuple[str, list[str]]
"""Prose, and the texts of cells."""

_REPORTS = 12


def ours(page: str, path: Path) -> Extracted:
    """By our walk."""
    path.write_text(page, "utf-8")
    report = read(path)
    return report.text, [cell.text for table in report.tables for cell in table.cells]


def theirs(page: str, _: Path) -> Extracted:
    """By trafilatura, with all that it keeps."""
    import trafilatura
    from lxml import etree

    made = trafilatura.extract(page, output_format="xml", include_tables=True, favor_recall=True)
    if not made:
        return "", []
    root = etree.fromstring(made.encode())
    cells = ["".join(cell.itertext()) for cell in root.iter("cell")]
    for table in list(root.iter("table")):
        table.clear()
    return "\n".join(root.itertext()), cells


def counts(report: Authored, found: Extracted) -> tuple[float, float, float]:
    """Shares: characters lost, characters added, cells kept."""
    parts = parts_of(report)
    true = Counter(bare("".join(part for kind, part in parts if kind == "text")))
    own = Counter(bare(found[0]))
    boxes = [b for kind, part in parts if kind == "table" for b in sheet(report, part).boxes]
    cells = Counter(bare(box.text) for box in boxes if box.text)
    kept = cells & Counter(re.sub(r"\s", "", text) for text in found[1])
    size = true.total()
    return (true - own).total() / size, (own - true).total() / size, kept.total() / cells.total()


def main() -> None:
    """Print the figures."""
    known: dict[str, Callable[[str, Path], Extracted]] = {"ours": ours}
    if find_spec("trafilatura"):
        known["trafilatura"] = theirs
    else:
        print("trafilatura is not installed: only ours is measured")
    reports = held_out()[:_REPORTS]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.html")
        for skin in SKINS:
            for name, extract in known.items():
                rows = [counts(r, extract(dress(r, skin), path)) for r in reports]
                lost, added, cells = (100 * mean(column) for column in zip(*rows, strict=True))
                print(
                    f"{skin:8}{name:12} lost {lost:6.2f} %  added {added:6.2f} %  "
                    f"cells {cells:6.2f} %"
                )


if __name__ == "__main__":
    main()
