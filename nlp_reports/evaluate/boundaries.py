"""Where marked items may break section 1 of the codebook: candidates to be read, not verdicts.

Only the codebook and the marks are asked, never the package's own splitter: a corpus that was
mended towards the software could not measure it. A candidate that reading upholds as right is
named with its reason in ``boundaries.tsv`` of the corpus (``report rule opening reason``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nlp_reports.errors import UsageError
from nlp_reports.evaluate.authored import Authored, Label

OPENING = 12
CODED = ("overview.supervision", "problems_improvements")
RULES = {
    "wins": "one enumerator opens one item; this one follows it in the same paragraph",
    "sentences": "no enumerator, yet several sentences stand in one item",
    "nested": "an enumerator stands inside the item",
    "heading": "an enumerated line without final punctuation is a heading, not an item",
    "comma": "commas split only bare problem lists",
    "list": "several clauses name shortcomings, each would be an item",
    "outside": "words stand outside every item and are neither heading nor label",
    "frame": "a lead-in without a stop of its own belongs to the item that it opens",
    "paragraph": "a paragraph after a list opens without 目前, 同时 or 此外",
    "joined": "a paragraph that opens with 目前, 同时 or 此外 is an item of its own",
    "mixed": "a problem and, after its full stop, a measure are two items",
}
"""What each rule says of a candidate."""

_ENUMERATOR = (
    r"(?:[一二三四五六七八九十]+是|[（(](?:问题|措施)?[一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、"
    r"|\d+[.、．）)](?!\d)|[①-⑳]|第[一二三四五六七八九十]+[，,、]|首先[，,]?|其次[，,]?|再次[，,]?"
    r"|最后[，,]?|问题[一二三四五六七八九十][：:]|其[一二三四五六七八九十]+[，,是]|另?一方面[，,]?)"
)
_OPENS = re.compile(rf"(?:^|[\s。；;，,：:]){_ENUMERATOR}(?:[^，,。；;：:]{{1,8}}[：:])?\s*$")
_INSIDE = re.compile(
    r"[。；;：:，,](?:[一二三四五六七八九十]+是|[（(]\d+[）)]|[①-⑳]|第[一二三四五][，,]|其次[，,]|另一方面)"
)
_LABEL = re.compile(r"[^，,。；;：:]{0,16}[：:]|[（【][^）】]{1,8}[）】]")
_STOP = re.compile(r"[。；;！!？?]")
_QUOTED = re.compile(r"“[^”]*”|（[^）]*）|《[^》]*》|‘[^’]*’")
_FAULT = re.compile(
    r"有待|不够|不足|不高|不强|不深|不全|不多|不力|不畅|不清|不准|不一|不严|不大|欠缺|滞后|薄弱|单一|不到位"
    r"|不及时|不平衡|不完善|不规范|不丰富|缺乏|缺少|需要?(?:进一步)?(?:加强|提高|提升|完善)|差距"
)
_CUT = re.compile(rf"[，、,](?!{_ENUMERATOR})")
_LIST_END = re.compile(r"^等(?:问题|方面|情况|不足)?")
_LATER = re.compile(r"目前|同时|此外")
_REMEDY = re.compile(r"下一步|今后|我(?:局|委|院|校|县|区|镇)将|已(?:经|于|将|对)")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A candidate: ``at`` counts in the authored text, ``opening`` is the item's beginning."""

    report: str
    rule: str
    at: int
    opening: str


@dataclass(slots=True)
class _Block:
    """What is open where an item begins: an enumerator, and whether in this paragraph."""

    enumerated: bool = False
    listed: bool = False
    previous: Label | None = None


def doubts(report: Authored) -> Iterator[Doubt]:
    """Candidates of one report, in the order of its text."""
    for key, _, start in report.headings:
        if key in CODED:
            end = min((at for _, at, _ in report.headings if at >= start), default=len(report.text))
            yield from _of_section(report, start, end)
    if not {key for key, *_ in report.headings} & set(CODED):
        yield from _of_section(report, 0, len(report.text))


