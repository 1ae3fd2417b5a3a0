"""Masking: what differs between copies of one template becomes a placeholder.

Names of places and units, numbers, dates, document numbers and enumerators each become one
character; punctuation and blanks go, so that a comma set otherwise hides no copy. Every masked
character knows the source characters that it stands for::

    >>> masked = mask("2021年，临沅市印发文件12件", names=("临沅市",))
    >>> masked.text
    '~@印发文件#件'
    >>> masked.spans[1]
    Span(start=6, end=9)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources

from nlp_reports.text import Span

DATE, NUMBER, PLACE, DOCUMENT = "~", "#", "@", "§"
"""Placeholders; none is a letter, so none can stand in masked text for itself."""

_SUFFIX = re.compile("[省市县区州旗盟镇乡]")
_HAN_NUMBER = "零〇一二两三四五六七八九十百千万亿"
_RULES = (
    ("document", DOCUMENT, r"[\u4e00-\u9fff]{0,6}[〔\[［(（]\d{4}[〕\]］)）]\s*第?\d+号"),
    (
        "enumerator",
        "",
        r"^\s*[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]\s*|^[一二三四五六七八九十]是",
    ),
    (
        "date",
        DATE,
        r"(?:\d{4}|[一二][〇○零一二三四五六七八九]{3})年(?:度)?(?:\d{1,2}月(?:份|底)?)?(?:\d{1,2}日)?"
        r"|\d{1,2}月(?:份|底)?(?:\d{1,2}日)?|[一二三四五六七八九十]{1,2}月(?:份|底)",
    ),
    (
        "number",
        NUMBER,
        rf"\d+(?:[,，]\d{{3}})*(?:[.．]\d+)?[%％]?(?:余|多)?[万亿千百]?(?:余|多)?"
        rf"|[{_HAN_NUMBER}]+(?:余|多)?(?=[个名次期件条项份家人篇场部批户位章])",
    ),
    (
        "self",
        PLACE,
        r"[我本全](?:自治区|自治州|实验区|开发区|高新区|街道|委员会|中心|单位|机关|学校|医院|公司|集团|"
        r"[省市县区州旗镇乡局委办厅院校所站署行队])(?![^，。；]{0,1}级)",
    ),
)


_BEGINS = rf"(?=[\d\W_{_HAN_NUMBER}我本全])"
"""With what a match of any rule but ``document`` begins: most characters are passed at once."""
_MARKS = {name: mark for name, mark, _ in _RULES} | {"mark": ""}


@dataclass(frozen=True)
class Masked:
    """Masked text.

    Attributes:
        text: what is left.
        starts, ends: where what character ``i`` stands for begins and ends in the source.
    """

    text: str
    starts: list[int]
    ends: list[int]

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """What each character stands for; of ``starts`` and ``ends``, made when asked for."""
        return tuple(map(Span, self.starts, self.ends))


@cache
def _fixed(documents: bool) -> re.Pattern[str]:
    """All rules as one; that of ``document``, the slow one, only for a text that has 号."""
    rules = [rule for rule in _RULES if documents or rule[0] != "document"]
    parts = [f"(?P<{name}>{pattern})" for name, _, pattern in rules]
    whole = "|".join([*parts, r"(?P<mark>[\W_]+)"])
    return re.compile(whole if documents else f"{_BEGINS}(?:{whole})")


@cache
def places() -> frozenset[str]:
    """Return the gazetteer: names of places with their suffix."""
    text = (resources.files("nlp_reports.scores") / "places.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(name for line in lines for name in line.split())


def _known_places(text: str) -> list[Span]:
    """Gazetteer names in a text, the longest at each suffix, left to right."""
    found: list[Span] = []
    free = 0
    for match in _SUFFIX.finditer(text):
        end = match.end()
        for start in range(max(free, end - 12), end - 2):
            if text[start:end] in places():
                found.append(Span(start, end))
                free = end
                break
    return found


def alternation(names: Iterable[str]) -> str:
    """Names as a regular expression that prefers the longer one."""
    return "|".join(re.escape(name) for name in sorted(set(names), key=lambda n: (-len(n), n)))


@lru_cache(maxsize=256)
def _named(names: tuple[str, ...]) -> re.Pattern[str] | None:
    known = [variant for name in names for variant in _variants(name)]
    return re.compile(alternation(known)) if known else None


def _variants(name: str) -> list[str]:
    """A unit's or a region's name, its parts, and the parts without their suffix.

    临沅市桐溪县教育局 is also written 桐溪县教育局, 桐溪县, 临沅市, 临沅 and 县教育局.
    """
    parts = re.findall(
        r"[\u4e00-\u9fff]{2,6}?(?:自治[区州县]|特别行政区|实验区|开发区|高新区|街道|[省市县区州旗镇乡])",
        name,
    )
    bare = [
        re.sub(r"(?:自治[区州县]|实验区|开发区|街道|[省市县区州旗镇乡])$", "", p) for p in parts
    ]
    rest = name
    tails = []
    for part in parts:
        at = rest.find(part)
        rest = rest[at + len(part) :] if at >= 0 else rest
        tails += [rest, part[-1] + rest]
    return [v for v in (name, *parts, *bare, *tails) if len(v) >= 2 and v not in _GENERIC]


_GENERIC = frozenset(
    [
        "人民政府",
        "市人民",
        "政府",
        "办公室",
        "开发",
        "高新",
        "城区",
        "新区",
        "市区",
        "县政府",
        "市政府",
    ]
)


def mask(text: str, names: Iterable[str | None] = ()) -> Masked:
    """Mask a text.

    Args:
        text: any text.
        names: the issuer's name and region, as printed; ``None`` is passed over.
    """
    own = _named(tuple(name for name in names if name))
    held = [Span(*m.span()) for m in own.finditer(text)] if own else []
    held = _merged([*held, *_known_places(text)])
    out = _Masking(text)
    at = 0
    for name in held:
        out.piece(at, name.start)
        if len(name):
            out.put(PLACE, name.start, name.end)
        at = name.end
    out.piece(at, len(text))
    return Masked("".join(out.parts), out.starts, out.ends)


def _merged(spans: list[Span]) -> list[Span]:
    """Overlapping names as one, sorted."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and out[-1].overlaps(span):
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


class _Masking:
    """Masked text as it grows."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.rules = _fixed("号" in text)
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def piece(self, start: int, end: int) -> None:
        """Mask a stretch that holds no name."""
        at = start
        for match in self.rules.finditer(self.source, start, end):
            first, last = match.span()
            if at < first:
                self._plain(at, first)
            if mark := _MARKS[str(match.lastgroup)]:
                self.put(mark, first, last)
            at = last
        if at < end:
            self._plain(at, end)

    def _plain(self, start: int, end: int) -> None:
        self.parts.append(self.source[start:end])
        self.starts.extend(range(start, end))
        self.ends.extend(range(start + 1, end + 1))

    def put(self, mark: str, start: int, end: int) -> None:
        """Add a placeholder; several in a row (临沅市桐溪县) become one."""
        if self.parts and self.parts[-1] == mark and self.ends[-1] == start:
            self.ends[-1] = end
        else:
            self.parts.append(mark)
            self.starts.append(start)
            self.ends.append(end)
