"""Whether every format gives the same: ``python tests/bench/measure_formats.py [REPORTS]``.

Writes gold reports (none of the test split; default 12) as PDF, DOCX, web page and text, takes each
through the whole pipeline, and lists the items that differ from the PDF's.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from nlp_reports.evaluate.authored import Authored  # noqa: E402
from nlp_reports.pipeline import analyze  # noqa: E402
from tests.bench.measure_readers import held_out  # noqa: E402
from tests.render.docx import render_docx  # noqa: E402
from tests.render.html import render_html  # noqa: E402
from tests.render.layouts import LAYOUTS  # noqa: E402
from tests.render.pdf import render_pdf  # noqa: E402
from tests.render.skins import dress  # noqa: E402
from tests.render.text import render_text  # noqa: E402

Items = Counter[tuple[str, str, str]]


def written(report: Authored, folder: Path) -> dict[str, Path]:
    """The report in every format, by name."""
    paths = {
        name: folder / f"{report.id}-{name}.{name.partition(' ')[0]}"
        for name in ("pdf", "docx", "html", "html nested", "txt", "txt cells")
    }
    render_pdf(report, paths["pdf"], LAYOUTS[0])
    render_docx(report, paths["docx"])
    paths["html"].write_text(render_html(report), "utf-8")
    paths["html nested"].write_text(dress(report, "nested"), "utf-8")
    paths["txt"].write_text(render_text(report), "utf-8")
    paths["txt cells"].write_text(render_text(report, "cells"), "utf-8")
    return paths


def items(path: Path) -> Items:
    """The items of a file: section, role and text."""
    return Counter((item.section, item.role, item.text) for item in analyze(path).items)


def main(reports: int = 12) -> None:
    """Print the figures."""
    same: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for report in held_out()[:reports]:
            paths = written(report, Path(folder))
            true = items(paths["pdf"])
            for name, path in paths.items():
                own = items(path)
                same[name] += own == true
                for item in (own - true) + (true - own):
                    print(f"{report.id} {name}: {'more' if item in own else 'lost'} {item}")
    print(" ".join(f"{name}: {count} of {reports}" for name, count in same.items()))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
