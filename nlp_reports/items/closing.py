"""What stands behind the last statement of a passage: signature, date, notes, contacts, furniture.

>>> text = "二是设置超时提醒。某县交通运输局2023年1月18日 扫一扫在手机打开当前页"
>>> told(text, Span(0, len(text))).of(text)
'二是设置超时提醒。'
"""

from __future__ import annotations

import re

from nlp_reports.text import Span

REACH = 600
"""Characters at the end of a passage that are looked at: a page's foot is seldom longer."""
_HAN = "〇○零一二三四五六七八九"
_NUMBER = r"[\d一二三四五六七八九十]{1,3}"
_DATE = rf"(?:20\d\d|二[{_HAN}]{{3}})\s?年\s?{_NUMBER}\s?月(?:\s?{_NUMBER}\s?日)?"
_OFFICE = (
    r"[\u4e00-\u9fff（）()·\d]{2,40}?(?:局|委|委员会|办|办公室|政府|府|会|院|校|学|中心|处|所|队|站|厅|部|室"
    r"|公司|社|团|科|馆|园|署|组|银行|集团|联|事务所|街道|镇|乡)(?:[（(][^（）()]{1,12}[）)])?"
)
_FOOT = (
    r"附件|附表|上一[篇条]|下一[篇条]|主办|承办|版权所有|网站标识码|网站地图|扫一扫|扫描二维码|微信扫|分享|打印|【打印"
    r"|【关闭|关闭窗口|关闭本页|责任编辑|编辑[：:]|审核[：:]|来源[：:]|信息来源|作者[：:]|返回顶部|相关链接|相关附件"
    r"|浏览次数|阅读次数|点击数|[（(【\[]?此件(?:主动|依申请)?公开|[（(]?公开方式|抄送|湘ICP|[\u4e00-\u9fff]ICP备|网站声明|联系我们"
)
_NOTES = (
    r"[（(]?(?:注|备注)\d?[：:]|[（(]?(?:联系|咨询)(?:人|方式|地址)[：:]|(?:联系|咨询|办公)电话[：:]|(?:联系|通信|通讯|办公)?地址[：:]"
    r"|邮编[：:]|邮政编码[：:]|电话[：:]|传真[：:]|(?:电子)?邮箱[：:]|电子信箱[：:]|网址[：:]|填报人[：:]|报告人[：:]"
)
_SIGNED = re.compile(rf"\s*(?:{_OFFICE})?[，,\s]*{_DATE}\s*(?=$|{_FOOT}|{_NOTES}|[（(])")
_NAMED = re.compile(rf"\s*{_OFFICE}\s*")
_FURNITURE = re.compile(
    rf"\s*(?:{_FOOT}|{_NOTES}|[-—–]\s?\d{{1,3}}\s?[-—–]\s*$|第\s?\d+\s?页|[（(]?(?:盖章|公章)[）)]?$)"
)
_OPENS = re.compile(r"[。！？；;!?\n]")


def told(text: str, body: Span) -> Span:
    """The part of a passage that tells something; what closes it as a page or letter is left out.

    Nothing is left out before the first sentence end or line end, so that a passage of one
    sentence stays whole.
    """
    end, dated = body.end, False
    while True:
        at, last = _last_sentence(text, body.start, end)
        words = text[at:last]
        signed = bool(_SIGNED.match(words))
        named = dated and bool(_NAMED.fullmatch(words))
        if at <= body.start or not (signed or named or _FURNITURE.match(words)):
            return Span(body.start, end)
        end, dated = at, signed


def _last_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the last sentence begins and ends, without blanks and stops at its end."""
    last = end
    while last > start and (text[last - 1].isspace() or text[last - 1] in "。；;"):
        last -= 1
    begin = max(start, last - REACH)
    at = max((m.end() for m in _OPENS.finditer(text, begin, max(begin, last - 1))), default=start)
    return at, last
