"""The whole way of one report: file to :class:`Analysis`."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from nlp_reports.errors import NoTextError
from nlp_reports.report import (
    Analysis,
    Check,
    Failure,
    Figures,
    Issuer,
    Item,
    Link,
    Mention,
    Missing,
    Outline,
    Provenance,
    Report,
    Score,
)
from nlp_reports.settings import Settings

if TYPE_CHECKING:
    from nlp_reports.scores import Background

T = TypeVar("T")
Rows = dict[str, list[dict[str, Any]]]
"""Rows by table."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PART = re.compile(r"#\d+$")


def analyze(
    source: str | Path | Report,
    *,
    settings: Settings | None = None,
    background: Background | None = None,
) -> Analysis:
    """Read one report and find everything in it.

    Args:
        source: a file, or a report already read.
        settings: what to choose otherwise than the default.
        background: what other reports say, for the shares of reuse; ``None`` leaves all that
            needs one ``None`` with the reason.

    Raises:
        ReadError: the file cannot be read, or has no Chinese text. Stages after reading do not
            raise: what failed stands in ``Analysis.failures``, everything else is kept.
    """
    from nlp_reports.readers import read

    settings = settings or Settings()
    report = source
    if not isinstance(report, Report):
        report = read(report, pdf_backend=settings.pdf_backend)
        check_chinese(report)
    return _Stages(report, settings, background).run()


def check_chinese(report: Report) -> None:
    """Refuse a report without a word of Chinese: a scan, an error page, mojibake.

    Here alone a file that could be opened becomes a failure, so that no row without items lowers
    a mean. The message holds the reader's warnings: what was not read, and what to install.

    Raises:
        NoTextError: not a single Chinese character is in it.
    """
    if _HAN.search(report.text):
        return
    raise NoTextError(
        report.source.path,
        what="there is no Chinese character in what was read",
        next_action="; ".join(report.warnings)
        or "look whether an error page was saved, or text in a wrong encoding",
    )


def analyze_passage(
    text: str, section: str = "problems_improvements", *, settings: Settings | None = None
) -> Analysis:
    """Find the items of a bare passage: no file, no headings needed.

    Args:
        text: running Chinese text.
        section: the section that the passage comes from, for the items' ``section``.
        settings: what to choose otherwise than the default.
    """
    from nlp_reports.items import split_passage
    from nlp_reports.readers import read_text

    report = read_text(text)
    stages = _Stages(report, settings or Settings(), None)
    items = split_passage(report.text, section)
    return stages.judge(Outline("passage"), items, Figures("passage"), ())


class _Stages:
    """The stages over one report; each failure is noted, and the next stage goes on."""

    def __init__(self, report: Report, settings: Settings, background: Background | None) -> None:
        self.report = report
        self.settings = settings
        self.background = background
        self.failures: list[Failure] = []

    def attempt(self, stage: str, work: Callable[[], T], otherwise: T) -> T:
        try:
            return work()
        except Exception as error:
            self.failures.append(
                Failure(self.report.source.path, stage, type(error).__name__, str(error))
            )
            return otherwise

    def run(self) -> Analysis:
        from nlp_reports.figures import check, figures
        from nlp_reports.items import split_items
        from nlp_reports.sections import outline

        self.report = report = self.attempt("identify", self._identified, self.report)
        scheme = self.settings.scheme
        parts = self.attempt("outline", lambda: outline(report, scheme), Outline("unknown"))
        items: tuple[Item, ...] = self.attempt("items", lambda: split_items(report, parts), ())
        cells = self.attempt("figures", lambda: figures(report, parts), Figures(parts.scheme))
        checks: tuple[Check, ...] = self.attempt("checks", lambda: check(cells, parts, report), ())
        return self.judge(parts, items, cells, checks)

    def judge(
        self, parts: Outline, items: tuple[Item, ...], cells: Figures, checks: tuple[Check, ...]
    ) -> Analysis:
        """Tag, link and score items that have been found."""
        from nlp_reports.items import link
        from nlp_reports.scores import score

        mentions: tuple[Mention, ...] = self.attempt("themes", lambda: self._tagged(items), ())
        links: tuple[Link, ...] = self.attempt("links", lambda: link(items, mentions), ())
        name = self.report.issuer.name if isinstance(self.report.issuer, Issuer) else None
        scores: tuple[Score, ...] = self.attempt(
            "scores", lambda: score(items, self.background, links=links, issuer=name), ()
        )
        return Analysis(
            report=self.report,
            outline=parts,
            items=items,
            mentions=mentions,
            links=links,
            figures=cells,
            checks=checks,
            scores=scores,
            provenance=provenance(self.settings),
            failures=tuple(self.failures),
        )

    def _identified(self) -> Report:
        from nlp_reports.agencies import identify

        found = identify(self.report)
        return replace(self.report, title=found.title, issuer=found.issuer, year=found.year)

    def _tagged(self, items: tuple[Item, ...]) -> tuple[Mention, ...]:
        from nlp_reports.themes import codebook, tag

        return tuple(m for name in self.settings.codebooks for m in tag(items, codebook(name)))


