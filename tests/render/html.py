"""Authored reports as the page of a government web site."""

from __future__ import annotations

from html import escape

from nlp_reports.evaluate.authored import Authored
from tests.render.tables import Sheet, sheet
from tests.render.text import parts_of

_HEAD = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<style>td {{ border: 1px solid #000 }}</style></head><body>
<div class="nav"><a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a>
&gt; <a href="#">年度报告</a></div>
<div class="article"><h1>{title}</h1><div class="info">来源：政务公开办公室 字体：大 中 小</div>
<div class="content">
"""
_FOOT = """</div></div>
<div class="footer">版权所有 网站地图 联系我们</div></body></html>
"""


def render_html(report: Authored) -> str:
    """The report as a page with navigation, article and footer."""
    parts = parts_of(report)
    out = [_HEAD.format(title=escape(report.meta.get("title", parts[0][1])))]
    for number, (kind, part) in enumerate(parts):
        if kind == "table":
            out.append(table_html(sheet(report, part)))
        elif number > 0:
            out.append(f"<p>&emsp;&emsp;{escape(part)}</p>\n")
    return "".join([*out, _FOOT])


def table_html(table: Sheet) -> str:
    """A table with its spans."""
    rows = []
    for row in range(table.height):
        cells = "".join(
            f'<td rowspan="{b.rows}" colspan="{b.cols}"><p>{escape(b.text) or "&nbsp;"}</p></td>'
            for b in table.line(row)
        )
        rows.append(f"<tr>{cells}</tr>\n")
    return f'<table border="1"><tbody>\n{"".join(rows)}</tbody></table>\n'
