"""Render the sample corpus: ``python -m tests.render.sample``.

Reads ``corpora/sample/authored/*.mark`` and writes every report as text, PDF, DOCX and HTML into
``corpora/sample/reports``. The same input gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from nlp_reports.evaluate.authored import Authored, load
from tests.render.docx import render_docx
from tests.render.html import render_html
from tests.render.pdf import render_pdf
from tests.render.text import render_text

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"


def render(report: Authored, folder: Path) -> None:
    """Write one report in all formats."""
    text = render_text(report, "lines")
    (folder / f"{report.id}.txt").write_text(text, "utf-8", newline="\n")
    render_pdf(report, folder / f"{report.id}.pdf")
    render_docx(report, folder / f"{report.id}.docx")
    (folder / f"{report.id}.html").write_text(render_html(report), "utf-8", newline="\n")


def main(sample: Path = SAMPLE) -> None:
    """Render the whole sample."""
    folder = sample / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    for report in load(sample / "authored"):
        render(report, folder)


if __name__ == "__main__":
    main()
