"""Authored reports in the pages of various content management systems."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from nlp_reports.evaluate.authored import Authored
from tests.render.html import table_html
from tests.render.tables import sheet
from tests.render.text import parts_of

_MENU = "".join(
    f'<li><a href="/{n}">{word}</a></li>'
    for n, word in enumerate(("首页", "领导之窗", "机构职能", "政策文件", "办事服务", "互动交流"))
)
_NEWS = "".join(
    f'<li><a href="/n{n}">{word}</a> 2024-0{n + 1}-12</li>'
    for n, word in enumerate(
        ("我区召开防汛工作会议部署汛期安全", "全区春季义务植树活动启动", "便民服务中心延长办事时间")
    )
)
_FOOT = (
    "<div class='bottom'><p>主办：区人民政府办公室　承办：区大数据中心</p>"
    "<p>网站标识码：3500000001　联系电话：0999-1234567</p></div>"
)
_INFO = "<div>发布时间：2024-01-26 15:32　来源：办公室　浏览次数：12　字体：【大 中 小】 打印</div>"
_NEXT = "<p>上一篇：<a href='/p'>上一年度工作年度报告</a></p><p>下一篇：<a>没有了</a></p>"


def _paragraphs(report: Authored) -> list[str]:
    """The report's blocks as markup, without its title."""
    blocks = []
    for kind, part in parts_of(report)[1:]:
        blocks.append(table_html(sheet(report, part)) if kind == "table" else escape(part))
    return blocks


def _tagged(report: Authored, before: str, after: str) -> str:
    return "".join(
        block if block.startswith("<table") else f"{before}{block}{after}"
        for block in _paragraphs(report)
    )


def _modern(report: Authored, title: str) -> str:
    return (
        f"<body><header><ul>{_MENU}</ul></header><div class='location'>当前位置：首页 &gt; 年报"
        "</div>"
        f"<div class='main'><div class='left'><h1>{title}</h1>{_INFO}<div id='zoom'>"
        f"{_tagged(report, '<p>', '</p>')}</div>{_NEXT}</div><div class='right'><ul>{_NEWS}</ul>"
        f"</div></div><footer>{_FOOT}</footer></body>"
    )


def _nested(report: Authored, title: str) -> str:
    lines = [b if b.startswith("<table") else f"　　{b}<br>" for b in _paragraphs(report)]
    return (
        f"<body><table width=1000><tr><td><ul>{_MENU}</ul></td></tr><tr><td><table><tr>"
        f"<td width=200><ul>{_NEWS}</ul></td><td><table><tr><td align=center>{title}</td></tr>"
        f"<tr><td>{_INFO}</td></tr><tr><td>{''.join(lines)}</td></tr></table></td></tr></table></td></tr><tr><td>{_FOOT}"
        "</td></tr></table></body>"
    )


def _word(report: Authored, title: str) -> str:
    def spans(text: str) -> str:
        pieces = [text[at : at + 5] for at in range(0, len(text), 5)]
        return "".join(f"<span style='font-family:仿宋_GB2312'>{piece}</span>" for piece in pieces)

    blocks = [
        b if b.startswith("<table") else f"<p class=MsoNormal>{spans(b)}<o:p></o:p></p>"
        for b in _paragraphs(report)
    ]
    return f"<body lang=ZH-CN><div class=WordSection1><p>{title}</p>{''.join(blocks)}</div></body>"


def _form(report: Authored, title: str) -> str:
    return (
        f"<body><form id='aspnetForm'><div class='nav'><ul>{_MENU}</ul></div><table><tr>"
        "<td>索引号：</td><td>QX0001</td><td>发布机构：</td><td>办公室</td></tr><tr><td>标题：</td>"
        f"<td colspan=3>{title}</td></tr></table><div class='con'><div>{title}</div>"
        f"{_tagged(report, '<div>', '</div>')}</div>{_NEXT}{_FOOT}</form></body>"
    )


SKINS: dict[str, Callable[[Authored, str], str]] = {
    "modern": _modern,
    "nested": _nested,
    "word": _word,
    "form": _form,
}


def dress(report: Authored, skin: str) -> str:
    """The report as a page of the system ``skin``."""
    title = escape(parts_of(report)[0][1])
    head = f'<head><meta charset="utf-8"><title>{title}_区人民政府</title></head>'
    return f'<!DOCTYPE html><html lang="zh-CN">{head}{SKINS[skin](report, title)}</html>'
