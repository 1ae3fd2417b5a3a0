"""Whole authored reports for the figures' tests, rendered and read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nlp_reports.agencies import identify
from nlp_reports.evaluate.authored import Authored, MarkupError, parse
from nlp_reports.readers import read, read_text
from nlp_reports.report import Report
from tests.render import render_docx, render_html, render_pdf, render_text

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases" / "figures"
GOLD = ROOT / "corpora" / "gold" / "authored"
LAYOUTS = ("after", "before", "middle", "flat", "cells", "tabs", "html", "docx", "pdf")


def base(name: str) -> Authored:
    """A whole report beside the cases, by its name."""
    path = CASES / f"{name}.txt"
    return parse(path.read_text("utf-8"), path)


def whole() -> list[Authored]:
    """All reports with tables: those beside the cases, and gold without its test part."""
    found = [base("whole_2021"), base("whole_2019")]
    for path in sorted(GOLD.glob("*/*.mark")):
        try:
            report = parse(path.read_text("utf-8"), path)
        except MarkupError:
            continue
        if report.figures and report.meta.get("split") != "test":
            found.append(report)
    return found


def rendered(report: Authored, layout: str, folder: Path) -> Report:
    """The report as a file of some layout, read and identified."""
    file = folder / f"{report.id}.{layout}"
    if layout == "pdf":
        render_pdf(report, file)
        found = read(file)
    elif layout == "docx":
        render_docx(report, file)
        found = read(file)
    elif layout == "html":
        file.write_text(render_html(report), "utf-8")
        found = read(file)
    elif layout in ("flat", "cells", "tabs"):
        found = read_text(render_text(report, layout))  # type: ignore[arg-type]
    else:
        found = read_text(render_text(report, "lines", layout))  # type: ignore[arg-type]
    return identified(found)


def identified(report: Report) -> Report:
    names = identify(report)
    return replace(report, title=names.title, issuer=names.issuer, year=names.year)
