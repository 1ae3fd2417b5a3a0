"""Gold folders: offsets hold, what does not fit is refused, readings lead back to the raw text."""

import json

import pytest

from nlp_reports.errors import UsageError
from nlp_reports.evaluate import gold as golds
from nlp_reports.evaluate.match import iou, pairs
from nlp_reports.evaluate.readings import given, read
from nlp_reports.text import Span

TEXT = (
    "某县教育局2022年政府信息公开工作年度报告\n（五）监督保障情况\n"
    "年内举办培训2期，参训60人次。把公开工作纳入年度考核。\n五、存在的主要问题及改进情况\n"
    "一是栏目更新不及时；二是解读形式单一。下一步，将每周检查栏目更新情况。\n"
)
ITEMS = (
    ("overview.supervision", "supervision", "年内举办培训2期，参训60人次", ["training"], 3),
    ("overview.supervision", "supervision", "把公开工作纳入年度考核", ["assessment"], 1),
    ("problems_improvements", "problem", "栏目更新不及时", ["timeliness"], 1),
    ("problems_improvements", "problem", "解读形式单一", ["interpretation"], 1),
    ("problems_improvements", "measure", "下一步，将每周检查栏目更新情况", ["timeliness"], 2),
)


def label(index, section, role, text, keys, level):
    start = TEXT.index(text)
    return {
        "report": "a_2022", "index": index, "section": section, "start": start,
        "end": start + len(text), "text": text, "role": role, "substance": level,
        "themes": keys if role != "supervision" else [],
        "practices": keys if role == "supervision" else [],
        "status": "planned" if role == "measure" else None,
        "links": [2] if role == "measure" else [], "coder_a": None, "coder_b": None,
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    rows = [label(n, *item) for n, item in enumerate(ITEMS)]
    five = TEXT.index("五、")
    heads = [("overview.supervision", TEXT.index("（五）"), "（五）监督保障情况", five)]
    heads.append(("problems_improvements", five, "五、存在的主要问题及改进情况", len(TEXT)))
    sections = [
        {"report": "a_2022", "section": key, "heading": heading, "start": start,
         "body": start + len(heading), "end": end}
        for key, start, heading, end in heads
    ]  # fmt: skip
    tables = {"labels": rows, "sections": sections, "reuse": [], "figures": []}
    for name, lines in tables.items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in lines)
        (tmp_path / f"{name}.jsonl").write_text(text, "utf-8")
    (tmp_path / "documents.csv").write_text(
        "report,issuer,level,kind,year,form,split\n"
        "a_2022,某县教育局,department,教育,2022,2021,test\n",
        "utf-8",
    )
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a_2022.txt").write_text(TEXT, "utf-8")
    return tmp_path


def test_a_folder_is_loaded(folder):
    (report,) = golds.load(folder).split("test")
    assert [item.role for item in report.items] == [role for _, role, *_ in ITEMS]
    assert report.items[4].coding.links == (2,)
    assert report.bodies("problems_improvements")[0].of(TEXT).startswith("\n一是")


def test_the_digest_changes_with_any_file(folder):
    before = golds.load(folder).digest
    (folder / "figures.jsonl").write_text(
        '{"report": "a_2022", "table": "reviews", "row": "r", "column": "c", "text": "1"}\n',
        "utf-8",
    )
    assert golds.load(folder).digest != before


def test_labels_that_do_not_fit_the_text_are_refused(folder):
    (folder / "reports" / "a_2022.txt").write_text("另" + TEXT, "utf-8")
    with pytest.raises(UsageError, match="is not at"):
        golds.load(folder)


def test_no_corpus_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="name its folder"):
        golds.load(tmp_path)


@pytest.mark.parametrize("layer", ["clean", "wraps", "flat", "blanks", "combined"])
def test_readings_lead_back_to_the_coded_text(folder, layer):
    (reading,) = read(golds.load(folder).reports, layer)
    met = {gold.index: item for gold, item in reading.matched}
    assert 2 in met
    assert reading.raw(met[2].span).of(TEXT) == "栏目更新不及时"


def test_given_items_keep_text_and_role(folder):
    (report,) = golds.load(folder).reports
    assert [(i.role, i.text) for i in given(report)] == [(r, t) for _, r, t, *_ in ITEMS]


def test_spans_match_by_what_both_cover():
    assert iou(Span(0, 10), Span(0, 8)) == 0.8
    assert pairs([Span(0, 10), Span(10, 30)], [Span(1, 10), Span(10, 20)]) == [(0, 0)]
    assert pairs([], [Span(0, 1)]) == []