@lru_cache(maxsize=8)
def provenance(settings: Settings) -> Provenance:
    """Return what makes results under these settings: versions, models, dictionaries.

    Looked up once in a process: models stay loaded, so they are what they were then.
    """
    from nlp_reports._version import __version__
    from nlp_reports.chinese.words import dictionary_digest, tokenizer
    from nlp_reports.data import models

    manifests = sorted(models().glob("*/manifest.*"))
    return Provenance(
        version=__version__,
        config=settings.digest(),
        models=tuple(
            (m.parent.name, hashlib.sha256(m.read_bytes()).hexdigest()[:12]) for m in manifests
        ),
        dictionaries=(("terms", dictionary_digest()),),
        backend=tokenizer().name,
    )


def rows_of_file(
    path: Path, settings: Settings, wanted: Callable[[str], bool] | None = None
) -> Rows:
    """Analyse every report in a file into table rows; what goes wrong is a row of ``failures``.

    Args:
        path: the file.
        settings: what to choose otherwise than the default.
        wanted: asked before a member of an archive is read; ``False`` leaves it out.
    """
    from nlp_reports.corpus.rows import duplicate_row, failure_row
    from nlp_reports.readers import read_all

    rows: Rows = defaultdict(list)
    try:
        for found in read_all(path, pdf_backend=settings.pdf_backend, wanted=wanted):
            if isinstance(found, Report):
                for table, new in _rows_of_report(found, settings).items():
                    rows[table] += new
            elif found.error == "Duplicate":
                rows["duplicates"].append(duplicate_row(found))
            else:
                rows["failures"].append(failure_row(found))
    except Exception as error:  # a bug of ours must not take the run down either
        failure = Failure(str(path), "read", type(error).__name__, str(error))
        rows["failures"].append(failure_row(failure))
    return dict(rows)


def _rows_of_report(report: Report, settings: Settings) -> Rows:
    from nlp_reports.corpus.rows import failure_row, rows_of

    try:
        check_chinese(report)
    except NoTextError as error:
        failure = Failure(report.source.path, "read", type(error).__name__, str(error))
        return {"failures": [failure_row(failure)]}
    found = analyze(named(report), settings=settings)
    rows = rows_of(found)
    _mask(rows["items"], found.report.issuer)
    return rows


def _mask(items: list[dict[str, Any]], issuer: Issuer | Missing) -> None:
    """Give items their text as stage two compares it: here it is done by many processes."""
    from nlp_reports.corpus.rows import SCORED
    from nlp_reports.scores.reuse import masked_text

    names = (issuer.name, issuer.region) if isinstance(issuer, Issuer) else (None, None)
    for row in items:
        row["masked"] = masked_text(row["text"], *names) if row["role"] in SCORED else None


def named(report: Report) -> Report:
    """Give a report an identifier that is its own in any corpus.

    It is the file's stem, 12 digits of the digest of its bytes, and the part where a file holds
    several reports: ``青屏市2021-0f3a9c21d4e7#2``.
    """
    from nlp_reports.corpus.inputs import shown

    source = report.source
    stem, mark, part = source.id.rpartition("#") if _PART.search(source.id) else (source.id, "", "")
    found = f"{shown(stem)}-{source.sha256[:12]}{mark}{part}"
    return replace(report, source=replace(source, id=found, path=shown(source.path)))
