"""The statutory tables of an authored report as spanned grids, and their true cells."""

from __future__ import annotations

from dataclasses import dataclass

from nlp_reports.evaluate.authored import Authored

Truth = dict[tuple[str, str, str], str]
APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
APPLICANT_KEYS = (
    "natural_person",
    "business",
    "research",
    "public_welfare",
    "legal_service",
    "other",
    "total",
)
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
OUTCOME_KEYS = ("upheld", "corrected", "other_result", "pending", "total")
REVIEW_ROWS = ("reconsideration", "litigation_direct", "litigation_after_review")

# short name in the header of an authored file: key, group as printed, label as printed
REQUEST_ROWS = {
    "本年新收": ("new_received", "", "一、本年新收政府信息公开申请数量"),
    "上年结转": ("carried_over", "", "二、上年结转政府信息公开申请数量"),
    "予以公开": ("disclosed", "", "（一）予以公开"),
    "部分公开": (
        "partially_disclosed",
        "",
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    ),
    "国家秘密": ("state_secret", "（三）不予公开", "1.属于国家秘密"),
    "法律法规禁止": ("prohibited_by_law", "（三）不予公开", "2.其他法律行政法规禁止公开"),
    "三安全一稳定": ("three_security", "（三）不予公开", "3.危及“三安全一稳定”"),
    "第三方合法权益": ("third_party", "（三）不予公开", "4.保护第三方合法权益"),
    "三类内部事务信息": ("internal_affairs", "（三）不予公开", "5.属于三类内部事务信息"),
    "四类过程性信息": ("process_information", "（三）不予公开", "6.属于四类过程性信息"),
    "行政执法案卷": ("enforcement_files", "（三）不予公开", "7.属于行政执法案卷"),
    "行政查询事项": ("administrative_inquiry", "（三）不予公开", "8.属于行政查询事项"),
    "不掌握": ("not_held", "（四）无法提供", "1.本机关不掌握相关政府信息"),
    "没有现成信息": ("needs_creation", "（四）无法提供", "2.没有现成信息需要另行制作"),
    "补正后仍不明确": ("unclear_after_correction", "（四）无法提供", "3.补正后申请内容仍不明确"),
    "信访举报投诉": ("petition", "（五）不予处理", "1.信访举报投诉类申请"),
    "重复申请": ("repeated", "（五）不予处理", "2.重复申请"),
    "公开出版物": ("publications", "（五）不予处理", "3.要求提供公开出版物"),
    "大量反复申请": ("excessive", "（五）不予处理", "4.无正当理由大量反复申请"),
    "确认或重新出具": ("reissue", "（五）不予处理", "5.要求行政机关确认或重新出具已获取信息"),
    "逾期不补正": (
        "overdue_correction",
        "（六）其他处理",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    ),
    "逾期未缴费": (
        "overdue_fee",
        "（六）其他处理",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    ),
    "其他处理": ("other_handling", "（六）其他处理", "3.其他"),
    "总计": ("total", "", "（七）总计"),
    "结转下年": ("carried_forward", "", "四、结转下年度继续办理"),
}
_OUTER = ("本年新收", "上年结转", "结转下年")
PROACTIVE = {
    "规章": "rules",
    "规范性文件": "normative_documents",
    "行政规范性文件": "normative_documents",
    "行政许可": "licences",
    "其他对外管理服务事项": "other_services",
    "行政处罚": "penalties",
    "行政强制": "coercion",
    "行政事业性收费": "fees",
    "政府集中采购": "procurement",
}
_MADE = (("made", "本年制发件数"), ("repealed", "本年废止件数"), ("valid", "现行有效件数"))
_NEW = (
    ("new_made", "本年新制作数量"),
    ("newly_disclosed", "本年新公开数量"),
    ("total_disclosed", "对外公开总数量"),
)
_ITEMS = (
    ("items_last_year", "上一年项目数量"),
    ("change", "本年增/减"),
    ("decisions", "处理决定数量"),
)
Columns = tuple[tuple[str, str], ...]
BLOCKS: dict[str, list[tuple[str, Columns, tuple[str, ...]]]] = {
    "2021": [
        ("第二十条第（一）项", _MADE, ("规章", "行政规范性文件")),
        ("第二十条第（五）项", (("decisions", "本年处理决定数量"),), ("行政许可",)),
        ("第二十条第（六）项", (("decisions", "本年处理决定数量"),), ("行政处罚", "行政强制")),
        (
            "第二十条第（八）项",
            (("fee_amount", "本年收费金额（单位：万元）"),),
            ("行政事业性收费",),
        ),
    ],
    "2019": [
        ("第二十条第（一）项", _NEW, ("规章", "规范性文件")),
        ("第二十条第（五）项", _ITEMS, ("行政许可", "其他对外管理服务事项")),
        ("第二十条第（六）项", _ITEMS, ("行政处罚", "行政强制")),
        ("第二十条第（八）项", _ITEMS[:2], ("行政事业性收费",)),
        (
            "第二十条第（九）项",
            (("project_count", "采购项目数量"), ("total_amount", "采购总金额")),
            ("政府集中采购",),
        ),
    ],
}


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a rendered grid."""

    row: int
    col: int
    text: str
    rows: int = 1
    cols: int = 1


@dataclass(slots=True)
class Sheet:
    """A rendered table; ``widths`` are shares of the line."""

    boxes: list[Box]
    widths: list[float]

    @property
    def height(self) -> int:
        return max(box.row + box.rows for box in self.boxes)

    @property
    def width(self) -> int:
        return len(self.widths)

    def line(self, row: int) -> list[Box]:
        """The boxes that begin in a row, from left to right."""
        return sorted((b for b in self.boxes if b.row == row), key=lambda b: b.col)


def form_of(report: Authored) -> str:
    return "2019" if report.meta.get("form") == "2019" else "2021"


def _shown(value: str) -> str:
    return "" if value == "空" else value


def _entries(line: str) -> dict[str, list[str]]:
    parts = [part.split() for part in line.split(";") if part.strip()]
    return {part[0]: [_shown(value) for value in part[1:]] for part in parts}


def request_values(report: Authored) -> dict[str, list[str]]:
    """Short row name to seven cells; rows that the header leaves out are zero."""
    given = _entries(report.figures.get("requests", ""))
    values = {name: given.get(name, ["0"] * 7) for name in REQUEST_ROWS}
    if form_of(report) == "2019":
        del values["逾期不补正"], values["逾期未缴费"]
    return values


def proactive_values(report: Authored) -> dict[str, list[str]]:
    given = _entries(report.figures.get("proactive", ""))
    return {
        name: given.get(name, ["0"] * len(columns))
        for _, columns, names in BLOCKS[form_of(report)]
        for name in names
    }


def review_values(report: Authored) -> list[list[str]]:
    parts = report.figures.get("reviews", "").split(";")
    return [[_shown(value) for value in part.split()] for part in parts if part.strip()]


def truth(report: Authored) -> Truth:
    """Every statutory cell by table, row and column key, as printed."""
    cells: Truth = {}
    if "proactive" in report.figures:
        values = proactive_values(report)
        for _, columns, names in BLOCKS[form_of(report)]:
            for name in names:
                for (column, _), value in zip(columns, values[name], strict=True):
                    cells["proactive", PROACTIVE[name], column] = value
    if "requests" in report.figures:
        for name, row in request_values(report).items():
            for column, value in zip(APPLICANT_KEYS, row, strict=True):
                cells["requests", REQUEST_ROWS[name][0], column] = value
    if "reviews" in report.figures:
        for key, row in zip(REVIEW_ROWS, review_values(report), strict=True):
            for column, value in zip(OUTCOME_KEYS, row, strict=True):
                cells["reviews", key, column] = value
    return cells


def sheet(report: Authored, name: str) -> Sheet:
    """One table of a report: ``proactive``, ``requests`` or ``reviews``."""
    return {"proactive": _proactive, "requests": _requests, "reviews": _reviews}[name](report)


def _proactive(report: Authored) -> Sheet:
    values = proactive_values(report)
    boxes: list[Box] = []
    row = 0
    for article, columns, names in BLOCKS[form_of(report)]:
        boxes.append(Box(row, 0, article, cols=4))
        boxes.append(Box(row + 1, 0, "信息内容"))
        _across(boxes, row + 1, [zh for _, zh in columns])
        row += 2
        for name in names:
            boxes.append(Box(row, 0, name))
            _across(boxes, row, values[name])
            row += 1
    return Sheet(boxes, [0.25] * 4)


def _across(boxes: list[Box], row: int, texts: list[str]) -> None:
    """Put texts beside the label; the last one takes the rest of the three columns."""
    for at, text in enumerate(texts):
        rest = 3 - at if at == len(texts) - 1 else 1
        boxes.append(Box(row, 1 + at, text, cols=rest))


def _requests(report: Authored) -> Sheet:
    note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    boxes = [
        Box(0, 0, note, rows=3, cols=3),
        Box(0, 3, "申请人情况", cols=7),
        Box(1, 3, "自然人", rows=2),
        Box(1, 4, "法人或其他组织", cols=5),
        Box(1, 9, "总计", rows=2),
    ]
    boxes += [Box(2, 4 + at, text) for at, text in enumerate(APPLICANTS[1:6])]
    values = request_values(report)
    inner = [name for name in values if name not in _OUTER]
    groups = [REQUEST_ROWS[name][1] for name in inner]
    for at, name in enumerate(values):
        row = 3 + at
        _, group, label = REQUEST_ROWS[name]
        if name in _OUTER:
            boxes.append(Box(row, 0, label, cols=3))
        elif not group or groups.count(group) == 1:
            boxes.append(Box(row, 1, group or label, cols=2))
        else:
            boxes.append(Box(row, 2, label))
            if inner.index(name) == groups.index(group):
                boxes.append(Box(row, 1, group, rows=groups.count(group)))
        if name == "予以公开":
            boxes.append(Box(row, 0, "三、本年度办理结果", rows=len(inner)))
        boxes += [Box(row, 3 + i, value) for i, value in enumerate(values[name])]
    return Sheet(boxes, [0.08, 0.12, 0.24, *[0.08] * 7])


def _reviews(report: Authored) -> Sheet:
    boxes = [
        Box(0, 0, "行政复议", cols=5),
        Box(0, 5, "行政诉讼", cols=10),
        Box(1, 5, "未经复议直接起诉", cols=5),
        Box(1, 10, "复议后起诉", cols=5),
    ]
    boxes += [Box(1, at, text, rows=2) for at, text in enumerate(OUTCOMES)]
    boxes += [Box(2, 5 + at, text) for at, text in enumerate(OUTCOMES * 2)]
    numbers = [value for part in review_values(report) for value in part]
    boxes += [Box(3, at, value) for at, value in enumerate(numbers)]
    return Sheet(boxes, [1 / 15] * 15)
