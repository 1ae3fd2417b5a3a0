"""A passage becomes pieces: the enumerator wins, sentences serve where there is none."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from nlp_reports.chinese.sentences import brackets, sentence_ends, trimmed
from nlp_reports.items.problem_lists import names_act, names_fault, split_list
from nlp_reports.items.rules import Label, label_of
from nlp_reports.items.tokens import Token, tokens
from nlp_reports.report import Role, Status
from nlp_reports.text import Span

MARKS = "。；！？;!?：:，,、．."
_NEW_PARAGRAPH = re.compile(
    r"目前|同时|(?:对于|关于)(?:20\d\d|上一?年)|此外|另外|总之|下一步|今后|明年|20\d\d年|针对|对照|以上|上述|各项|为此|对此|新的一年|我[市县区局办镇乡厅委]将"
)
_NEW_FLAT = re.compile(
    r"此外|另外|同时[，,]|总之|下一步[，,]|今后[，,]|(?:针对|对照)(?:以上|上述|存在|这些)"
    r"|20\d\d年[，,]?我[市县区局办镇乡厅委院校街]|[以上]上(?:问题|不足)"
)
_LINE_END = re.compile(r"\n(?!\s*$)")
_PIVOT = re.compile(
    r"(?:采取|做好|抓好|从|通过|着重|着力|重点|认真|扎实).{0,16}(?:以下|如下|下列|下面|几|措施|方面|工作).{0,12}$"
    r"|(?:针对|结合|对照|围绕)(?:上述|以上|存在|这些|此|发现).{0,24}$|(?:边查边改|加以改进|逐条作了整改|这样改)$"
    r"|^(?:下一步|今后|明年|20\d\d年)[^。]{0,30}(?:工作|方面|改进|打算|措施|努力)(?:是|有|为)?$"
)
_TURN = re.compile(
    r"针对.{1,24}(?:问题|不足|情况|现象)[，,]|现?正在|(?:下一步|今后|对此|为此|针对(?:这|此|该|上述|以上)|20\d\d年.{0,8}(?:将|拟|计划)|我.{0,3}将|将进一步|目前已|现已)"
)
_CAUSE = re.compile(r"(?:究其原因|原因|表现|包括|分别|主要|在于|体现)[^。；]{0,8}[，,：:]\s*$")
_NEW_FAULTS = re.compile(r"(?:不足|问题|差距|短板)(?:主要)?(?:是|有|为|如下)?$")
_AHEAD = "下一?步|下一?阶段|今后|明年|来年|下年度|新的一年|接下来|20\\d\\d年"
_BACK = "为此|对此|因此|(?:针对|对于|围绕|对照)(?:上述|以上|存在|这些|此类|该)[^，。；]{0,10}"
_FRAME = re.compile(
    rf"(?:(?:{_AHEAD}|{_BACK}|本年度?|一年来|全年|今年以来|同时|此外|工作中)(?:的?工作)?[里中]?[，,、]?\s*)+"
    r"(?:(?:我|本)[^，。；改查抓做]{0,6}?|[^，。；]{2,8}?(?=将|拟))?(?:将|拟|要|准备|计划|打算)?"
    r"(?:重点|着力|主要|继续)?[，,：:、\s]*"
)
_MENDS = re.compile(rf"{_AHEAD}|{_BACK}|将|拟|计划|打算")
_TO_COME = re.compile(rf"{_AHEAD}|将|拟|计划|打算")
_TOPIC = re.compile(r"(?:方面|情况|工作|问题|建设|管理)$")
_STOPS = ("。", "；", "！", "？", ";", "!", "?", "：", ":", "…", ".")
_PENDING = tuple("，、,（(《“的和与及在为以对将把被从向由等各")
"""Last characters of a line that cannot end a statement."""
LONGEST_LINE = 28
"""Characters; a longer line without a stop is no title."""
_AFTER_LEAD = re.compile(r"[：:比如例譬](?:(?<=[：:])|(?<=。如)|(?<=。比)如|(?<=。[例譬])如)")
_SUCH_AS = re.compile(
    r"[，,](?P<as>(?:比?如|例如|譬如)(?!何|期|实|果)[，,]?|主要(?:是|有|表现[为在]|体现[为在]))"
)
"""A frame without a stop of its own (仍有不足，如…): it belongs to the item that it opens."""
_LEAD = re.compile(r"问题|不足|差距|短板|薄弱|如下|以下|方面|工作|措施|距离|改进|打算|做法|主要")


class Piece(NamedTuple):
    """An item before it has a role.

    ``block`` and ``status`` come from the nearest label, ``lead`` is its wording; ``run`` is the
    enumerated sequence (-1: none); ``opens`` says that a list or block follows this piece,
    ``first`` that it begins a paragraph.
    """

    span: Span
    number: str | None = None
    depth: int = 0
    run: int = -1
    value: int = 0
    block: Role | None = None
    status: Status | None = None
    lead: str | None = None
    opens: bool = False
    first: bool = False


def _flat(text: str, body: Span) -> bool:
    """Whether a section has lost its line ends, even that between heading and text."""
    return body.start > 0 and not _LINE_END.search(text, max(0, body.start - 2), body.end)


class _Sentences:
    """The sentences of a passage, cut once and asked for by stretch."""

    def __init__(self, text: str, body: Span) -> None:
        self.ends = sentence_ends(text, body)
        self.flat = _flat(text, body)

    def places(self, span: Span) -> list[int]:
        """Where the sentences of a stretch begin, and where it ends: one place more than they.

        Sentences that reach out of the stretch are cut at its borders.
        """
        first = bisect_right(self.ends, span.start)
        return [span.start, *self.ends[first : bisect_left(self.ends, span.end, first)], span.end]

    def of(self, span: Span) -> list[Span]:
        """The sentences of a stretch."""
        places = self.places(span)
        return list(map(Span, places, places[1:])) if len(span) else []


def _block(label: Label | None) -> Role | None:
    if label is None or label.block == "none":
        return None
    return label.block


def _colon(text: str, span: Span) -> int:
    """Where a lead-in inside a sentence ends: after 如下： or before ，如; -1 for none."""
    if not _AFTER_LEAD.search(text, span.start, span.end):
        return -1
    held = brackets(text, span.start, span.end)
    for match in _AFTER_LEAD.finditer(text, span.start, span.end):
        at = match.start()
        if any(at in part for part in held) or match.end() >= span.end - 4:
            continue
        left = text[span.start : at]
        if len(left) <= 80 and _LEAD.search(left[-24:]):
            return at if match[0].endswith("如") else match.end()
    return -1


def _framed_list(text: str, span: Span) -> list[Span]:
    """The faults of a sentence; a frame before 如 goes with the first of them."""
    match = _SUCH_AS.search(text, span.start, span.end)
    if match is None or not _LEAD.search(text, max(span.start, match.start() - 24), match.start()):
        return split_list(text, span)
    listed = not match["as"].startswith("主要")
    parts = split_list(text, Span(match.end(), span.end), listed=listed)
    return [Span(span.start, parts[0].end), *parts[1:]] if parts else [span]


def _free(text: str, stretch: Sequence[Span], faults: bool) -> Iterator[Span]:
    """Statements of unnumbered sentences; bare lists of faults are split by predicate."""
    for sentence in _whole_sentences(text, stretch):
        parts = [sentence]
        at = _colon(text, sentence)
        if at > 0:
            parts = [Span(sentence.start, at), Span(at, sentence.end)]
        # A list of semicolons behind the lead-in: commas part nothing in it.
        commas = not text[sentence.start : sentence.end].rstrip().endswith(("；", ";"))
        for place, part in enumerate(parts):
            inner = trimmed(text, part, MARKS)
            if not len(inner):
                continue
            if not faults:
                yield inner
            elif place:
                yield from split_list(text, inner, listed=commas)
            else:
                yield from _framed_list(text, inner)


def _whole_sentences(text: str, stretch: Sequence[Span]) -> list[Span]:
    """Sentences, of which a line end parts none where the line before it does not end one."""
    found: list[Span] = []
    for sentence in stretch:
        if found and _runs_on(text, found[-1]):
            found[-1] = Span(found[-1].start, sentence.end)
        else:
            found.append(sentence)
    return found


def _runs_on(text: str, sentence: Span) -> bool:
    """Whether a sentence that only a line end closes goes on below (a page or table cut it)."""
    words = sentence.of(text)
    bare = words.rstrip()
    if "\n" not in words[len(bare) :] or not bare or bare.endswith(_STOPS):
        return False
    begins = not text[text.rfind("\n", 0, sentence.start) + 1 : sentence.start].strip()
    return bare.endswith(_PENDING) or not begins or len(bare) >= LONGEST_LINE


def _tail(text: str, places: Sequence[int], end: int) -> int:
    """Where the frame of the list or block that follows begins (``end``: there is none)."""
    at = end
    for start, stop in reversed(list(pairwise(places[1:]))):
        words = trimmed(text, Span(start, stop), MARKS).of(text)
        if not words:
            at = start if at == end else at
            continue
        colon = text[start:stop].rstrip().endswith(("：", ":"))
        if not (colon or _PIVOT.search(words)):
            break
        at = start
    return at


def _paragraph(text: str, span: Span, places: Sequence[int], *, flat: bool) -> int:
    """Where a new paragraph stops belonging to the last enumerated item (the end: nowhere).

    Where line ends were lost, only words that open nothing but a paragraph tell of one.
    """
    if flat:
        later = (place for place in places[1:] if place < span.end)
        return next((p for p in later if _NEW_FLAT.match(text, p, span.end)), span.end)
    at = text.find("\n", span.start, span.end)
    while 0 <= at < span.end:
        rest = text[at : span.end].lstrip()
        if rest and _NEW_PARAGRAPH.match(rest):
            return at
        at = text.find("\n", at + 1, span.end)
    return span.end


def _turn(text: str, places: Sequence[int], end: int) -> int:
    """Where a numbered problem turns to its measure after a full stop (``end``: nowhere)."""
    later = ((start, stop) for start, stop in pairwise(places[1:]) if start < end)
    turned = next((start for start, stop in later if _TURN.match(text, start, stop)), end)
    if turned < end:
        first = trimmed(text, Span(places[0], places[1]), MARKS).of(text)
        if not names_fault(first) and (_TOPIC.search(first) or names_act(first)):
            return end
    return turned


def _numbered(
    text: str, cut: _Sentences, span: Span, token: Token, follows: Token | None, faults: bool
) -> Iterator[tuple[Span, bool]]:
    """Spans of one enumerated stretch, and whether each is the enumerated item itself."""
    places = cut.places(span)
    end = span.end
    if follows is not None and (follows.value == 1 or follows.kind == "label"):
        end = _tail(text, places, end)
    if follows is None or follows.run != token.run:
        end = min(end, _paragraph(text, span, places, flat=cut.flat))
    if faults:
        end = _turn(text, places, end)
    own = trimmed(text, Span(span.start, end), MARKS)
    if len(own):
        yield own, True
    if end < span.end:
        for piece in _free(text, cut.of(Span(end, span.end)), faults):
            yield piece, False


def _joined(text: str, cuts: Sequence[Token]) -> list[Token]:
    """Drop enumerators inside the sentence of an enumerated item (② …。究其原因，一是…)."""
    kept: list[Token] = []
    dropped = -1
    for token in cuts:
        above = kept[-1] if kept else None
        if token.kind == "item" and token.run == dropped:
            continue
        inside = (
            above is not None
            and above.kind == "item"
            and token.kind == "item"
            and token.depth > above.depth
            and _CAUSE.search(text[above.end : token.start]) is not None
            and len(text[above.end : token.start]) > 20
        )
        if inside:
            dropped = token.run
        else:
            kept.append(token)
    return kept


def _framed(piece: Piece, frame: str) -> Piece:
    """A piece of the list that a frame opens."""
    status: Status | None = "planned" if _TO_COME.search(frame) else None
    return piece._replace(block="measure", status=status, lead=frame)


def _lists(piece: Piece, after: Piece) -> bool:
    """Whether another enumerated sequence begins behind a piece."""
    return after.number is not None and after.run != piece.run


class _Splitter:
    """Walks the cuts of one passage and hands labels down to what follows."""

    def __init__(self, text: str, body: Span, faults: bool, heading: str) -> None:
        self.text = text
        self.body = body
        self.faults = faults
        self.sentences = _Sentences(text, body)
        self.cuts = _joined(text, tokens(text, body))
        self.inner: Token | None = None
        named = label_of(heading)
        self.outer = None if named is None else Token("label", 0, 0, label=named, words=heading)
        self.last: Token | None = None
        self.pieces: list[Piece] = []
        self.framed: set[int] = set()

    def run(self) -> list[Piece]:
        first = self.cuts[0].start if self.cuts else self.body.end
        self._add_free(Span(self.body.start, first))
        for index, token in enumerate(self.cuts):
            follows = self.cuts[index + 1] if index + 1 < len(self.cuts) else None
            stretch = Span(token.end, max(token.end, follows.start if follows else self.body.end))
            if token.kind == "item" and token.label is None:
                self.inner = None
                self.last = token
                self._add_numbered(stretch, token, follows)
                continue
            self._open(token)
            if token.kind == "item" or (token.inner and len(stretch)):
                self._add_numbered(stretch, token, follows)
            else:
                self._add_free(stretch, token)
        return self._opened()

    def _open(self, token: Token) -> None:
        """Hand a label down: to its own paragraph, or to all that follows."""
        if token.spoken is not None:
            said = self._piece(token.spoken, None)
            self.pieces.append(said._replace(block=None, status=None, lead=None))
        if token.label is None or token.label.block == "none":
            return
        self.inner = token
        if not token.inner and token.kind != "item":
            self.outer = token

    def _piece(self, span: Span, token: Token | None, depth: int = 0) -> Piece:
        handed = self.inner or self.outer
        label = handed.label if handed else None
        line = self.text.rfind("\n", 0, span.start) + 1
        return Piece(
            span,
            number=token.number if token else None,
            depth=token.depth if token else depth,
            run=token.run if token else -1,
            value=token.value if token else 0,
            block=_block(label),
            status=label.status if label else None,
            lead=handed.words if handed else None,
            first=not self.text[line : span.start].strip(),
        )

    def _add_free(self, stretch: Span, heading: Token | None = None) -> None:
        for span in _free(self.text, self.sentences.of(stretch), self.faults):
            colon = self.text[span.end : span.end + 1] in ("：", ":")
            if colon and _NEW_FAULTS.search(span.of(self.text)):
                self.inner = self.outer = None
            depth = heading.depth + 1 if heading and heading.number else 0
            self.pieces.append(self._piece(span, None, depth))

    def _add_numbered(self, stretch: Span, token: Token, follows: Token | None) -> None:
        cut = self.sentences
        for span, own in _numbered(self.text, cut, stretch, token, follows, self.faults):
            self.pieces.append(self._piece(span, token if own else None))

    def _unframed(self) -> list[Piece]:
        """Drop frames without a stop of their own (下一步，一是…); their tense goes to the list."""
        kept: list[Piece] = []
        frame, run = "", -1
        for piece, after in zip_longest(self.pieces, self.pieces[1:]):
            if after is not None and piece.number is None and _lists(piece, after):
                stop = self.text[piece.span.end : piece.span.end + 1]
                words = piece.span.of(self.text)
                if stop not in "。；！;!\n" and _FRAME.fullmatch(words):
                    frame, run = words, after.run
                    self.framed.add(run)
                    continue
            framed = run >= 0 and piece.run == run and _MENDS.search(frame)
            kept.append(_framed(piece, frame) if framed else piece)
        return kept

    def _opened(self) -> list[Piece]:
        """Mark the pieces that a list follows."""
        marked = []
        self.pieces = self._unframed()
        for piece, after in zip_longest(self.pieces, self.pieces[1:]):
            starts = (
                after is not None
                and after.value <= 1
                and _lists(piece, after)
                and after.run not in self.framed
            )
            colon = self.text[piece.span.end : piece.span.end + 1] in ("：", ":")
            marked.append(piece._replace(opens=True) if colon or starts else piece)
        return marked


def split(text: str, body: Span, *, faults: bool, heading: str = "") -> Sequence[Piece]:
    """The pieces of a passage in text order; they do not overlap and lie inside ``body``.

    Args:
        text: the report's text.
        body: the passage.
        faults: whether bare lists of shortcomings are split by predicate (section five).
        heading: the title above the passage; it hands its role down where it is a label.
    """
    return _Splitter(text, body, faults, heading).run()
