"""Furniture of web pages and crawlers: breadcrumbs, share buttons, header lines of an archive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

_FIELDS = (
    "标题|发布时间|发布日期|发文日期|生成日期|成文日期|公开日期|日期|文号|发文字号|发布机构|发文机关|"
    "发布单位|来源|信息来源|作者|栏目|原文链接|链接|网址|本地目录|索引号|主题分类|体裁分类|关键词|"
    "浏览次数|阅读次数|点击数|访问量|字体|字号|有效性|信息索引"
)
_FARTHEST = 40  # tokens into a flattened page that may still be chrome
_HEADER_LINES = 25


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "field": re.compile(rf"[\[【]?(?:{_FIELDS})[\]】]?\s*[:：]\s*(?P<value>.*)"),
        "rule": re.compile(r"[=\-_*]{4,}\s*(?:正文)?\s*[=\-_*]{0,}"),
        "pointer": re.compile(r"页面链接与图片详见.*"),
        "token": re.compile(
            rf"(?:当前位置|您(?:现在|当前)?(?:所在)?的?位置|首页|(?:{_FIELDS}|时间)[:：])|"
            r"(?:微信|微博|新浪微博|QQ空间|QQ|朋友圈|全真版|文字版|文件下载|附件下载|扫一扫.*|"
            r"相关链接[:：]?|--?>|打印|打印本页|关闭|关闭窗口|关闭本页|分享|分享到[:：]?|收藏|"
            r"大|中|小|[【\[].{1,8}[】\]]|我要纠错|纠错|返回顶部|无障碍.*|\|+|[>»›]+)$"
        ),
        "tail": re.compile(
            r"(?:附件下载|相关附件|文件下载|打印本页|打印|关闭窗口|关闭本页|关闭|分享到|分享|收藏|"
            r"责任编辑|上一篇|下一篇|扫一扫|我要纠错|返回顶部|主办单位|版权所有|网站地图|ICP备)"
        ),
    }


def field_value(line: str) -> str | None:
    """The value of an archive's header line such as ``发布时间: 2022-02-08``, else ``None``."""
    found = _patterns()["field"].fullmatch(line.strip())
    return found["value"].strip() if found else None


def is_title_field(line: str) -> bool:
    """Whether a header line gives the title."""
    return bool(re.match(r"\s*[\[【]?标题[\]】]?\s*[:：]", line))


def header_lines(lines: Sequence[str]) -> int:
    """How many lines at the top are an archive's header, up to its 正文 rule if there is one."""
    for index, line in enumerate(lines[:_HEADER_LINES]):
        if "正文" in line and _patterns()["rule"].fullmatch(line.strip()):
            return index + 1
    return 0


def is_chrome_line(line: str) -> bool:
    """Whether a whole line is site furniture: a header field, a breadcrumb, a button."""
    plain = line.strip()
    if len(plain) > 120:
        return False
    if field_value(plain) is not None or _patterns()["pointer"].fullmatch(plain):
        return True
    tokens = plain.split()
    known = sum(bool(_patterns()["token"].match(token)) for token in tokens)
    return bool(tokens) and (known == len(tokens) or plain.startswith(("当前位置", "您的位置")))


def leading_chrome(tokens: Sequence[str]) -> int:
    """How many blank-separated tokens at the head of a flattened page are chrome.

    The page's own title stands among them; what follows the last button is the report.
    """
    last = 0
    for index, token in enumerate(tokens[:_FARTHEST]):
        if len(token) > 120:
            break
        if _patterns()["token"].match(token):
            last = index + 1
    starts = any(_patterns()["token"].match(token) for token in tokens[:3])
    return last if starts else 0


def trailing_chrome(tokens: Sequence[str]) -> int:
    """How many tokens at the end of a flattened page are chrome."""
    count = 0
    for token in reversed(tokens):
        if len(token) > 40 or not (
            _patterns()["tail"].match(token) or _patterns()["token"].match(token)
        ):
            break
        count += 1
    return count
