"""One-sentence lists of problems, split by predicate: …有待提高、…有待提升、…不强等."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    r"|不全面|不规范|不完善|不健全|不平衡|不均衡|不熟练|参差不齐|身兼数职|写错.{0,3}|现象|空白|差距|存在[^，、]{4,40}的?问题"
    r"|未(?:能|按|予|告知|写|列|公开|更新|及时|明确|注明|建立|落实)[^，、]{0,10})(?:等)?$"
)
_LOOSE = re.compile(r"(?:不|未|没|错|少|矛盾|突出|困难|兼职|数职|淡薄|慢|难|弱|低)[^，、]{0,8}$")
_LISTED = re.compile(r"(?:有待|仍待|尚待|亟待|亟需|仍需|还需|尚需)[^，、]{0,10}[，、]?$")
_NAMED = re.compile(r"等(?:问题|情况|现象|不足|短板)")
_HELD = re.compile(
    r"(?:[^。；]{2,60}[，,])?(?:但是?|不过|然而)?(?!个别|部分|少数|有的|有些|一些|各)[^，,。；、]{0,24}?"
    r"(?:仍然?|还|尚|也|依然|主要)?存在(?:着|一些|有|以下)?(?P<list>[^。；]*?)等(?:方面)?(?:的)?"
    r"(?:[一二三四五六七八九两\d]个?)?(?:方面)?(?:的)?(?:突出|主要)?(?:问题|情况|现象|不足|短板|薄弱环节)"
)
"""仍存在 A、B、C 等问题, where nobody in particular is said to have them."""
_TOPIC = re.compile(
    r"(?P<grasp>意识|认识|理解|重视|学习|思想)|(?P<staff>人员|队伍|业务|人手|兼职|能力|素[养质]|力量|专职)|(?P<late>及时|时效|更新|滞后)"
    r"|(?P<explain>解读)|(?P<request>依申请|申请人|答复书?|救济)|(?P<channel>渠道|平台|网站|网页|栏目|公开栏|新媒体|检索|载体)"
    r"|(?P<spread>宣传|知晓|知名|传播)|(?P<answer>互动|回应|反馈|征集|留言)|(?P<rules>制度|机制)|(?P<review>审核|把关|格式|错别字)"
    r"|(?P<content>内容|全面|深度|广度|信息量)|(?P<form>形式|方式|多样)|(?P<joint>协同|配合|协调)"
    r"|(?P<watch>监督|考核|督查|检查)|(?P<list>目录|清单|领域)|(?P<send>报送|报得|主动(?!公开))"
)
"""What a fault is about, roughly: two faults about different things are two points."""
_FINISHED = re.compile(r"存在[^，、]{4,40}的?(?:问题|现象|情况)[，、,]?$")
"""A fault told with its frame: what follows is another."""
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
    words = span.of(text)
    held = _HELD.fullmatch(words) if "存在" in words and "等" in words else None
    if held:
        parts = split_list(text, Span(*held.span("list")).shift(span.start), listed=True)
        if len(parts) > 1:  # the frame has no stop of its own and goes with the first
            return [Span(span.start, parts[0].end), *parts[1:]]
    if "等" in words and _NAMED.search(words):
        return [span]
    loose = listed or words.endswith("等") or bool(_STARTS.match(words))
    groups = _statements(text, span, loose)
    if not loose and not (groups and _LISTED.search(groups[0].of(text))):
        groups = _by_topic(text, groups)
    elif loose:
        groups = _with_effects(text, groups)
    cleaned = [_clean(text, group, final=group.end == span.end) for group in groups or [span]]
    return [piece for piece in cleaned if len(piece)]


def _statements(text: str, span: Span, loose: bool) -> list[Span]:
    """The stretches up to each predicate that has a subject of its own."""
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
    return groups


def _by_topic(text: str, groups: Sequence[Span]) -> list[Span]:
    """Faults told together are one point, unless each speaks of something else."""
    found: list[Span] = []
    for group in groups:
        own = _topics(group.of(text))
        before = _topics(found[-1].of(text)) if found else frozenset[str]()
        apart = bool(own and before and own.isdisjoint(before))
        if found and not (apart or _FINISHED.search(found[-1].of(text))):
            found[-1] = Span(found[-1].start, group.end)
        else:
            found.append(group)
    return found


def _with_effects(text: str, groups: Sequence[Span]) -> list[Span]:
    """What a comma adds to a fault without a topic of its own (…，精力难以集中) is its effect."""
    found: list[Span] = []
    for group in groups:
        comma = found and text[found[-1].start : group.start].rstrip().endswith(("，", ","))
        if comma and not _topics(group.of(text)) and _topics(found[-1].of(text)):
            found[-1] = Span(found[-1].start, group.end)
        else:
            found.append(group)
    return found


def _topics(words: str) -> frozenset[str]:
    return frozenset(match.lastgroup or "" for match in _TOPIC.finditer(words))


def _stands(words: str) -> bool:
    return len(words) >= _TITLE_LIKE and not _GOES_ON.match(words)


def _clean(text: str, span: Span, *, final: bool) -> Span:
    span = trimmed(text, span, _MARKS)
    start = _STARTS.match(span.of(text))
    if start and len(span) > start.end() + 3:
        span = Span(span.start + start.end(), span.end)
    words = span.of(text)
    if final and words.endswith("等") and _is_predicate(words[:-1], loose=True):
        span = Span(span.start, span.end - 1)
    return trimmed(text, span, _MARKS)
