"""Where a passage can be cut: enumerators that belong to a sequence, labels, heading lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal, NamedTuple

from nlp_reports.chinese.enumerators import RANK, Enumerator, enumerators_in
from nlp_reports.items.rules import Label, label_of, openings
from nlp_reports.items.run_in import label_in, titles_in
from nlp_reports.text import Span

LONGEST_LABEL = 22
LONGEST_HEADING = 34
LONGEST_BARE = 14
_LINE = re.compile(r"[^\n]+")
_BREAK = re.compile(r"——|[：:\n。；]")
_PARTS = re.compile(r"[\n。；;！？：:]")
_ORDINAL = re.compile(r"^\s*[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*")
_BLANKS = re.compile(r"[ \t\u3000]*")
_STOP = re.compile(r"[\n。；！.;](?:(?<![.;])|(?<=[\u4e00-\u9fff].))[ \t\u3000]*")
"""What a label may stand behind; a pattern that opens with a set of characters is found fastest."""
_SPOKEN = re.compile(r"(?:是|有|为|如下|表现在?|体现在?)$")
"""Ends of a label that is said as a sentence (改进措施如下：): it is a lead-in as well."""
_FINAL = tuple("。；！？;!?：:，,、")
_TOPIC = re.compile(r"\s*[^，,。；;：:\n有待需不未缺仍]{2,14}(?:方面|情况)[。：:]?\s*")
_TITLED = frozenset({"paren", "dun", "arabic", "paren_arabic", "half", "circle", "part"})
"""Kinds of mark that a title follows; 一是 and 首先 open a statement."""


class Token(NamedTuple):
    """A cut: ``start`` to ``end`` are no part of any item.

    ``kind`` is ``item`` for an enumerator that opens an item, ``label`` for the name of a block,
    ``heading`` for a line of its own. ``run`` numbers the sequence it belongs to; ``inner`` marks
    a label inside a numbered paragraph, which counts for that paragraph only; ``spoken`` is where
    the words stand of a label that is said as a sentence (改进措施如下：), which is a lead-in too.
    """

    kind: Literal["item", "label", "heading"]
    start: int
    end: int
    number: str | None = None
    value: int = 0
    depth: int = 0
    run: int = -1
    label: Label | None = None
    words: str = ""
    inner: bool = False
    spoken: Span | None = None


def _placed(text: str, mark: Enumerator, body: Span) -> bool:
    """Arabic and 一、 marks count only where a statement can begin, or behind a label."""
    if mark.kind not in ("arabic", "dun", "half"):
        return True
    near = text[max(body.start, mark.start - LONGEST_LABEL - 8) : mark.start]
    before = near.rstrip(" \t\u3000")
    if not before or before[-1] in "\n。；：;:！？”）)" or len(before) < len(near):
        return True
    return mark.value == 1 and label_of(_ORDINAL.sub("", _PARTS.split(before)[-1])) is not None


def _line_before(text: str, at: int, body: Span) -> str:
    """What stands before ``at`` on its line."""
    return text[max(body.start, text.rfind("\n", body.start, at) + 1) : at]


def _sequenced(text: str, body: Span) -> list[Enumerator]:
    """Marks that open a sequence, follow one of their kind, or can be nothing else."""
    marks = [m for m in enumerators_in(text, body.start, body.end) if _placed(text, m, body)]
    kept: list[Enumerator] = []
    seen: dict[str, int] = {}
    for index, mark in enumerate(marks):
        follows = mark.kind in seen and mark.value <= seen[mark.kind] + 3
        at_line = not _line_before(text, mark.start, body).strip()
        sure = mark.kind in ("shi", "qi", "hand", "label", "word", "nth_is", "bullet")
        if mark.kind == "word" and mark.value > 1 and "word" not in seen:
            partner = any(m.kind in ("word", "nth_is") for m in marks[:index])
            sure = partner
        if mark.value == 1 or follows or at_line or sure:
            kept.append(mark)
            seen[mark.kind] = mark.value
    return kept


def _words(text: str, start: int, limit: int) -> tuple[str, int, str]:
    """The words up to the next break, where they end, and the break (empty: the limit)."""
    match = _BREAK.search(text, start, min(limit, start + LONGEST_HEADING + 8))
    end = match.start() if match else limit
    return text[start:end].strip(), end, match[0] if match else ""


def _label_at(text: str, start: int, limit: int, numbered: bool) -> tuple[Label, int, str] | None:
    """A label that begins at ``start``: closed by a colon, or alone on its line."""
    first = text[start : start + 1]
    if first in openings() or first.isspace():
        return _named(text, start, limit, numbered)
    return None


def _named(text: str, start: int, limit: int, numbered: bool) -> tuple[Label, int, str] | None:
    """The same without the look at its first character."""
    words, end, stop = _words(text, start, limit)
    if not words or len(words) > LONGEST_LABEL:
        return None
    label = label_of(words.replace(" ", ""))
    if label is None and numbered:
        head = words.split()[0]
        label = label_of(head) if head != words else None
        if label is not None:
            return label, text.index(head, start) + len(head), head
    if label is None:
        return None
    if stop in ("：", ":", "——"):
        return label, end + len(stop), words
    runs_in = not stop and label.block != "none" and end < len(text)
    alone = stop in ("", "\n") and (
        numbered or runs_in or not text[text.rfind("\n", 0, start) + 1 : start].strip()
    )
    closed = stop == "。" and (numbered or label.block != "none")
    if alone or closed:
        return label, end + (stop == "。"), words
    return None


def _is_heading(text: str, mark: Enumerator, following: Sequence[Enumerator], body: Span) -> bool:
    """An enumerated line of its own without final punctuation, with text below it."""
    before = _line_before(text, mark.start, body)
    if before.strip() or mark.kind in ("shi", "qi", "hand", "word", "nth_is"):
        return False
    line_end = text.find("\n", mark.end, body.end)
    if line_end < 0:
        return False
    line = text[mark.end : line_end].strip()
    if not line or line.endswith(_FINAL) or len(line) > LONGEST_HEADING:
        return False
    rest = text[line_end : body.end].lstrip()
    upcoming = next((m for m in following if m.start >= line_end), None)
    skipped = len(text[line_end : body.end]) - len(rest)
    directly = upcoming is not None and upcoming.start == line_end + skipped
    return bool(rest) and not (directly and upcoming is not None and upcoming.kind == mark.kind)


def _is_topic(text: str, mark: Enumerator, following: Sequence[Enumerator]) -> bool:
    """A topic and no statement, at once above a list of a lower kind (（一）解读方面。一是…)."""
    if not following or mark.kind not in _TITLED:
        return False
    below = following[0]
    lower = RANK.get(below.kind, 9) > RANK.get(mark.kind, 9)
    return lower and _TOPIC.fullmatch(text, mark.end, below.start) is not None


class _Runs:
    """Depth and sequence number of enumerators, by a stack of open kinds."""

    def __init__(self) -> None:
        self.stack: list[tuple[str, int]] = []
        self.count = 0

    def reset(self) -> None:
        """Close sequences that stand below a label."""
        self.stack = [(kind, run) for kind, run in self.stack if RANK.get(kind, 9) <= 2]

    def place(self, mark: Enumerator) -> tuple[int, int]:
        """Depth and run of a mark; a mark of value 1 opens a new run."""
        kinds = [kind for kind, _ in self.stack]
        if mark.kind in kinds:
            del self.stack[kinds.index(mark.kind) + 1 :]
            if mark.value == 1:
                self.count += 1
                self.stack[-1] = (mark.kind, self.count)
        else:
            rank = RANK.get(mark.kind, 9)
            while self.stack and RANK.get(self.stack[-1][0], 9) > rank:
                self.stack.pop()
            self.count += 1
            self.stack.append((mark.kind, self.count))
        return len(self.stack) - 1, self.stack[-1][1]


def _enumerated(text: str, body: Span, runs: _Runs, marks: Sequence[Enumerator]) -> list[Token]:
    found: list[Token] = []
    for index, mark in enumerate(marks):
        limit = marks[index + 1].start if index + 1 < len(marks) else body.end
        depth, run = runs.place(mark)
        if mark.kind == "label":
            words = mark.printed.strip("（()）【】：: ").rstrip("一二三四五六七八九十0123456789")
            label = label_of(words)
            found.append(
                Token(
                    "item", mark.start, mark.end, mark.printed, mark.value, depth, run, label, words
                )
            )
            continue
        named = _label_at(text, mark.end, limit, numbered=True) or _running_in(text, mark, body)
        if named:
            label, end, words = named
            runs.reset()
            found.append(
                Token("label", mark.start, end, mark.printed, mark.value, depth, run, label, words)
            )
        elif _is_heading(text, mark, marks[index + 1 :], body):
            end = text.find("\n", mark.end)
            words = text[mark.end : end].strip()
            found.append(
                Token("heading", mark.start, end, mark.printed, mark.value, depth, run, None, words)
            )
        elif _is_topic(text, mark, marks[index + 1 :]):
            words = text[mark.end : limit].strip().rstrip("。：:")
            found.append(
                Token(
                    "heading", mark.start, limit, mark.printed, mark.value, depth, run, None, words
                )
            )
        else:
            found.append(Token("item", mark.start, mark.end, mark.printed, mark.value, depth, run))
    return found


def _running_in(text: str, mark: Enumerator, body: Span) -> tuple[Label, int, str] | None:
    """A label that runs straight into the text of its block ((一)存在的问题个别乡镇…)."""
    if mark.kind not in _TITLED or text[mark.end : mark.end + 1] not in openings():
        return None
    words = text[mark.end : min(mark.end + 2 * LONGEST_LABEL, body.end)]
    found = label_in(words)
    return (found[0], mark.end + found[1], words[: found[1]]) if found else None


def _titled(text: str, body: Span, found: Sequence[Token]) -> list[Token]:
    """The points of which a title runs into the text turned into headings, a sequence at a time."""
    runs: dict[int, list[int]] = {}
    for at, token in enumerate(found):
        printed = token.number or ""
        if token.kind == "item" and token.label is None and not printed.endswith(("是", "要")):
            runs.setdefault(token.run, []).append(at)
    turned = list(found)
    for own in runs.values():
        points = [_point(text, found, at, body) for at in own]
        for at, size in zip(own, titles_in(points), strict=True):
            if size:
                end = found[at].end + size
                words = text[found[at].end : end]
                turned[at] = found[at]._replace(kind="heading", end=end, words=words)
    return turned


def _point(text: str, found: Sequence[Token], at: int, body: Span) -> str:
    """The first words of an enumerated point, on its line."""
    end = found[at + 1].start if at + 1 < len(found) else body.end
    return text[found[at].end : min(end, found[at].end + 2 * LONGEST_LABEL)].partition("\n")[0]


def tokens(text: str, body: Span) -> list[Token]:
    """All cuts of a passage in text order; they do not overlap."""
    marks = _sequenced(text, body)
    found = _titled(text, body, _enumerated(text, body, _Runs(), marks))
    taken = {at for token in found for at in range(token.start, token.end)}
    starts = sorted([m.start for m in marks] + [body.end])
    for at in _label_places(text, body):
        if at in taken:
            continue
        limit = starts[bisect_left(starts, at)]
        named = _label_at(text, at, limit, numbered=False)
        if named:
            inner = _inside_paragraph(text, at, found)
            label, end, words = named
            said = label.block != "none" and _SPOKEN.search(words) is not None
            spoken = Span(at, at + len(words)) if said else None
            found.append(Token("label", at, end, None, 0, 0, -1, label, words, inner, spoken))
            taken.update(range(at, end))
    found += _bare_headings(text, body, taken)
    return sorted(_after_numbers(text, body, found), key=lambda t: t.start)


def _label_places(text: str, body: Span) -> Iterator[int]:
    """Where a label can begin: where the text does, behind a stop and behind a line end."""
    opened = _BLANKS.match(text, body.start, body.end)
    if opened:
        yield opened.end()
    for stop in _STOP.finditer(text, max(0, body.start - 1), body.end):
        yield stop.end()


def _inside_paragraph(text: str, at: int, found: Sequence[Token]) -> bool:
    """Whether an item or a label opened the same paragraph (1. …。改进情况：…)."""
    line = text.rfind("\n", 0, at) + 1
    if not text[line:at].strip():
        return False
    opened = [t for t in found if line <= t.start < at]
    first = min(opened, key=lambda t: t.start, default=None)
    own = first is not None and not text[line : first.start].strip() and first.start < at
    return own and len([t for t in opened if t.kind == "item"]) <= 1


def _bare_headings(text: str, body: Span, taken: AbstractSet[int]) -> list[Token]:
    """Short lines without number or stop, with text below: 组织保障; none of ``taken`` in them."""
    found = []
    for line in _LINE.finditer(text, body.start, body.end):
        words = line[0].strip()
        if not 2 <= len(words) <= LONGEST_BARE or words.endswith(_FINAL):
            continue
        below = text[line.end() : body.end].strip()
        above = text[body.start : line.start()].rstrip()
        whole = not above or above.endswith(_FINAL)
        if below and whole and taken.isdisjoint(range(*line.span())):
            found.append(Token("heading", line.start(), line.end(), words=words))
    return found


def _after_numbers(text: str, body: Span, found: list[Token]) -> list[Token]:
    """Add labels that stand right behind an enumerator (1. 问题：…打算：…)."""
    extra = []
    for token in found:
        if token.kind != "item" or token.label is not None:
            continue
        named = _label_at(text, token.end, body.end, numbered=False)
        if named and named[0].block != "none":
            extra.append(
                Token("label", token.end, named[1], label=named[0], words=named[2], inner=True)
            )
    return found + extra
