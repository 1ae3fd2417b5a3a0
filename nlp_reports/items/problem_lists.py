"""One-sentence lists of problems, split by predicate: …有待提高、…有待提升、…不强等."""

from __future__ import annotations

import re

from nlp_reports.chinese.sentences import clauses, trimmed
from nlp_reports.items.rules import cues
from nlp_reports.text import Span

_MARKS = "，,、：:；;。 \t\n\u3000"
_GOES_ON = re.compile(
    r"未能|没有|导致|致使|造成|且|并|也|又|还|仍|需|但|从而|影响|缺少|缺乏|使|难以|不|未|更|甚至|往往|常常|容易|经常"
    r"|有时|只|尤其|特别|其中|对此|大多|多为|存在|而|以致|这|看|有(?!关|些单位|的单位|待)|以转载|与群众|与上级|距离|和"
)
_STARTS = re.compile(r"^(?:如|例如|比如|譬如)(?!何|期|实|果)[，,：:]?|^(?:以及|还有|二是|和)")
_PREDICATE_END = re.compile(
    r"(?:有待|仍待|亟待|亟需|仍需|还需|尚需|需)[^，、]{0,14}$|(?:不|还不|仍不|较|比较|过于|偏|太|相对|略)[^，、]{1,5}$"
    r"|(?:单一|薄弱|滞后|欠缺|不足|不够|有限|缺失|落后|脱节|差距|短板|空白|现象|问题|费劲|困难|兼职|数职|错漏|断档)(?:等)?$"
)
_TITLE_LIKE = 4
"""Characters; a clause shorter than this has no subject of its own."""


def _is_fault(words: str) -> bool:
    if _PREDICATE_END.search(words):
        return True
    return any(
        cue.pattern.search(words)
        for cue in cues("role")
        if cue.role == "problem" and cue.weight > 1.9
    )


def split_list(text: str, span: Span) -> list[Span]:
    """The statements of a sentence without enumerator.

    A comma or 、 cuts only where both sides name a shortcoming of their own: the left ends in a
    predicate, and the right has a subject. List-final 等 and a leading 如 are left out.
    """
    groups: list[Span] = []
    done = False
    for clause in clauses(text, span):
        words = clause.of(text).strip(_MARKS)
        stands = (
            len(words) > _TITLE_LIKE and not _GOES_ON.match(words) and _PREDICATE_END.search(words)
        )
        if groups and not (done and stands):
            groups[-1] = Span(groups[-1].start, clause.end)
        else:
            groups.append(clause)
        done = _is_fault(words) if words else done
    if len(groups) > 1 and not _is_fault(groups[0].of(text).strip(_MARKS)):
        return [span]
    cleaned = [_clean(text, group, final=group.end == span.end) for group in groups]
    return [piece for piece in cleaned if len(piece)]


def _clean(text: str, span: Span, *, final: bool) -> Span:
    span = trimmed(text, span, _MARKS)
    start = _STARTS.match(text[span.start : span.end])
    if start and len(span) > start.end() + 3:
        span = Span(span.start + start.end(), span.end)
    words = span.of(text)
    if final and words.endswith("等") and _PREDICATE_END.search(words[:-1]):
        span = Span(span.start, span.end - 1)
    return trimmed(text, span, _MARKS)
