"""Furniture of web pages and crawlers: breadcrumbs, share buttons, header lines of an archive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from nlp_reports.readers.reflow import is_heading_start, is_whole_title

_FIELDS = (
    "标题|发布时间|发布日期|发文日期|生成日期|成文日期|公开日期|日期|文号|发文字号|发布机构|发文机关|"
    "发布单位|来源|信息来源|作者|栏目|原文链接|链接|网址|本地目录|索引号|主题分类|体裁分类|关键词|"
    "浏览次数|浏览量|阅读次数|阅读量|点击数|点击量|点击率|访问量|访问次数|字体|字号|字体大小|有效性|"
    "信息索引|发布文号|稿源|更新时间|信息分类|组配分类|责任编辑|视力保护色"
)
_HEAD_FIELDS = (
    f"{_FIELDS}|公开形式|公开方式|公开时限|公开范围|公开类别|信息类别|信息名称|内容概述|主题词|编辑|责编|"
    "审核|名称|时间|分享到|分享"
)
_FARTHEST = 40  # tokens into a flattened page that may still be chrome
_HEADER_LINES = 25
_LEAD_LINES = 60  # lines of a copied web page among which its title stands
_ENTRY_ENDS = "0123456789)）.．…·・⋯┈"
_CONTENTS = 120  # lines within which a table of contents stands
_SHORT = 60  # characters: what stands around a page's main text is no longer


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
            r"大|中|小|A|A\+|A-|T|[【\[].{1,8}[】\]]|我要纠错|纠错|返回顶部|无障碍.*|\|+|[>»›]+)$"
        ),
        "crumbs": re.compile(r"(?:[^，。；>＞»›]{1,20}[>＞»›]+){2,}[^。；]{0,60}"),
        "entry": re.compile(
            r"[^。；]{2,60}?\s*[.．…·・⋯┈-]{3,}[\s.．…·]*[(（]?\d{1,3}[)）]?|"
            r"[^。；，]{2,40}[.．…·・⋯┈]{6,}\d{0,3}[.．…·・⋯┈]*"
        ),
        "gapped": re.compile(r"[^。；]{2,60}?(?:\t+| {4,})[(（]?\d{1,3}[)）]?"),
        "numbered": re.compile(r"[^。；]{2,60}?\s*\d{1,3}"),
        "head": re.compile(rf"[\[【]?(?:{_HEAD_FIELDS})[\]】]?\s*(?:[:：].*)?"),
        "foot": re.compile(
            r"(?:上一篇|下一篇|上一条|下一条|主办(?:单位)?[:：]|承办(?:单位)?[:：]|版权所有|网站标识码|"
            r"政府网站标识码|\S{0,3}ICP备|\S{0,3}公网安备|网站地图|站点地图|扫一扫|分享[到:：]|"
            r"[【\[]?(?:打印|关闭)(?:本页|窗口|页面)?[】\]]?$|[【\[](?:打印|关闭)|联系我们|友情链接|相关链接|"
            r"相关(?:阅读|稿件|新闻|文章|文档|信息|附件|文件)[:：]?$|责任编辑|编辑[:：]|返回(?:顶部|首页)|"
            r"附件下载|文件下载|技术支持[:：]|Copyright|©|政府网站找错|无障碍|隐私(?:声明|保护)|关于我们|"
            r"网站声明|访问量|浏览次数|您访问的|本网站|.{0,30}\.(?:pdf|docx?|xlsx?|wps|zip|rar|ofd)$)",
            re.IGNORECASE,
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
    if _patterns()["crumbs"].fullmatch(plain):
        return True
    tokens = plain.split()
    known = sum(bool(_patterns()["token"].match(token)) for token in tokens)
    return bool(tokens) and (known == len(tokens) or plain.startswith(("当前位置", "您的位置")))


def leading_lines(lines: Sequence[str], *, page: bool = False) -> int:
    """How many lines at the top stand before the title of a copied web page.

    There must be a title that names issuer and year, only short lines without a sentence before
    it, and among them one that only a page has; ``page`` says that it is known to be one.
    """
    title = 0
    for index, line in enumerate(lines[:_LEAD_LINES]):
        plain = line.strip()
        if not (_is_page_line(plain) or _is_short(plain, "，。；")):
            break
        if is_whole_title(plain):
            title = index
    page = page or any(_is_page_line(line.strip()) for line in lines[:title])
    return title if page else 0


def _is_short(plain: str, marks: str) -> bool:
    """Whether a line is short, no heading, and holds none of some marks."""
    return len(plain) <= _SHORT and not is_heading_start(plain) and not (set(marks) & set(plain))


def _is_page_line(plain: str) -> bool:
    """Whether a line is of a kind that stands about the text of a web page only."""
    return is_chrome_line(plain) or bool(_patterns()["head"].fullmatch(plain))


def contents_lines(lines: Sequence[str]) -> set[int]:
    """The lines of a table of contents, by index: 目录, and entries that end in a page number.

    An entry has dots before its number, or is a heading with a wide gap; below 目录 any number
    will do.
    """
    found: set[int] = set()
    below = False
    for index, line in enumerate(lines[:_CONTENTS]):
        plain = line.strip()
        if plain[:1] == "目" and "".join(plain.split()) in ("目录", "目次"):
            found.add(index)
            below = True
        elif plain and plain[-1] not in _ENTRY_ENDS:
            below = False
        elif _patterns()["entry"].fullmatch(plain) or (
            is_heading_start(plain)
            and _patterns()["numbered" if below else "gapped"].fullmatch(plain)
        ):
            found.add(index)
        elif plain:
            below = False
    return found if len(found) > 1 else set()


def is_field_table(cells: Sequence[str]) -> bool:
    """Whether a table holds a page's data, such as 索引号 and 发布机构, and no report's."""
    plain = ["".join(cell.split()) for cell in cells if cell.strip()]
    named = sum(bool(_patterns()["head"].fullmatch(cell)) for cell in plain)
    return named > 2 and 3 * named >= len(plain)


def trailing_lines(lines: Sequence[str]) -> int:
    """Where the lines begin that stand below the text of a copied web page; their number if none.

    Such are neighbours' titles, buttons, names of files, the site's foot; between them may stand
    short lines without a sentence.
    """
    cut = len(lines)
    for index in range(len(lines) - 1, max(-1, len(lines) - _LEAD_LINES), -1):
        plain = lines[index].strip()
        if _patterns()["foot"].match(plain) or is_chrome_line(plain):
            cut = index
        elif not _is_short(plain, "。；"):
            break
    return cut


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
