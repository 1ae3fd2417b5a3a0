"""Plain text: wrapped lines, one-line archives, and everything between.

The raw text is the decoded file. Line wraps, page numbers, site chrome and the statutory tables'
fragments are taken out by named edits; a table becomes ``Table(kind="lines")`` where it stood,
also in the midst of a sentence, which then reads on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from nlp_reports.errors import DamagedFileError, EmptyFileError
from nlp_reports.readers import chrome, debris, markdown, reflow
from nlp_reports.readers.base import READERS, Original
from nlp_reports.readers.decode import decode
from nlp_reports.readers.flat import LONG, flat_pieces
from nlp_reports.readers.pieces import Piece, report_of
from nlp_reports.report import BlockKind, Report
from nlp_reports.text import Span

_OFTEN = 2  # times that a line beside a page number comes back as a running head
_HEAD = 30  # characters that it has at most
_ODD = re.compile("[\0-\x08\x0e-\x1f\ufffd]")
"""What no text holds: control characters but for tabs and line ends, and undecodable bytes."""
_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")


@READERS.register("plain")
class PlainReader:
    """Text files in any encoding these reports come in."""

    def knows(self, head: bytes, name: str) -> float:
        """Sure of nothing, willing to try all that has no bytes of a binary file."""
        if name.lower().endswith((".txt", ".text", ".md")):
            return 0.4
        return 0.1 if b"\0" not in head else 0.05

    def read(self, file: Original) -> Report:
        """The report in a text file."""
        text, _ = decode(file.data, file.path)
        _refuse_binary(text, file.path)
        return read_string(text, file)


def read_string(text: str, file: Original) -> Report:
    """The report in a decoded text; ``file`` names it and holds the limits.

    Raises:
        EmptyFileError: it holds nothing but blanks.
        LimitError: it is too long.
    """
    file.check_characters(len(text))
    if not text.strip("\ufeff\r\n\t \0"):
        raise EmptyFileError(file.path, what="the file holds blanks only")
    damaged = text.count("\ufffd")
    warnings = [f"{damaged} characters could not be decoded"] if damaged else []
    return report_of(file.source("text/plain"), text, text_pieces(text), warnings=warnings)


def _refuse_binary(text: str, path: str) -> None:
    sample = text[:20_000]
    odd = len(_ODD.findall(sample))
    if odd > 0.02 * len(sample):
        raise DamagedFileError(path, what="this is not a text")


def text_pieces(text: str) -> list[Piece]:
    """The pieces of a plain text, wrapped or flattened."""
    spans = [Span(*found.span()) for found in _LINE.finditer(text) if found.group().strip()]
    lines = [span.of(text) for span in spans]
    head = chrome.header_lines(lines)
    pieces = list(_header(text, spans[:head]))
    spans, lines = spans[head:], lines[head:]
    if any(len(line) >= LONG for line in lines) and reflow.usual_width(lines) is None:
        titled = any(piece.rule == "archive-title" for piece in pieces)
        pieces = [*pieces, *_flattened(text, spans, titled=titled)]
        return _one_title(text, pieces)
    return _one_title(text, [*pieces, *_wrapped(text, spans)])


def _trimmed(text: str, span: Span) -> Span:
    line = span.of(text)
    start = span.start + len(line) - len(line.lstrip())
    return Span(start, max(start, span.start + len(line.rstrip())))


def _header(text: str, spans: Sequence[Span]) -> Iterator[Piece]:
    """An archive's header lines: the title's value stays, the rest is furniture."""
    for span in spans:
        line = span.of(text)
        value = chrome.field_value(line)
        if chrome.is_title_field(line) and value:
            at = span.start + line.index(value)
            yield Piece(Span(span.start, at), "furniture", rule="archive-header")
            yield Piece(Span(at, at + len(value)), "heading", rule="archive-title")
        else:
            yield Piece(span, "furniture", rule="archive-header")


def _one_title(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The archive's title goes where the body has its own."""
    own = [p for p in pieces if p.rule != "archive-title" and p.stays][:2]
    printed = any(reflow.is_title(piece.span.of(text)) for piece in own)
    return [
        replace(p, kind="furniture", rule="archive-header")
        if printed and p.rule == "archive-title"
        else p
        for p in pieces
    ]