def _of_section(report: Authored, start: int, end: int) -> Iterator[Doubt]:
    block = _Block()
    at = start
    own = [item for item in report.items if start <= item.start < end]
    for item in sorted(own, key=lambda label: label.start):
        gap = report.text[at : item.start]
        found = {*_between(gap, block, item), *_within(report, item, gap, block)}
        if _LATER.match(report.text, item.start):
            found.discard("paragraph")
        opening = report.text[item.start : min(item.end, item.start + OPENING)]
        yield from (Doubt(report.id, rule, item.start, opening) for rule in sorted(found))
        at = item.end
    if own and _loose(report.text[at:end]):
        yield Doubt(report.id, "outside", at, _loose(report.text[at:end])[0][:OPENING])


def _between(gap: str, block: _Block, item: Label) -> Iterator[str]:
    """Rules on what divides an item from the one before; moves ``block`` on to the item."""
    opens, paragraph = bool(_OPENS.search(gap)), "\n" in gap
    before, block.previous = block.previous, item
    lines = gap.split("\n")
    headed = any(_HAN.search(line) for line in lines[1:]) and not opens
    if _loose(gap):
        yield "outside"
    if opens:
        block.enumerated = block.listed = True
        return
    if paragraph:
        block.enumerated = False
        if block.listed and not headed and _role_of(before) == item.role:
            yield "paragraph"
        block.listed = block.listed and not headed
    elif block.enumerated and before is not None and not _pair(before, item, gap):
        if item.role != "context":  # a lead-in to the next list may follow the last item
            yield "wins"
    elif (
        before is not None and gap.strip() in {"，", "、", ",", ""} and not _problems(before, item)
    ):
        yield "frame" if before.role == "context" else "comma"


def _role_of(item: Label | None) -> str | None:
    return item.role if item else None


def _problems(*items: Label) -> bool:
    return all(item.role == "problem" for item in items)


def _pair(before: Label, item: Label, gap: str) -> bool:
    """Whether both are a problem and its measure, told apart by a full stop or a label."""
    return (before.role, item.role) == ("problem", "measure") and bool(
        re.search("[。：:（【]", gap)
    )


def _loose(gap: str) -> list[str]:
    """Stretches of words in a gap that no heading, label or enumerator explains."""
    found = []
    for line in gap.split("\n"):
        bare = re.sub(_LIST_END, "", line).strip(" 　。；;！？")
        left = _LABEL.sub("", re.sub(_ENUMERATOR, "", bare))
        is_heading = "\n" in gap and not re.search(r"[。；;！？：:]|[，,]\s*$", line)
        if _HAN.search(left) and not is_heading:
            found.append(left)
    return found


def _within(report: Authored, item: Label, gap: str, block: _Block) -> Iterator[str]:
    """Rules on the inside of an item and on how it ends."""
    text = _QUOTED.sub(lambda quoted: "“" * len(quoted[0]), report.text[item.start : item.end])
    after = report.text[item.end : item.end + 1]
    line = "\n" in gap or not block.previous
    if item.role == "context" and _CUT.match(report.text, item.end):
        yield "frame"
    if _INSIDE.search(text):
        yield "nested"
    if re.search(r"\n(?:目前|同时|此外)", text):
        yield "joined"
    if block.enumerated and line and after in {"\n", ""}:
        yield "heading"
    if not block.enumerated:
        yield from _alone(item, text)
    elif item.role == "problem" and any(_REMEDY.search(s) for s in re.split("。", text)[1:]):
        yield "mixed"


def _alone(item: Label, text: str) -> Iterator[str]:
    """Rules on an item that no enumerator opens."""
    if _STOP.search(text):
        yield "sentences"
    clauses = [clause for clause in re.split("[，,、]", text) if _FAULT.search(clause)]
    if item.role == "problem" and len(clauses) > 1:
        yield "list"


def allowed(path: Path) -> dict[tuple[str, str, str], str]:
    """Candidates that reading upheld: (report, rule, opening) -> reason.

    Raises:
        UsageError: a line is not ``report rule opening reason`` or names no rule.
    """
    found: dict[tuple[str, str, str], str] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        match line.split("\t"):
            case [report, rule, opening, reason] if rule in RULES and reason:
                found[report, rule, opening] = reason
            case _:
                raise UsageError(
                    f"{path}:{number}: needs report, rule of {list(RULES)}, opening, reason"
                )
    return found


def unread(reports: Iterable[Authored], known: dict[tuple[str, str, str], str]) -> list[Doubt]:
    """The candidates that no line of ``boundaries.tsv`` explains."""
    found = (doubt for report in reports for doubt in doubts(report))
    return [d for d in found if (d.report, d.rule, d.opening) not in known]
