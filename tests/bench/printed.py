"""PDFs for the benches: ``python -m tests.bench.printed FOLDER`` prints every authored report.

Each report of the gold and the sample corpus once, in one of the layouts of
:mod:`tests.render.layouts` by turns; those with statutory tables first.
"""

from __future__ import annotations

import sys
from itertools import cycle
from pathlib import Path

from nlp_reports.evaluate.authored import load
from tests.render.layouts import LAYOUTS
from tests.render.pdf import render_pdf

CORPORA = Path(__file__).parents[2] / "corpora"


def write(folder: Path) -> None:
    """Write the PDFs."""
    folder.mkdir(parents=True, exist_ok=True)
    reports = [one for name in ("gold", "sample") for one in load(CORPORA / name / "authored")]
    reports.sort(key=lambda report: not report.tables)
    for at, (report, layout) in enumerate(zip(reports, cycle(LAYOUTS), strict=False)):
        render_pdf(report, folder / f"{at:03d} {report.id}.pdf", layout)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