def _flattened(text: str, spans: Sequence[Span], *, titled: bool) -> Iterator[Piece]:
    for span in spans:
        line = span.of(text)
        if chrome.is_chrome_line(line):
            yield Piece(span, "furniture", rule="site-chrome")
        else:
            yield from flat_pieces(line, span.start, titled=titled)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Which lines of a file are what, by index; ``tables`` holds runs of lines by their first."""

    tables: dict[int, range]
    inside: set[int]
    furniture: set[int]
    heads: set[int]
    title: range

    def rule(self, index: int, line: str) -> str:
        """Why a line is furniture."""
        if index in self.heads:
            return "running-head"
        return "page-number" if reflow.is_page_number(line) else "site-chrome"


def _parts(lines: Sequence[str], *, marked: bool) -> _Parts:
    tables = markdown.table_runs(lines) if marked else debris.table_runs(lines)
    inside = {index for run in tables for index in run}
    furniture = {i for i, line in enumerate(lines) if i not in inside and _is_furniture(line)}
    lead, tail = chrome.leading_lines(lines), chrome.trailing_lines(lines)
    furniture |= {*range(lead), *range(tail, len(lines))} - inside
    furniture |= chrome.contents_lines(lines) - inside
    title = reflow.title_lines([line.strip("# *\t\u3000") for line in lines[lead : lead + 8]])
    title = range(title.start + lead, title.stop + lead)
    numbers = {i for i in furniture if reflow.is_page_number(lines[i])}
    heads = _running_heads(lines, title, numbers) - inside
    return _Parts({run.start: run for run in tables}, inside, furniture | heads, heads, title)


def _wrapped(text: str, spans: Sequence[Span]) -> Iterator[Piece]:
    """Lines of a file with lines: tables and furniture out, the rest joined into paragraphs."""
    lines = [span.of(text) for span in spans]
    marked = markdown.is_markdown(lines)
    parts = _parts(lines, marked=marked)
    out, title = parts.inside | parts.furniture, parts.title
    prose = [line for i, line in enumerate(lines) if i not in out]
    usual = reflow.usual_width(prose)
    indented, ragged = _marks_paragraphs(prose), reflow.is_ragged(prose)
    before: str | None = None
    broken = False  # whether something was taken out since the line before
    for index, span in enumerate(spans):
        if index in out:
            broken = True
            if index in parts.tables:
                yield _table_piece(text, [spans[i] for i in parts.tables[index]], marked=marked)
            elif index in parts.furniture:
                yield Piece(span, "furniture", rule=parts.rule(index, lines[index]))
            continue
        deep = indented and lines[index][:1].isspace()
        line = lines[index].strip()
        opens = before is None or reflow.begins_block(before, line, usual, indented=deep)
        if opens and (broken or ragged) and before is not None and not deep:
            opens = not reflow.carries_on(before, line)
        fresh = index not in title[1:] and (opens or index in (title.start, title.stop))
        piece = _prose_piece(text, span, fresh, index in title)
        yield from _unmarked(text, piece) if marked else (piece,)
        before, broken = lines[index], False


def _table_piece(text: str, spans: Sequence[Span], *, marked: bool) -> Piece:
    lines = [span.of(text) for span in spans]
    table = markdown.table_of(lines) if marked else debris.lines_table(lines)
    return Piece(Span(spans[0].start, spans[-1].end), "table", rule="table", table=table)


def _running_heads(lines: Sequence[str], title: range, numbers: Set[int]) -> set[int]:
    """Lines beside a page number that print the title again, or stand beside several numbers."""
    words = "".join("".join(lines[index].split()) for index in title)
    beside = {
        index: "".join(line.split())
        for index, line in enumerate(lines)
        if index >= title.stop and (index - 1 in numbers or index + 1 in numbers)
    }
    often = {text for text, count in Counter(beside.values()).items() if count >= _OFTEN}
    return {
        index
        for index, text in beside.items()
        if (text == words and words) or (text in often and len(text) <= _HEAD)
    }


def _is_furniture(line: str) -> bool:
    return reflow.is_page_number(line) or chrome.is_chrome_line(line)


def _prose_piece(text: str, span: Span, fresh: bool, titled: bool) -> Piece:
    trimmed = _trimmed(text, span)
    heading = titled or reflow.is_heading(trimmed.of(text)) or reflow.is_title(trimmed.of(text))
    kind: BlockKind = "heading" if heading and fresh else "paragraph"
    return Piece(trimmed, kind, fresh, rule="paragraph")


def _unmarked(text: str, piece: Piece) -> Iterator[Piece]:
    """A piece of Markdown without its marks, as a piece for each stretch between them."""
    line = piece.span.of(text)
    parts = markdown.segments(line)
    whole = "".join(part.of(line) for part in parts).strip()
    heading = piece.fresh and (reflow.is_heading(whole) or reflow.is_title(whole))
    kind: BlockKind = "heading" if heading else piece.kind
    for number, part in enumerate(parts):
        span = part.shift(piece.span.start)
        yield replace(piece, span=span, kind=kind, fresh=piece.fresh and number == 0)


def _marks_paragraphs(lines: Sequence[str]) -> bool:
    """Whether indentation marks paragraphs: some lines have it, most do not."""
    deep = sum(line[:1].isspace() for line in lines)
    return 0 < deep < 0.7 * len(lines)
