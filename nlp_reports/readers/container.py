"""Files that hold several reports: ZIP archives, and one text with a second title in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path, PurePosixPath

from nlp_reports.errors import NlpReportsError, ReadError, UnsupportedFileError
from nlp_reports.readers.archive import contents, opened, shown_name
from nlp_reports.readers.base import HEAD, READERS, Original, load
from nlp_reports.readers.limits import DEFAULT, Limits
from nlp_reports.readers.reflow import is_title
from nlp_reports.report import Block, Failure, Report
from nlp_reports.text import Edit, Span

_SHORTEST = 400  # characters of a report before another title can begin the next one
_FIRST_HEADING = re.compile(r"一、")
_YEAR = re.compile(r"(?:19|20)\d\d|[〇○零一二]{4}")
_SKIPPED = ("__MACOSX", ".DS_Store", "Thumbs.db")


@READERS.register("zip")
class ZipReader:
    """A ZIP archive that holds exactly one report."""

    def knows(self, head: bytes, name: str) -> float:
        """By signature; documents that are ZIP files inside are surer of themselves."""
        return 0.9 if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) else 0.0

    def read(self, file: Original) -> Report:
        """The one report in the archive.

        Raises:
            UnsupportedFileError: there is none, or more than one.
        """
        found = list(_unpack(file, _Seen(file.limits.depth, file.limits.unpacked)))
        reports = [one for one in found if isinstance(one, Report)]
        if len(reports) == 1:
            return reports[0]
        raise UnsupportedFileError(
            file.path,
            what=f"the archive holds {len(reports)} reports",
            next_action="read it with read_all, which yields each",
        )


def _all(_: str) -> bool:
    return True


@dataclass(slots=True)
class _Seen:
    """What an archive has used up so far, and the bytes that were met before."""

    depth: int
    left: int
    wanted: Callable[[str], bool] = _all
    digests: dict[str, str] = field(default_factory=dict)


def read_all(
    path: str | Path,
    *,
    settings: Limits | None = None,
    pdf_backend: str = "pdfium",
    wanted: Callable[[str], bool] | None = None,
) -> Iterator[Report | Failure]:
    """Every report in a file: the members of an archive, the parts of a collection, or the one.

    Never raises for a bad file: what cannot be read comes as a :class:`Failure`, also a member
    whose bytes were met before. ``wanted`` is asked before a member is read, by its path
    ``archive.zip!member``; ``False`` leaves it out.
    """
    limits = settings or DEFAULT
    try:
        file = load(path, limits, pdf_backend)
        if _is_archive(file):
            seen = _Seen(limits.depth, limits.unpacked, wanted or _all)
            yield from _unpack(file, seen)
        else:
            yield from split(_read(file))
    except ReadError as error:
        yield _failure(str(path), error)


def _read(file: Original) -> Report:
    from nlp_reports.readers.choose import read_original

    return read_original(file)


def _is_archive(file: Original) -> bool:
    from nlp_reports.readers.choose import choose

    return isinstance(choose(file.data[:HEAD], file.path), ZipReader)


def _failure(path: str, error: NlpReportsError) -> Failure:
    return Failure(path, "read", type(error).__name__, str(error))


def _unpack(file: Original, seen: _Seen) -> Iterator[Report | Failure]:
    """The reports in an archive and in the archives inside it."""
    with opened(file) as archive:
        for info in archive.infolist():
            name = shown_name(info)
            parts = PurePosixPath(name).parts
            if info.is_dir() or not parts or any(p in _SKIPPED or p[:1] == "." for p in parts):
                continue
            path = f"{file.path}!{name}"
            if not seen.wanted(path):
                continue
            try:
                bounded = replace(file, limits=replace(file.limits, unpacked=max(0, seen.left)))
                data = contents(bounded, archive, info)
                seen.left -= len(data)
                yield from _member(replace(file, path=path, data=data), seen)
            except ReadError as error:
                yield _failure(path, error)


def _member(file: Original, seen: _Seen) -> Iterator[Report | Failure]:
    if not file.data:
        return
    digest = hashlib.sha256(file.data).hexdigest()
    if digest in seen.digests:
        message = f"{file.path}: the same bytes as {seen.digests[digest]}; left out"
        yield Failure(file.path, "read", "Duplicate", message)
        return
    seen.digests[digest] = file.path
    if not _is_archive(file):
        yield from split(_read(file))
    elif seen.depth > 0:
        seen.depth -= 1
        yield from _unpack(file, seen)
        seen.depth += 1
    else:
        raise UnsupportedFileError(
            file.path, what="archives lie too deep in each other", next_action="unpack it first"
        )


def split(report: Report) -> tuple[Report, ...]:
    """The reports in one file, parted before each further title; mostly the one itself."""
    starts = [0, *_further_titles(report), len(report.text)]
    if len(starts) == 2:
        return (report,)
    spans = [Span(a, b) for a, b in pairwise(starts)]
    return tuple(_part(report, span, i) for i, span in enumerate(spans, start=1))


def _further_titles(report: Report) -> Iterator[int]:
    """Where a title stands that a first heading follows, far enough from the last one."""
    last = 0
    for block in report.blocks:
        text = block.span.of(report.text)
        far = block.span.start - last >= _SHORTEST
        if block.kind == "heading" and far and is_title(text) and _YEAR.search(text):
            ahead = report.text[block.span.end : block.span.end + 3000]
            behind = report.text[last : block.span.start]
            if _FIRST_HEADING.search(ahead) and _FIRST_HEADING.search(behind):
                last = block.span.start
                yield last


def _part(report: Report, span: Span, number: int) -> Report:
    """The report cut to a span; the rest is taken out by edits, so that places stay true."""
    outside = [Span(0, span.start), Span(span.end, len(report.text))]
    cut = report.normalised.then(Edit(o, "", "other-report") for o in outside if len(o))
    blocks = [b for b in report.blocks if _lies_in(b.span, span)]
    tables = [t for t in report.tables if _lies_in(t.span, span)]
    return replace(
        report,
        source=replace(report.source, id=f"{report.source.id}#{number}"),
        normalised=cut,
        blocks=tuple(_shifted(b, span.start) for b in blocks),
        tables=tuple(replace(t, span=t.span.shift(-span.start)) for t in tables),
    )


def _lies_in(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start < max(outer.end, outer.start + 1) and inner.end <= outer.end


def _shifted(block: Block, by: int) -> Block:
    return replace(block, span=block.span.shift(-by))
