"""Noise as extraction and careless writers make it, laid over clean text with a seed.

A layer is a list of edits to the clean text, so truth carries over by offsets: what is found in
the noisy text leads back with :meth:`~nlp_reports.text.Normalised.to_raw`, what is coded in the
clean text leads forward with :func:`carried`. The same text, layer and seed give the same bytes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from nlp_reports.text import Edit, Normalised, Span

SEED = 20210930
Layer = Callable[[str, random.Random], Iterator[Edit]]
_HALF = {"，": ",", "；": ";", "：": ":", "（": "(", "）": ")", "？": "?", "！": "!"}
_CONFUSED = {
    "已": "己", "未": "末", "日": "曰", "人": "入", "的": "旳", "干": "千", "治": "冶", "土": "士",
    "天": "夭", "待": "侍", "设": "没", "栏": "拦", "侯": "候", "戊": "戌", "拨": "拔", "辩": "辨",
    "0": "O", "1": "l", "准": "淮", "析": "折", "科": "料", "史": "吏", "大": "太", "间": "问",
}  # fmt: skip
_RADICALS = {"工": "⼯", "一": "⼀", "人": "⼈", "大": "⼤", "方": "⽅", "日": "⽇", "用": "⽤"}
_DEBRIS = (
    "\n第二十条第（一）项\n信息内容 本年制发件数 本年废止件数\n规章 0 0\n行政规范性文件 2 0\n",
    "\n行政许可 326\n第二十条第（六）项\n信息内容 本年处理决定数量\n行政处罚 41\n行政强制 3\n",
    "\n本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和\n自然人 0 0 0 0 0 0 0\n",
    "\n结果维持 结果纠正 其他结果 尚未审结 总计\n0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n",
)
_PAGE = 700


def _insert(at: int, what: str, rule: str) -> Edit:
    return Edit(Span(at, at), what, rule)


def wraps(text: str, rng: random.Random) -> Iterator[Edit]:
    """Lines broken at one width, in mid-word as often as not."""
    width = rng.randint(34, 46)
    for line in re.finditer(r"[^\n]+", text):
        for at in range(line.start() + width, line.end() - 1, width):
            yield _insert(at, "\n", "wrap")


def furniture(text: str, rng: random.Random) -> Iterator[Edit]:
    """A page number between lines of a sentence, here and there with a running head."""
    style = rng.choice(("— {} —", "{}", "第 {} 页", "- {} -"))
    head = text.partition("\n")[0] + "\n" if rng.random() < 0.3 else ""
    places = range(_PAGE, len(text) - 1, _PAGE + rng.randint(-60, 60))
    for page, at in enumerate(places, 1):
        yield _insert(at, f"\n{style.format(page)}\n{head}", "page furniture")


def debris(text: str, rng: random.Random) -> Iterator[Edit]:
    """Parts of statutory tables in the midst of a sentence."""
    inside = [m.start() + 1 for m in re.finditer(r"[\u4e00-\u9fff](?=[\u4e00-\u9fff]{6})", text)]
    for at in sorted(rng.sample(inside, min(2, len(inside)))):
        yield _insert(at, rng.choice(_DEBRIS), "table debris")


def flat(text: str, rng: random.Random) -> Iterator[Edit]:
    """Everything on one line."""
    filler = rng.choice(("", " "))
    for match in re.finditer(r"\n", text[:-1]):
        yield Edit(Span(match.start(), match.end()), filler, "flattened")


def blanks(text: str, rng: random.Random) -> Iterator[Edit]:
    """Blanks inside words and numbers."""
    for match in re.finditer(r"(?<=[\u4e00-\u9fff\d])(?=[\u4e00-\u9fff\d])", text):
        if rng.random() < 0.02:
            yield _insert(match.start(), " ", "blank")


def ocr(text: str, rng: random.Random) -> Iterator[Edit]:
    """Characters that look alike, one in twenty of those that have a double."""
    yield from _swapped(text, _CONFUSED, 0.05, rng, "look-alike")


def radicals(text: str, rng: random.Random) -> Iterator[Edit]:
    """Characters as the radicals that some PDF fonts give."""
    yield from _swapped(text, _RADICALS, 0.3, rng, "radical")


def halfwidth(text: str, rng: random.Random) -> Iterator[Edit]:
    """Punctuation in half width, most but not all of it."""
    yield from _swapped(text, _HALF, 0.7, rng, "half width")


def _swapped(
    text: str, table: dict[str, str], chance: float, rng: random.Random, rule: str
) -> Iterator[Edit]:
    for at, character in enumerate(text):
        if character in table and rng.random() < chance:
            yield Edit(Span(at, at + 1), table[character], rule)


def numbering(text: str, rng: random.Random) -> Iterator[Edit]:
    """Writers' slips: 一是, 三是, 三是."""
    for match in re.finditer(r"[二三四五](?=是[^。；\n]{4})", text):
        if text[match.start() - 1] in "。；：，\n" and rng.random() < 0.35:
            yield Edit(Span(*match.span()), rng.choice("二三四五六"), "wrong number")


def chrome(text: str, rng: random.Random) -> Iterator[Edit]:
    """What a web page puts around an article."""
    yield _insert(0, "当前位置：首页 > 政府信息公开 > 政府信息公开年报\n", "site chrome")
    yield _insert(len(text), "分享到： 打印 关闭窗口\n上一篇：没有了\n", "site chrome")


LAYERS: dict[str, Layer] = {
    "wraps": wraps,
    "furniture": furniture,
    "debris": debris,
    "flat": flat,
    "blanks": blanks,
    "ocr": ocr,
    "radicals": radicals,
    "halfwidth": halfwidth,
    "numbering": numbering,
    "chrome": chrome,
}
COMBINED = ("numbering", "halfwidth", "blanks", "debris", "furniture", "wraps")
"""Layers laid one over another under the name ``combined``: a badly extracted PDF."""


def noisy(text: str, layer: str, *, seed: int = SEED, name: str = "") -> Normalised:
    """Lay a layer over a text.

    Args:
        text: the clean text.
        layer: a key of :data:`LAYERS`, or ``combined``.
        seed: of all chance.
        name: of the report, so that reports do not share their accidents.

    Returns:
        The noisy text, with the way back to the clean one.

    Raises:
        KeyError: there is no such layer.
    """
    found: Normalised | None = None
    for part in COMBINED if layer == "combined" else (layer,):
        below = text if found is None else found.text
        rng = random.Random(f"{seed}:{part}:{name}")
        edits = list(LAYERS[part](below, rng))
        found = Normalised(below, edits) if found is None else found.then(edits)
    assert found is not None
    return found


def carried(noise: Normalised, span: Span) -> Span:
    """Where a span of the clean text stands in the noisy one; what was put before it stays out."""
    for step in noise.steps():
        span = _forward(step, span)
    return span


def _forward(step: Normalised, span: Span) -> Span:
    start, end = span.start, span.end
    for edit in step.edits:
        grown = len(edit.to) - len(edit.at)
        if edit.at.end <= span.start:
            start += grown
        if edit.at.start < span.end:
            end += grown
    return Span(start, max(start, end))
