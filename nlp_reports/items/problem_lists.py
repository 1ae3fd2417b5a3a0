"""One-sentence lists of problems, split by predicate: …有待提高、…有待提升、…不强等."""

from __future__ import annotations

import re

from nlp_reports.chinese.sentences import clauses, trimmed
from nlp_reports.items.rules import cues
from nlp_reports.text import Span

_MARKS = "，,、：:；;。 \t\n\u3000"
_GOES_ON = re.compile(
    r"未能|没有|导致|致使|造成|且|并|也|又|还|仍|需|但|从而|影响|缺少|缺乏|使|难以|不|未|更(?!新|换|正|名|迭)|甚至|往往|常常"
    r"|容易|经常|有时|只|尤其|特别|其中|对此|大多|多为|存在|而|以致|这|看|有(?!关|些单位|的单位|待)|以转载"
    r"|与群众|与上级|距离|和|在(?!线)|对于(?!外|接)|把|将|就|由于|因|互动效果"
)
_STARTS = re.compile(r"^(?:如|例如|比如|譬如)(?!何|期|实|果)[，,：:]?|^(?:以及|还有|二是|和)")
_PREDICATE = re.compile(
    r"(?:有待|仍待|尚待|亟待|亟需|仍需|还需|尚需|需)[^，、]{0,14}$"
    r"|(?:不够|还不|仍不|不太|较为|比较|过于|偏|较|略)[^，、]{1,5}$"
    r"|(?:单一|薄弱|滞后|欠缺|不足|不够|有限|缺失|落后|脱节|费劲|不[强高深细实多大广宽畅严准齐均]|不到位|不及时"
    r"|不全面|不规范|不完善|不健全|不平衡|不均衡|不熟练|参差不齐|身兼数职|写错.{0,3}|现象|空白)(?:等)?$"
)
_LOOSE = re.compile(r"(?:不|未|没|错|少|矛盾|突出|困难|兼职|数职|淡薄|慢|难|弱|低)[^，、]{0,8}$")
_LISTED = re.compile(r"(?:有待|仍待|尚待|亟待|亟需|仍需|还需|尚需)[^，、]{0,10}[，、]?$")
_NAMED = re.compile(r"等(?:问题|情况|现象|不足|短板)")
_HELD = re.compile(
    r"(?P<before>(?:[^。；]{2,60}[，,])?)(?:但是?|不过|然而)?(?!个别|部分|少数|有的|有些|一些|各)[^，,。；、]{0,24}?"
    r"(?:仍然?|还|尚|也|依然|主要)?存在(?:着|一些|有|以下)?(?P<list>[^。；]*?)等(?:方面)?(?:的)?"
    r"(?:[一二三四五六七八九两\d]个?)?(?:方面)?(?:的)?(?:突出|主要)?(?:问题|情况|现象|不足|短板|薄弱环节)"
)
"""仍存在 A、B、C 等问题, where nobody in particular is said to have them."""
_TELLS = re.compile(r"虽|尽管|取得|成绩|成效|进步|进展|提升|改进")
"""A clause before 存在 that says something of its own."""
ACT = "opens with an act"
"""The cue of measures that begin with a verb."""
_TITLE_LIKE = 4
"""Characters; a statement shorter than this has no subject of its own."""


def names_act(words: str) -> bool:
    """Whether the words open with an act (加强…, 建立…)."""
    return any(cue.pattern.search(words) for cue in cues("role") if cue.name == ACT)


def names_fault(words: str) -> bool:
    """Whether the words state a shortcoming."""
    return bool(_PREDICATE.search(words)) or any(
        cue.pattern.search(words)
        for cue in cues("role")
        if cue.role == "problem" and cue.weight > 1.5
    )


def _is_predicate(words: str, loose: bool) -> bool:
    return bool(_PREDICATE.search(words) or (loose and _LOOSE.search(words)))


def split_list(text: str, span: Span, *, listed: bool = False) -> list[Span]:
    """The statements of a sentence without enumerator.

    A comma or 、 cuts only behind a predicate that names a shortcoming, and only where what
    follows up to the next predicate has a subject of its own. List-final 等 and a leading 如 are
    left out.

    Args:
        text: the report's text.
        span: one sentence.
        listed: whether a lead-in announced a list, which lets more predicates count.
    """
    held = _HELD.fullmatch(span.of(text))
    if held:
        parts = split_list(text, Span(*held.span("list")).shift(span.start), listed=True)
        before = trimmed(text, Span(*held.span("before")).shift(span.start), _MARKS)
        if len(parts) > 1:
            return [before, *parts] if _TELLS.search(before.of(text)) else parts
    if _NAMED.search(span.of(text)):
        return [span]
    loose = listed or span.of(text).endswith("等") or bool(_STARTS.match(span.of(text)))
    groups: list[Span] = []
    start: int | None = None
    for clause in clauses(text, span):
        words = clause.of(text).strip(_MARKS)
        start = clause.start if start is None else start
        if not _is_predicate(words.removesuffix("等"), loose):
            continue
        statement = Span(start, clause.end)
        if groups and not _stands(statement.of(text).strip(_MARKS)):
            groups[-1] = Span(groups[-1].start, clause.end)
        else:
            groups.append(statement)
        start = None
    if start is not None and groups:
        groups[-1] = Span(groups[-1].start, span.end)
    # Two faults told together are one point, unless the first is in the form of a list.
    pair = len(groups) == 2 and not loose and not _LISTED.search(groups[0].of(text))
    if not groups or pair:
        groups = [span]
    cleaned = [_clean(text, group, final=group.end == span.end) for group in groups]
    return [piece for piece in cleaned if len(piece)]


def _stands(words: str) -> bool:
    return len(words) > _TITLE_LIKE and not _GOES_ON.match(words)


def _clean(text: str, span: Span, *, final: bool) -> Span:
    span = trimmed(text, span, _MARKS)
    start = _STARTS.match(span.of(text))
    if start and len(span) > start.end() + 3:
        span = Span(span.start + start.end(), span.end)
    words = span.of(text)
    if final and words.endswith("等") and _is_predicate(words[:-1], loose=True):
        span = Span(span.start, span.end - 1)
    return trimmed(text, span, _MARKS)
