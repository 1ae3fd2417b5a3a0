"""PDF by the programs that make it in the world: each takes a report and a layout.

A producer that is not installed is left out of :func:`producers`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from nlp_reports.evaluate.authored import Authored
from tests.render.docx import render_docx
from tests.render.layouts import Layout
from tests.render.page import print_page
from tests.render.pdf import embedded, render_pdf
from tests.render.typst import print_typst

Producer = Callable[[Authored, Layout, Path], None]
_SECONDS = 180


def reportlab(report: Authored, layout: Layout, path: Path) -> None:
    """By ReportLab, drawn on a canvas."""
    render_pdf(report, path, layout)


def weasyprint(report: Authored, layout: Layout, path: Path) -> None:
    """By WeasyPrint, from a web page; it prints a label beyond its cell where it parts rows."""
    from weasyprint import HTML

    HTML(string=print_page(report, layout, whole_rows=True)).write_pdf(path)


def typst(report: Authored, layout: Layout, path: Path) -> None:
    """By Typst, from its own markup."""
    print_typst(report, layout, path)


def chromium(report: Authored, layout: Layout, path: Path) -> None:
    """By Chromium's print to PDF."""
    page = path.with_suffix(".print.html")
    page.write_text(print_page(report, layout), "utf-8")
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    home = f"--user-data-dir={path.parent / 'chromium'}"
    _run("chromium", *options, home, f"--print-to-pdf={path}", page.as_uri())


def libreoffice(report: Authored, layout: Layout, path: Path) -> None:
    """By LibreOffice, from a word-processor file."""
    source = path.with_suffix(".docx")
    render_docx(report, source, layout)
    home = f"-env:UserInstallation={(path.parent / 'office').absolute().as_uri()}"
    _run("soffice", home, "--convert-to", "pdf", "--outdir", str(path.parent), str(source))


def _run(*command: str) -> None:
    quiet = {"env": {**os.environ, "LC_ALL": "C.UTF-8"}, "capture_output": True}
    subprocess.run(command, check=True, timeout=_SECONDS, **quiet)


def producers() -> dict[str, Producer]:
    """Those that are installed, by name."""
    there = {
        "reportlab": embedded() is not None,
        "weasyprint": find_spec("weasyprint") is not None,
        "typst": find_spec("typst") is not None,
        "chromium": shutil.which("chromium") is not None,
        "libreoffice": shutil.which("soffice") is not None,
    }
    known = (reportlab, weasyprint, typst, chromium, libreoffice)
    return {each.__name__: each for each in known if there[each.__name__]}
