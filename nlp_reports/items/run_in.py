"""Headings that run straight into their text, as flattened pages and careless writers have them.

A label is known by its words (（一）存在的主要问题个别乡镇…). The title of an enumerated point
(1.强化业务指导联合市司法局举办…) is taken for one only where most points of its sequence begin
so: one point alone may be a sentence that merely looks like it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp_reports.items.rules import Label, label_of

LONGEST = 22
"""Characters of a title at most."""
LEAST_BELOW = 5
"""Characters of the text that must follow it."""
MOST_OF = 2 / 3
"""Share of a sequence's points that must begin with a title."""
_CLAUSE = re.compile(r"[^\n。；;！？：:，,“《]*")
_LABEL_ENDS = re.compile(r"问题|不足|短板|困难|情况|措施|打算|计划|安排|思路|举措|对策|方向|环节")
_GOES_ON = re.compile(
    r"[的和与及、并且或等之其是有为在较还仍也尚已不未没缺落执推跟整得依更过多少大很太比主具如表体包分][^，。]?"
    r"|台账|反馈|清单|针对性|力度|效果|方面|问题|方案|突出|明显|集中|解决"
)
"""What makes a phrase of a label and the words behind it."""
_BEGINS = re.compile(
    r"主要领导|主动|分管|分批|分期|过去|多数|少数|大部分|落实专人|在(?!于)|还没有|比如|不存在|未发现"
)
"""What begins a sentence though :data:`_GOES_ON` fits."""
_ADVERB = "(?:进一步|切实|持续|不断|着力|全面|扎实|认真|积极|深入|有效|大力|及时|严格)"
_VERB = (
    "加强|强化|健全|完善|压实|严格|规范|畅通|提升|推进|深化|优化|拓展|拓宽|丰富|狠抓|抓好|抓实|抓牢|做好|做实|做细|落实|夯实"
    "|创新|提高|注重|建立|明确|细化|突出|加大|推动|聚焦|组织|开展|坚持|扩大|增强|改进|改善|严肃|严把|统筹|紧盯|打造|搭建|构建|充实"
    "|配强|实行|实施|接受|广泛接受|自觉接受|回应|主动|规范化"
)
_NOUN = (
    "机制|责任|考核|评估|评议|考评|培训|渠道|监督|审核|审查|指导|督导|领导|管理|建设|保障|队伍|水平|能力|质量|质效|制度|体系"
    "|检查|督查|督办|督促|巡查|通报|问责|追究|宣传|解读|公开|力度|支撑|服务|平台|意识|实效|成效|作用|流程|程序|内容|形式|方式"
    "|关切|互动|参与|重点|领域|标准|职责|分工|协调|协作|联动|部署|推进|落实|整改|更新|发布|办理|答复|效能|功能|载体|阵地|素质|素养"
    "|关口|关|观念|认识|监测|维护|配备|力量|目录|时效"
)
_OPENER = (
    r"坚持|印发|联合|将|委托|调整|充实|分[批期级]|举办|召开|定期|每|按|对|把|在(?!线)|从|由|全[年县市区镇乡局省委院校]|全面(?=落实|贯彻|梳理|推行|开展)|年[内初中底]"
    r"|今年|本[年局县市区镇乡单级]|20\d\d年|\d{1,2}月|我[局市县区镇乡厅委办院校]|局(?!限)|县|市(?!场)|区(?!域)|镇|乡(?!村)|街道|党(?!建)"
    r"|管委会|各|以[^，。]{1,24}为|严格(?=执行|落实|按照|遵守|把)|围绕|聚焦|通过|出台|制定|修订|修改|根据|依据|依托|依照|加[强大快]|强化|建立"
    r"|政务公开(?:工作)?(?:在|继续|纳入|列入|被|由|经|已)|政府(?!信息|网站|公报)|针对|部分|个别|一些|少数|有的|目前|由于|虽|因(?!素)"
    r"|积极|认真|不断|持续|逐步|主要领导|主动(?=接受|邀请|回应)|充分|进一步|综合(?=运用|利用|采)|利用|组织(?!领导|保障|体系|机构)|成立|邀请|开展|公布|设[立置]|继续"
    r"|第[一二三四]季度|[上下]半年|结合|先后|共(?!享|建|同)|累计|新(?=入职|任|增|招|调)|首先|一是|基层|信息(?:发布|公开)(?:前|后|由|经|工作)|办公室"
    r"|领导|专[人门]|指定|配备|聘请|自觉|切实|主管|凡|要(?!求|素)|会同|经(?!费|验)|向|就"
)
_WORDS = r"[^，。；：、！？,;:!?\n“”《》（）()\d]"
_ACT = re.compile(
    rf"{_ADVERB}{{0,2}}(?:{_VERB}){_WORDS}{{0,9}}?(?:{_NOUN})"
    rf"(?:[，,、]{_ADVERB}?(?:{_VERB}){_WORDS}{{0,6}}?(?:{_NOUN}))?(?={_OPENER}|《)"
)
"""强化业务指导 before 联合…: an act with its object, and a word that begins a sentence."""
_FAULT = re.compile(
    rf"{_WORDS}{{3,16}}?(?:方面(?=[\u4e00-\u9fff][^。；;！？]{{17}})(?![的等和与及存还仍也有尚较])|(?:(?:有待|仍待|尚待|亟待|仍需|还需|需)(?:进一步)?"
    rf"(?:提升|提高|加强|完善|增强|优化|改进|拓展|深化|健全|规范|丰富|拓宽|强化)|不足|不够{_WORDS}{{2}}?"
    r"|不[强高深细实多大广宽畅严准齐均全]|不到位|不及时|不规范|不平衡|薄弱|滞后|单一|欠缺)(?=[\u4e00-\u9fff\d])"
    r"(?![的等和与及且并之以而是为还仍也较存于化使让]|环节|影响|导致|造成|制约|现象|问题|情况|方面|状况|状态|局面))"
)
"""解读质效有待提升 before 解读材料…: a shortcoming, or an aspect, and no mark behind it."""


def label_in(words: str) -> tuple[Label, int] | None:
    """The label with which words begin that go on without a mark, and its length.

    >>> label_in("存在的主要问题个别乡镇栏目更新不够及时")[1]
    7
    >>> label_in("存在的问题整改不到位") is None
    True
    """
    clause = _CLAUSE.match(words)
    head = clause[0] if clause else ""
    for end in reversed([found.end() for found in _LABEL_ENDS.finditer(head[:LONGEST])]):
        label = label_of(head[:end])
        if label is None or label.block == "none" or end >= len(words):
            continue
        rest = words[end:]
        if _GOES_ON.match(rest) and not _BEGINS.match(rest):
            return None
        return label, end
    return None


def title_in(words: str) -> int:
    """How long the title is with which words begin that go on without a mark (0: there is none).

    >>> title_in("强化业务指导联合市司法局举办专题讲座")
    6
    >>> title_in("强化业务指导，联合市司法局举办专题讲座")
    0
    """
    for pattern in (_ACT, _FAULT):
        found = pattern.match(words)
        if found and len(found[0]) <= LONGEST and len(words) - found.end() >= LEAST_BELOW:
            return found.end()
    return 0


def titles_in(points: Sequence[str]) -> list[int]:
    """The same for the points of one sequence: none has a title unless most of them have one."""
    found = [title_in(words) for words in points]
    told = sum(map(bool, found))
    return found if told >= 2 and told >= MOST_OF * len(points) else [0] * len(points)
